from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from evaluation.garment_folder import draw_folder, write_table
from modiste.errors import InputError
from modiste.evaluation.garment_data import PARTS, read_garments, shuffled, split_of
from modiste.perception.garment.category import KINDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    for name in ("a.jpg", "b.png", "c.webp"):
        Pillow.new("RGB", (64, 48), "red").save(tmp_path / "images" / name)
    rows = [("a", "t-shirt"), ("b.png", "DRESS"), ("c", "sofa"), ("lost", "Hat")]
    write_table(tmp_path / "images.csv", [{"image": n, "label": k} for n, k in rows])
    return tmp_path


def test_photos_of_known_kinds_with_a_file_are_read(folder: Path) -> None:
    photos = read_garments(folder)
    assert [(p.name, KINDS[p.kind], p.published) for p in photos] == [
        ("a", "T-Shirt", False),
        ("b.png", "Dress", False),
    ]
    assert photos[0].image().shape == (48, 64, 3)


def test_the_published_split_is_kept_and_the_rest_is_split_by_name(folder: Path) -> None:
    write_table(folder / "small-split.csv", [{"image": "a", "split": "validation"}])
    first, second = read_garments(folder)
    assert (first.part, first.published) == ("validation", True)
    assert (second.part, second.published) == (split_of("b"), False)


def test_the_split_is_fixed_and_a_tenth_each() -> None:
    parts = [split_of(str(i)) for i in range(1000)]
    assert parts[:8] == [split_of(str(i)) for i in range(8)]
    assert 70 < parts.count("test") < 130
    assert 70 < parts.count("validation") < 130


def test_a_phone_photo_is_turned_upright(folder: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    pixels = np.zeros((48, 64, 3), np.uint8)
    pixels[:, :8] = 255
    Pillow.fromarray(pixels).save(folder / "images" / "a.jpg", exif=exif)
    image = read_garments(folder)[0].image()
    assert image.shape == (64, 48, 3)
    assert image[:4].mean() > 200 > image[20:].mean()


def test_the_order_depends_on_names_only(tmp_path: Path) -> None:
    photos = read_garments(draw_folder(tmp_path / "mine", PARTS[:1], each=2))
    assert shuffled(photos) == shuffled(photos[::-1])
    assert shuffled(photos, 2) == shuffled(photos)[:2]


def test_bad_folders_are_told_with_the_remedy(folder: Path) -> None:
    write_table(folder / "small-split.csv", [{"image": "a", "split": "tset"}])
    with pytest.raises(InputError, match="'tset': use train, validation, test"):
        read_garments(folder)
    (folder / "small-split.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as a table of image and split"):
        read_garments(folder)
    write_table(folder / "images.csv", [{"image": "a", "kind": "Dress"}])
    with pytest.raises(InputError, match="columns image,label"):
        read_garments(folder)
    with pytest.raises(InputError, match=r"images\.csv cannot be read"):
        read_garments(folder / "images")


def test_a_folder_without_a_known_kind_names_the_kinds(folder: Path) -> None:
    write_table(folder / "images.csv", [{"image": "a", "label": "sofa"}])
    with pytest.raises(InputError, match="T-Shirt, Longsleeve"):
        read_garments(folder)


def test_a_damaged_photo_is_named(folder: Path) -> None:
    (folder / "images" / "a.jpg").write_bytes(b"\xff\xd8\xff cut")
    with pytest.raises(InputError, match=r"a\.jpg"):
        read_garments(folder)[0].image()
