"""From whatever a file holds to 8-bit sRGB and, if it has one, an alpha channel."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageCms

from modiste.errors import ImageLoadError
from modiste.types import Image, Mask

Picture = PillowImage.Image

_SAME = 2
"""Levels by which a profile may differ from sRGB and still be taken as sRGB."""


def to_srgb(picture: Picture, name: str) -> tuple[Image, Mask | None, list[str]]:
    """Convert a decoded picture.

    Args:
        picture: any mode that Pillow decodes photos to; already loaded.
        name: of the picture, for messages.

    Returns:
        RGB (H, W, 3) with transparent places on white, the alpha (H, W) or None when all of it
        is opaque, and notes for the user.

    Raises:
        modiste.errors.ImageLoadError: scientific values without a defined white, or a picture that
            is transparent everywhere.
    """
    profile = picture.info.get("icc_profile")
    colour, alpha = _split(picture, name)
    rgb, note = _apply_profile(colour, profile)
    image = np.array(rgb, np.uint8)
    notes = [f"'{name}' {note}"] if note else []
    if alpha is None or alpha.min() == 255:
        return image, None, notes
    if alpha.max() == 0:
        raise ImageLoadError(
            f"'{name}' is transparent everywhere; save it without transparency and try again."
        )
    return _on_white(image, alpha), alpha.astype(np.float32) / np.float32(255), notes


def _on_white(image: Image, alpha: NDArray[np.uint8]) -> Image:
    """Lay the picture on white, exactly rounded and without float copies of large photos."""
    weight = alpha[..., None].astype(np.uint16)
    mixed = image * weight + 255 * (255 - weight) + 127
    return np.asarray(mixed // 255, np.uint8)


def _split(picture: Picture, name: str) -> tuple[Picture, NDArray[np.uint8] | None]:
    """Colour as L, RGB, CMYK or LAB, and alpha as uint8."""
    mode = picture.mode
    if mode.startswith("I;16") or mode == "I":
        return _from_sixteen_bit(picture, name)
    if mode == "F":
        raise _no_white(name)
    if mode in {"LA", "La"}:
        pair = picture.convert("LA")
        return pair.getchannel("L"), np.asarray(pair.getchannel("A"))
    if picture.has_transparency_data:
        full = picture.convert("RGBA")
        return full.convert("RGB"), np.asarray(full.getchannel("A"))
    if mode in {"L", "RGB", "CMYK", "LAB"}:
        return picture, None
    return picture.convert("L" if mode == "1" else "RGB"), None


def _from_sixteen_bit(picture: Picture, name: str) -> tuple[Picture, NDArray[np.uint8] | None]:
    """Scale to 8 bits; TIFF tags 258 and 262 tell the depth and whether white is zero."""
    values = np.asarray(picture).astype(np.int64)
    tags = getattr(picture, "tag_v2", {})
    depth = int(np.ravel(tags.get(258, 16))[0])
    top = (1 << depth) - 1 if depth in {10, 12, 14} else 65535
    if values.min() < 0 or values.max() > top:
        raise _no_white(name)
    key = picture.info.get("transparency")
    alpha = None if not isinstance(key, int) else np.where(values == key, 0, 255).astype(np.uint8)
    grey = ((values * 255 + top // 2) // top).astype(np.uint8)
    return PillowImage.fromarray(255 - grey if tags.get(262) == 0 else grey), alpha


def _no_white(name: str) -> ImageLoadError:
    return ImageLoadError(
        f"'{name}' holds measured values without a defined white; save it as an 8-bit PNG or JPEG."
    )


def _apply_profile(picture: Picture, profile: bytes | None) -> tuple[Picture, str | None]:
    """Convert to sRGB by the embedded profile, or by convention where there is none."""
    if not profile and picture.mode == "LAB":
        return _convert(picture, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))), None
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return _convert(_fitting(picture, source), source), None
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            note = "has a damaged colour profile, which was ignored; colours may be slightly off."
            return picture.convert("RGB"), note
    note = "is CMYK without a colour profile; its colours are approximate."
    return picture.convert("RGB"), note if picture.mode == "CMYK" else None


def _fitting(picture: Picture, source: ImageCms.ImageCmsProfile) -> Picture:
    """The picture in the colour model of its profile: greys often carry an RGB one."""
    space = source.profile.xcolor_space.strip()
    wanted = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}.get(space)
    if wanted == picture.mode or (wanted, picture.mode) == ("RGB", "L"):
        return picture.convert(wanted)
    raise ValueError(f"a {space} profile on a {picture.mode} picture")


def _convert(picture: Picture, source: ImageCms.ImageCmsProfile) -> Picture:
    transform = ImageCms.buildTransform(
        source,
        ImageCms.createProfile("sRGB"),
        picture.mode,
        "RGB",
        ImageCms.Intent.PERCEPTUAL,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if picture.mode == "RGB" and _is_identity(transform):
        return picture
    converted = ImageCms.applyTransform(picture, transform)
    if converted is None:
        raise ImageCms.PyCMSError("the transform returned nothing")
    return converted


def _is_identity(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether the profile is sRGB by another name: then the pixels stay as they are."""
    levels = np.linspace(0, 255, 9).round().astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(27, 27, 3)
    moved = ImageCms.applyTransform(PillowImage.fromarray(cube), transform)
    return bool(np.abs(np.asarray(moved, np.int16) - cube).max() <= _SAME)
