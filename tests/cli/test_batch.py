"""``modiste batch`` as a shop calls it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.cli import root
from modiste.scale.bench import bench_batch, idle_dresser, steady
from modiste.scale.dresser import Job
from modiste.scale.local import LocalRunner
from modiste.scale.pair import Pair, Row, failed


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(root, ["batch", *map(str, words)])


def test_a_table_becomes_pictures_and_a_table(shop: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        f"person,garment\n{shop}/persons/one.png,{shop}/garments/t-shirt.png\n"
        f"{shop}/persons/one.png,{shop}/garments/bad.png\n"
    )
    words = (pairs, "-o", tmp_path / "out", "--workers", "1", "--format", "jpg", "--json")
    first = run(*words)
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout.splitlines()[-1])
    assert (told["done"], told["failed"], told["kept"]) == (1, 1, 0)
    with Path(told["table"]).open(encoding="utf-8", newline="") as file:
        rows = {row["status"]: row for row in csv.DictReader(file)}
    assert Path(rows["done"]["out"]).suffix == ".jpg"
    assert Path(rows["done"]["out"]).exists()
    assert rows["failed"]["error"] == "ImageLoadError"
    again = json.loads(run(*words).stdout.splitlines()[-1])
    assert (again["done"], again["kept"]) == (0, 2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "out"], "table of pairs"),
        (["pairs.csv", "--persons", "p", "--garments", "g", "-o", "out"], "not both"),
        (["--persons", "p", "-o", "out"], "table of pairs"),
        (["none.csv", "-o", "out"], "none.csv"),
        (["none.csv", "-o", "out", "--table", "r.xlsx"], ".parquet"),
        (["none.csv", "-o", "out", "--engine", "magic"], "magic"),
        (["--persons", "p", "--garments", "g", "-o", "out"], "no folder"),
    ],
)
def test_what_cannot_be_is_told_before_anything_starts(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_broken_rows_start_nothing(shop: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("person,garment\na.jpg,\n,b.jpg\n")
    result = run(pairs, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "row 2" in result.stderr
    assert "row 3" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_told_before_anything_is_loaded(
    tmp_path: Path,
) -> None:
    (tmp_path / "pairs.csv").write_text("person,garment\na.jpg,b.jpg\n")
    (tmp_path / "file").touch()
    result = run(tmp_path / "pairs.csv", "-o", tmp_path / "file" / "out")
    assert result.exit_code == 3
    assert "cannot be written" in result.stderr


def test_ctrl_c_leaves_a_table_and_goes_on(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("person,garment\na.jpg,b.jpg\nc.jpg,b.jpg\n")
    stopped = [True]

    def rows(_: LocalRunner, pairs: Iterable[Pair], job: Job) -> Iterator[Row]:
        for pair in pairs:
            yield failed(pair, "PoseError", "No legs.")
            if stopped[0]:
                raise KeyboardInterrupt

    monkeypatch.setattr(LocalRunner, "run", rows)
    first = run(pairs, "-o", tmp_path / "out", "--json")
    assert first.exit_code == 130
    assert "Call again to go on" in first.stderr
    assert (tmp_path / "out" / "results.csv").read_text().count("PoseError") == 1
    stopped[0] = False
    again = json.loads(run(pairs, "-o", tmp_path / "out", "--json").stdout.splitlines()[-1])
    assert (again["failed"], again["kept"]) == (1, 1)


def _ends(worker: str, start: float, first: float, step: float, count: int) -> list[Any]:
    """A worker that starts late, is slow for four pairs, and then even."""
    slow = [(start + first * (n + 1), worker) for n in range(4)]
    return slow + [(slow[-1][0] + step * (n + 1), worker) for n in range(count)]


@settings(deadline=None)
@given(
    st.floats(0, 30), st.floats(0, 30), st.floats(1, 8), st.floats(0.1, 1.0), st.integers(40, 80)
)
def test_one_worker_and_two_are_measured_alike(
    late: float, later: float, first: float, step: float, count: int
) -> None:
    """Neither starting nor looking at things for the first time counts, for however many."""
    one = _ends("a", late, first, step, count)
    two = one + _ends("b", late + later * step, first, step, count)
    assert steady(one, 4) == pytest.approx(1 / step, rel=1e-6)
    assert steady(two, 4) == pytest.approx(2 / step, rel=1e-6)


def test_what_one_does_before_or_after_the_other_does_not_count() -> None:
    ends = [(float(n), "a") for n in range(40)] + [(10 + n / 2, "b") for n in range(20)]
    assert steady(ends, 4) == pytest.approx(1.0 + 2.0)
    assert steady(list(reversed(ends)), 4) == steady(ends, 4)


def test_few_pairs_are_counted_from_their_middle() -> None:
    ends = [(4.0, "a"), (8.0, "a"), (9.0, "a"), (10.0, "a")]
    assert steady(ends, 12) == pytest.approx(1.0)
    assert steady([(1.0, "a"), (3.0, "a"), (5.0, "b")], 12) == pytest.approx(0.5), "of all"


@pytest.mark.parametrize("ends", [[], [(1.0, "a")], [(1.0, "a"), (1.0, "a")]])
def test_no_time_is_no_speed(ends: list[Any]) -> None:
    assert steady(ends, 2) == 0.0


def test_the_drivers_run_reads_and_writes_but_draws_nothing(shop: Path, tmp_path: Path) -> None:
    worker = idle_dresser(Job(str(tmp_path), format="jpg"))
    person, garment = str(shop / "persons" / "one.png"), str(shop / "garments" / "t-shirt.png")
    row = worker(Pair(person, (garment,)))
    assert (row.status, row.engine) == ("done", "none")
    assert Path(row.out).stat().st_size > 0
    assert worker(Pair(person, (str(shop / "garments" / "bad.png"),))).error == "ImageLoadError"


def test_the_benchmark_measures_both_runs() -> None:
    figures = bench_batch(pairs=8, driver_pairs=2)
    assert figures["pairs_per_s"] > 0
    assert 0.1 < figures["efficiency_2"] < 2
    assert figures["driver_rss_growth_mb"] is None
