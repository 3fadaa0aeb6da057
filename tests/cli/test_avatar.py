"""``modiste avatar`` and ``modiste try --body``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from modiste.body.complexions import COMPLEXIONS
from modiste.body.hair import HairStyle
from modiste.body.poses import PoseName
from modiste.body.posterior import read_body
from modiste.cli import root
from modiste.cli.looks import HAIRS, POSES, SKINS
from modiste.examples import flats
from modiste.imaging import read_image, write_image
from modiste.types import Measure


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(root, [str(word) for word in words])


@pytest.fixture(scope="module")
def me(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("avatar") / "me.png"
    result = run("avatar", "--height", 165, "--weight", 60, "--sex", "f", "-o", out)
    assert result.exit_code == 0, result.output
    return out


def test_picture_model_and_body_are_written(me: Path) -> None:
    assert read_image(me).image.shape == (1024, 768, 3)
    assert me.with_suffix(".glb").read_bytes()[:4] == b"glTF"
    body = read_body(me.with_suffix(".json")).measurements()
    assert body[Measure.HEIGHT].mean == pytest.approx(165, abs=1)


def test_what_was_taped_is_what_the_model_has(tmp_path: Path) -> None:
    result = run("avatar", "--sex", "m", "--height", 180, "--weight", 85, "--waist", 96,
                 "--skin", "deep", "--hair", "cropped", "-o", tmp_path / "he.png",
                 "--json")  # fmt: skip
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["measures"]["waist"] == pytest.approx(96, abs=1)
    assert told["measures"]["weight"] == pytest.approx(85, abs=2)
    assert Path(told["glb"]).is_file()


def test_a_body_file_draws_the_same_model(me: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.png"
    assert run("avatar", "--body", me.with_suffix(".json"), "-o", again).exit_code == 0
    gap = read_image(again).image.astype(int) - read_image(me).image
    assert np.abs(gap).mean() < 1


def test_the_model_is_dressed_without_any_photo(me: Path, tmp_path: Path) -> None:
    shirt, out = tmp_path / "shirt.png", tmp_path / "out.png"
    write_image(flats.flat("t-shirt", seed=3, background="white", tidy=0.7).image, shirt)
    result = run("try", "--body", me.with_suffix(".json"), shirt, "-o", out)
    assert result.exit_code == 0, result.output
    changed = (read_image(out).image != read_image(me).image).any(axis=-1)
    assert 0.02 < changed.mean() < 0.3


def test_nothing_known_and_nothing_worn_are_refused(me: Path, tmp_path: Path) -> None:
    for words in (
        ("avatar", "--sex", "f", "-o", tmp_path / "a.png"),
        ("avatar", "--body", tmp_path / "missing.json", "-o", tmp_path / "a.png"),
        ("try", me, "-o", tmp_path / "a.png"),
    ):
        result = run(*words)
        assert result.exit_code == 2
        assert not (tmp_path / "a.png").exists()


def test_an_unknown_skin_is_told_the_choices(tmp_path: Path) -> None:
    result = run("avatar", "--height", 165, "--sex", "f", "--skin", "blue",
                 "-o", tmp_path / "a.png")  # fmt: skip
    assert result.exit_code == 2
    assert "olive" in result.output


def test_measures_are_drawn_on_the_body(me: Path, tmp_path: Path) -> None:
    result = run("measure", "--body", me.with_suffix(".json"), "--plot", tmp_path / "p.png")
    assert result.exit_code == 0, result.output
    height, width = read_image(tmp_path / "p.png").image.shape[:2]
    assert width > height


def test_the_options_name_what_there_is() -> None:
    assert set(SKINS) == set(COMPLEXIONS)
    assert set(HAIRS) == {style.value for style in HairStyle}
    assert set(POSES) == {pose.value for pose in PoseName}
