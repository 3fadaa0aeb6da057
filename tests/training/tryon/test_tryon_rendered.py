"""Drawn pairs as examples: the flow is exact, so the geometry's guess must be near it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modiste.pairs.draw import Pair, draw_pair
from modiste.pairs.pack import pair_path, write_pair
from modiste.training.tryon.data.example import FLAT
from modiste.training.tryon.data.pack import pack_rendered, read_examples
from modiste.training.tryon.data.rendered import pair_garment, rendered_example
from modiste.types import Category, Label, Length


@pytest.fixture(scope="module")
def pair() -> Pair:
    return draw_pair(3, kind="t-shirt")


def test_the_guess_is_near_the_exact_flow(pair: Pair) -> None:
    example = rendered_example(pair, "p")
    assert example.flow is not None
    away = np.linalg.norm(example.guess - example.flow, axis=-1)
    both = np.isfinite(away)
    assert both.sum() > 500
    assert np.median(away[both]) < 18
    known = example.flow[np.isfinite(example.flow[..., 0])]
    assert (known >= -1).all()
    assert (known <= FLAT[0]).all()
    assert example.garment.sum() == np.isin(pair.parse, (Label.TOP, Label.OUTER)).sum()


@pytest.mark.parametrize(
    ("kind", "category", "leg"),
    [
        ("trousers", Category.BOTTOM, Length.LONG),
        ("shorts", Category.BOTTOM, Length.SHORT),
        ("skirt", Category.BOTTOM, Length.NONE),
        ("dress", Category.DRESS, Length.NONE),
        ("t-shirt", Category.TOP, Length.NONE),
    ],
)
def test_kinds_have_their_categories(
    pair: Pair, kind: str, category: Category, leg: Length
) -> None:
    view = pair_garment(replace(pair, meta={**pair.meta, "kind": kind}))
    assert (view.category, view.leg) == (category, leg)


def test_the_sleeve_class_follows_from_its_length(pair: Pair) -> None:
    def sleeve(cm: float) -> Length:
        sizes = {**dict(pair.meta["sizes_cm"]), "sleeve": cm}
        return pair_garment(replace(pair, meta={**pair.meta, "sizes_cm": sizes})).sleeve

    assert [sleeve(20), sleeve(40), sleeve(60)] == [Length.SHORT, Length.MIDDLE, Length.LONG]
    bare = {n: m for n, m in pair.landmarks.items() if not n.startswith("cuff")}
    assert pair_garment(replace(pair, landmarks=bare)).sleeve is Length.NONE


def test_a_pair_of_another_size_is_refused(pair: Pair) -> None:
    with pytest.raises(ValueError, match="an example"):
        rendered_example(replace(pair, person=pair.person[:256]), "p")


def test_packing_leaves_damaged_pairs_out_and_packs_once(pair: Pair, tmp_path: Path) -> None:
    write_pair(pair, pair_path(tmp_path, 3))
    pair_path(tmp_path, 4).write_bytes(b"no zip")
    lines: list[str] = []
    assert pack_rendered(tmp_path, tmp_path / "out", told=lines.append) == 1
    assert lines[0].startswith("rendered-0000.npz: 1 examples")
    assert pack_rendered(tmp_path, tmp_path / "out") == 0
    found = read_examples(tmp_path / "out")
    assert found.names == ["pair-00000003"]
    assert found[0].source == "rendered"
    assert found[0].flow is not None
