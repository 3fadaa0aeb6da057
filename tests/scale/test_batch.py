"""A job from its table to its results."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from modiste.errors import OptionError, OutputError
from modiste.scale.batch import journal_path, run_batch
from modiste.scale.dresser import Job
from modiste.scale.journal import Journal
from modiste.scale.pair import Pair, Row, failed
from modiste.scale.table import write_table


class Here:
    """A runner that works in this process, and may be stopped."""

    def __init__(self, stop_after: int = 10**9, error: str = "") -> None:
        self.met: list[str] = []
        self._stop_after, self._error = stop_after, error

    def run(self, pairs: Iterable[Pair], job: Job) -> Iterator[Row]:
        for pair in pairs:
            if len(self.met) == self._stop_after:
                raise KeyboardInterrupt
            self.met.append(pair.person)
            if self._error:
                yield failed(pair, self._error, "It went wrong.")
                continue
            Path(job.place(pair)).write_text(pair.id)
            yield Row(pair.id, pair.person, pair.garments, "done", job.place(pair))


PAIRS = [Pair(name, ("g",)) for name in "abcdef"]
Run = Callable[..., tuple[int, int, int, int]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a job in one folder and gives what came of it as numbers."""

    def one(runner: Here, pairs: list[Pair] = PAIRS, retry: bool = False) -> object:
        job = Job(str(tmp_path))
        with Journal(journal_path(job.out, None)) as journal:
            told = run_batch(iter(pairs), job, runner, journal, retry=retry)
        return told.done, told.failed, told.kept, told.repeated

    return one  # type: ignore[return-value]


def test_a_stopped_job_goes_on(run: Run) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(Here(stop_after=2))
    rest = Here()
    assert run(rest) == (4, 0, 2, 0)
    assert rest.met == list("cdef")


def test_a_finished_job_does_nothing(run: Run) -> None:
    run(Here())
    assert run(Here()) == (0, 0, 6, 0)


def test_a_picture_that_was_deleted_is_made_again(run: Run, tmp_path: Path) -> None:
    run(Here())
    Path(Job(str(tmp_path)).place(PAIRS[3])).unlink()
    again = Here()
    assert run(again) == (1, 0, 5, 0)
    assert again.met == ["d"]


def test_bad_photos_are_not_tried_again_unless_wanted(run: Run) -> None:
    assert run(Here(error="PoseError")) == (0, 6, 0, 0)
    assert run(Here()) == (0, 0, 6, 0)
    assert run(Here(), retry=True) == (6, 0, 0, 0)


def test_dead_workers_are(run: Run) -> None:
    run(Here(error="WorkerDied"))
    assert run(Here()) == (6, 0, 0, 0)


def test_a_disk_that_is_full_ends_the_job(run: Run, tmp_path: Path) -> None:
    many = [Pair(str(n), ("g",)) for n in range(40)]
    runner = Here(error="OutputError")
    with pytest.raises(OutputError, match=r"20 pictures in a row.*goes on where it was"):
        run(runner, many)
    assert len(runner.met) == 20
    assert run(Here(), many) == (40, 0, 0, 0)


def test_photos_that_are_bad_do_not(run: Run) -> None:
    many = [Pair(str(n), ("g",)) for n in range(40)]
    assert run(Here(error="PoseError"), many) == (0, 40, 0, 0)


def test_repeated_rows_are_dressed_once(run: Run) -> None:
    assert run(Here(), PAIRS + PAIRS[:2]) == (6, 0, 0, 2)


def test_more_pairs_later(run: Run) -> None:
    run(Here(), PAIRS[:2])
    assert run(Here()) == (4, 0, 2, 0)


ROWS = [
    Row("b", "p", ("x", "y"), "done", "b.png", warnings=("One.", "Two."), seconds=0.5),
    Row("a", "我", ("x",), "failed", error="PoseError", message='"Legs", cut\noff'),
    Row("a", "我", ("x",), "done", "a.png"),
]


def test_csv_holds_the_last_row_of_each_pair(tmp_path: Path) -> None:
    write_table(ROWS, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [(r["id"], r["status"]) for r in read] == [("a", "done"), ("b", "done")]
    assert read[1]["garments"] == "x;y"
    assert read[1]["warnings"] == "One. Two."


def test_parquet_holds_the_same(tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    write_table(ROWS[:2], tmp_path / "r.parquet")
    read = parquet.read_table(tmp_path / "r.parquet").to_pylist()
    assert [r["id"] for r in read] == ["a", "b"]
    assert read[0]["message"] == '"Legs", cut\noff'
    assert read[1]["seconds"] == 0.5


def test_other_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"\.parquet"):
        write_table([], tmp_path / "r.xlsx")


def test_the_journal_of_a_remote_job_is_here(tmp_path: Path, monkeypatch: object) -> None:
    assert journal_path("/pictures", None) == Path("/pictures/journal.jsonl")
    assert journal_path("s3://shop", tmp_path) == tmp_path / "journal.jsonl"
    assert journal_path("s3://shop", None).parent == Path.cwd()
