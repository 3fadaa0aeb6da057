"""The whole reader with the weights that ship."""

from __future__ import annotations

from collections.abc import Mapping
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


@pytest.fixture(scope="module")
def reader() -> GarmentReader:
    def nobody(*args: object) -> tuple[()]:
        return ()

    return GarmentReader(nobody, nobody, nobody, threads=1)  # type: ignore[arg-type]


def _drawn(kind: str, seed: int = 3, **more: object) -> Flat:
    return flat(
        kind,
        seed=seed,
        background="plain",
        color=(45, 80, 150),
        shape=(420, 420),
        **{"tidy": 1.0, **more},
    )  # type: ignore[arg-type]


def _error(found: Mapping[str, Landmark], true: Mapping[str, Landmark], size: float) -> float:
    gaps = [np.hypot(found[n].x - m.x, found[n].y - m.y) for n, m in true.items() if n in found]
    return float(np.mean(gaps)) / size


def _read(reader: GarmentReader, drawn: Flat) -> GarmentView:
    return reader(drawn.image, None, drawn.category, "drawn.png")


@pytest.mark.parametrize(
    "kind", ["t-shirt", "long-sleeve", "tank-top", "dress", "trousers", "skirt"]
)
def test_a_drawn_garment_is_read(reader: GarmentReader, kind: str) -> None:
    drawn = _drawn(kind)
    view = _read(reader, drawn)
    assert set(view.landmarks) <= set(GARMENT_LANDMARKS[drawn.category])
    assert len(set(drawn.landmarks) - set(view.landmarks)) <= 2
    assert _error(view.landmarks, drawn.landmarks, 330) < SHARP
    overlap = np.minimum(view.mask, drawn.alpha).sum() / np.maximum(view.mask, drawn.alpha).sum()
    assert overlap > 0.93
    assert not view.worn


@pytest.mark.parametrize(("kind", "sleeve", "leg"), [
    ("t-shirt", Length.SHORT, Length.NONE), ("long-sleeve", Length.LONG, Length.NONE),
    ("tank-top", Length.NONE, Length.NONE), ("trousers", Length.NONE, Length.LONG),
    ("shorts", Length.NONE, Length.SHORT), ("skirt", Length.NONE, Length.NONE),
])  # fmt: skip
def test_lengths_are_classed(reader: GarmentReader, kind: str, sleeve: Length, leg: Length) -> None:
    view = _read(reader, _drawn(kind))
    assert (view.sleeve, view.leg) == (sleeve, leg)
    assert ("crotch" in view.landmarks) == (kind in ("trousers", "shorts"))


def test_the_inside_of_the_collar_is_cut_away(reader: GarmentReader) -> None:
    drawn = _drawn("t-shirt", neck="crew", measures={"neck_depth": 10.0})
    view = _read(reader, drawn)
    assert view.inner is not None
    true = drawn.inner > 0.5
    assert view.mask[true].mean() < 0.25
    assert view.inner[true].mean() > 0.7


def test_a_mirrored_photo_has_mirrored_landmarks(reader: GarmentReader) -> None:
    drawn = _drawn("t-shirt", seed=7)
    plain = _read(reader, drawn)
    mirrored = reader(np.ascontiguousarray(drawn.image[:, ::-1]), None, Category.TOP, "m.png")
    assert plain.image.shape == mirrored.image.shape
    width = plain.image.shape[1]
    for name in ("armpit_left", "hem_left", "collar_left"):
        other = mirrored.landmarks[name.replace("left", "right")]
        assert abs(width - 1 - other.x - plain.landmarks[name].x) < 0.02 * width
        assert abs(other.y - plain.landmarks[name].y) < 0.02 * width


def test_size_does_not_matter(reader: GarmentReader) -> None:
    drawn = _drawn("shorts", seed=5)
    double = cv2.resize(drawn.image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    one, two = _read(reader, drawn), reader(double, None, Category.BOTTOM, "big.png")
    assert two.mask.shape == (840, 840)
    for name, mark in one.landmarks.items():
        assert abs(two.landmarks[name].x / 2 - mark.x) < 15
        assert abs(two.landmarks[name].y / 2 - mark.y) < 15


@pytest.mark.parametrize("angle", [-25.0, 18.0])
def test_a_tilted_garment_is_straightened(reader: GarmentReader, angle: float) -> None:
    drawn = _drawn("t-shirt", seed=2)
    matrix = cv2.getRotationMatrix2D((210, 210), angle, 0.7)
    tilted = cv2.warpAffine(drawn.image, matrix, (420, 420), borderMode=cv2.BORDER_REPLICATE)
    view = reader(tilted, None, Category.TOP, "tilted.png")
    across = view.point("armpit_left") - view.point("armpit_right")
    assert abs(np.degrees(np.arctan2(across[1], across[0]))) < 6


def test_an_alpha_channel_is_enough(reader: GarmentReader) -> None:
    drawn = _drawn("dress", seed=1)
    whole = np.clip(drawn.alpha + drawn.inner, 0, 1)
    noise = np.random.default_rng(0).integers(0, 255, drawn.image.shape, np.uint8)
    image = np.where(whole[..., None] > 0.5, drawn.image, noise)
    view = reader(image, whole, Category.DRESS, "cut.png")
    assert _error(view.landmarks, drawn.landmarks, 330) < SHARP


def test_an_empty_photo_is_refused(reader: GarmentReader) -> None:
    with pytest.raises(GarmentError, match=r"floor\.png"):
        reader(np.full((300, 300, 3), 190, np.uint8), None, None, "floor.png")


def test_the_embedding_is_free(reader: GarmentReader) -> None:
    assert reader.embed(_drawn("skirt").image).shape == (1280,)


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
