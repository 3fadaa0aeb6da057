"""Heads that tell sleeve, neckline and leg length, and how landmarks weigh in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.assets import asset_path
from modiste.errors import AssetError
from modiste.perception.garment.attributes import (
    LEGS,
    NECKLINES,
    SLEEVES,
    WIDTHS,
    AttributeHeads,
    Attributes,
    Head,
    likeliest,
)
from modiste.perception.garment.reader import with_attributes
from modiste.testing import flat_scene
from modiste.types import Category, GarmentView, Landmark, Length, Neckline, Opinion

FEATURES = 1280
EVEN = {
    "sleeve": np.full((4, 4), 0.25, np.float32),
    "leg": np.full((3, 4), 0.25, np.float32),
}
STRONG = {
    "sleeve": (0.85 * np.eye(4) + 0.0375).astype(np.float32),
    "leg": (0.85 * np.eye(4)[1:] + 0.0375).astype(np.float32),
}


def heads(seed: int = 0) -> AttributeHeads:
    rng = np.random.default_rng(seed)
    return AttributeHeads(
        {n: Head(rng.normal(0, 0.01, (FEATURES, w)).astype(np.float32),
                 rng.normal(0, 0.1, w).astype(np.float32)) for n, w in WIDTHS.items()},
        EVEN,
    )  # fmt: skip


def told(sleeve: Length, sure: float, neckline: Neckline = Neckline.V,
         leg: Length = Length.LONG) -> Attributes:  # fmt: skip
    return Attributes(
        {c: sure if c is sleeve else (1 - sure) / 3 for c in SLEEVES},
        {c: float(c is neckline) for c in NECKLINES},
        {c: sure if c is leg else (1 - sure) / 2 for c in LEGS},
    )


def features(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 3, FEATURES).astype(np.float32)


def test_probabilities_of_each_head_add_up() -> None:
    seen = heads()(features())
    for part in (seen.sleeve, seen.neckline, seen.leg):
        assert sum(part.values()) == pytest.approx(1, abs=1e-5)
    assert tuple(seen.sleeve) == SLEEVES
    assert Length.NONE not in seen.leg


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    before = heads()
    before.save(tmp_path / "heads.npz")
    after = AttributeHeads.open(tmp_path / "heads.npz")
    x = features()
    for name in WIDTHS:
        assert after.heads[name](x) == pytest.approx(before.heads[name](x), abs=0.02)
    assert after.seen["leg"] == pytest.approx(EVEN["leg"])


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_told_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "heads.npz").write_bytes(content)
    with pytest.raises(AssetError, match="install modiste again"):
        AttributeHeads.open(tmp_path / "heads.npz")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=r"none\.npz"):
        AttributeHeads.open(tmp_path / "none.npz")


def test_heads_of_another_version_are_refused(tmp_path: Path) -> None:
    other = heads()
    other.heads["neckline"] = Head(np.zeros((FEATURES, 3), np.float32), np.zeros(3, np.float32))
    other.save(tmp_path / "heads.npz")
    with pytest.raises(AssetError, match="neckline"):
        AttributeHeads.open(tmp_path / "heads.npz")


def test_tables_that_tell_nothing_leave_the_head_its_opinion() -> None:
    opinion = told(Length.SHORT, 0.7)
    found = heads().sleeve(opinion, Length.LONG)
    assert found == pytest.approx(dict(opinion.sleeve))


@given(st.sampled_from(SLEEVES), st.sampled_from(SLEEVES), st.floats(0.3, 0.97))
def test_landmarks_raise_what_they_measure(sleeve: Length, measured: Length, sure: float) -> None:
    opinion = told(sleeve, sure)
    found = AttributeHeads(heads().heads, STRONG).sleeve(opinion, measured)
    assert sum(found.values()) == pytest.approx(1)
    assert found[measured] >= opinion.sleeve[measured] - 1e-9


def test_the_surer_one_decides() -> None:
    weigh = AttributeHeads(heads().heads, STRONG)
    unsure, sure = told(Length.LONG, 0.5), told(Length.LONG, 0.995)
    assert likeliest(weigh.sleeve(unsure, Length.SHORT)) is Length.SHORT
    assert likeliest(weigh.sleeve(sure, Length.SHORT)) is Length.LONG


def sleeved(category: Category = Category.TOP, **lengths: Length) -> GarmentView:
    plain = flat_scene(category).garment
    cuffs = {f"cuff_{end}_{side}": Landmark(3, 9)
             for end in ("outer", "inner") for side in ("left", "right")}  # fmt: skip
    marks = dict(plain.landmarks) | (cuffs if category is not Category.BOTTOM else {})
    return GarmentView(plain.image, plain.mask, category, marks, **lengths)


def test_what_has_cuffs_is_not_told_sleeveless() -> None:
    before = sleeved(sleeve=Length.SHORT)
    view = with_attributes(before, heads(), told(Length.NONE, 0.9))
    assert view.sleeve is not Length.NONE
    assert view.landmarks == before.landmarks
    assert view.neckline is Neckline.V


def test_what_has_no_cuffs_may_be_told_sleeveless() -> None:
    before = sleeved(sleeve=Length.SHORT)
    marks = {n: m for n, m in before.landmarks.items() if not n.startswith("cuff")}
    bare = GarmentView(before.image, before.mask, before.category, marks)
    assert with_attributes(bare, heads(), told(Length.NONE, 0.9)).sleeve is Length.NONE


def test_cuffs_of_a_sleeve_stay() -> None:
    before = sleeved(sleeve=Length.SHORT)
    view = with_attributes(before, heads(), told(Length.LONG, 0.9))
    assert view.sleeve is Length.LONG
    assert view.landmarks == before.landmarks


def test_a_skirt_gets_no_legs_and_no_neckline() -> None:
    view = with_attributes(sleeved(Category.BOTTOM), heads(), told(Length.LONG, 0.9))
    assert (view.leg, view.sleeve, view.neckline) == (Length.NONE, Length.NONE, None)

    assert view.opinions == {}


def test_the_heads_mend_a_measured_leg() -> None:
    short = sleeved(Category.BOTTOM, leg=Length.SHORT)
    view = with_attributes(short, heads(), told(Length.NONE, 0.9))
    assert view.leg is Length.LONG
    assert view.opinions["leg_length"].value == "long"
    assert set(view.opinions) == {"leg_length"}


def test_what_cannot_be_has_no_share_and_the_rest_adds_up() -> None:
    view = with_attributes(sleeved(sleeve=Length.SHORT), heads(), told(Length.NONE, 0.9))
    sleeve = view.opinions["sleeve"]
    assert "none" not in sleeve.shares
    assert sum(sleeve.shares.values()) == pytest.approx(1)
    assert sleeve.value == view.sleeve
    assert view.opinions["neckline"].value == view.neckline


def test_earlier_opinions_stay() -> None:
    before = replace(sleeved(sleeve=Length.SHORT), opinions={"kind": Opinion("Polo")})
    view = with_attributes(before, heads(), told(Length.SHORT, 0.9))
    assert view.opinions["kind"] == Opinion("Polo")


def test_the_heads_that_ship_tell_every_class() -> None:
    shipped = AttributeHeads.open(asset_path("garment-attributes"))
    for name, width in WIDTHS.items():
        assert shipped.heads[name].weights.shape == (FEATURES, width)
        assert np.abs(shipped.heads[name].weights).max() > 0
    for table in shipped.seen.values():
        assert table.sum(1) == pytest.approx(np.ones(len(table)), abs=1e-4)
        assert (table > 0).all()


@pytest.mark.parametrize(("kind", "wanted"), [
    ("tank-top", Length.NONE), ("t-shirt", Length.SHORT), ("long-sleeve", Length.LONG)
])  # fmt: skip
def test_a_drawn_top_has_a_neckline_and_its_sleeves(
    view: Callable[..., GarmentView], kind: str, wanted: Length
) -> None:
    found = view(kind)
    assert found.sleeve is wanted
    assert found.neckline in NECKLINES
