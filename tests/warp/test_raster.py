"""Patches, the rasteriser, the stack and the cloth."""

from __future__ import annotations

import cv2
import drawn
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.types import GarmentView, Length, Part
from modiste.warp.fabric import cut_fabric, divide
from modiste.warp.patch import Ladder, Patch, weave
from modiste.warp.raster import Layer, draw, smoothed
from modiste.warp.stack import stacked

RNG = np.random.default_rng(5)
PICTURE = cv2.GaussianBlur(RNG.integers(0, 255, (80, 100, 3)).astype(np.uint8), (0, 0), 4)
WHOLE = np.ones((80, 100), np.float32)


def grid(x0: float, y0: float, x1: float, y1: float, rows: int = 6, columns: int = 8) -> np.ndarray:
    x, y = np.meshgrid(np.linspace(x0, x1, columns), np.linspace(y0, y1, rows))
    return np.stack([x, y], 2)


def patch(target: np.ndarray) -> Patch:
    parts = np.full(len(target) - 1, Part.TORSO, np.uint8)
    return Patch(grid(10, 10, 90, 70), target, parts, WHOLE)


def test_an_unmoved_patch_shows_the_picture_itself() -> None:
    layer = draw(patch(grid(10, 10, 90, 70)), PICTURE, (80, 100))
    assert layer is not None
    inside = layer.alpha > 0.99
    assert inside.mean() > 0.9
    assert np.abs(layer.image[inside].astype(int) - PICTURE[layer.window][inside]).max() <= 1


@settings(max_examples=15, deadline=None)
@given(
    angle=st.floats(-3.1, 3.1),
    scale=st.floats(0.5, 2.0),
    dx=st.floats(-20, 60),
    dy=st.floats(-20, 60),
)
def test_a_similarity_is_drawn_exactly(angle: float, scale: float, dx: float, dy: float) -> None:
    matrix = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shift = np.array([dx, dy])
    layer = draw(patch(grid(10, 10, 90, 70) @ matrix.T + shift), PICTURE, (150, 150))
    if layer is None:
        return
    whole = np.hstack([matrix, shift[:, None]])
    expected = cv2.warpAffine(PICTURE, whole, (150, 150), flags=cv2.INTER_LINEAR)
    inner = cv2.erode((layer.alpha > 0.99).astype(np.uint8), np.ones((5, 5))) > 0
    gap = np.abs(layer.image[inner].astype(int) - expected[layer.window][inner])
    assert not inner.any() or gap.max() <= 4


def test_later_rows_cover_earlier_ones_where_a_patch_folds() -> None:
    target = grid(10, 10, 90, 70)
    target[3:, :, 1] = target[3, 0, 1] - (target[3:, :, 1] - target[3, 0, 1])
    parts = np.array([1, 1, 1, 2, 2], np.uint8)
    layer = draw(Patch(grid(10, 10, 90, 70), target, parts, WHOLE), PICTURE, (80, 100))
    assert layer is not None
    middle = layer.parts[30 - layer.top, 50 - layer.left]
    assert middle == 2


@pytest.mark.parametrize("far", [1e9, np.nan, np.inf])
def test_absurd_targets_are_survived(far: float) -> None:
    target = grid(10, 10, 90, 70)
    target[2, 3] = far
    layer = draw(patch(target), PICTURE, (80, 100))
    assert layer is None or np.isfinite(layer.alpha).all()


def test_a_patch_beside_the_picture_is_not_drawn() -> None:
    assert draw(patch(grid(500, 500, 600, 600)), PICTURE, (80, 100)) is None


def test_weaving_is_isometric_in_the_middle_and_ends_at_the_rails() -> None:
    y = np.linspace(0, 50, 4)
    laid = Ladder.between(np.stack([y * 0, y], 1), np.stack([y * 0 + 100, y], 1))
    worn = Ladder.between(np.stack([y * 0 + 15, y], 1), np.stack([y * 0 + 85, y], 1))
    woven = weave(laid, worn, np.full(4, 50.0), Part.TORSO, WHOLE, 40)
    source, target = woven.source[0, :, 0], woven.target[0, :, 0]
    assert np.interp(50.0, source, target) == pytest.approx(50.0, abs=0.1)
    assert np.interp([0.0, 100.0], source, target) == pytest.approx([15.0, 85.0], abs=0.5)
    density = np.gradient(target, source)
    assert density[20] == pytest.approx(0.98, abs=0.03)
    assert (density > 0).all()


def test_a_bow_moves_the_middle_and_leaves_the_rails() -> None:
    y = np.linspace(0, 50, 4)
    laid = Ladder.between(np.stack([y * 0, y], 1), np.stack([y * 0 + 100, y], 1))
    bow = np.tile([0.0, -8.0], (4, 1))
    flat, bowed = (
        weave(laid, laid, np.full(4, 50.0), Part.TORSO, WHOLE, 40, b) for b in (None, bow)
    )
    moved = (bowed.target - flat.target)[..., 1]
    assert moved[:, 20] == pytest.approx(-8.0)
    assert moved[:, [0, -1]] == pytest.approx(0.0)


