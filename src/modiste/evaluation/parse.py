"""How right the person parser is on the held-out tenth of Clothing Co-Parsing.

Everything goes through the classes that serve: a whole photo in, labels at the photo's size out.
Counts are summed over all photos before the ratios are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from modiste.errors import InputError
from modiste.evaluation.ccp import CcpData, held_out
from modiste.evaluation.confusion import CLASSES, Counts, confusion, iou, summary
from modiste.perception.matte import SelfieMatte
from modiste.perception.parse import ParserNet
from modiste.perception.people import prominence
from modiste.perception.pose import BlazePose
from modiste.protocols import MatteFinder, PersonParser, PoseFinder
from modiste.types import Label

Progress = Callable[[str], None]


def evaluate_parse(
    data: Path,
    *,
    limit: int | None = None,
    pose: PoseFinder | None = None,
    matte: MatteFinder | None = None,
    parser: PersonParser | None = None,
    threads: int = 2,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """Measure on the photos whose name ends in 0.

    Args:
        data: folder of Clothing Co-Parsing.
        limit: look at the first so many photos only.
        pose: finds people; None takes what ships.
        matte: cuts people out; None takes what ships.
        parser: labels pixels; None takes what ships.
        threads: of the networks that ship.
        progress: is told a line now and then.

    Returns:
        ``miou`` over the classes present, ``top_iou`` of top, outer layer and dress merged,
        ``person_iou`` of everything that is not background, ``per_class`` by name, and ``n``, the
        number of photos. Photos with an empty mask, or in which nobody is found, do not count;
        ``skipped`` names them.

    Raises:
        InputError: when the folder is not Clothing Co-Parsing's or has no held-out photo.
    """
    ccp = CcpData.open(data)
    names = [name for name in ccp.names if held_out(name)][:limit]
    finders = (pose or BlazePose(threads), matte or SelfieMatte(threads))
    parse = parser or ParserNet(threads)
    counts, skipped = np.zeros((CLASSES, CLASSES), np.int64), []
    for i, name in enumerate(names, 1):
        seen = _counted(ccp, name, *finders, parse)
        if seen is None:
            skipped.append(name)
        else:
            counts += seen
        if i % 20 == 0:
            progress(f"{i} of {len(names)} photos")
    if len(names) == len(skipped):
        raise InputError(f"{data} has no held-out photo (a name that ends in 0) with a person.")
    return _report(counts, len(names) - len(skipped), skipped)


def _counted(
    ccp: CcpData, name: str, find: PoseFinder, cut: MatteFinder, parse: PersonParser
) -> Counts | None:
    image = ccp.image(name)
    size = (image.shape[1], image.shape[0])
    poses = sorted(find(image), key=lambda p: -prominence(p, size))
    truth = ccp.labels(name, poses[0]) if poses else None
    if truth is None:
        return None
    return confusion(truth, parse(image, poses[0], cut(image, poses[0])))


def _report(counts: Counts, photos: int, skipped: list[str]) -> dict[str, Any]:
    values = iou(counts)
    per_class = {
        label.name.lower(): round(float(values[label]), 4)
        for label in Label
        if np.isfinite(values[label])
    }
    return {**summary(counts), "per_class": per_class, "n": photos, "skipped": skipped}


def table(report: Mapping[str, Any]) -> str:
    """The report as lines for people."""
    lines = [f"{'class':14}{'IoU':>8}"]
    lines += [f"{name:14}{value:>8.3f}" for name, value in report["per_class"].items()]
    lines += [f"{name:14}{report[name]:>8.3f}" for name in ("miou", "top_iou", "person_iou")]
    return "\n".join([*lines, f"{'photos':14}{report['n']:>8}"])
