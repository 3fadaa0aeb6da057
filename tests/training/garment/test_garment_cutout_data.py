from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from modiste.examples.flats import flat
from modiste.training.garment.cutout_data import Pool, altered
from modiste.training.garment.cutout_hanger import hanger, rod
from modiste.training.garment.cutout_scene import (
    SIDE,
    Piece,
    any_ground,
    bare_ground,
    compose,
    drawn_piece,
    photo_piece,
)
from modiste.training.garment.cutout_teacher import keep, kept, seen_plainly, shrunk, teach

RED, GREEN = (200, 30, 30), (30, 160, 60)


def block() -> Piece:
    """A red square garment."""
    image = np.full((120, 100, 3), RED, np.uint8)
    alpha = np.zeros((120, 100), np.uint8)
    alpha[30:100, 20:80] = 255
    return Piece(image, alpha, clipped=False)


def ground() -> np.ndarray:
    return np.full((SIDE, SIDE, 3), GREEN, np.float32)


@pytest.mark.parametrize("seed", range(6))
def test_the_mask_of_a_composed_picture_is_exactly_the_garment(seed: int) -> None:
    image, alpha = compose(block(), ground(), np.random.default_rng(seed))
    assert image.shape == (SIDE, SIDE, 3)
    assert 0.05 < float(alpha.mean()) < 0.9
    garment = image[alpha > 0.98].astype(int)
    assert (garment[:, 0] > garment[:, 1] + 40).mean() > 0.99
    outside = image[alpha < 0.02].astype(int)
    assert (outside[:, 0] > outside[:, 1] + 100).mean() < 0.02


@pytest.mark.parametrize("seed", range(5))
def test_a_hanger_reaches_above_what_hangs_on_it(seed: int) -> None:
    alpha = np.zeros((200, 200), np.float32)
    alpha[80:180, 50:150] = 1
    for clipped in (False, True):
        layers = hanger(alpha, clipped, np.random.default_rng(seed))
        cover = np.max([layer.cover for layer in layers], axis=0)
        assert np.flatnonzero((cover > 0.5).any(axis=1))[0] < 76
        assert [layer.front for layer in layers] == ([False, True] if clipped else [False])


def test_clips_hold_the_waistband_and_are_not_garment() -> None:
    piece = Piece(block().image, block().alpha, clipped=True)
    masks = [compose(piece, ground(), np.random.default_rng(s))[1] for s in range(12)]
    notched = [m for m in masks if _notches(m)]
    assert 2 <= len(notched) < 12


