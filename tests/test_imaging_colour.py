from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage
from PIL import ImageCms

from modiste.errors import ImageLoadError
from modiste.imaging import read_image
from modiste.imaging.colour import to_srgb

SIDE = 256
RAMP = np.tile(np.arange(SIDE, dtype=np.uint8), (SIDE, 1))


def encode(picture: PillowImage.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def plain(colour: tuple[int, ...], mode: str = "RGB") -> PillowImage.Image:
    return PillowImage.new(mode, (SIDE, SIDE), colour)


def wide_profile() -> bytes:
    """The sRGB profile with red and green exchanged: a profile whose effect cannot be missed."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for i in range(struct.unpack_from(">I", data, 128)[0]):
        at = 132 + 12 * i
        swapped = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}.get(bytes(data[at : at + 4]))
        data[at : at + 4] = swapped or data[at : at + 4]
    return bytes(data)


def test_greys_of_any_depth_agree() -> None:
    grey = np.dstack([RAMP] * 3)
    wide = RAMP.astype(np.uint16) * 257
    for picture, kind in [
        (PillowImage.fromarray(RAMP), "PNG"),
        (PillowImage.fromarray(wide), "PNG"),
        (PillowImage.fromarray(wide), "TIFF"),
        (PillowImage.fromarray(wide.astype(np.int32)), "TIFF"),
    ]:
        np.testing.assert_array_equal(read_image(encode(picture, kind)).image, grey)


def test_white_is_zero_tiffs_are_turned_right() -> None:
    picture = PillowImage.fromarray(RAMP.astype(np.uint16) * 257)
    data = encode(picture, "TIFF", tiffinfo={262: 0})
    np.testing.assert_array_equal(read_image(data).image[..., 0], 255 - RAMP)


def test_one_bit_is_black_and_white() -> None:
    image = read_image(encode(PillowImage.fromarray(RAMP > 99), "PNG")).image
    np.testing.assert_array_equal(image[..., 1], np.where(RAMP > 99, 255, 0))


@pytest.mark.parametrize("values", [RAMP.astype(np.int32) - 5, RAMP.astype(np.int32) << 20])
def test_values_without_a_white_are_refused(values: np.ndarray) -> None:
    with pytest.raises(ImageLoadError, match="8-bit PNG or JPEG"):
        read_image(encode(PillowImage.fromarray(values), "TIFF"))


def test_floating_point_is_refused() -> None:
    with pytest.raises(ImageLoadError, match="8-bit PNG or JPEG"):
        read_image(encode(PillowImage.fromarray(RAMP.astype(np.float32)), "TIFF"))


def test_alpha_is_kept_and_its_colour_lies_on_white() -> None:
    rgba = np.dstack([np.full((SIDE, SIDE), v, np.uint8) for v in (200, 100, 0)] + [RAMP])
    loaded = read_image(encode(PillowImage.fromarray(rgba), "PNG"))
    assert loaded.alpha is not None
    assert loaded.alpha.dtype == np.float32
    np.testing.assert_allclose(loaded.alpha, RAMP / 255, atol=1e-6)
    expected = 255 + (np.array([200, 100, 0]) - 255) * (RAMP[..., None] / 255)
    assert np.abs(loaded.image - expected).max() <= 0.5 + 1e-9


def test_grey_with_alpha() -> None:
    loaded = read_image(encode(PillowImage.fromarray(np.dstack([RAMP, RAMP])), "PNG"))
    assert loaded.alpha is not None
    assert loaded.alpha[0, 0] == 0
    assert (loaded.image[:, 0] == 255).all()
    assert (loaded.image[:, -1] == 255).all()


def test_opaque_alpha_is_none() -> None:
    assert read_image(encode(plain((1, 2, 3, 255), "RGBA"), "PNG")).alpha is None


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_transparent_palette_entries(kind: str) -> None:
    indices = (RAMP > 100).astype(np.uint8)
    picture = PillowImage.fromarray(indices)
    picture = picture.convert("P")
    picture.putpalette([255, 0, 0, 0, 0, 255])
    loaded = read_image(encode(picture, kind, transparency=0))
    assert loaded.alpha is not None
    np.testing.assert_array_equal(loaded.alpha, indices)
    assert loaded.image[0, 0].tolist() == [255, 255, 255]
    assert loaded.image[0, -1].tolist() == [0, 0, 255]


def test_the_transparent_grey_of_sixteen_bits() -> None:
    picture = PillowImage.fromarray(RAMP.astype(np.uint16) * 257)
    alpha = read_image(encode(picture, "PNG", transparency=257 * 40)).alpha
    assert alpha is not None
    np.testing.assert_array_equal(alpha, RAMP != 40)


def test_nothing_but_transparency_is_refused() -> None:
    with pytest.raises(ImageLoadError, match="transparent everywhere"):
        read_image(encode(plain((1, 2, 3, 0), "RGBA"), "PNG"))


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_is_not_inverted_and_says_that_it_guesses(kind: str) -> None:
    """Pillow writes JPEGs as Adobe does, inverted, with the marker that says so."""
    loaded = read_image(encode(plain((0, 200, 200, 0), "CMYK"), kind), name="shirt")
    assert np.abs(loaded.image.reshape(-1, 3).mean(0) - [255, 55, 55]).max() < 5
    assert loaded.notes == (
        "'shirt' is CMYK without a colour profile; its colours are approximate.",
    )


def test_a_colour_profile_is_obeyed() -> None:
    loaded = read_image(encode(plain((250, 10, 10)), "PNG", icc_profile=wide_profile()))
    assert loaded.notes == ()
    assert np.abs(loaded.image[0, 0].astype(int) - [10, 250, 10]).max() <= 6


def test_a_profile_also_holds_under_alpha_and_on_greys() -> None:
    data = encode(plain((250, 10, 10, 128), "RGBA"), "PNG", icc_profile=wide_profile())
    image = read_image(data).image
    assert image[0, 0, 1] > image[0, 0, 0]
    grey = encode(PillowImage.fromarray(RAMP), "PNG", icc_profile=wide_profile())
    assert read_image(grey).notes == ()


def test_srgb_by_name_changes_no_pixel() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encode(PillowImage.fromarray(noise), "PNG", icc_profile=profile)
    np.testing.assert_array_equal(read_image(data).image, noise)


@pytest.mark.parametrize("profile", [b"junk", wide_profile()[:200], wide_profile()])
def test_profiles_that_cannot_apply_are_ignored_with_a_note(profile: bytes) -> None:
    """The last one is sound, but an RGB profile on a CMYK picture."""
    mode = "CMYK" if len(profile) > 200 else "RGB"
    picture = plain((9, 99, 199) + (0,) * (mode == "CMYK"), mode)
    loaded = read_image(encode(picture, "TIFF", icc_profile=profile), name="me.tif")
    assert loaded.notes == (
        "'me.tif' has a damaged colour profile, which was ignored; colours may be slightly off.",
    )
    np.testing.assert_array_equal(loaded.image, np.array(picture.convert("RGB")))


def test_lab_is_converted() -> None:
    image, alpha, notes = to_srgb(PillowImage.new("LAB", (4, 4), (255, 128, 128)), "lab")
    assert image.min() >= 253
    assert alpha is None
    assert notes == []
