from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from modiste.errors import OptionError, OutputError
from modiste.imaging import check_output, encode_image, read_image, write_image

IMAGE = np.random.default_rng(3).integers(0, 256, (256, 270, 3), dtype=np.uint8)
SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".JPEG": "JPEG", ".webp": "WEBP", ".tif": "TIFF"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_names_the_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"结果 1{suffix}"
    write_image(IMAGE, path)
    loaded = read_image(path)
    assert loaded.format == SUFFIXES[suffix]
    assert loaded.notes == ()
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208
    assert loaded.image.shape == IMAGE.shape


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_lossless_formats_keep_every_bit(tmp_path: Path, suffix: str) -> None:
    write_image(IMAGE, str(tmp_path / f"a{suffix}"))
    np.testing.assert_array_equal(read_image(tmp_path / f"a{suffix}").image, IMAGE)


def test_jpeg_keeps_fine_colour() -> None:
    """4:4:4 at quality 95: a one-pixel colour grid, which 4:2:0 would turn grey."""
    grid = np.zeros((256, 256, 3), np.uint8)
    grid[::2, :, 0] = grid[1::2, :, 2] = 220
    data = encode_image(grid, "jpg")
    with PillowImage.open(io.BytesIO(data)) as picture:
        assert {(layer[1], layer[2]) for layer in picture.layer} == {(1, 1)}
    assert np.abs(read_image(data).image.astype(int) - grid).mean() < 8
    assert len(encode_image(IMAGE, "jpg", quality=60)) < len(encode_image(IMAGE, "jpg"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_every_format_carries_the_mark_the_profile_and_no_exif(kind: str) -> None:
    data = encode_image(IMAGE, kind)
    with PillowImage.open(io.BytesIO(data)) as picture:
        xmp = picture.info.get("xmp") or picture.info["XML:com.adobe.xmp"].encode()
        assert b"/compositeWithTrainedAlgorithmicMedia" in xmp
        assert b'CreatorTool="modiste"' in xmp
        assert b"sRGB" in picture.info["icc_profile"].replace(b"\0", b"")
        assert "exif" not in picture.info
    assert encode_image(IMAGE, kind) == data


def test_png_says_so_in_plain_text_too() -> None:
    with PillowImage.open(io.BytesIO(encode_image(IMAGE, "png"))) as picture:
        assert picture.info["Software"] == "modiste"
        assert picture.info["Comment"] == "Synthetic: a virtual try-on made by modiste."


def test_a_view_of_another_array_is_written_right() -> None:
    view = IMAGE[::-1, 7:263]
    np.testing.assert_array_equal(read_image(encode_image(view, "PNG")).image, view)


@pytest.mark.parametrize("name", ["out", "out.xyz", "out.pdf", ".png"])
def test_unknown_suffixes_name_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(OptionError, match=r"\.png, \.jpg, \.jpeg, \.webp, \.tif"):
        write_image(IMAGE, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_unknown_formats_name_the_known_ones() -> None:
    with pytest.raises(OptionError, match="JPEG, PNG, TIFF, WEBP"):
        encode_image(IMAGE, "HEIC")


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nowhere' does not exist; create it"):
        check_output(tmp_path / "nowhere" / "a.png")


def test_a_folder_as_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write_image(IMAGE, tmp_path / "a.png")


def test_a_protected_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(OutputError, match="write-protected"):
        write_image(IMAGE, tmp_path / "a.png")


@pytest.mark.parametrize("name", ["a\0.png", "x" * 300 + ".png"])
def test_impossible_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_image(IMAGE, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_too_large_for_the_format() -> None:
    with pytest.raises(OutputError, match="20000 x 2 pixels cannot be written as WEBP"):
        encode_image(np.zeros((2, 20000, 3), np.uint8), "webp")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OutputError, match=r"No space left.*the free space"):
        write_image(IMAGE, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_old_file_is_replaced_and_a_link_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_image(IMAGE, link)
    assert link.is_symlink()
    np.testing.assert_array_equal(read_image(real).image, IMAGE)


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to(tmp_path / "a.png")
    with pytest.raises(OutputError, match="cannot be written"):
        write_image(IMAGE, tmp_path / "a.png")


@pytest.mark.parametrize(("suffix", "kind"), [("png", "PNG"), ("jpeg", "JPEG"), ("tiff", "TIFF")])
def test_checking_early_writes_nothing(tmp_path: Path, suffix: str, kind: str) -> None:
    assert check_output(tmp_path / f"a.{suffix}") == kind
    assert list(tmp_path.iterdir()) == []
