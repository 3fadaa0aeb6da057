"""The try-on's evaluation: what it writes and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from evaluation.ccp_folder import draw_folder
from modiste.cli import root
from modiste.errors import InputError, OutputError
from modiste.evaluation.tryon.manifest import manifest, write_manifest
from modiste.evaluation.tryon.protocol import held_out_names
from modiste.evaluation.tryon.run import KEYS, Outcome, Tally, evaluate_tryon, table
from modiste.evaluation.tryon.sheet import CELL, fitted, unpaired_sheets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return draw_folder(tmp_path / "ccp", ["0001", "0010", "0020"])


def outcome() -> Outcome:
    return Outcome({"warp": dict.fromkeys(KEYS, 0.5)}, ["0010-top", "0010-bottom"], ["0020: no"])


def test_only_held_out_photos_are_asked_for(folder: Path) -> None:
    assert held_out_names(folder) == ["0010", "0020"]


def test_a_tally_leaves_out_what_is_undefined() -> None:
    tally = Tally()
    tally.add(ssim=0.5, de2000=float("nan"))
    tally.add(ssim=0.7, de2000=3.0)
    assert tally.mean("ssim") == pytest.approx(0.6)
    assert tally.mean("de2000") == 3.0
    assert np.isnan(tally.mean("psnr"))


def test_the_manifest_tells_photos_weights_and_settings(folder: Path, tmp_path: Path) -> None:
    content = manifest(folder, outcome(), {"limit": 3})
    assert set(content["photos"]) == set(content["masks"]) == {"0010"}
    assert len(content["photos"]["0010"]) == 64
    assert "person_parser.onnx" in content["weights"]
    assert content["settings"]["limit"] == 3
    write_manifest(tmp_path / "m.json", content)
    assert json.loads((tmp_path / "m.json").read_text()) == content
    with pytest.raises(OutputError, match="cannot be written"):
        write_manifest(tmp_path / "none" / "m.json", content)


def test_the_manifest_changes_with_a_photo(folder: Path) -> None:
    before = manifest(folder, outcome(), {})["photos"]
    (folder / "photos" / "0010.png").write_bytes(b"other")
    assert manifest(folder, outcome(), {})["photos"] != before


def test_the_table_has_a_line_per_figure() -> None:
    lines = table(outcome().figures).splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(KEYS)


def test_drawings_of_blocks_give_no_case(folder: Path) -> None:
    with pytest.raises(InputError, match="fewer than two cases"):
        evaluate_tryon(folder, ["warp"], prints=0)


def test_an_unknown_engine_is_an_exit_code_and_a_sentence(folder: Path) -> None:
    found = CliRunner().invoke(root, ["eval", "tryon", "--data", str(folder), "--engines", "x"])
    assert found.exit_code == 2
    assert "no engine 'x'" in found.output


def test_a_sheet_needs_garments(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no picture"):
        unpaired_sheets(folder, tmp_path / "empty", ["warp"], tmp_path / "out")


@pytest.mark.parametrize("shape", [(900, 100, 3), (10, 400, 3), (320, 220, 3)])
def test_cells_have_one_size(shape: tuple[int, int, int]) -> None:
    cell = fitted(np.zeros(shape, np.uint8))
    assert cell.shape == (CELL[1], CELL[0], 3)
    assert (cell == 0).any()
