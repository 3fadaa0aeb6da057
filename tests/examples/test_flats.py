"""Drawn flat garments: what they claim about themselves holds in their pixels."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.errors import OptionError
from modiste.examples.flats import KINDS, Flat, flat
from modiste.examples.flats.pattern import Frame
from modiste.examples.flats.sizes import RANGES, draw_measures
from modiste.types import GARMENT_LANDMARKS, Category, Length, Part

SMALL = (256, 256)


def draw(kind: str, seed: int = 0, **options: object) -> Flat:
    return flat(kind, seed=seed, shape=SMALL, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=KINDS)
def garment(request: pytest.FixtureRequest) -> Flat:
    return draw(request.param, 3)


def test_arrays_follow_the_conventions(garment: Flat) -> None:
    assert garment.image.shape == (*SMALL, 3)
    assert garment.image.dtype == np.uint8
    for mask in (garment.alpha, garment.inner):
        assert mask.shape == SMALL
        assert mask.dtype == np.float32
        assert 0 <= mask.min() <= mask.max() <= 1
    assert garment.alpha.max() == 1


def test_garment_fills_the_picture_and_keeps_off_its_edge(garment: Flat) -> None:
    whole = np.maximum(garment.alpha, garment.inner) > 0.5
    rows, columns = np.nonzero(whole)
    assert max(np.ptp(rows), np.ptp(columns)) > 0.6 * SMALL[0]
    assert not whole[[0, -1]].any()
    assert not whole[:, [0, -1]].any()


def test_inside_of_the_back_is_not_outside(garment: Flat) -> None:
    assert (garment.alpha + garment.inner).max() <= 1 + 1e-5


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_landmarks_lie_on_the_garment(kind: str, seed: int) -> None:
    drawn = flat(kind, seed=seed, shape=(384, 384))
    whole = (np.maximum(drawn.alpha, drawn.inner) > 0.5).astype(np.uint8)
    away = cv2.distanceTransform(1 - whole, cv2.DIST_L2, 5)
    for name, mark in drawn.landmarks.items():
        assert away[round(mark.y), round(mark.x)] <= 2.0, name


@pytest.mark.parametrize("kind", KINDS)
def test_corner_landmarks_lie_on_the_outline(kind: str) -> None:
    drawn = flat(kind, seed=5, shape=(384, 384))
    whole = (np.maximum(drawn.alpha, drawn.inner) > 0.5).astype(np.uint8)
    inside = cv2.distanceTransform(whole, cv2.DIST_L2, 5)
    corners = [n for n in drawn.landmarks if n.startswith(("hem", "cuff_outer"))]
    assert corners
    for name in corners:
        mark = drawn.landmarks[name]
        assert inside[round(mark.y), round(mark.x)] <= 4.0, name


def test_landmark_names_are_those_of_the_category(garment: Flat) -> None:
    assert set(garment.landmarks) <= set(GARMENT_LANDMARKS[garment.category])


def test_left_is_the_wearers_left(garment: Flat) -> None:
    for name, mark in garment.landmarks.items():
        if name.endswith("_left") and "inner" not in name:
            other = garment.landmarks[name.replace("_left", "_right")]
            assert mark.x > other.x, name


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_same_picture(kind: str) -> None:
    first, second, other = draw(kind, 7), draw(kind, 7), draw(kind, 8)
    assert np.array_equal(first.image, second.image)
    assert first.landmarks == second.landmarks
    assert not np.array_equal(first.image, other.image)


def test_tidy_pattern_is_its_own_mirror_image() -> None:
    drawn = flat("tank-top", seed=2, shape=SMALL, tidy=1.0)
    mirrored = drawn.alpha[:, ::-1]
    low, high = drawn.pattern.bounds()
    assert low[0] == pytest.approx(-high[0])
    assert np.abs(drawn.alpha - mirrored).mean() < 0.01


CATEGORIES = {"trousers": Category.BOTTOM, "shorts": Category.BOTTOM, "skirt": Category.BOTTOM,
              "dress": Category.DRESS}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_category(kind: str) -> None:
    assert draw(kind).category == CATEGORIES.get(kind, Category.TOP)


@pytest.mark.parametrize(
    ("kind", "sleeve"),
    [("t-shirt", Length.SHORT), ("long-sleeve", Length.LONG), ("shirt", Length.LONG),
     ("hoodie", Length.LONG), ("tank-top", Length.NONE), ("skirt", Length.NONE)],
)  # fmt: skip
@pytest.mark.parametrize("seed", range(3))
def test_sleeve_class(kind: str, sleeve: Length, seed: int) -> None:
    assert draw(kind, seed).sleeve == sleeve


@pytest.mark.parametrize("sleeve", list(Length))
def test_sleeve_class_can_be_chosen(sleeve: Length) -> None:
    drawn = draw("dress", 4, sleeve=sleeve)
    assert drawn.sleeve == sleeve
    assert ("cuff_outer_left" in drawn.landmarks) == (sleeve != Length.NONE)


@pytest.mark.parametrize(
    ("kind", "leg"),
    [("trousers", Length.LONG), ("shorts", Length.SHORT), ("skirt", Length.NONE)],
)  # fmt: skip
def test_leg_class(kind: str, leg: Length) -> None:
    drawn = draw(kind, 1)
    assert drawn.leg == leg
    assert ("crotch" in drawn.landmarks) == (leg != Length.NONE)


def test_longer_measures_make_a_longer_garment() -> None:
    short, long = (
        draw("t-shirt", 1, measures={"chest": 50, "length": n}, tidy=1.0) for n in (56, 76)
    )
    spans = []
    for drawn in (short, long):
        height = drawn.landmarks["hem_left"].y - drawn.landmarks["collar_left"].y
        width = drawn.landmarks["armpit_left"].x - drawn.landmarks["armpit_right"].x
        spans.append(height / width)
    assert spans[1] / spans[0] == pytest.approx(76 / 56, rel=0.02)


@settings(max_examples=30, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    seed=st.integers(0, 50),
    u=st.floats(-0.95, 0.95),
    share=st.floats(0.05, 0.95),
)
def test_cloth_coordinates_and_pixels_agree(kind: str, seed: int, u: float, share: float) -> None:
    drawn = _cut_only(kind, seed)
    for panel in drawn.pattern.panels:
        v = np.array([share * panel.length])
        pixel = drawn.lay.to_pixels(panel.place(np.array([u]), v))
        back_u, back_v = panel.locate(*np.moveaxis(drawn.lay.to_cm(pixel), -1, 0))
        assert back_v[0] == pytest.approx(v[0], abs=0.05)
        assert back_u[0] == pytest.approx(u, abs=0.01)


_DRAWN: dict[tuple[str, int], Flat] = {}


def _cut_only(kind: str, seed: int) -> Flat:
    return _DRAWN.setdefault((kind, seed), flat(kind, seed=seed, shape=(96, 96)))


def test_coordinates_of_every_pixel_lead_back_to_it(garment: Flat) -> None:
    for panel in garment.pattern.panels:
        rows, columns = np.nonzero(garment.parts == panel.part)
        uv = garment.uv[rows, columns].astype(np.float64)
        found = garment.locate(panel.part, uv[:, 0], uv[:, 1])
        assert np.abs(found - np.stack([columns, rows], axis=1)).max() < 0.5


def test_parts_are_those_of_the_pattern(garment: Flat) -> None:
    assert set(np.unique(garment.parts)) == {0, *(p.part for p in garment.pattern.panels)}


def test_missing_part_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        draw("skirt").pattern.panel(Part.TORSO)


def test_printed_word_is_drawn_in_its_box() -> None:
    plain = flat("t-shirt", seed=1, motif="plain", color=(250, 250, 250), print_text="")
    worded = flat("t-shirt", seed=1, motif="plain", color=(250, 250, 250), print_text="WORD")
    changed = (plain.image.astype(int) - worded.image).max(axis=2) > 40
    rows, columns = np.nonzero(changed)
    assert worded.print_box is not None
    assert plain.print_box is None
    low, high = worded.print_box.min(axis=0), worded.print_box.max(axis=0)
    assert len(rows) > 500
    assert low[0] - 3 <= columns.min() <= columns.max() <= high[0] + 3
    assert low[1] - 3 <= rows.min() <= rows.max() <= high[1] + 3


def test_stripes_alternate_the_two_colours() -> None:
    drawn = flat("t-shirt", seed=1, motif="stripes", color=(240, 240, 240), second=(20, 20, 20),
                 print_text="")  # fmt: skip
    torso = drawn.parts == Part.TORSO
    brightness = drawn.image.mean(axis=2)[torso]
    assert (brightness > 150).mean() > 0.2
    assert (brightness < 90).mean() > 0.05


def test_color_is_the_cloths() -> None:
    drawn = flat("skirt", seed=0, color=(200, 40, 40), motif="plain", shape=SMALL)
    mean = drawn.image[drawn.alpha > 0.99].mean(axis=0)
    assert mean[0] > 130
    assert mean[0] > 2.5 * mean[1]


def test_view_is_the_truth() -> None:
    drawn = draw("dress", 3)
    view = drawn.view()
    assert view.category == drawn.category
    assert view.mask is drawn.alpha
    assert view.point("collar_left")[0] == pytest.approx(drawn.landmarks["collar_left"].x)


@pytest.mark.parametrize(
    "wrong", [{"motif": "tartan"}, {"background": "moon"}, {"neck": "polo"},
              {"measures": {"x": 1.0}}]
)  # fmt: skip
def test_unknown_choice_names_the_known_ones(wrong: dict[str, object]) -> None:
    with pytest.raises(OptionError, match=r"choose|has"):
        draw("t-shirt", 0, **wrong)


def test_unknown_kind() -> None:
    with pytest.raises(OptionError, match="t-shirt"):
        draw("toga")


@settings(max_examples=40, deadline=None)
@given(kind=st.sampled_from(KINDS), seed=st.integers(0, 10_000))
def test_measures_stay_in_their_ranges(kind: str, seed: int) -> None:
    drawn = draw_measures(kind, np.random.default_rng(seed))
    for name, (low, high) in RANGES[kind].items():
        assert low <= drawn[name] <= high


@settings(max_examples=40, deadline=None)
@given(
    x=st.floats(-60, 60),
    y=st.floats(-30, 130),
    bend=st.floats(-0.01, 0.01),
    angle=st.floats(0, 1.5),
)
def test_frame_round_trip(x: float, y: float, bend: float, angle: float) -> None:
    frame = Frame((18.0, 4.0), angle, bend)
    for mirror in (False, True):
        mine = replace(frame, mirror=mirror)
        along, across = mine.locate(np.array(x), np.array(y))
        back = mine.place(along, across)
        assert np.allclose(back, [x, y], atol=1e-6)
