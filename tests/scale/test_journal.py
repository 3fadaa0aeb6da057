"""What is done stays done."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from modiste.errors import InputError, OutputError
from modiste.scale.journal import Journal
from modiste.scale.pair import Pair, Row, failed


def _done(name: str) -> Row:
    return Row(name, "p", ("g",), "done", out=f"{name}.png")


def _failed(name: str, error: str) -> Row:
    return Row(name, "p", ("g",), "failed", error=error)


def test_nothing_is_settled_at_first(tmp_path: Path) -> None:
    assert Journal(tmp_path / "j.jsonl").settled() == {}


def test_what_was_added_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "j.jsonl"
    with Journal(path) as journal:
        journal.add(_done("a"))
    with Journal(path) as journal:
        journal.add(failed(Pair("我", ("裙",)), "PoseError", "The legs are cut off."))
    rows = list(Journal(path).rows())
    assert rows[0] == _done("a")
    assert rows[1].person == "我"


@pytest.mark.parametrize(
    ("error", "settled"),
    [("PoseError", True), ("ImageLoadError", True), ("WorkerDied", False),
     ("InternalError", False), ("OutputError", False)],
)  # fmt: skip
def test_a_photo_stays_bad_a_machine_does_not(tmp_path: Path, error: str, settled: bool) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add(_failed("a", error))
    assert Journal(tmp_path / "j").settled() == ({"a": False} if settled else {})


@pytest.mark.parametrize("error", ["AssetError", "LicenceError", "EngineUnavailableError"])
def test_what_the_operator_mends_is_tried_again(tmp_path: Path, error: str) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add(_failed("a", error))
    assert Journal(tmp_path / "j").settled() == {}


def test_two_jobs_cannot_write_one_journal(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as first:
        with pytest.raises(OutputError, match="in use by another job"), Journal(tmp_path / "j"):
            pass
        first.add(_done("a"))
    with Journal(tmp_path / "j") as second:
        second.add(_done("b"))
    assert set(Journal(tmp_path / "j").settled()) == {"a", "b"}


def test_a_full_disk_is_told_and_the_job_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Journal(tmp_path / "j") as journal:
        journal.add(_done("a"))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(OutputError, match=r"No space left.*make room"):
                journal.add(_done("b"))
        journal.add(_done("c"))
    assert {"a", "c"} <= set(Journal(tmp_path / "j").settled())


def test_retry_settles_pictures_only(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add(_failed("a", "PoseError"))
        journal.add(_done("b"))
    assert Journal(tmp_path / "j").settled(retry=True) == {"b": True}


def test_the_last_row_counts(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add(_failed("a", "PoseError"))
        journal.add(_done("a"))
    assert Journal(tmp_path / "j").settled() == {"a": True}


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_half_a_line_of_a_crash_costs_that_line_alone(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "j"
    with Journal(path) as journal:
        journal.add(_done("a"))
        journal.add(_done("b"))
    path.write_bytes(path.read_bytes()[:-cut])
    with Journal(path) as journal:
        journal.add(_done("c"))
    assert set(Journal(path).settled()) == {"a", "c"}


def test_somebody_elses_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_text("my diary\n")
    with pytest.raises(InputError, match="line 1"):
        list(Journal(path).rows())


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="j"), Journal(tmp_path / "file" / "j"):
        pass
