"""Read a photo from a file or from bytes, whatever a phone or a shop wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as PillowImage
from PIL import ImageFile

from modiste.errors import ImageLoadError, ImageSizeError
from modiste.imaging.colour import to_srgb
from modiste.imaging.containers import (
    READABLE,
    decoded_size,
    frame_count,
    open_container,
    promised_size,
    sniff,
)
from modiste.types import Image, Mask

_URL = re.compile(r"(?:[a-z][a-z0-9+.-]+:/|data:)", re.IGNORECASE)
_ORIENTATION = 0x0112
_Turn = PillowImage.Transpose
_UPRIGHT = {
    2: _Turn.FLIP_LEFT_RIGHT,
    3: _Turn.ROTATE_180,
    4: _Turn.FLIP_TOP_BOTTOM,
    5: _Turn.TRANSPOSE,
    6: _Turn.ROTATE_270,
    7: _Turn.TRANSVERSE,
    8: _Turn.ROTATE_90,
}
"""EXIF 2.3, tag 0x0112: how to turn the stored picture so that it stands upright."""


@dataclass(frozen=True)
class Limits:
    """What a picture may measure; checked before any pixel is decoded.

    Attributes:
        max_bytes: largest file.
        max_pixels: most pixels, width times height.
        min_side: fewest pixels of the shorter side.
    """

    max_bytes: int = 40_000_000
    max_pixels: int = 64_000_000
    min_side: int = 256


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Loaded:
    """A picture as it was read.

    Attributes:
        image: uint8 (H, W, 3), RGB in sRGB, upright; transparent places lie on white.
        alpha: float32 (H, W) in [0, 1]; None when the picture is opaque.
        name: what messages call the picture.
        format: the file's format, such as ``"JPEG"``.
        notes: sentences for the user about what had to be ignored or guessed.
    """

    image: Image
    alpha: Mask | None
    name: str
    format: str
    notes: tuple[str, ...] = ()


def read_image(
    source: str | Path | bytes, *, limits: Limits = DEFAULT_LIMITS, name: str | None = None
) -> Loaded:
    """Read a photo, upright and in sRGB.

    Args:
        source: path of a file, or the bytes of one. URLs are never fetched.
        limits: what is refused before decoding.
        name: what messages call the picture; the file's name when absent.

    Raises:
        modiste.errors.ImageLoadError: missing, empty, damaged, animated or no picture at all.
        modiste.errors.ImageSizeError: too many bytes or pixels, or too few pixels.
    """
    if isinstance(source, bytes):
        name = name or "the given bytes"
        data = source
    else:
        name = name or Path(source).name or str(source)
        data = _read_file(source, name, limits)
    kind = _check_bytes(data, name, limits)
    picture = _decode(data, kind, name, limits)
    image, alpha, notes = _convert(picture, name)
    return Loaded(image, alpha, name, kind, tuple(notes))


def _read_file(source: str | Path, name: str, limits: Limits) -> bytes:
    if _URL.match(str(source)):
        raise ImageLoadError(
            f"'{str(source)[:60]}' is a web address; save the picture as a file and give its path."
        )
    path = Path(source)
    try:
        if path.is_dir():
            raise ImageLoadError(f"'{name}' is a folder; give the path of one picture in it.")
        if path.exists() and not path.is_file():
            raise ImageLoadError(f"'{name}' is no ordinary file; give the path of a picture.")
        with path.open("rb") as file:
            return file.read(limits.max_bytes + 1)
    except FileNotFoundError as error:
        raise ImageLoadError(f"'{source}' does not exist; check the path.") from error
    except PermissionError as error:
        raise ImageLoadError(f"'{name}' may not be read; check its permissions.") from error
    except (OSError, ValueError) as error:
        raise ImageLoadError(f"'{name}' cannot be read ({error}); check the path.") from error


def _check_bytes(data: bytes, name: str, limits: Limits) -> str:
    if not data:
        raise ImageLoadError(f"'{name}' is empty (zero bytes); copy or download it again.")
    if len(data) > limits.max_bytes:
        raise ImageSizeError(
            f"'{name}' is larger than {limits.max_bytes / 1e6:.0f} MB; save it smaller, "
            "for instance as JPEG."
        )
    kind = sniff(data)
    if kind is None:
        raise ImageLoadError(f"'{name}' is no picture that can be read; give one of {READABLE}.")
    return kind


def _decode(data: bytes, kind: str, name: str, limits: Limits) -> PillowImage.Image:
    """Decode within the limits; damaged data makes Pillow raise nearly anything."""
    try:
        _check_pixels(promised_size(data, kind), name, limits)
        picture = open_container(data, kind, name)
        _check_pixels(decoded_size(picture), name, limits)
        _check_side(picture.size, name, limits)
        _check_still(picture, kind, data, name)
        picture.load()
    except (ImageLoadError, ImageSizeError):
        raise
    except PillowImage.DecompressionBombError as error:
        raise _too_large(name, limits) from error
    except Exception as error:
        raise ImageLoadError(
            f"'{name}' is a damaged or incomplete {kind} file; copy or download it again, "
            "or save it anew from a picture program."
        ) from error
    return picture


def _convert(picture: PillowImage.Image, name: str) -> tuple[Image, Mask | None, list[str]]:
    try:
        turn = _UPRIGHT.get(_orientation(picture))
        upright = picture if turn is None else picture.transpose(turn)
        return to_srgb(upright, name)
    except (ArithmeticError, LookupError, OSError, TypeError, ValueError) as error:
        raise ImageLoadError(
            f"'{name}' has a colour format that cannot be read; save it as an 8-bit RGB picture."
        ) from error


def _orientation(picture: PillowImage.Image) -> int:
    """The EXIF orientation; 1 where the EXIF block is unreadable, as other viewers do."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001
        return 1


def _check_pixels(size: tuple[int, int], name: str, limits: Limits) -> None:
    if size[0] * size[1] > limits.max_pixels:
        raise _too_large(name, limits)


def _check_side(size: tuple[int, int], name: str, limits: Limits) -> None:
    if min(size) < limits.min_side:
        raise ImageSizeError(
            f"'{name}' is {size[0]} x {size[1]} pixels, too small to work on; give a photo whose "
            f"shorter side has at least {limits.min_side} pixels."
        )


def _too_large(name: str, limits: Limits) -> ImageSizeError:
    return ImageSizeError(
        f"'{name}' has more than {limits.max_pixels / 1e6:.0f} million pixels; save it smaller."
    )


def _check_still(picture: ImageFile.ImageFile, kind: str, data: bytes, name: str) -> None:
    if frame_count(picture, kind, data) > 1:
        raise ImageLoadError(
            f"'{name}' is an animated {kind}; save one frame of it as PNG or JPEG."
        )
