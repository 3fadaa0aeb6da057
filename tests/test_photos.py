from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from modiste.errors import ImageLoadError, ImageSizeError
from modiste.imaging import Limits
from modiste.photos import Garment, Person

KINDS = pytest.mark.parametrize("kind", [Person, Garment])
IMAGE = np.random.default_rng(5).integers(0, 256, (256, 300, 3), dtype=np.uint8)
ALPHA = np.linspace(0, 1, 256 * 300, dtype=np.float32).reshape(256, 300)


def png(image: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    PillowImage.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


@KINDS
def test_read_from_a_file_keeps_noise_and_all(
    kind: type[Person] | type[Garment], tmp_path: Path
) -> None:
    """The picture is pure noise: nothing may smooth it on the way in."""
    path = tmp_path / "妈妈 1.png"
    path.write_bytes(png(IMAGE))
    photo = kind.read(path)
    assert isinstance(photo, kind)
    assert (photo.name, photo.alpha, photo.notes) == ("妈妈 1.png", None, ())
    np.testing.assert_array_equal(photo.image, IMAGE)


@KINDS
def test_read_from_bytes_under_a_name(kind: type[Person] | type[Garment]) -> None:
    rgba = np.dstack([IMAGE, (ALPHA * 255).astype(np.uint8)])
    photo = kind.read(png(rgba), name="upload.png")
    assert photo.name == "upload.png"
    assert photo.alpha is not None
    assert photo.alpha.shape == (256, 300)


def test_notes_are_handed_on() -> None:
    buffer = io.BytesIO()
    PillowImage.new("CMYK", (256, 256), (0, 200, 200, 0)).save(buffer, "JPEG")
    assert "CMYK" in Garment.read(buffer.getvalue()).notes[0]


def test_errors_and_limits_are_those_of_the_reader() -> None:
    with pytest.raises(ImageLoadError, match=r"'me\.jpg' does not exist"):
        Person.read("me.jpg")
    with pytest.raises(ImageSizeError):
        Person.read(png(IMAGE), limits=Limits(max_pixels=1000))


def test_photos_cannot_be_exchanged_for_one_another_or_changed() -> None:
    person = Person.from_array(IMAGE)
    assert not isinstance(person, Garment)
    with pytest.raises(dataclasses.FrozenInstanceError):
        person.name = "other"  # type: ignore[misc]


@KINDS
def test_from_array(kind: type[Person] | type[Garment]) -> None:
    photo = kind.from_array(IMAGE[:, ::-1], ALPHA, name="drawn")
    assert photo.image.flags.c_contiguous
    np.testing.assert_array_equal(photo.image, IMAGE[:, ::-1])
    assert photo.alpha is ALPHA
    assert photo.name == "drawn"


def test_nameless_photos_say_which_they_are() -> None:
    assert Person.from_array(IMAGE).name == "the person's photo"
    assert Garment.from_array(IMAGE).name == "the garment's photo"


@pytest.mark.parametrize(
    "image", [IMAGE[..., 0], IMAGE.astype(np.float32), np.dstack([IMAGE, IMAGE])]
)
def test_from_array_refuses_other_pictures(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"not uint8 \(H, W, 3\)"):
        Person.from_array(image)


@pytest.mark.parametrize(
    "alpha",
    [ALPHA.astype(np.float64), ALPHA[1:], ALPHA * 2, ALPHA - 1, np.full_like(ALPHA, np.nan)],
)
def test_from_array_refuses_other_alphas(alpha: np.ndarray) -> None:
    with pytest.raises(ValueError, match="alpha"):
        Garment.from_array(IMAGE, alpha)
