"""Write a picture whole or not at all, marked as made by a machine."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from modiste.errors import OptionError, OutputError
from modiste.types import Image

_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
_MAKER = "modiste"
_COMMENT = "Synthetic: a virtual try-on made by modiste."
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC NewsCodes, digital source type: a photo composited with what a trained model made."""
_XMP = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmp:CreatorTool="{_MAKER}"
    Iptc4xmpExt:DigitalSourceType="{_SOURCE_TYPE}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
_TIFF_DESCRIPTION, _TIFF_SOFTWARE, _TIFF_XMP = 270, 305, 700


def check_output(path: str | Path) -> str:
    """Tell early whether a picture can be written to ``path``; writes nothing.

    Returns:
        The format that its suffix asks for, such as ``"PNG"``.

    Raises:
        modiste.errors.OptionError: the suffix names no format that can be written.
        modiste.errors.OutputError: the folder is missing, or ``path`` is a folder or read-only.
    """
    path = Path(path)
    kind = _FORMATS.get(path.suffix.lower())
    try:
        is_dir, has_parent, exists = path.is_dir(), path.parent.is_dir(), path.exists()
    except (OSError, ValueError) as error:
        raise OutputError(f"'{path.name}' cannot be written ({error}); check the path.") from error
    if is_dir:
        raise OutputError(f"'{path}' is a folder; give the name of a file in it.")
    if kind is None:
        raise OptionError(
            f"'{path.name}' does not say which format to write; end it in one of "
            f"{', '.join(_FORMATS)}."
        )
    if not has_parent:
        raise OutputError(f"The folder '{path.parent}' does not exist; create it first.")
    if exists and not os.access(path, os.W_OK):
        raise OutputError(f"'{path}' is write-protected; choose another name.")
    return kind


def write_image(image: Image, path: str | Path, *, quality: int = 95) -> None:
    """Write a picture in the format that the suffix names, atomically.

    The file appears whole or not at all, and one that was there before survives a failure. It
    holds an sRGB profile, no EXIF, and XMP that tells a machine made part of it.

    Args:
        image: uint8 (H, W, 3).
        path: ends in .png, .jpg, .jpeg, .webp, .tif or .tiff.
        quality: 1 to 100 for JPEG and WebP; the others are lossless.

    Raises:
        modiste.errors.OptionError: unknown suffix.
        modiste.errors.OutputError: the file cannot be written there.
    """
    kind = check_output(path)
    data = encode_image(image, kind, quality=quality)
    try:
        # A link keeps pointing to its file, which is what gets replaced.
        _replace_whole(Path(path).resolve(), data)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            f"'{path}' cannot be written ({reason}); check the name, the folder's permissions and "
            "the free space."
        ) from error


def _replace_whole(target: Path, data: bytes) -> None:
    """Write beside ``target`` and move into place; whatever fails, nothing is left behind."""
    part = target.with_name(f".modiste-{secrets.token_hex(6)}.part")
    try:
        _write_whole(part, data)
        part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _write_whole(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def encode_image(image: Image, format: str, *, quality: int = 95) -> bytes:
    """Encode a picture as the bytes of a file; equal pictures give equal bytes.

    Args:
        image: uint8 (H, W, 3).
        format: ``"PNG"``, ``"JPEG"`` (4:4:4), ``"WEBP"`` or ``"TIFF"``, in any case.
        quality: 1 to 100 for JPEG and WebP.

    Raises:
        modiste.errors.OptionError: unknown format.
        modiste.errors.OutputError: the format cannot hold a picture of this size.
    """
    kind = {"JPG": "JPEG", "TIF": "TIFF"}.get(format.upper(), format.upper())
    if kind not in _FORMATS.values():
        known = ", ".join(sorted(set(_FORMATS.values())))
        raise OptionError(f"Pictures cannot be written as '{format}'; choose one of {known}.")
    buffer = io.BytesIO()
    picture = PillowImage.fromarray(np.ascontiguousarray(image))
    try:
        picture.save(buffer, kind, icc_profile=_srgb_profile(), **_save_options(kind, quality))
    except (OSError, ValueError) as error:
        size = f"{image.shape[1]} x {image.shape[0]}"
        raise OutputError(
            f"A picture of {size} pixels cannot be written as {kind}; choose PNG."
        ) from error
    return buffer.getvalue()


def _save_options(kind: str, quality: int) -> dict[str, Any]:
    xmp = _XMP.encode()
    if kind == "PNG":
        return {"pnginfo": _png_mark(), "compress_level": 4}
    if kind == "JPEG":
        comment = _COMMENT.encode()
        return {"quality": quality, "subsampling": "4:4:4", "xmp": xmp, "comment": comment}
    if kind == "WEBP":
        return {"quality": quality, "method": 4, "xmp": xmp}
    return {"tiffinfo": _tiff_mark(xmp), "compression": "tiff_adobe_deflate"}


def _png_mark() -> PngInfo:
    info = PngInfo()
    info.add_text("Software", _MAKER)
    info.add_text("Comment", _COMMENT)
    info.add_itxt("XML:com.adobe.xmp", _XMP)
    return info


def _tiff_mark(xmp: bytes) -> ImageFileDirectory_v2:
    tags = ImageFileDirectory_v2()
    tags[_TIFF_DESCRIPTION], tags[_TIFF_SOFTWARE], tags[_TIFF_XMP] = _COMMENT, _MAKER, xmp
    return tags


def _srgb_profile() -> bytes:
    """The sRGB profile, without the time of its making in bytes 24 to 35 of the ICC header."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[:24] + bytes(12) + profile[36:]
