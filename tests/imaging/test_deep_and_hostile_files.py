"""Sixteen bits per colour, and files made to exhaust memory."""

from __future__ import annotations

import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import ImageFile

from modiste.errors import ImageLoadError, ImageSizeError
from modiste.imaging import read_image

SIDE = 256
Y, X = np.mgrid[:SIDE, :SIDE]
DEEP = np.dstack([X * 257, Y * 257, 30000 + 0 * X]).astype(np.uint16)
SHALLOW = np.rint(DEEP / 257)
HUGE = zlib.compress(bytes(200_000_000), 9)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def deep_png(extra: bytes = b"", stream: bytes | None = None, side: int = SIDE) -> bytes:
    """A PNG of 16 bits per colour, which Pillow can read but not write."""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in DEEP)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 16, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(rows) if stream is None else stream)
    return b"\x89PNG\r\n\x1a\n" + header + extra + data + chunk(b"IEND", b"")


def deep_tiff(values: np.ndarray) -> bytes:
    """An uncompressed little-endian TIFF in one strip; a fourth sample is straight alpha."""
    height, width, samples = values.shape
    data = values.astype("<u2").tobytes()
    tags = [
        (256, 3, 1, width), (257, 3, 1, height), (258, 3, samples, 146), (259, 3, 1, 1),
        (262, 3, 1, 2), (273, 4, 1, 160), (277, 3, 1, samples), (278, 3, 1, height),
        (279, 4, 1, len(data)), (284, 3, 1, 1), (338, 3, 1, 2),
    ][: 11 if samples == 4 else 10]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    head = b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4)
    return head.ljust(146, b"\0") + struct.pack("<4H", 16, 16, 16, 16).ljust(14, b"\0") + data


def test_sixteen_bit_colour_becomes_eight() -> None:
    for data in (deep_png(), deep_tiff(DEEP)):
        loaded = read_image(data)
        assert loaded.alpha is None
        assert np.abs(loaded.image - SHALLOW).max() <= 1


def test_sixteen_bit_alpha_is_kept() -> None:
    loaded = read_image(deep_tiff(np.dstack([DEEP, DEEP[..., 0]])))
    assert loaded.alpha is not None
    np.testing.assert_allclose(loaded.alpha, X / 255, atol=1 / 255)
    assert (loaded.image[:, 0] == 255).all()
    assert np.abs(loaded.image[:, -1] - SHALLOW[:, -1]).max() <= 1


def test_too_many_pixels_are_refused_before_any_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def decode(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    monkeypatch.setattr(ImageFile.ImageFile, "load_prepare", decode)
    with pytest.raises(ImageSizeError):
        read_image(deep_png(side=60000))
    with pytest.raises(ImageLoadError):
        read_image(deep_png())


@pytest.mark.parametrize("extra", [b"zTXtk\0\0", b"iCCPn\0\0", b"iTXtk\0\1\0\0\0"])
def test_a_chunk_that_unpacks_to_much_is_not_unpacked(extra: bytes) -> None:
    data = deep_png(chunk(extra[:4], extra[4:] + HUGE))
    tracemalloc.start()
    try:
        with pytest.raises(ImageLoadError, match="damaged or incomplete PNG"):
            read_image(data)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_more_pixels_than_the_header_says_are_dropped() -> None:
    assert not read_image(deep_png(stream=HUGE)).image.any()
