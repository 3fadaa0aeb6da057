"""`make try`: the built-in example from nothing to a page."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from modiste.evaluation.example import make_example
from modiste.imaging import read_image


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("试衣 room") / "try-out"
    page = make_example(folder)
    assert page == folder / "index.html"
    return folder


def test_the_result_shows_another_picture_than_the_person(folder: Path) -> None:
    person, result = (read_image(folder / f"{n}.png").image for n in ("person", "result"))
    assert person.shape == result.shape
    assert (person != result).any(axis=-1).mean() > 0.1


def test_every_picture_of_the_page_is_there(folder: Path) -> None:
    page = (folder / "index.html").read_text("utf-8")
    pictures = re.findall(r'<img src="([^"]+)"', page)
    assert len(pictures) > 20
    assert all((folder / name).is_file() for name in pictures)


def test_the_page_speaks_both_languages_and_loads_nothing_from_elsewhere(folder: Path) -> None:
    page = (folder / "index.html").read_text("utf-8")
    assert page.count('lang="zh-CN"') == page.count('lang="en"') - page.count('<html lang="en"')
    assert "印字T恤与长裤" in page
    assert "http" not in page
    assert "<!-- outfits -->" not in page


def test_the_overview_shows_all(folder: Path) -> None:
    overview = read_image(folder / "overview.png").image
    assert overview.shape[0] == 480
    assert overview.shape[1] > 1500
    assert np.ptp(overview) > 200
