"""Processes of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from modiste.errors import EngineUnavailableError
from modiste.scale.dresser import Job
from modiste.scale.local import LocalRunner
from modiste.scale.pair import Pair
from scale.workers import Painter, Unready


def _pairs(*persons: str) -> list[Pair]:
    return [Pair(person, (f"garment-{n}",)) for n, person in enumerate(persons)]


def test_every_pair_gives_one_row(tmp_path: Path) -> None:
    pairs = _pairs(*["somebody"] * 12)
    rows = list(LocalRunner(2, Painter).run(iter(pairs), Job(str(tmp_path))))
    assert sorted(row.id for row in rows) == sorted(pair.id for pair in pairs)
    assert all(Path(row.out).read_text() == row.id for row in rows)


def test_no_pairs_start_no_process(tmp_path: Path) -> None:
    assert list(LocalRunner(2, Painter).run([], Job(str(tmp_path)))) == []


def test_the_table_is_read_as_it_is_worked_off(tmp_path: Path) -> None:
    """Ten thousand pairs are never in memory at once."""
    taken = []

    def endless() -> object:
        for pair in _pairs(*["somebody"] * 10_000):
            taken.append(pair.id)
            yield pair

    rows = LocalRunner(1, Painter).run(endless(), Job(str(tmp_path)))
    for _ in range(3):
        next(rows)
    assert len(taken) <= 6
    rows.close()


def test_a_deadly_pair_fails_alone(tmp_path: Path) -> None:
    pairs = _pairs("a", "b", "deadly", "c", "d", "e", "f")
    rows = {row.id: row for row in LocalRunner(2, Painter).run(pairs, Job(str(tmp_path)))}
    assert len(rows) == len(pairs)
    bad = rows.pop(pairs[2].id)
    assert (bad.status, bad.error) == ("failed", "WorkerDied")
    assert {row.status for row in rows.values()} == {"done"}


def test_a_worker_that_dies_once_costs_no_pair(tmp_path: Path) -> None:
    pairs = _pairs("a", "fragile", "b", "c")
    rows = list(LocalRunner(1, Painter).run(pairs, Job(str(tmp_path))))
    assert sorted(row.id for row in rows) == sorted(pair.id for pair in pairs)
    assert {row.status for row in rows} == {"done"}


def test_a_worker_that_cannot_start_ends_the_job(tmp_path: Path) -> None:
    """One sentence, not as many failed pairs as there are."""
    rows = LocalRunner(2, Unready).run(iter(_pairs(*["a"] * 50)), Job(str(tmp_path)))
    with pytest.raises(EngineUnavailableError, match="weights are not here"):
        list(rows)


def test_ctrl_c_is_the_drivers(tmp_path: Path) -> None:
    """The terminal sends it to the workers too; they end their pair."""
    pair = Pair("interrupted", ("g",))
    (row,) = LocalRunner(1, Painter).run([pair], Job(str(tmp_path)))
    assert row.status == "done"


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes as Linux shows them")
def test_workers_end_with_a_driver_that_is_killed(tmp_path: Path) -> None:
    script = (
        "from modiste.scale.local import LocalRunner\n"
        "from modiste.scale.dresser import Job\nfrom modiste.scale.pair import Pair\n"
        "from scale.workers import Painter\n"
        "if __name__ == '__main__':\n"
        f"    rows = LocalRunner(1, Painter).run((Pair('a', (str(n),)) for n in range(9)), "
        f"Job({str(tmp_path)!r}))\n"
        "    print(next(rows).worker, flush=True)\n    input()\n"
    )
    path = tmp_path / "driver.py"
    path.write_text(script)
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    with subprocess.Popen(
        [sys.executable, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as driver:  # fmt: skip
        assert driver.stdout is not None
        worker = psutil.Process(int(driver.stdout.readline()))
        driver.kill()
    worker.wait(timeout=30)


@pytest.mark.parametrize("workers", [0, -3])
def test_there_is_always_a_worker(tmp_path: Path, workers: int) -> None:
    assert len(list(LocalRunner(workers, Painter).run(_pairs("a"), Job(str(tmp_path))))) == 1
