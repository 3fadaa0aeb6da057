import cv2
import numpy as np
import pytest

from modiste.body.template import Body
from modiste.errors import OptionError
from modiste.examples.flats import flat
from modiste.pairs import dressing
from modiste.pairs.draw import Pair, draw_pair
from modiste.pairs.people import Sitting, sit
from modiste.types import GARMENT_LANDMARKS, Category, Label


def _warped(pair: Pair, picture: np.ndarray) -> np.ndarray:
    at = np.nan_to_num(pair.flow, nan=-1.0)
    return cv2.remap(picture, at[..., 0], at[..., 1], cv2.INTER_LINEAR)


def test_the_flow_lies_on_the_flat_garment(pair: Pair) -> None:
    known = np.isfinite(pair.flow[..., 0])
    whole = np.maximum(pair.garment_mask, pair.garment_inner)
    assert (_warped(pair, whole)[known] > 0.4).mean() > 0.98
    worn = pair.parse == Label.TOP
    assert not known[~worn].any()
    assert known[worn].mean() > 0.85


def test_the_flat_garment_warped_is_the_worn_one_without_its_light(pair: Pair) -> None:
    """Photographed and warped colours agree up to the folds' light on either side."""
    known = np.isfinite(pair.flow[..., 0])
    inner = cv2.erode(known.astype(np.uint8), np.ones((5, 5))) > 0
    warped = _warped(pair, pair.garment).astype(float)[inner]
    worn = pair.albedo.astype(float)[inner]
    assert np.median(np.abs(warped - worn)) < 16
    for channel in range(3):
        if worn[:, channel].std() > 12:
            assert np.corrcoef(warped[:, channel], worn[:, channel])[0, 1] > 0.6


def test_the_front_is_never_mirrored(pair: Pair) -> None:
    """Where the flow goes on, it turns as the picture does: text stays readable."""
    dx, dy = np.gradient(pair.flow, axis=1), np.gradient(pair.flow, axis=0)
    turn = dx[..., 0] * dy[..., 1] - dx[..., 1] * dy[..., 0]
    middle = np.zeros(turn.shape, bool)
    left, right = (pair.pose[f"{s}_shoulder"][0] for s in ("right", "left"))
    quarter = (right - left) / 4
    middle[:, int(left + quarter) : int(right - quarter)] = True
    seen = middle & np.isfinite(turn)
    assert seen.sum() > 200
    assert (turn[seen] > 0).mean() > 0.97


def test_both_pictures_show_the_same_person_and_place(pair: Pair) -> None:
    away = (pair.parse == Label.BACKGROUND) & (pair.base_parse == Label.BACKGROUND)
    apart = np.abs(pair.person.astype(int) - pair.base)[away]
    assert np.median(apart) <= 2
    face = (pair.parse == Label.FACE) & (pair.base_parse == Label.FACE)
    assert np.median(np.abs(pair.person.astype(int) - pair.base)[face]) <= 4


def test_landmarks_are_named_and_lie_at_the_garment(pair: Pair) -> None:
    assert set(pair.landmarks) <= set(GARMENT_LANDMARKS[Category(pair.meta["category"])])
    near = cv2.dilate(np.maximum(pair.garment_mask, pair.garment_inner), np.ones((7, 7)))
    for mark in pair.landmarks.values():
        assert near[round(mark.y), round(mark.x)] > 0.2


def test_sizes_are_told_in_centimetres(pair: Pair) -> None:
    sizes = pair.meta["sizes_cm"]
    assert sizes["ease"] == pytest.approx(2 * sizes["chest"] - sizes["body_chest_girth"], abs=0.02)
    assert 40 < sizes["length"] < 100
    assert 8 < sizes["sleeve"] < 35


def test_a_seed_gives_the_same_person_and_the_same_cloth(
    template: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dressing, "SETTLE", (3, 3))

    def drape() -> tuple[Sitting, np.ndarray]:
        who = sit(template, 4, np.random.default_rng(4))
        worn = dressing.put_on(template, who.sitter.rest, who.turns, flat("skirt", seed=4))
        return who, worn.vertices

    (one, cloth), (other, again) = drape(), drape()
    assert one.person == other.person
    assert (one.sitter.posed.vertices == other.sitter.posed.vertices).all()
    assert (cloth == again).all()


def test_unknown_kinds_and_negative_seeds_are_refused(template: Body) -> None:
    with pytest.raises(OptionError, match="kind"):
        draw_pair(1, body=template, kind="cape")
    with pytest.raises(OptionError, match="seed"):
        draw_pair(-1, body=template)
