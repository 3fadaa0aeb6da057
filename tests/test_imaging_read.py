from __future__ import annotations

import io
import struct
import sys
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from modiste.errors import ImageLoadError, ImageSizeError
from modiste.imaging import Limits, read_image
from modiste.types import Image

HEIGHT, WIDTH = 260, 300


def scene(height: int = HEIGHT, width: int = WIDTH) -> Image:
    """Smooth, and different in all four corners."""
    y, x = np.mgrid[:height, :width]
    red, green = 255 * x // (width - 1), 255 * y // (height - 1)
    return np.dstack([red, green, np.full_like(red, 90)]).astype(np.uint8)


def encode(picture: PillowImage.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def photo(kind: str, **options: Any) -> bytes:
    return encode(PillowImage.fromarray(scene()), kind, **options)


LOSSLESS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "BMP": {},
    "TIFF": {},
    "WEBP": {"lossless": True, "exact": True},
}


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_formats_come_back_exactly(kind: str) -> None:
    loaded = read_image(photo(kind, **LOSSLESS[kind]))
    assert loaded.format == kind
    assert loaded.alpha is None
    assert loaded.notes == ()
    np.testing.assert_array_equal(loaded.image, scene())


@pytest.mark.parametrize("kind", ["JPEG", "AVIF", "GIF"])
def test_lossy_formats_come_back_closely(kind: str) -> None:
    loaded = read_image(photo(kind))
    assert loaded.format == kind
    assert np.abs(loaded.image.astype(int) - scene()).mean() < 12


@pytest.mark.parametrize("folder", ["with space", "照片 夏天"])
def test_paths_may_be_in_any_script(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "我的 衬衫.png"
    path.parent.mkdir()
    path.write_bytes(photo("PNG"))
    assert read_image(str(path)).name == "我的 衬衫.png"
    np.testing.assert_array_equal(read_image(path).image, scene())


def test_the_suffix_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "really.jpg"
    path.write_bytes(photo("PNG"))
    assert read_image(path).format == "PNG"


TURNED = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: np.rot90(a, -1),
}
"""How a camera stores an upright picture under each EXIF orientation."""


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "JPEG"])
def test_exif_orientation_is_undone(orientation: int, kind: str) -> None:
    stored = PillowImage.fromarray(np.ascontiguousarray(TURNED[orientation](scene())))
    exif = PillowImage.Exif()
    exif[0x0112] = orientation
    options = LOSSLESS.get(kind, {"quality": 95, "subsampling": 0})
    loaded = read_image(encode(stored, kind, exif=exif, **options))
    assert loaded.image.shape == scene().shape
    assert np.abs(loaded.image.astype(int) - scene()).max() <= (0 if kind in LOSSLESS else 8)


def test_an_unreadable_exif_block_leaves_the_picture_as_it_is() -> None:
    data = photo("PNG", exif=b"Exif\0\0nonsense")
    np.testing.assert_array_equal(read_image(data).image, scene())


def test_a_phones_multi_picture_jpeg_is_no_animation() -> None:
    first, second = PillowImage.fromarray(scene()), PillowImage.fromarray(255 - scene())
    data = encode(first, "MPO", save_all=True, append_images=[second])
    assert np.abs(read_image(data).image.astype(int) - scene()).mean() < 5


def test_of_a_tiff_with_pages_the_first_is_read() -> None:
    first, second = PillowImage.fromarray(scene()), PillowImage.fromarray(255 - scene())
    data = encode(first, "TIFF", save_all=True, append_images=[second])
    np.testing.assert_array_equal(read_image(data).image, scene())


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_animations_are_refused_with_the_remedy(kind: str) -> None:
    first, second = PillowImage.fromarray(scene()), PillowImage.fromarray(255 - scene())
    data = encode(first, kind, save_all=True, append_images=[second], duration=100)
    with pytest.raises(ImageLoadError, match=r"'dance' is an animated .*save one frame"):
        read_image(data, name="dance")


URLS = ["http://a.b/c.jpg", "https://a.b/c.jpg", "file:///c.jpg", "data:image/png;base64,AAAA"]


@pytest.mark.parametrize("source", [*URLS, Path("https://a.b/c.jpg")])
def test_urls_are_never_fetched(source: str | Path) -> None:
    with pytest.raises(ImageLoadError, match="save the picture as a file"):
        read_image(source)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageLoadError, match=r"nobody\.jpg' does not exist"):
        read_image(tmp_path / "nobody.jpg")


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(ImageLoadError, match="is a folder"):
        read_image(tmp_path)


