"""The contact sheet always comes out, whatever fails in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PilImage

from modiste.errors import BackendError, OptionError, PersonError
from modiste.evaluation.sheet import CELL, STRIP, draw_sheet
from modiste.photos import Garment, Person
from modiste.types import Category, TryOnResult


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    people, clothes = tmp_path / "people", tmp_path / "clothes"
    for folder, names in ((people, ("anna", "bert")), (clothes, ("shirt", "skirt", "coat"))):
        folder.mkdir()
        for number, name in enumerate(names):
            shade = np.full((400, 300, 3), 40 + 60 * number, np.uint8)
            PilImage.fromarray(shade).save(folder / f"{name}.png")
        (folder / "notes.txt").write_text("no picture")
    return people, clothes


def dressed(person: Person, garment: Garment) -> TryOnResult:
    green = np.zeros_like(person.image)
    green[..., 1] = 255
    return TryOnResult(green, "fake", (Category.TOP,), {}, ("Mind the hem.",), 9, elapsed=0.5)


def cell(picture: np.ndarray, row: int, column: int) -> np.ndarray:
    height, width = CELL[1] + STRIP, CELL[0]
    return picture[row * height : (row + 1) * height, column * width : (column + 1) * width]


def test_grid_of_persons_and_garments(folders: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    lines = list(draw_sheet(out, *folders, try_on=dressed))
    assert len(lines) == 6
    assert lines[0] == "anna + coat: 0.50 s"
    picture = np.asarray(PilImage.open(out))
    assert picture.shape == (3 * (CELL[1] + STRIP), 4 * CELL[0], 3)
    assert (cell(picture, 0, 0) == 255).all()
    middle = cell(picture, 2, 3)[CELL[1] // 2, CELL[0] // 2]
    assert middle.tolist() == [0, 255, 0]
    assert cell(picture, 1, 0)[CELL[1] // 2, CELL[0] // 2].tolist() == [40, 40, 40]


def test_error_is_drawn_in_its_own_cell(folders: tuple[Path, Path], tmp_path: Path) -> None:
    def fussy(person: Person, garment: Garment) -> TryOnResult:
        if garment.image[0, 0, 0] == 40:
            raise PersonError("Nobody is in the photo; take another one.")
        if garment.image[0, 0, 0] == 100:
            raise BackendError("The engine broke.")
        return dressed(person, garment)

    out = tmp_path / "sheet.png"
    lines = list(draw_sheet(out, *folders, try_on=fussy))
    assert sum("Nobody is in the photo" in line for line in lines) == 2
    picture = np.asarray(PilImage.open(out))
    amber, red = cell(picture, 1, 2)[-1, -1], cell(picture, 1, 3)[-1, -1]
    assert amber.tolist() == [255, 240, 205]
    assert red.tolist() == [255, 205, 205]
    assert (cell(picture, 1, 2) < 100).any()


def test_unreadable_photo_does_not_stop_the_sheet(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    (folders[0] / "zero.jpg").write_bytes(b"")
    lines = list(draw_sheet(tmp_path / "sheet.png", *folders, try_on=dressed))
    assert sum("zero" in line for line in lines) == 3
    assert sum(line.endswith("0.50 s") for line in lines) == 6


def test_empty_folder_is_the_callers_error(folders: tuple[Path, Path], tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(OptionError, match="holds no picture"):
        list(draw_sheet(tmp_path / "sheet.png", empty, folders[1], try_on=dressed))
    assert not (tmp_path / "sheet.png").exists()


def test_wide_photo_is_cut_to_where_something_changed(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    wide = np.full((320, 1600, 3), 90, np.uint8)
    PilImage.fromarray(wide).save(folders[0] / "wide.png")

    def corner(person: Person, garment: Garment) -> TryOnResult:
        image = person.image.copy()
        image[:, -100:] = (250, 0, 0)
        return TryOnResult(image, "fake", (Category.TOP,), {"render": 0.1}, (), 9)

    out = tmp_path / "sheet.png"
    list(draw_sheet(out, *folders, try_on=corner))
    shown = cell(np.asarray(PilImage.open(out)), 3, 1)[: CELL[1]]
    red = (shown[..., 0] > 200) & (shown[..., 1] < 60)
    assert red.mean() > 0.3
