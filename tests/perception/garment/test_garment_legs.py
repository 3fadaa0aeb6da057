"""A bottom garment has legs or one hem, and its crotch lies between the legs."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.perception.garment.category import KINDS, Reading
from modiste.perception.garment.landmarks import find_landmarks, landmarks_by_rules
from modiste.perception.garment.legs import (
    LEG_ENDS,
    SKIRT_ENDS,
    has_legs,
    share_of_legs,
    with_crotch,
    with_one_hem,
)
from modiste.perception.garment.silhouette import Silhouette
from modiste.types import GARMENT_LANDMARKS, Category, Landmark

SHAPE = (200, 160)


def reading(**kinds: float) -> Reading:
    shares = dict.fromkeys(KINDS, 0.0) | kinds
    return Reading(shares, np.array([1, 0, 0, 0], np.float32), np.zeros(1280, np.float32))


def trousers() -> np.ndarray:
    """Legs apart, crotch at (80, 70)."""
    mask = np.zeros(SHAPE, np.uint8)
    points = [(50, 20), (110, 20), (130, 180), (95, 180), (80, 70), (65, 180), (30, 180)]
    cv2.fillPoly(mask, [np.array(points)], 1)
    return mask > 0


def skirt() -> np.ndarray:
    mask = np.zeros(SHAPE, np.uint8)
    cv2.fillPoly(mask, [np.array([(60, 40), (100, 40), (140, 160), (20, 160)])], 1)
    return mask > 0


def marks(inner: float, *more: str) -> dict[str, Landmark]:
    found = {name: Landmark(80, 100, inner) for name in LEG_ENDS}
    return found | {name: Landmark(10, 150, 0.7) for name in (*SKIRT_ENDS, *more)}


@pytest.mark.parametrize(
    ("inner", "kinds", "legged"),
    [
        (0.8, {"Pants": 0.9}, True),
        (0.34, {"Shorts": 0.99}, True),
        (0.40, {"Skirt": 0.65, "Pants": 0.3}, False),
        (0.47, {"Skirt": 0.9}, False),
        (0.9, {"Skirt": 0.6, "Shorts": 0.3}, True),
    ],
)
def test_hems_and_kind_decide_together(inner: float, kinds: dict[str, float], legged: bool) -> None:
    assert has_legs(marks(inner), reading(**kinds)) is legged


def test_without_a_kind_the_hems_decide() -> None:
    assert share_of_legs(None) == 0.5
    assert has_legs(marks(0.6), None)
    assert not has_legs(marks(0.2), None)
    assert not has_legs({}, None)
    assert has_legs({}, reading(Pants=0.7, Skirt=0.2))


@given(st.floats(0, 1), st.floats(0, 1))
def test_surer_hems_never_take_legs_away(low: float, high: float) -> None:
    low, high = sorted((low, high))
    kind = reading(Shorts=0.4, Skirt=0.4)
    assert has_legs(marks(high), kind) >= has_legs(marks(low), kind)


@pytest.mark.parametrize("legged", [True, False])
def test_one_sort_of_hem_is_left(legged: bool) -> None:
    kept = with_one_hem(marks(0.5, "crotch", "waist_left"), legged)
    assert "waist_left" in kept
    assert ("crotch" in kept) is legged
    assert set(LEG_ENDS).issubset(kept) is legged
    assert set(SKIRT_ENDS).isdisjoint(kept) is legged


def test_a_stray_crotch_goes_between_the_legs() -> None:
    strayed = {"crotch": Landmark(110, 60, 0.3)}
    crotch = with_crotch(strayed, Silhouette(trousers()))["crotch"]
    assert np.hypot(crotch.x - 80, crotch.y - 70) < 5
    assert crotch.score >= 0.6


def test_without_a_notch_only_a_crotch_in_the_middle_is_believed() -> None:
    outline = Silhouette(skirt())
    middle, aside = Landmark(82, 120, 0.4), Landmark(120, 120, 0.4)
    assert with_crotch({"crotch": middle}, outline) == {"crotch": middle}
    assert with_crotch({"crotch": aside}, outline) == {}
    assert with_crotch({}, outline) == {}


def everything(tensor: np.ndarray) -> list[np.ndarray]:
    """A network that sees every landmark, each as a peak of its own on a diagonal."""
    logits = np.full((1, 23, 64, 64), -9, np.float32)
    for i in range(22):
        logits[0, i, 10 + 2 * i, 10 + 2 * i] = 0.0
    return [logits]


@pytest.mark.parametrize(("kind", "mask"), [("Skirt", skirt()), ("Pants", trousers())])
def test_no_garment_is_both_trousers_and_skirt(kind: str, mask: np.ndarray) -> None:
    image = np.full((*SHAPE, 3), 120, np.uint8)
    found, _ = find_landmarks(everything, image, mask, Category.BOTTOM, reading(**{kind: 1.0}))
    assert set(found) <= set(GARMENT_LANDMARKS[Category.BOTTOM])
    assert ("crotch" in found) is set(LEG_ENDS).issubset(found)
    assert ("crotch" in found) is set(SKIRT_ENDS).isdisjoint(found)


def nothing(tensor: np.ndarray) -> list[np.ndarray]:
    return [np.full((1, 23, 64, 64), -9, np.float32)]


@pytest.mark.parametrize(("kind", "mask"), [("Skirt", skirt()), ("Pants", trousers())])
def test_a_blind_network_leaves_the_rules_landmarks(kind: str, mask: np.ndarray) -> None:
    image, told = np.full((*SHAPE, 3), 120, np.uint8), reading(**{kind: 1.0})
    found, inside = find_landmarks(nothing, image, mask, Category.BOTTOM, told)
    rules = landmarks_by_rules(mask, Category.BOTTOM, told)
    skirts = {name: m for name, m in found.items() if name in SKIRT_ENDS}
    assert skirts if kind == "Skirt" else set(LEG_ENDS) < set(found)
    for name, mark in found.items():
        if name != "crotch":
            assert (mark.x, mark.y) == (rules[name].x, rules[name].y)
            assert mark.score < rules[name].score
    assert inside.max() < 0.1
