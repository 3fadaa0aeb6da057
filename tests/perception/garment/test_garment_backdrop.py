from __future__ import annotations

import cv2
import numpy as np
import pytest

from modiste.perception.garment.backdrop import flood, reached_from_border, remove_shadow


def _scene(garment: tuple[int, int, int] = (30, 60, 150), slope: float = 0.0) -> np.ndarray:
    """A rectangle on a floor whose light falls off to the right."""
    rng = np.random.default_rng(0)
    light = 1.0 - slope * np.linspace(0, 1, 200)
    floor = np.full((240, 200, 3), (205.0, 195.0, 180.0)) * light[None, :, None]
    floor[60:180, 50:150] = garment
    return np.clip(floor + rng.normal(0, 1.5, floor.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("slope", [0.0, 0.25])
def test_the_flood_stops_at_the_garment_in_uneven_light(slope: float) -> None:
    found = flood(_scene(slope=slope))
    truth = np.zeros((240, 200), bool)
    truth[60:180, 50:150] = True
    assert (~found.outside & truth).sum() / (~found.outside | truth).sum() > 0.95
    assert found.border_free > 0.98


def test_noise_is_measured() -> None:
    rng = np.random.default_rng(1)
    rough = np.clip(rng.normal(150, 40, (120, 120, 3)), 0, 255).astype(np.uint8)
    assert flood(rough).noise > 2 * flood(_scene()).noise


def test_only_what_touches_the_border_is_reached() -> None:
    free = np.zeros((9, 9), bool)
    free[0], free[4, 4] = True, True
    reached = reached_from_border(free)
    assert reached[0].all()
    assert not reached[4, 4]


def test_a_cast_shadow_is_flooded_but_the_garment_is_not() -> None:
    image = _scene()
    image[70:180, 150:165] = (image[70:180, 150:165] * 0.7).astype(np.uint8)
    outside = remove_shadow(image, flood(image).outside)
    assert outside[90:170, 155:162].mean() > 0.9
    assert outside[70:170, 60:140].mean() < 0.01


def test_a_grey_garment_is_no_shadow() -> None:
    image = _scene(garment=(143, 137, 126))
    outside = remove_shadow(image, flood(image).outside)
    assert outside[70:170, 60:140].mean() < 0.01


def test_mirrored_photos_flood_alike() -> None:
    image = _scene(slope=0.2)
    image = cv2.GaussianBlur(image, (3, 3), 0)
    mirrored = flood(np.ascontiguousarray(image[:, ::-1])).outside[:, ::-1]
    assert (mirrored == flood(image).outside).mean() > 0.995
