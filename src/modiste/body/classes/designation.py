"""The size designation of GB/T 1335, such as 165/88A."""

from __future__ import annotations

from modiste.body.classes.rules import SYSTEMS
from modiste.body.posterior import Posterior
from modiste.types import Measure

HEIGHT_STEP, CHEST_STEP, WAIST_STEP = 5, 4, 2


def gb_designation(body: Posterior) -> tuple[str, str]:
    """The designations for tops and for bottoms: height/chest and height/waist with the type.

    Heights go by 5 cm, chests by 4 cm, waists by 2 cm (GB/T 1335.1 and .2-2008, series 5.4 and
    5.2). The letter is left out for bodies outside the types Y to C.
    """
    mean = {m: body.estimate(m).mean
            for m in (Measure.HEIGHT, Measure.CHEST, Measure.WAIST_NATURAL)}  # fmt: skip
    letter = _letter(body)
    height = _nearest(mean[Measure.HEIGHT], HEIGHT_STEP)
    chest = _nearest(mean[Measure.CHEST], CHEST_STEP)
    waist = _nearest(mean[Measure.WAIST_NATURAL], WAIST_STEP)
    return f"{height}/{chest}{letter}", f"{height}/{waist}{letter}"


def _nearest(value: float, step: int) -> int:
    return step * round(value / step)


def _letter(body: Posterior) -> str:
    (system,) = (s for s in SYSTEMS if s.name == "GB/T 1335" and s.sex is body.sex)
    name = system.classes[int(system.rule(body.means(system.measures))[0])]
    return name if len(name) == 1 else ""
