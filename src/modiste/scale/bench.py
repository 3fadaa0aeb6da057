"""What spreading over workers gains, and whether the driver stays flat."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from modiste.examples import flats, models
from modiste.imaging import write_image
from modiste.scale.batch import Runner, run_batch
from modiste.scale.dresser import Job
from modiste.scale.journal import Journal
from modiste.scale.local import LocalRunner
from modiste.scale.pair import Pair, Row

KINDS = ("t-shirt", "trousers", "dress", "hoodie", "shorts", "shirt")
Progress = Callable[[str], None]


def bench_batch(
    *,
    pairs: int = 120,
    driver_pairs: int = 5000,
    runner: Callable[[int], Runner] = LocalRunner,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """Dress drawn people in drawn garments with one worker and with two.

    Args:
        pairs: of the two timed runs. What a worker needs to start does not count: the clock runs
            from the end of a first stretch to the end of the last pair.
        driver_pairs: pairs of the longest run; the driver's memory is compared with that after 100.
        runner: makes a runner of so many workers.
        progress: is told a line now and then.

    Returns:
        ``efficiency_2``: pairs per second of two workers by twice those of one;
        ``pairs_per_s`` of two workers; ``driver_rss_growth_mb`` from 100 to ``driver_pairs`` pairs.
    """
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder)
        persons, garments = _drawn(shop)
        speeds = []
        for workers in (1, 2):
            todo = islice(_pairs(persons, garments), pairs)
            speeds.append(_speed(todo, shop / f"out-{workers}", runner(workers)))
            progress(f"{workers} worker(s): {speeds[-1]:.2f} pairs a second")
        todo = islice(_pairs(persons, garments), driver_pairs)
        growth = _growth(todo, shop / "out-long", runner(2))
    return {
        "efficiency_2": round(speeds[1] / (2 * speeds[0]), 3),
        "pairs_per_s": round(speeds[1], 3),
        "driver_rss_growth_mb": None if growth is None else round(growth, 2),
        "pairs": pairs,
        "driver_pairs": driver_pairs,
        "runner": type(runner(1)).__name__,
        "cores": len(os.sched_getaffinity(0)),
    }


def _drawn(shop: Path) -> tuple[list[str], list[str]]:
    """Photos of one model from two sides and of six garments."""
    model = models.virtual_model().image
    people = {"one": model, "two": model[:, ::-1].copy()}
    clothes = {k: flats.flat(k, seed=3, background="white", tidy=0.8).image for k in KINDS}
    for name, picture in (people | clothes).items():
        write_image(picture, shop / f"{name}.png")
    return [str(shop / f"{n}.png") for n in people], [str(shop / f"{n}.png") for n in clothes]


def _pairs(persons: list[str], garments: list[str]) -> Iterator[Pair]:
    """Endless; seeds tell them apart."""
    seed = 0
    while True:
        for person in persons:
            for garment in garments:
                yield Pair(person, (garment,), seed=seed)
        seed += 1


def _speed(pairs: Iterator[Pair], out: Path, runner: Runner) -> float:
    """Pairs per second after the first twelve."""
    ends: list[float] = []
    _run(pairs, out, runner, lambda _: ends.append(perf_counter()))
    warm = min(12, len(ends) // 2)
    return (len(ends) - warm) / (ends[-1] - ends[warm - 1])


def _growth(pairs: Iterator[Pair], out: Path, runner: Runner) -> float | None:
    """Megabytes that this process grew by between the hundredth pair and the last."""
    sizes: list[float] = []

    def watch(row: Row) -> None:
        Path(row.out).unlink(missing_ok=True)
        sizes.append(_resident())

    _run(pairs, out, runner, watch)
    return sizes[-1] - sizes[99] if len(sizes) > 100 else None


def _run(pairs: Iterator[Pair], out: Path, runner: Runner, watch: Callable[[Row], None]) -> None:
    out.mkdir()
    job = Job(str(out), format="jpg")
    with Journal(out / "journal.jsonl") as journal:
        run_batch(pairs, job, runner, journal, progress=watch)


def _resident() -> float:
    """Resident memory of this process in MB; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0.0
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def table(figures: dict[str, Any]) -> str:
    """The figures as lines for people."""
    return "\n".join(f"{name:24}{value}" for name, value in figures.items())
