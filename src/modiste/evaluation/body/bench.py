"""All benchmarks of the body, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from modiste.evaluation.body.fit import bench_fit
from modiste.evaluation.body.photo import bench_photo
from modiste.evaluation.body.photo_nets import bench_nets
from modiste.evaluation.body.scan import bench_scan

Report = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One benchmark: a function of how many bodies and the seed, and how many it wants.

    A slow one is measured only when it is asked for.
    """

    measure: Callable[[int, int], Report]
    count: int
    slow: bool = False


PARTS: Mapping[str, Part] = {
    "scan": Part(bench_scan, 40),
    "fit": Part(bench_fit, 200),
    "photo": Part(bench_photo, 200),
    "photo_nets": Part(bench_nets, 20, slow=True),
}


def bench_body(
    parts: Iterable[str], seed: int, count: int | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Report]:  # fmt: skip
    """Measure.

    Args:
        parts: names of :data:`PARTS`; none means all but the slow.
        seed: of every random body.
        count: bodies per part; None takes each part's own number.
        progress: is told which part begins.
    """
    reports = {}
    for name in list(parts) or [name for name, part in PARTS.items() if not part.slow]:
        progress(f"{name} ...")
        reports[name] = PARTS[name].measure(count or PARTS[name].count, seed)
    return reports


def table(reports: Mapping[str, Report]) -> str:
    """The reports as lines for people."""
    return "\n".join(
        f"{part:8}{name:24}{value:>10}"
        for part, report in reports.items()
        for name, value in report.items()
    )
