from __future__ import annotations

import cv2
import numpy as np
import pytest

from modiste.errors import GarmentError
from modiste.examples.flats import flat
from modiste.perception.garment.cutout import cut_out, largest, shrink
from modiste.perception.garment.hanger import remove_hanger
from modiste.perception.garment.saliency import Network


def _no_network() -> Network:
    raise AssertionError("the fast way must do")


def _blind_network() -> Network:
    return lambda tensor: np.zeros((1, 1, 320, 320), np.float32)


def _iou(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


@pytest.mark.parametrize("kind", ["t-shirt", "trousers", "dress", "tank-top"])
def test_a_plain_floor_needs_no_network(kind: str) -> None:
    drawn = flat(kind, seed=4, background="plain", color=(40, 70, 150), shape=(320, 320))
    found = cut_out(drawn.image, None, _no_network, "drawn.png")
    assert found.method == "backdrop"
    assert _iou(found.mask, (drawn.alpha + drawn.inner) > 0.5) > 0.96


def test_the_files_own_alpha_is_taken() -> None:
    alpha = np.zeros((300, 300), np.float32)
    alpha[60:240, 80:220] = 1.0
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8)
    found = cut_out(noise, alpha, _no_network, "cut.png")
    assert found.method == "alpha"
    assert _iou(found.mask, alpha > 0.5) > 0.97


def test_an_alpha_that_says_nothing_is_ignored() -> None:
    drawn = flat("t-shirt", seed=4, background="plain", color=(40, 70, 150), shape=(320, 320))
    found = cut_out(drawn.image, np.ones((320, 320), np.float32), _no_network, "x.png")
    assert found.method == "backdrop"


def test_the_networks_object_is_outlined() -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(60, 200, (300, 300, 3)).astype(np.uint8)
    image[80:220, 100:200] = (200, 20, 30)
    salient = np.zeros((300, 300), np.float32)
    cv2.rectangle(salient, (96, 76), (204, 224), 1.0, -1)
    small = cv2.resize(salient, (320, 320))[None, None]
    found = cut_out(image, None, lambda: lambda tensor: small, "bed.png")
    truth = np.zeros((300, 300), bool)
    truth[80:220, 100:200] = True
    assert found.method == "saliency"
    assert _iou(found.mask, truth) > 0.9


def test_an_empty_floor_is_no_garment() -> None:
    empty = np.full((300, 300, 3), 200, np.uint8)
    with pytest.raises(GarmentError, match=r"No garment was found in floor\.png"):
        cut_out(empty, None, _blind_network, "floor.png")


def test_a_garment_that_fills_the_photo_is_refused() -> None:
    image = np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8)
    with pytest.raises(GarmentError, match=r"fills all of near\.png"):
        cut_out(image, None, lambda: lambda t: _rising(), "near.png")


def _rising() -> np.ndarray:
    """Salient everywhere but in one corner."""
    found = np.ones((1, 1, 320, 320), np.float32)
    found[..., :3, :3] = 0
    return found


def test_shrink_keeps_small_pictures() -> None:
    assert shrink(np.zeros((200, 300, 3), np.uint8)).shape == (200, 300, 3)
    assert shrink(np.zeros((1024, 512, 3), np.uint8)).shape == (384, 192, 3)


def test_largest_of_nothing_is_nothing() -> None:
    assert not largest(np.zeros((5, 5), bool)).any()


def _hung() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A garment with straps, and the hook of a hanger above it."""
    image = np.full((300, 240, 3), 230, np.uint8)
    body = np.zeros((300, 240), np.uint8)
    cv2.rectangle(body, (60, 110), (180, 280), 1, -1)
    cv2.rectangle(body, (80, 80), (86, 112), 1, -1)
    cv2.rectangle(body, (154, 80), (160, 112), 1, -1)
    hook = np.zeros_like(body)
    cv2.rectangle(hook, (118, 60), (121, 109), 1, -1)
    image[body > 0] = (180, 60, 90)
    image[hook > 0] = (20, 20, 20)
    return image, body > 0, hook > 0


def test_a_hook_goes_and_straps_stay() -> None:
    image, body, hook = _hung()
    kept = remove_hanger(image, body | hook)
    assert kept[hook].mean() < 0.15
    assert kept[body].mean() > 0.97
