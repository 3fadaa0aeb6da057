from __future__ import annotations

import cv2
import numpy as np
import pytest

from modiste.assets import asset_path
from modiste.errors import GarmentError
from modiste.examples.flats import flat
from modiste.perception.garment.cutnet import Network
from modiste.perception.garment.cutout import cut_out, doubt, largest, shrink
from modiste.perception.garment.hanger import remove_hanger
from modiste.perception.garment.saliency import Network as Saliency
from modiste.perception.runtime import OnnxModel


@pytest.fixture(scope="module")
def network() -> Network:
    return OnnxModel(asset_path("garment-cutout"), threads=1)


def _no_network() -> Network:
    raise AssertionError("the alpha must do")


def _no_saliency() -> Saliency:
    raise AssertionError("the network must do")


def _blind_saliency() -> Saliency:
    return lambda tensor: np.zeros((1, 1, 320, 320), np.float32)


def _logits(mask: np.ndarray) -> Network:
    """A network that sees this mask, (h, w) in [0, 1]."""
    small = cv2.resize(mask.astype(np.float32), (128, 128), interpolation=cv2.INTER_AREA)
    return lambda *tensors: [(small[None, None] - 0.5) * 4.8]


def _iou(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


@pytest.mark.parametrize("kind", ["t-shirt", "trousers", "dress", "tank-top"])
def test_drawn_garments_are_cut_out(network: Network, kind: str) -> None:
    drawn = flat(kind, seed=4, background="plain", color=(40, 70, 150), shape=(320, 320))
    found = cut_out(drawn.image, None, lambda: network, _no_saliency, "drawn.png")
    assert found.method == "network"
    assert _iou(found.mask, (drawn.alpha + drawn.inner) > 0.5) > 0.94


def test_the_files_own_alpha_is_taken() -> None:
    alpha = np.zeros((300, 300), np.float32)
    alpha[60:240, 80:220] = 1.0
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8)
    found = cut_out(noise, alpha, _no_network, _no_saliency, "cut.png")
    assert found.method == "alpha"
    assert _iou(found.mask, alpha > 0.5) > 0.97


def test_an_alpha_that_says_nothing_is_ignored(network: Network) -> None:
    drawn = flat("t-shirt", seed=4, background="plain", color=(40, 70, 150), shape=(320, 320))
    found = cut_out(
        drawn.image, np.ones((320, 320), np.float32), lambda: network, _no_saliency, "x.png"
    )
    assert found.method == "network"


def test_the_outline_moves_to_the_colours_edge() -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(60, 200, (300, 300, 3)).astype(np.uint8)
    image[80:220, 100:200] = (200, 20, 30)
    seen = np.zeros((300, 300), np.float32)
    cv2.rectangle(seen, (97, 77), (203, 223), 1.0, -1)
    found = cut_out(image, None, lambda: _logits(seen), _no_saliency, "bed.png")
    truth = np.zeros((300, 300), bool)
    truth[80:220, 100:200] = True
    assert _iou(found.mask, truth) > max(0.95, _iou(seen > 0.5, truth))


def test_stripes_of_the_floor_s_colour_stay(network: Network) -> None:
    drawn = flat("t-shirt", seed=700, color=(238, 234, 226), second=(40, 60, 110),
                 motif="stripes", background="white", shape=(512, 512))  # fmt: skip
    found = cut_out(drawn.image, None, lambda: network, _no_saliency, "stripes.png")
    whole = cv2.resize(drawn.alpha + drawn.inner, found.mask.shape[::-1], interpolation=3) > 0.5
    assert _iou(found.mask, whole) > 0.96


def test_a_hanger_that_is_drawn_is_left_out(network: Network) -> None:
    drawn = flat("t-shirt", seed=5, background="plain", color=(40, 70, 150), shape=(320, 320))
    image = drawn.image.copy()
    cv2.line(image, (160, 0), (160, 60), (30, 30, 30), 3)
    found = cut_out(image, None, lambda: network, _no_saliency, "hung.png")
    assert not found.mask[:12].any()


def test_an_empty_floor_is_no_garment(network: Network) -> None:
    empty = np.full((300, 300, 3), 200, np.uint8)
    for seen in (network, _logits(np.zeros((300, 300)))):
        with pytest.raises(GarmentError, match=r"No garment was found in floor\.png"):
            cut_out(empty, None, lambda net=seen: net, _blind_saliency, "floor.png")  # type: ignore[misc]


def test_where_the_network_is_unsure_saliency_decides() -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(60, 200, (300, 300, 3)).astype(np.uint8)
    image[80:220, 100:200] = (200, 20, 30)
    salient = np.zeros((300, 300), np.float32)
    cv2.rectangle(salient, (96, 76), (204, 224), 1.0, -1)
    small = cv2.resize(salient, (320, 320))[None, None]
    vague = _logits(np.full((300, 300), 0.55))
    found = cut_out(image, None, lambda: vague, lambda: lambda tensor: small, "bed.png")
    truth = np.zeros((300, 300), bool)
    truth[80:220, 100:200] = True
    assert found.method == "saliency"
    assert _iou(found.mask, truth) > 0.9


def test_doubt_is_none_where_all_is_clear() -> None:
    clear = np.zeros((100, 100), np.float32)
    clear[20:80, 20:80] = 1.0
    assert doubt(clear) == 0
    assert doubt(np.full((100, 100), 0.5, np.float32)) > 1


def test_a_garment_that_fills_the_photo_is_refused() -> None:
    image = np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8)
    with pytest.raises(GarmentError, match=r"fills all of near\.png"):
        cut_out(image, None, lambda: _logits(np.ones((300, 300))), _no_saliency, "near.png")


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
