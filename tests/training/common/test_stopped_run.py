"""A stopped run goes on, and only as the run that it was."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from modiste.errors import InputError
from modiste.training.common.runs import append_curve, save_checkpoint, stopped_run, trim_curve

PLAN = {"steps": 10, "seed": 3}


def test_without_a_checkpoint_it_starts_anew_without_the_old_curve(tmp_path: Path) -> None:
    append_curve(tmp_path / "run.csv", {"step": 1, "loss": 2.0})
    assert stopped_run(tmp_path / "run.pt", PLAN, tmp_path / "run.csv") is None
    assert not (tmp_path / "run.csv").exists()


def test_a_checkpoint_of_the_plan_is_taken_up_with_its_curve(tmp_path: Path) -> None:
    append_curve(tmp_path / "run.csv", {"step": 1, "loss": 2.0})
    save_checkpoint(tmp_path / "run.pt", {**PLAN, "step": 4})
    state = stopped_run(tmp_path / "run.pt", PLAN, tmp_path / "run.csv")
    assert state is not None
    assert state["step"] == 4
    assert (tmp_path / "run.csv").exists()


@pytest.mark.parametrize("other", [{"steps": 11}, {"seed": 0}, {"seed": None}])
def test_another_plan_is_refused_and_nothing_deleted(
    tmp_path: Path, other: dict[str, int | None]
) -> None:
    save_checkpoint(tmp_path / "run.pt", {**PLAN, **other, "step": 4})
    append_curve(tmp_path / "run.csv", {"step": 1, "loss": 2.0})
    with pytest.raises(InputError, match="another work folder"):
        stopped_run(tmp_path / "run.pt", PLAN, tmp_path / "run.csv")
    assert (tmp_path / "run.pt").exists()
    assert (tmp_path / "run.csv").exists()


def test_a_damaged_checkpoint_is_told(tmp_path: Path) -> None:
    (tmp_path / "run.pt").write_bytes(b"half of a file")
    with pytest.raises(InputError, match="delete it to start anew"):
        stopped_run(tmp_path / "run.pt", PLAN, tmp_path / "run.csv")


@pytest.mark.parametrize("last", [0, 3, 5, 9])
def test_rows_behind_the_checkpoint_are_dropped(tmp_path: Path, last: int) -> None:
    path = tmp_path / "run.csv"
    for step in (1, 3, 5):
        append_curve(path, {"step": step, "loss": 1 / step, "note": "a, b"})
    before = path.read_text().splitlines() if last else []
    trim_curve(path, "step", last)
    kept = [step for step in (1, 3, 5) if step <= last]
    assert path.is_file() == bool(kept)
    if kept:
        assert path.read_text().splitlines() == before[: len(kept) + 1]


def test_without_a_curve_there_is_nothing_to_drop(tmp_path: Path) -> None:
    trim_curve(tmp_path / "run.csv", "step", 3)
    assert list(tmp_path.iterdir()) == []