def test_the_stack_blends_by_alpha() -> None:
    below = Layer(
        0,
        0,
        np.full((4, 4, 3), 100, np.uint8),
        np.ones((4, 4), np.float32),
        np.ones((4, 4), np.uint8),
        np.full((4, 4, 2), 7, np.float32),
    )
    half = np.full((2, 2), 0.5, np.float32)
    twos, nines = np.full((2, 2), 2, np.uint8), np.full((2, 2, 2), 9, np.float32)
    above = Layer(1, 1, np.full((2, 2, 3), 200, np.uint8), half, twos, nines)
    image, alpha, parts, source = stacked([below, above], (6, 6))
    assert image[1, 1] == pytest.approx([150] * 3)
    assert alpha[:4, :4] == pytest.approx(1.0)
    assert alpha[4:].sum() == 0
    assert (parts[2, 2], parts[0, 0]) == (2, 1)
    assert (source[2, 2, 0], source[0, 0, 0]) == (9, 7)
    assert np.isnan(source[4:]).all()


TEE = drawn.drawn_garment(drawn.TEE, sleeve=Length.SHORT)


def test_the_background_does_not_bleed_over_the_rim() -> None:
    image = np.where(TEE.mask[..., None] > 0.5, 30, 255).astype(np.uint8)
    image = cv2.GaussianBlur(np.repeat(image, 3, 2), (5, 5), 0)
    fabric = cut_fabric(GarmentView(image, TEE.mask, TEE.category, TEE.landmarks), (1.0, 1.0))
    assert image[fabric.alpha > 0.05].max() > 120
    assert fabric.image[fabric.alpha > 0.05].max() < 40


def test_the_fabric_is_shrunk_to_the_scale_it_is_drawn_at() -> None:
    fabric = cut_fabric(TEE, (0.25, 0.5))
    height, width = TEE.mask.shape
    assert fabric.alpha.shape == pytest.approx((height * 0.625, width * 0.3125), abs=1)
    assert cut_fabric(TEE, (3.0, 3.0)).alpha.shape == TEE.mask.shape


def test_parts_share_the_cloth_and_overlap_at_the_seam() -> None:
    fabric = cut_fabric(TEE, (1.0, 1.0))
    low, high = np.array([0.0, 0.0]), np.array(TEE.mask.shape[::-1], float)
    middle = high[0] / 2
    left = [low, np.array([middle, 0.0]), np.array([middle, high[1]]), np.array([0.0, high[1]])]
    right = [np.array([middle, 0.0]), np.array([high[0], 0.0]), high, np.array([middle, high[1]])]
    parts = divide(fabric, {"left": left, "right": right})
    assert np.maximum(parts["left"], parts["right"]) == pytest.approx(fabric.alpha)
    apart = round(high[0] * 0.1)
    assert parts["left"][:, round(middle) + apart :].sum() == 0
    assert parts["right"][:, round(middle) + apart :].sum() > 0


def test_an_outline_of_stairs_is_antialiased() -> None:
    y, x = np.mgrid[:60, :60]
    stairs = (x > 20 + y // 7 * 2).astype(np.float32)
    alpha = smoothed(stairs)
    edge = 20 + y[8:-8, 0] * 2 / 7
    found = 60 - alpha[8:-8].sum(axis=1) - 0.5
    flat = 60 - stairs[8:-8].sum(axis=1) - 0.5
    assert np.abs(found - edge).std() < 0.75 * np.abs(flat - edge).std()
    assert ((alpha > 0.05) & (alpha < 0.95)).any(axis=1)[8:-8].mean() > 0.7


def test_the_rim_continues_colour_source_and_part() -> None:
    whole = np.full((80, 100, 3), (200, 30, 40), np.uint8)
    target = grid(10, 10, 90, 70) @ np.array([[0.96, 0.28], [-0.28, 0.96]])
    parts = np.array([1, 1, 1, 6, 6], np.uint8)
    layer = draw(Patch(grid(10, 10, 90, 70), target, parts, WHOLE), whole, (80, 100))
    assert layer is not None
    seen = layer.alpha > 0
    assert (layer.alpha[seen] < 0.5).any(), "there is no rim"
    assert np.abs(layer.image[seen].astype(int) - (200, 30, 40)).max() <= 1, "the corner bled in"
    assert layer.source[seen].min() > 0
    assert layer.source[seen].max() < 100
    lower = seen & (layer.source[..., 1] > 50)
    assert (layer.parts[lower] == 6).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(8, 24), st.sampled_from([0.0, 0.2, 0.8, 1.0]))
def test_smoothing_keeps_area_and_bounds(half: int, inner: float) -> None:
    alpha = np.zeros((64, 64), np.float32)
    alpha[32 - half : 32 + half, 32 - half : 32 + half] = 1
    alpha[28:36, 28:36] = inner
    crisp = smoothed(alpha)
    assert crisp.min() >= 0
    assert crisp.max() <= 1
    assert abs((crisp > 0.5).sum() / (alpha > 0.5).sum() - 1) < 0.1
