"""Whatever bytes come in, only modiste's own errors come out."""

from __future__ import annotations

import contextlib
import io
import threading
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage
from PIL import ImageCms

from modiste.errors import ModisteError
from modiste.imaging import Limits, Loaded, read_image

LIMITS = Limits(min_side=1, max_pixels=100_000)
KINDS = ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF"]
MODES = {"JPEG": ["RGB", "L", "CMYK"], "PNG": ["RGBA", "P", "1", "I;16"], "TIFF": ["CMYK", "LAB"]}


@cache
def sound(kind: str, mode: str) -> bytes:
    values = np.random.default_rng(0).integers(0, 255, (24, 20, 3), dtype=np.uint8)
    picture = PillowImage.fromarray(values)
    if mode == "LAB":
        picture = PillowImage.merge("LAB", picture.split())
    elif mode == "I;16":
        picture = PillowImage.fromarray(values[..., 0].astype(np.uint16))
    else:
        picture = picture.convert(mode)
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "maker"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    buffer = io.BytesIO()
    options = {} if kind in {"GIF", "BMP"} else {"exif": exif, "icc_profile": profile}
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A sound file with some bytes changed, and perhaps cut, doubled or lengthened."""
    kind = draw(st.sampled_from(KINDS))
    data = bytearray(sound(kind, draw(st.sampled_from(MODES.get(kind, ["RGB"])))))
    places = st.integers(0, len(data) - 1) | st.integers(0, min(len(data) - 1, 120))
    for at, value in draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=6)):
        data[at] = value
    cut = draw(st.none() | st.integers(0, len(data)))
    tail = draw(st.binary(max_size=20))
    return bytes(data[:cut]) + tail


def read(data: bytes) -> Loaded | None:
    with contextlib.suppress(ModisteError):
        return read_image(data, limits=LIMITS, name="fuzz")
    return None


def check(loaded: Loaded) -> None:
    height, width = loaded.image.shape[:2]
    assert loaded.image.shape == (height, width, 3)
    assert loaded.image.dtype == np.uint8
    assert height * width <= LIMITS.max_pixels
    if loaded.alpha is not None:
        assert loaded.alpha.shape == (height, width)
        assert loaded.alpha.min() >= 0
        assert loaded.alpha.max() <= 1


@settings(max_examples=300, deadline=None)
@given(files())
def test_damaged_files_give_a_picture_or_our_error(data: bytes) -> None:
    loaded = read(data)
    if loaded is not None:
        check(loaded)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([sound(kind, "RGB")[:40] for kind in KINDS]), st.binary(max_size=300))
def test_sound_beginnings_of_nonsense(head: bytes, rest: bytes) -> None:
    loaded = read(head + rest)
    if loaded is not None:
        check(loaded)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ModisteError, match="'fuzz' "):
        read_image(data, limits=LIMITS, name="fuzz")


def test_the_undamaged_files_are_read() -> None:
    for kind in KINDS:
        for mode in MODES.get(kind, ["RGB"]):
            loaded = read(sound(kind, mode))
            assert loaded is not None, (kind, mode)
            check(loaded)


def test_threads_do_not_disturb_one_another() -> None:
    results: dict[int, list[bytes]] = {}

    def work(number: int) -> None:
        kinds = KINDS[number % 3 :] + KINDS[: number % 3]
        pictures = {k: read_image(sound(k, MODES.get(k, ["RGB"])[0]), limits=LIMITS) for k in kinds}
        results[number] = [pictures[k].image.tobytes() for k in KINDS]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert all(result == results[0] for result in results.values())