def test_a_device_is_not_read() -> None:
    with pytest.raises(ImageLoadError, match="no ordinary file"):
        read_image("/dev/zero")


@pytest.mark.parametrize("path", ["a\0b.jpg", "x" * 5000, ""])
def test_impossible_paths_are_input_errors(path: str) -> None:
    with pytest.raises(ImageLoadError):
        read_image(path)


def test_forbidden_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "mine.png"
    path.write_bytes(photo("PNG"))
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ImageLoadError, match=r"'mine\.png' may not be read; check its permissions"):
        read_image(path)


@pytest.mark.parametrize("data", [b"hello", b"%PDF-1.7", b"<html>", b"\0\0\0\x18ftypisom", b"RIFF"])
def test_other_files_are_no_pictures(data: bytes) -> None:
    with pytest.raises(ImageLoadError, match="no picture that can be read; give one of JPEG"):
        read_image(data)


def test_zero_bytes() -> None:
    with pytest.raises(ImageLoadError, match="is empty"):
        read_image(b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "AVIF"])
def test_truncated_files_are_refused(kind: str) -> None:
    data = photo(kind)
    with pytest.raises(ImageLoadError, match="damaged or incomplete"):
        read_image(data[: len(data) * 2 // 3])


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    header = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    rest = b"IDAT" + zlib.compress(b"")
    return (
        b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", len(rest) - 4) + rest
        + struct.pack(">I", zlib.crc32(rest))
    )  # fmt: skip


def gif_header(width: int, height: int, *frames: tuple[int, int]) -> bytes:
    data = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    for frame in frames:
        data += b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\x02\x01\x44\x00"
    return data + b";"


BOMBS = {
    "png": png_header(60000, 60000),
    "png between Pillow's limits": png_header(10000, 10000),
    "gif": gif_header(60000, 60000, (300, 300)),
    "gif frame": gif_header(300, 300, (10000, 10000)),
    "gif second frame": gif_header(300, 300, (300, 300), (10000, 10000)),
    "bmp": b"BM" + struct.pack("<IHHI", 100, 0, 0, 54)
    + struct.pack("<IiiHHIIiiII", 40, 60000, 60000, 1, 24, 0, 0, 0, 0, 0, 0),
    "webp": b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\xff\0\xff\xff\0",
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_before_decoding_and_without_warnings(bomb: str) -> None:
    limit, before = PillowImage.MAX_IMAGE_PIXELS, list(warnings.filters)
    with pytest.raises(ImageSizeError, match="more than 64 million pixels"):
        read_image(BOMBS[bomb])
    assert PillowImage.MAX_IMAGE_PIXELS == limit
    assert list(warnings.filters) == before


def test_the_tiles_of_a_tiff_count() -> None:
    tags = [(256, 300), (257, 300), (258, 8), (259, 1), (262, 1), (277, 1)]
    tags += [(322, 10000), (323, 10000), (324, 8), (325, 10)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    data = b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(64)
    with pytest.raises(ImageSizeError):
        read_image(data)


def test_too_many_bytes_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ImageSizeError, match=r"'huge\.png' is larger than 40 MB"):
        read_image(path)
    with pytest.raises(ImageSizeError, match="larger than 1 MB"):
        read_image(bytes(1_000_001), limits=Limits(max_bytes=1_000_000))


@pytest.mark.parametrize(("side", "fits"), [(255, False), (256, True)])
def test_the_shorter_side_decides_what_is_too_small(side: int, fits: bool) -> None:
    data = encode(PillowImage.fromarray(scene(side, 400)), "PNG")
    if fits:
        assert read_image(data).image.shape == (side, 400, 3)
    else:
        with pytest.raises(ImageSizeError, match="400 x 255 pixels, too small"):
            read_image(data)


def test_heic_without_its_plug_in_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(ImageLoadError, match=r"pip install modiste\[heic\]"):
        read_image(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))


def test_heic_with_its_plug_in() -> None:
    heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    heif.from_pillow(PillowImage.fromarray(scene())).save(buffer, quality=90)
    loaded = read_image(buffer.getvalue())
    assert loaded.format == "HEIC"
    assert np.abs(loaded.image.astype(int) - scene()).mean() < 6
    with pytest.raises(ImageLoadError, match="damaged or incomplete HEIC"):
        read_image(buffer.getvalue()[:600])