def _notches(alpha: np.ndarray) -> int:
    """How many pieces are bitten out of the convex hull."""
    hard = (alpha > 0.5).astype(np.uint8)
    hull = cv2.convexHull(cv2.findNonZero(hard))
    full = cv2.fillConvexPoly(np.zeros_like(hard), hull, 1)
    missing = cv2.morphologyEx(full - hard, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return int(cv2.connectedComponents(missing)[0]) - 1


def test_nothing_hangs_on_a_speck() -> None:
    alpha = np.zeros((200, 200), np.float32)
    alpha[100:104, 100:104] = 1
    assert hanger(alpha, False, np.random.default_rng(0)) == []


def test_a_rod_crosses_the_picture() -> None:
    cover = rod((120, 160), np.random.default_rng(1)).cover
    assert (cover.max(axis=0) > 0.4).all()


def test_a_ground_is_mirrored_from_the_strip_beside_the_garment() -> None:
    image = np.full((100, 120, 3), GREEN, np.uint8)
    image[10:90, 5:60] = RED
    mask = np.zeros((100, 120), np.uint8)
    mask[10:90, 5:60] = 255
    found = bare_ground(image, mask, np.random.default_rng(0))
    assert found is not None
    assert found.shape == (SIDE, SIDE, 3)
    assert (found == GREEN).all()
    assert bare_ground(image, np.full_like(mask, 255), np.random.default_rng(0)) is None
    assert bare_ground(image, np.zeros_like(mask), np.random.default_rng(0)) is None


def test_drawn_grounds_and_garments_differ_by_seed() -> None:
    rng = np.random.default_rng(0)
    first, second = any_ground(rng), any_ground(rng)
    assert first.shape == (SIDE, SIDE, 3)
    assert not np.array_equal(first, second)
    piece = drawn_piece(3)
    assert 0.05 < float((piece.alpha > 127).mean()) < 0.9
    assert not np.array_equal(piece.alpha, drawn_piece(4).alpha)


def test_a_garment_cut_from_a_photo_stays_inside_its_mask() -> None:
    mask = np.zeros((80, 80), np.uint8)
    mask[20:60, 20:60] = 255
    alpha = photo_piece(np.zeros((80, 80, 3), np.uint8), mask, False).alpha
    assert (alpha[mask == 0] == 0).all()
    assert alpha[40, 40] == 255


@pytest.mark.parametrize("seed", range(8))
def test_picture_and_mask_are_altered_alike(seed: int) -> None:
    image = np.full((90, 120, 3), (20, 20, 20), np.uint8)
    mask = np.zeros((90, 120), np.float32)
    image[20:60, 30:70] = 235
    mask[20:60, 30:70] = 1
    picture, cover = altered(image, mask, 64, np.random.default_rng(seed))
    bright = picture.astype(int).mean(axis=2) > 110
    assert (bright == (cover > 0.5)).mean() > 0.96


def test_a_pool_gives_what_it_has_and_the_same_for_the_same_numbers() -> None:
    piece = drawn_piece(0)
    drawn_only, taught_only = Pool((), (), [piece]), Pool([(piece.image, piece.alpha)], (), ())
    for pool in (drawn_only, taught_only):
        one = pool.sample(64, np.random.default_rng(5))
        two = pool.sample(64, np.random.default_rng(5))
        assert one[0].shape == (64, 64, 3)
        assert 0.02 < float(one[1].mean()) < 0.98
        assert np.array_equal(one[0], two[0])
        assert np.array_equal(one[1], two[1])


def test_masks_are_kept_without_loss(tmp_path: Path) -> None:
    image = np.random.default_rng(0).integers(0, 256, (30, 20, 3), np.uint8)
    mask = np.zeros((30, 20), bool)
    mask[5:9] = True
    keep(tmp_path / "a.png", image, mask)
    found = kept(tmp_path / "a.png")
    assert found is not None
    assert np.array_equal(found[0], image)
    assert np.array_equal(found[1] == 255, mask)
    assert kept(tmp_path / "missing.png") is None
    (tmp_path / "unsure.png").touch()
    assert kept(tmp_path / "unsure.png") is None


def _says(salient: np.ndarray) -> object:
    return lambda tensor: cv2.resize(salient, tensor.shape[:1:-1])[None, None]


def test_the_teacher_is_believed_only_where_it_is_sure() -> None:
    image = np.full((160, 160, 3), GREEN, np.uint8)
    image[40:120, 40:120] = RED
    sure = np.zeros((320, 320), np.float32)
    sure[80:240, 80:240] = 1
    mask, believed = teach(_says(sure), image)  # type: ignore[arg-type]
    assert believed
    assert mask[80, 80]
    assert not mask[10, 10]
    hedged = sure.copy()
    hedged[80:240, 80:160] = 0.5
    assert not teach(_says(hedged), image)[1]  # type: ignore[arg-type]
    everything = np.ones((320, 320), np.float32)
    everything[0, 0] = 0
    assert not teach(_says(everything), image)[1]  # type: ignore[arg-type]


def test_plain_backdrops_need_no_network_and_others_do() -> None:
    drawn = flat("t-shirt", seed=2, shape=(400, 400), background="plain")
    mask = seen_plainly(shrunk(drawn.image))
    assert mask is not None
    assert mask.shape == (320, 320)
    noisy = np.random.default_rng(0).integers(0, 256, (320, 320, 3), np.uint8)
    assert seen_plainly(noisy) is None
