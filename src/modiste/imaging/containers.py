"""Which file format some bytes are, and the Pillow decoder that opens just that one.

The decoders are called directly rather than through ``PIL.Image.open``. That keeps out the three
dozen formats nobody photographs in (some of which start other programs), leaves Pillow's registry
and limits as they are, and never prints its decompression-bomb warning: the pixels are counted in
``read.py`` instead. A phone's multi-picture JPEG is read as the JPEG it begins with.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from modiste.errors import ImageLoadError

READABLE = "JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF and HEIC"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1"}

_DECODERS: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
    "TIFF": TiffImageFile,
    "WEBP": WebPImageFile,
    "AVIF": AvifImageFile,
}


def sniff(data: bytes) -> str | None:
    """The format that ``data`` begins like, a key such as ``"JPEG"``; None when unknown."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return _sniff_heif(data) if data[4:8] == b"ftyp" else None


def _sniff_heif(data: bytes) -> str | None:
    """Tell AVIF from HEIC by the brands of the ``ftyp`` box (ISO/IEC 14496-12, 4.3)."""
    box = data[8 : min(int.from_bytes(data[:4], "big"), 256)]
    brands = {box[i : i + 4] for i in range(0, len(box), 4) if i != 4}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIC" if brands & _HEIC_BRANDS else None


def open_container(data: bytes, kind: str, name: str) -> ImageFile.ImageFile:
    """Read the header of ``data``; no pixel is decoded yet.

    Args:
        data: the whole file.
        kind: what :func:`sniff` said.
        name: of the picture, for messages.

    Raises:
        modiste.errors.ImageLoadError: HEIC without its plug-in.
        Exception: whatever Pillow raises on a damaged header.
    """
    decoder = _heic_decoder(name) if kind == "HEIC" else _DECODERS[kind]
    return decoder(io.BytesIO(data))


def _heic_decoder(name: str) -> Callable[[io.BytesIO], ImageFile.ImageFile]:
    try:
        from pillow_heif import HeifImageFile
    except ImportError as error:
        raise ImageLoadError(
            f"'{name}' is a HEIC photo, which needs a plug-in: run `pip install modiste[heic]`, "
            "or save the photo as JPEG."
        ) from error
    decoder: Callable[[io.BytesIO], ImageFile.ImageFile] = HeifImageFile
    return decoder


def promised_size(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height that merely opening the header would make Pillow believe.

    Only a GIF's frames may stretch the picture, and Pillow warns of that itself, too late and by
    its own limit. (0, 0) for the other formats.
    """
    if kind != "GIF":
        return 0, 0
    screen = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    widths, heights = zip(screen, *gif_frames(data, most=2), strict=True)
    return max(widths), max(heights)


def decoded_size(image: ImageFile.ImageFile) -> tuple[int, int]:
    """Width and height of the largest bitmap that decoding will ask memory for.

    The tiles of a TIFF can be larger than the picture they belong to.
    """
    if not isinstance(image, TiffImageFile):
        return image.size
    tile = int(image.tag_v2.get(322, 0)), int(image.tag_v2.get(323, 0))
    return max(image.size, tile, key=lambda size: size[0] * size[1])


def frame_count(image: ImageFile.ImageFile, kind: str, data: bytes) -> int:
    """Number of animation frames; several pages or burst shots of TIFF, JPEG, HEIC count as one."""
    if kind == "GIF":
        return len(gif_frames(data, most=2))
    animated = kind in {"PNG", "WEBP", "AVIF"}
    return int(getattr(image, "n_frames", 1)) if animated else 1


def gif_frames(data: bytes, most: int) -> list[tuple[int, int]]:
    """Extents (width, height) of up to ``most`` frames, read from the block structure alone.

    Pillow decides whether a GIF moves by preparing its second frame, whose size it trusts.
    Ends quietly where the data does (GIF89a specification, sections 18 to 27).
    """
    frames: list[tuple[int, int]] = []
    at = 13 + _colour_table(data[10:11])
    while len(frames) < most:
        marker = data[at : at + 1]
        if marker == b"!":
            at = _skip_blocks(data, at + 2)
        elif marker == b"," and len(data) >= at + 10:
            x, y, w, h = (int.from_bytes(data[at + i : at + i + 2], "little") for i in (1, 3, 5, 7))
            frames.append((x + w, y + h))
            at = _skip_blocks(data, at + 11 + _colour_table(data[at + 9 : at + 10]))
        else:
            break
    return frames


def _colour_table(flags: bytes) -> int:
    """Bytes of the colour table that the packed field announces."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _skip_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1
