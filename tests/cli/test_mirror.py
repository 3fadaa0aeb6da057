"""``modiste mirror`` on films."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from modiste.body.model import Model
from modiste.cli import root
from modiste.examples import flats
from modiste.imaging import write_image
from modiste.live.film import FilmFile, FilmWriter
from modiste.types import Image


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(root, ["mirror", *map(str, words)])


@pytest.fixture(scope="module")
def shirt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shirt.png"
    write_image(flats.flat("long-sleeve", seed=3, background="white", tidy=0.8).image, path)
    return path


@pytest.fixture(scope="module")
def frame(model: Model) -> Image:
    """The model in a frame; codecs want even sizes."""
    picture = np.full((360, 480, 3), 230, np.uint8)
    small = cv2.resize(model.image[:760], (360, 356), interpolation=cv2.INTER_AREA)
    picture[:356, 60:420] = small
    return picture


def film(path: Path, *frames: Image) -> Path:
    with FilmWriter(path, 20.0) as writer:
        for picture in frames:
            writer.write(picture)
    return path


def told(*words: str | Path) -> dict[str, object]:
    done = run(*words, "--threads", "1", "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_film_of_one_frame_is_dressed(shirt: Path, frame: Image, tmp_path: Path) -> None:
    seen, out = film(tmp_path / "in.avi", frame), tmp_path / "out.avi"
    figures = told(shirt, "--video", seen, "-o", out)
    assert (figures["frames"], figures["dressed"]) == (1, 1)
    (shown,) = FilmFile(out)
    (before,) = FilmFile(seen)
    assert shown.image.shape == before.image.shape
    assert np.abs(shown.image.astype(int) - before.image).mean() > 2


def test_a_film_of_nobody_stays_as_it_is(shirt: Path, tmp_path: Path) -> None:
    room = np.full((96, 128, 3), 120, np.uint8)
    out = tmp_path / "out.avi"
    figures = told(shirt, "--video", film(tmp_path / "in.avi", room, room), "-o", out)
    assert (figures["frames"], figures["dressed"]) == (2, 0)
    for shown in FilmFile(out):
        assert np.abs(shown.image.astype(int) - 120).max() < 6


def test_who_leaves_and_comes_back_is_dressed_again(
    shirt: Path, frame: Image, tmp_path: Path
) -> None:
    empty = np.full_like(frame, 230)
    seen = film(tmp_path / "in.avi", frame, empty, empty, frame)
    figures = told(shirt, "--video", seen, "-o", tmp_path / "out.avi")
    assert (figures["frames"], figures["dressed"]) == (4, 2)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--camera 0 or --video"),
        (("--camera", "0", "--video", "in.avi"), "--camera 0 or --video"),
        (("--video", "in.avi"), "-o out.mp4"),
        (("--video", "in.avi", "-o", "out.avi", "--size", "M"), "--chart"),
        (("--video", "in.avi", "-o", "out.avi", "--tuck", "half"), "half"),
    ],
)
def test_what_cannot_be_done_is_told(shirt: Path, words: tuple[str, ...], says: str) -> None:
    done = run(shirt, *words)
    assert done.exit_code != 0
    assert says in done.output + str(done.exception)


def test_a_film_is_not_written_over_itself(shirt: Path, frame: Image, tmp_path: Path) -> None:
    seen = film(tmp_path / "in.avi", frame)
    done = run(shirt, "--video", seen, "-o", seen)
    assert done.exit_code != 0
    assert "another name" in done.output + str(done.exception)
    assert len(list(FilmFile(seen))) == 1


def test_a_size_of_a_chart_is_worn(shirt: Path, frame: Image, tmp_path: Path) -> None:
    """Long and short on the same body: the film of the long one changes more."""
    body, chart = tmp_path / "me.json", tmp_path / "chart.csv"
    made = CliRunner().invoke(
        root, ["measure", "--sex", "f", "--height", "168", "--weight", "60", "-o", str(body)]
    )
    assert made.exit_code == 0, made.output
    chart.write_text("# of: garment\nsize,chest,length\nS,100,48\nL,104,80\n")
    changed = []
    for size in ("S", "L"):
        out = tmp_path / f"{size}.avi"
        told(shirt, "--video", film(tmp_path / "in.avi", frame), "-o", out, "--tuck", "out",
             "--size", size, "--chart", chart, "--wearer", body)  # fmt: skip
        (shown,) = FilmFile(out)
        changed.append((np.abs(shown.image.astype(int) - frame).max(axis=-1) > 40).sum())
    assert changed[1] > 1.15 * changed[0]
