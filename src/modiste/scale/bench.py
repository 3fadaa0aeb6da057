"""What spreading over workers gains, and whether the driver stays flat."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import cv2

from modiste.examples import flats, models
from modiste.imaging import write_image
from modiste.photos import Garment, Person
from modiste.scale.batch import Runner, run_batch
from modiste.scale.dresser import Dresser, Job
from modiste.scale.journal import Journal
from modiste.scale.local import LocalRunner, Work
from modiste.scale.pair import Pair, Row
from modiste.studio import Studio
from modiste.types import Category, Options, TryOnResult

KINDS = ("t-shirt", "trousers", "dress", "hoodie", "shorts", "shirt")
Progress = Callable[[str], None]
MakeRunner = Callable[[int, Callable[[Job], Work]], Runner]
_SMALL = 3
"""The driver's run has photos that many times smaller: it is the driver that is watched."""
_PEOPLE = 2
WARM_UP = _PEOPLE * len(KINDS)
"""A worker's first pairs, which do not count: it has looked at everybody and everything then."""
_AT = 100
"""The driver's memory is compared with that after so many pairs."""


def bench_batch(
    *,
    pairs: int = 120,
    driver_pairs: int = 5000,
    runner: MakeRunner = LocalRunner,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """Dress drawn people in drawn garments with one worker and with two, then watch the driver.

    In the driver's run workers read photos, encode pictures and write them, but no net looks at
    anything and nothing is drawn; table, runner, journal and driver are the real ones.

    Args:
        pairs: of the two timed runs; see :func:`steady` for those that do not count.
        driver_pairs: pairs of the longest run; the driver's memory is compared with that after 100.
        runner: makes a runner of so many workers, each made by what it is given.
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
            team = runner(workers, Dresser)
            speeds.append(_speed(todo, shop / f"out-{workers}", team))
            progress(f"{workers} worker(s): {speeds[-1]:.2f} pairs a second")
        todo = islice(_pairs(persons, garments, _SMALL), driver_pairs)
        start = perf_counter()
        growth = _growth(todo, shop / "out-long", runner(2, idle_dresser))
        progress(f"{driver_pairs} pairs past the driver in {perf_counter() - start:.0f} s")
    return {
        "efficiency_2": round(speeds[1] / (2 * speeds[0]), 3),
        "pairs_per_s": round(speeds[1], 3),
        "driver_rss_growth_mb": None if growth is None else round(growth, 2),
        "pairs": pairs,
        "driver_pairs": driver_pairs,
        "runner": type(team).__name__,
        "cores": len(os.sched_getaffinity(0)),
    }


def _drawn(shop: Path) -> tuple[list[str], list[str]]:
    """Photos of one model from two sides and of six garments."""
    model = models.virtual_model().image
    people = {"one": model, "two": model[:, ::-1].copy()}
    clothes = {k: flats.flat(k, seed=3, background="white", tidy=0.8).image for k in KINDS}
    for name, picture in (people | clothes).items():
        write_image(picture, shop / f"{name}.png")
        small = picture.shape[1] // _SMALL, picture.shape[0] // _SMALL
        write_image(cv2.resize(picture, small).astype("uint8"), shop / f"{name}-{_SMALL}.png")
    return [str(shop / f"{n}.png") for n in people], [str(shop / f"{n}.png") for n in clothes]


def _pairs(persons: list[str], garments: list[str], smaller: int = 1) -> Iterator[Pair]:
    """Endless; seeds tell them apart."""
    if smaller > 1:
        persons, garments = (
            [place.replace(".png", f"-{smaller}.png") for place in places]
            for places in (persons, garments)
        )
    seed = 0
    while True:
        for person in persons:
            for garment in garments:
                yield Pair(person, (garment,), seed=seed)
        seed += 1


def _speed(pairs: Iterator[Pair], out: Path, runner: Runner) -> float:
    """Pairs per second of a run, by when its pictures were written.

    The driver would tell later: a cluster hands on whole blocks, and each when the next one ends.
    """
    ends: list[tuple[float, str]] = []

    def watch(row: Row) -> None:
        if row.out:
            ends.append((Path(row.out).stat().st_mtime, row.worker))

    _run(pairs, out, runner, watch)
    return steady(ends)


def steady(ends: list[tuple[float, str]], warm_up: int = WARM_UP) -> float:
    """Pairs per second while everybody works and nobody is new; when that never was, of all.

    Each worker's first pairs do not count, nor what some do while others are new or have nothing
    left; so one worker and several are measured alike. Each is timed from one end of a pair to
    another, so that no pair counts in part.

    Args:
        ends: seconds at which each pair ended and who dressed it.
        warm_up: pairs of each worker that do not count; half of all where they are fewer than two
            times that.
    """
    mine: dict[str, list[float]] = {}
    for at, worker in sorted(ends):
        mine.setdefault(worker, []).append(at)
    if not mine:
        return 0.0
    start = max(times[max(min(warm_up, len(times) // 2), 1) - 1] for times in mine.values())
    stop = min(times[-1] for times in mine.values())
    within = [[at for at in times if start <= at <= stop] for times in mine.values()]
    return sum(map(_rate, within)) or _rate(sorted(at for at, _ in ends))


def _rate(times: list[float]) -> float:
    """Steps per second through times in order, 0 where there is no step."""
    return (len(times) - 1) / (times[-1] - times[0]) if times and times[-1] > times[0] else 0.0


class IdleStudio:
    """A studio that looks at nothing and draws nothing."""

    def look(self, person: Person, options: Options) -> Person:
        """As :meth:`modiste.studio.Studio.look`, but blind."""
        return person

    def examine(self, garment: Garment, category: Category | None) -> Garment:
        """As :meth:`modiste.studio.Studio.examine`, but blind."""
        return garment

    def try_on(self, person: Person, *garments: Garment, options: Options) -> TryOnResult:
        """The person as she is."""
        return TryOnResult(person.image, "none", (Category.TOP,), {}, (), 0)


def idle_dresser(job: Job) -> Dresser:
    """A worker that does all but look and draw."""
    return Dresser(job, cast("Studio", IdleStudio()))


def _growth(pairs: Iterator[Pair], out: Path, runner: Runner) -> float | None:
    """Megabytes that this process grew by between the hundredth pair and the last."""
    sizes: list[float] = []

    def watch(row: Row) -> None:
        Path(row.out).unlink(missing_ok=True)
        sizes.append(_resident())

    _run(pairs, out, runner, watch)
    return sizes[-1] - sizes[_AT - 1] if len(sizes) > _AT else None


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
