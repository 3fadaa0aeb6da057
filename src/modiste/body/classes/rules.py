"""The rules of the shape systems, for many bodies at once; every rule with its source.

A rule takes girths in cm by name and returns for each body the place of its class among the
system's names; the last name stands for bodies that the system leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.types import Measure, Sex

Girths = Mapping[Measure, NDArray[np.float64]]
Places = NDArray[np.intp]
INCH = 2.54


@dataclass(frozen=True)
class System:
    """One way of putting bodies into classes.

    Attributes:
        name: of the system.
        sex: whose bodies.
        measures: the girths it looks at.
        classes: names of the classes; the last one is for what fits none.
        rule: puts bodies into classes.
        source: where the rule is published.
    """

    name: str
    sex: Sex
    measures: tuple[Measure, ...]
    classes: tuple[str, ...]
    rule: Callable[[Girths], Places]
    source: str


FFIT_CLASSES = ("spoon", "bottom hourglass", "top hourglass", "hourglass", "triangle",
                "inverted triangle", "rectangle", "unclassified")  # fmt: skip


def ffit(girths: Girths) -> Places:
    """Female figure identification; bust, natural waist, high hip and hip; limits in inches."""
    bust, waist, high, hip = (girths[m] / INCH for m in FFIT_MEASURES)
    over, under = bust - hip, hip - bust
    ratio = high / waist
    conditions = [
        (under > 2) & (hip - waist >= 7) & (ratio >= 1.193),
        (under >= 3.6) & (under < 10) & (hip - waist >= 9) & (ratio < 1.193),
        (over > 1) & (over < 10) & (bust - waist >= 9),
        (over <= 1) & (under < 3.6) & ((bust - waist >= 9) | (hip - waist >= 10)),
        (under >= 3.6) & (hip - waist < 9),
        (over >= 3.6) & (bust - waist < 9),
        (under < 3.6) & (over < 3.6) & (bust - waist < 9) & (hip - waist < 10),
    ]
    return np.select(conditions, list(range(7)), 7).astype(np.intp)


FFIT_MEASURES = (Measure.CHEST, Measure.WAIST_NATURAL, Measure.HIGH_HIP, Measure.HIP)
DROP_MEASURES = (Measure.CHEST, Measure.WAIST_NATURAL)


def _stepped(limits: tuple[float, ...]) -> Callable[[Girths], Places]:
    """Classes by chest minus waist: ``limits`` in cm from the slimmest class down."""

    def rule(girths: Girths) -> Places:
        drop = girths[Measure.CHEST] - girths[Measure.WAIST_NATURAL]
        return np.asarray(sum((drop < limit).astype(np.intp) for limit in limits))

    return rule


def _gb(limits: tuple[float, ...]) -> Callable[[Girths], Places]:
    """Types Y, A, B and C between the five limits; what lies above or below fits none."""
    inside = _stepped(limits)

    def rule(girths: Girths) -> Places:
        place = inside(girths)
        return np.where((place == 0) | (place == 5), 4, place - 1)

    return rule


GB_CLASSES = ("Y", "A", "B", "C", "outside Y to C")
GB_MEN = (22.5, 16.5, 11.5, 6.5, 1.5)
GB_WOMEN = (24.5, 18.5, 13.5, 8.5, 3.5)
"""Half-way between the standard's whole centimetres: men Y 17-22, A 12-16, B 7-11, C 2-6; women Y
19-24, A 14-18, B 9-13, C 4-8."""
DROP_LIMITS = (14.0, 9.0, 3.0, -3.0, -9.0)
"""Half-way between the drops of the types: 16, 12, 6, 0 and -6 cm."""

_GB_SOURCE = "GB/T 1335.{}-2008: chest minus waist in cm, {}"
_FFIT_SOURCE = (
    "FFIT: Simmons, Istook and Devarajan 2004, JTATM 4(1); rules in inches as in Lee, Istook, Nam "
    "and Park 2007, IJCST 19(5):374; stomach shapes (oval, diamond) left out"
)
_DROP_SOURCE = "drop types of ISO/TR 10652:1991: chest minus waist 16, 12, 6, 0, -6 cm"

SYSTEMS: tuple[System, ...] = (
    System("FFIT", Sex.FEMALE, FFIT_MEASURES, FFIT_CLASSES, ffit, _FFIT_SOURCE),
    System(
        "drop", Sex.MALE, DROP_MEASURES,
        ("athletic", "regular", "portly", "stout", "corpulent", "beyond corpulent"),
        _stepped(DROP_LIMITS), _DROP_SOURCE,
    ),
    System(
        "GB/T 1335", Sex.FEMALE, DROP_MEASURES, GB_CLASSES, _gb(GB_WOMEN),
        _GB_SOURCE.format(2, "Y 19-24, A 14-18, B 9-13, C 4-8"),
    ),
    System(
        "GB/T 1335", Sex.MALE, DROP_MEASURES, GB_CLASSES, _gb(GB_MEN),
        _GB_SOURCE.format(1, "Y 17-22, A 12-16, B 7-11, C 2-6"),
    ),
)  # fmt: skip
