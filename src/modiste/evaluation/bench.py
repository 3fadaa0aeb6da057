"""How long a try-on takes, stage by stage, and how much memory.

Warm figures and the peak memory come from a fresh process per number of threads, so that nothing
that the caller has loaded counts; the cold figure is the whole command line, from start to exit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from modiste.errors import BackendError
from modiste.examples import flats, models
from modiste.imaging import write_image
from modiste.photos import Garment, Person

SIZE = (768, 1024)
"""Width and height of the built-in input."""
_DIGITS = 4


def bench_try(
    person: Path | None = None,
    garment: Path | None = None,
    runs: int = 20,
    threads: Sequence[int] = (1, 2),
    cold_runs: int = 3,
) -> dict[str, Any]:
    """Measure a try-on.

    Args:
        person: photo of a person; the built-in model at 768 x 1024 when None.
        garment: photo of a garment; a drawn T-shirt when None.
        runs: warm runs per number of threads; one more comes first and does not count.
        threads: numbers of threads to try; the last one gives the headline figures.
        cold_runs: runs of the whole command.

    Returns:
        ``warm_s`` and ``warm_p90_s`` (median and 90th percentile), ``cold_s`` (median),
        ``peak_rss_mb``, ``stages`` (median and p90 seconds of each) and, in ``threads``, the same
        warm figures per number of threads.

    Raises:
        BackendError: when a measured process fails.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = (person or _draw_person(folder), garment or _draw_garment(folder))
        warm = {str(n): _fresh_process(*photos, runs, n) for n in threads}
        cold = [_cold_command(*photos, folder / "out.png", threads[-1]) for _ in range(cold_runs)]
    head = warm[str(threads[-1])]
    return {
        "warm_s": head["warm_s"],
        "warm_p90_s": head["warm_p90_s"],
        "cold_s": _round(np.median(cold)) if cold else None,
        "peak_rss_mb": head["peak_rss_mb"],
        "stages": head["stages"],
        "threads": warm,
        "runs": runs,
        "cores": os.cpu_count(),
    }


def measure_warm(person: Path, garment: Path, runs: int, threads: int) -> dict[str, Any]:
    """Time ``runs`` try-ons of photos that are read already, in this process.

    Returns:
        ``warm_s``, ``warm_p90_s``, ``peak_rss_mb`` and ``stages``, as :func:`bench_try`.
    """
    from modiste.studio import Studio  # the measuring parent needs no nets

    studio = Studio.open(threads=threads)
    shopper, clothes = Person.read(person), Garment.read(garment)
    studio.try_on(shopper, clothes)
    totals, stages = [], []
    for _ in range(runs):
        start = time.perf_counter()
        result = studio.try_on(shopper, clothes)
        totals.append(time.perf_counter() - start)
        stages.append(result.seconds)
    return {
        "warm_s": _round(np.median(totals)),
        "warm_p90_s": _round(np.percentile(totals, 90)),
        "peak_rss_mb": round(peak_rss_mb(), 1),
        "stages": summarise(stages),
    }


def summarise(runs: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Median and 90th percentile of each stage over the runs, in seconds."""
    names = dict.fromkeys(name for run in runs for name in run)
    summary = {}
    for name in names:
        seconds = [run[name] for run in runs if name in run]
        median, p90 = np.median(seconds), np.percentile(seconds, 90)
        summary[name] = {"median_s": _round(median), "p90_s": _round(p90)}
    return summary


def peak_rss_mb() -> float:
    """The most memory this process has had resident, in megabytes of 10^6 bytes.

    Linux hands ``ru_maxrss`` of the parent on to a started process, so its own high-water mark is
    read where the system tells it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def table(figures: Mapping[str, Any]) -> str:
    """The figures of :func:`bench_try` as lines for people: milliseconds, one column a count."""
    warm: Mapping[str, Mapping[str, Any]] = figures["threads"]
    stages = dict.fromkeys(name for run in warm.values() for name in run["stages"])
    heads = "".join(f"{f'{n} thread' + 's' * (n != '1'):>20}" for n in warm)
    lines = [f"{'median / p90, ms':<18}{heads}"]
    for name in stages:
        cells = (run["stages"].get(name, {}) for run in warm.values())
        lines.append(
            f"{name:<18}" + "".join(_cell(c.get("median_s"), c.get("p90_s")) for c in cells)
        )
    whole = (_cell(run["warm_s"], run["warm_p90_s"]) for run in warm.values())
    lines.append(f"{'whole try-on':<18}" + "".join(whole))
    memory = (f"{run['peak_rss_mb']:>17.0f} MB" for run in warm.values())
    lines.append(f"{'peak memory':<18}" + "".join(memory))
    if figures["cold_s"] is not None:
        lines.append(f"whole command, cold: {figures['cold_s']:.2f} s")
    return "\n".join([*lines, f"{figures['runs']} runs, {figures['cores']} cores"])


def _cell(median: float | None, p90: float | None) -> str:
    if median is None or p90 is None:
        return f"{'-':>20}"
    return f"{f'{median * 1e3:.1f} / {p90 * 1e3:.1f}':>20}"


def _round(seconds: float | np.floating[Any]) -> float:
    return round(float(seconds), _DIGITS)


def _fresh_process(person: Path, garment: Path, runs: int, threads: int) -> dict[str, Any]:
    command = [__spec__.name, str(person), str(garment), str(runs), str(threads)]
    figures: dict[str, Any] = json.loads(_python(*command).splitlines()[-1])
    return figures


def _cold_command(person: Path, garment: Path, out: Path, threads: int) -> float:
    start = time.perf_counter()
    _python("modiste", "try", str(person), str(garment), "-o", str(out), "--threads", str(threads))
    return time.perf_counter() - start


def _python(module: str, *arguments: str) -> str:
    """Run a module in a process of its own and return what it printed."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own modules
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        raise BackendError(f"The measured process `{module}` failed: {last}")
    return done.stdout


def _draw_person(folder: Path) -> Path:
    path = folder / "person.png"
    write_image(models.virtual_model(size=SIZE).image, path)
    return path


def _draw_garment(folder: Path) -> Path:
    path = folder / "garment.png"
    write_image(flats.flat("t-shirt", seed=1).image, path)
    return path


def _main(arguments: Sequence[str]) -> None:
    person, garment, runs, threads = arguments
    figures = measure_warm(Path(person), Path(garment), int(runs), int(threads))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    _main(sys.argv[1:])
