from __future__ import annotations

import numpy as np
import pytest

from modiste.examples.models import virtual_model
from modiste.perception.parse import (
    ParserNet,
    one_garment,
    snapped,
    with_matte,
    without_islands,
)
from modiste.types import Label
from perception.poses import standing

CLASSES = len(Label)


class _Painter:
    """Stands in for the network: top where the canvas is bright, trousers where it is dark."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, ...]] = []

    def __call__(self, *tensors: np.ndarray) -> list[np.ndarray]:
        image, maps = tensors
        self.sizes.append(image.shape)
        assert image.shape[2] == 4 * maps.shape[2]
        bright = image[0, :, ::2, ::2].mean(0)
        scores = np.full((1, CLASSES, *bright.shape), -9, np.float32)
        scores[0, Label.TOP] = np.where(bright > 0, 9, -9)
        scores[0, Label.BOTTOM] = np.where(bright > 0, -9, 9)
        return [scores]


def _scores(*rows: tuple[Label, float]) -> np.ndarray:
    scores = np.zeros((CLASSES, 1, len(rows)), np.float32)
    for i, (label, value) in enumerate(rows):
        scores[label, 0, i] = value
    return scores


@pytest.mark.parametrize("shape", [(640, 480), (300, 900), (257, 301)])
def test_labels_lie_where_the_network_saw_them(shape: tuple[int, int]) -> None:
    image = np.zeros((*shape, 3), np.uint8)
    image[: shape[0] // 2] = 255
    network = _Painter()
    pose = standing(shape[1] / 2, shape[0] / 2, shape[0] / 3)
    labels = ParserNet(network=network)(image, pose, np.ones(shape, np.float32))
    assert labels.shape == shape
    assert labels.dtype == np.uint8
    half = shape[0] // 2
    assert (labels[: half - 4] == Label.TOP).all()
    assert (labels[half + 4 :] == Label.BOTTOM).all()
    assert all(side % 32 == 0 for side in network.sizes[0][2:])


def test_a_person_wears_a_dress_or_a_bottom_but_no_patches_of_both() -> None:
    shares = np.zeros((CLASSES, 4, 4), np.float32)
    shares[Label.BOTTOM] = 0.5
    shares[Label.DRESS, 0] = 0.6
    assert (one_garment(shares).argmax(0) == Label.BOTTOM).all()
    shares[Label.DRESS] = 0.6
    shares[Label.DRESS, 0] = 0.4
    assert (one_garment(shares).argmax(0) == Label.DRESS).all()


def test_the_matte_decides_where_the_network_is_unsure() -> None:
    unsure = _scores((Label.TOP, 0.5), (Label.TOP, 0.5), (Label.TOP, 9.0))
    matte = np.array([[1, 0, 0]], np.float32)
    affine = np.array([[1.0, 0, 0], [0, 1, 0]])
    told = with_matte(unsure, matte, affine).argmax(0)[0]
    assert told.tolist() == [Label.TOP, Label.BACKGROUND, Label.TOP]


def test_borders_snap_to_the_edge_of_the_picture() -> None:
    canvas = np.full((80, 80, 3), 40, np.uint8)
    canvas[:, 40:] = (200, 120, 60)
    rough = np.clip((np.arange(40) - 14) / 8, 0, 1).astype(np.float32)
    shares = np.zeros((CLASSES, 40, 40), np.float32)
    shares[Label.TOP] = rough
    shares[Label.BACKGROUND] = 1 - rough
    labels = snapped(shares, canvas).argmax(0)
    assert (labels[5:35, :19] == Label.BACKGROUND).all()
    assert (labels[5:35, 21:] == Label.TOP).all()
    assert (shares.argmax(0)[20, 19] == Label.TOP).all()


def test_small_islands_of_cloth_vanish_and_garments_stay() -> None:
    labels = np.zeros((200, 200), np.uint8)
    labels[20:180, 60:140] = Label.TOP
    labels[100:104, 100:104] = Label.DRESS
    labels[8:12, 8:12] = Label.BOTTOM
    cleaned = without_islands(labels)
    assert (cleaned[20:180, 60:140] == Label.TOP).all()
    assert not cleaned[:16, :16].any()


def test_a_clean_parse_stays_as_it_is() -> None:
    labels = np.zeros((100, 80), np.uint8)
    labels[10:60, 20:60] = Label.TOP
    np.testing.assert_array_equal(without_islands(labels), labels)


def test_the_shipped_network_parses_a_virtual_model() -> None:
    model = virtual_model("mara")
    labels = ParserNet()(model.image, model.pose, model.alpha)
    for label in (Label.TOP, Label.BOTTOM, Label.LEGS, Label.FACE, Label.HAIR):
        truth, guess = model.labels == label, labels == label
        assert (truth & guess).sum() > 0.65 * (truth | guess).sum(), label
    left, right = (labels == Label.ARM_LEFT), (labels == Label.ARM_RIGHT)
    assert np.nonzero(left)[1].mean() > np.nonzero(right)[1].mean()
