"""The whole reader with the weights that ship."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from modiste.errors import GarmentError
from modiste.examples.flats import Flat, flat
from modiste.perception.garment import GarmentReader
from modiste.types import GARMENT_LANDMARKS, Category, GarmentView, Landmark, Length

SHARP = 0.035
"""Largest mean error of a drawn garment's landmarks, as a part of its longer side."""


def _error(found: Mapping[str, Landmark], true: Mapping[str, Landmark], size: float) -> float:
    gaps = [np.hypot(found[n].x - m.x, found[n].y - m.y) for n, m in true.items() if n in found]
    return float(np.mean(gaps)) / size


Draw = Callable[..., Flat]
Read = Callable[..., GarmentView]


@pytest.mark.parametrize(
    "kind", ["t-shirt", "long-sleeve", "tank-top", "dress", "trousers", "skirt"]
)
def test_a_drawn_garment_is_read(drawn: Draw, view: Read, kind: str) -> None:
    true, found = drawn(kind), view(kind)
    assert set(found.landmarks) <= set(GARMENT_LANDMARKS[true.category])
    assert len(set(true.landmarks) - set(found.landmarks)) <= 2
    assert _error(found.landmarks, true.landmarks, 330) < SHARP
    overlap = np.minimum(found.mask, true.alpha).sum() / np.maximum(found.mask, true.alpha).sum()
    assert overlap > 0.93
    assert not found.worn


@pytest.mark.parametrize(("kind", "sleeve", "leg"), [
    ("t-shirt", Length.SHORT, Length.NONE), ("long-sleeve", Length.LONG, Length.NONE),
    ("tank-top", Length.NONE, Length.NONE), ("trousers", Length.NONE, Length.LONG),
    ("shorts", Length.NONE, Length.SHORT), ("skirt", Length.NONE, Length.NONE),
])  # fmt: skip
def test_lengths_are_classed(view: Read, kind: str, sleeve: Length, leg: Length) -> None:
    found = view(kind)
    assert (found.sleeve, found.leg) == (sleeve, leg)
    assert ("crotch" in found.landmarks) == (kind in ("trousers", "shorts"))


def test_the_inside_of_the_collar_is_cut_away(reader: GarmentReader) -> None:
    drawn = flat("t-shirt", seed=3, background="plain", color=(45, 80, 150), shape=(420, 420),
                 tidy=1.0, neck="crew", measures={"neck_depth": 10.0})  # fmt: skip
    view = reader(drawn.image, None, drawn.category, "drawn.png")
    assert view.inner is not None
    true = drawn.inner > 0.5
    assert view.mask[true].mean() < 0.25
    assert view.inner[true].mean() > 0.7


def test_a_mirrored_photo_has_mirrored_landmarks(
    reader: GarmentReader, drawn: Draw, view: Read
) -> None:
    plain = view("t-shirt", 7)
    mirrored = reader(
        np.ascontiguousarray(drawn("t-shirt", 7).image[:, ::-1]), None, Category.TOP, "m.png"
    )
    assert plain.image.shape == mirrored.image.shape
    width = plain.image.shape[1]
    for name in ("armpit_left", "hem_left", "collar_left"):
        other = mirrored.landmarks[name.replace("left", "right")]
        assert abs(width - 1 - other.x - plain.landmarks[name].x) < 0.02 * width
        assert abs(other.y - plain.landmarks[name].y) < 0.02 * width


def test_size_does_not_matter(reader: GarmentReader, drawn: Draw, view: Read) -> None:
    double = cv2.resize(drawn("shorts", 3).image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    one, two = view("shorts", 3), reader(double, None, Category.BOTTOM, "big.png")
    assert two.mask.shape == (840, 840)
    for name, mark in one.landmarks.items():
        assert abs(two.landmarks[name].x / 2 - mark.x) < 15
        assert abs(two.landmarks[name].y / 2 - mark.y) < 15


@pytest.mark.parametrize("angle", [-25.0, 18.0])
def test_a_tilted_garment_is_straightened(reader: GarmentReader, drawn: Draw, angle: float) -> None:
    matrix = cv2.getRotationMatrix2D((210, 210), angle, 0.7)
    tilted = cv2.warpAffine(
        drawn("t-shirt").image, matrix, (420, 420), borderMode=cv2.BORDER_REPLICATE
    )
    view = reader(tilted, None, Category.TOP, "tilted.png")
    across = view.point("armpit_left") - view.point("armpit_right")
    assert abs(np.degrees(np.arctan2(across[1], across[0]))) < 6


def test_an_alpha_channel_is_enough(reader: GarmentReader, drawn: Draw) -> None:
    true = drawn("dress")
    whole = np.clip(true.alpha + true.inner, 0, 1)
    noise = np.random.default_rng(0).integers(0, 255, true.image.shape, np.uint8)
    image = np.where(whole[..., None] > 0.5, true.image, noise)
    found = reader(image, whole, Category.DRESS, "cut.png")
    assert _error(found.landmarks, true.landmarks, 330) < SHARP


def test_an_empty_photo_is_refused(reader: GarmentReader) -> None:
    with pytest.raises(GarmentError, match=r"floor\.png"):
        reader(np.full((300, 300, 3), 190, np.uint8), None, None, "floor.png")


def test_the_embedding_is_free(reader: GarmentReader, drawn: Draw) -> None:
    assert reader.embed(drawn("skirt").image).shape == (1280,)


def _photos(shared: Path, label: str, count: int) -> list[Path]:
    """The first photos with one label on plain backgrounds."""
    rows = (shared / "clothing-dataset" / "images.csv").read_text().splitlines()[1:]
    names = sorted(r.split(",")[0] for r in rows if r.split(",")[2] == label)
    paths = [shared / "clothing-dataset" / "plain" / f"{n}.webp" for n in names]
    return [p for p in paths if p.is_file()][:count]


@pytest.mark.parametrize(("label", "category"), [
    ("T-Shirt", Category.TOP), ("Longsleeve", Category.TOP), ("Pants", Category.BOTTOM),
    ("Skirt", Category.BOTTOM), ("Dress", Category.DRESS),
])  # fmt: skip
def test_real_photos(reader: GarmentReader, shared: Path, label: str, category: Category) -> None:
    for path in _photos(shared, label, 2):
        with Pillow.open(path) as file:
            view = reader(np.asarray(file.convert("RGB")), None, None, path.name)
        assert view.category is category
        assert 0.05 < float(view.mask.mean()) < 0.9
        if category is not Category.BOTTOM:
            assert view.landmarks["hem_left"].x > view.landmarks["hem_right"].x
            assert view.landmarks["armpit_left"].y < view.landmarks["hem_left"].y
