"""How large the garment is on this body: one scale, from which all its lengths follow."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from modiste.types import Category, Length
from modiste.warp.arrays import Coords, Values
from modiste.warp.body import SIDES, Body
from modiste.warp.pattern import distance

FLAT = 0.71
"""Width of a worn tube of cloth as a part of its width laid flat: an ellipse with axes 3 : 4."""

LIMB = 0.93
"""Sleeves and trouser legs are rounder and so look narrower than the torso by this."""

_CHEST, _CHEST_WORN = 1.25, 1.12
"""Width of a hanging top over the chest's own: girth 3.2 times the width, a tenth of ease."""
_SHOULDERS_CM = 43.0
_SHOULDERS_SHARE = 0.65
_CHEST_AT = 0.3
_TIGHTNESS = 12
_ROUNDER = 0.2
"""Cloth far from the body falls into a rounder tube, which looks narrower by up to this: one as
round as can be is 2 / pi of its width laid flat."""

_LONGEST_CM = {Category.TOP: 94.0, Category.DRESS: 126.0}
"""Collar to hem of a long tunic and of a dress that ends at the ankle."""
_USUAL_CM, _DISBELIEVED = 74.0, 0.6
"""Half of 42 photographed T-shirts are up to 73 cm long so measured; of what a doubtful one has
more, this part is not believed."""
_AGREED = (0.12, 0.3)
"""Logarithms of the two scales' ratio: 10 of 11 flattened tops of known wearers had less than the
first, photographed ones whose sleeves lie on the trunk more than the second."""

_SLEEVES: Mapping[Length, tuple[float, float]] = {
    Length.NONE: (0.1, 0.3), Length.SHORT: (0.16, 0.5), Length.MIDDLE: (0.5, 0.86),
    Length.LONG: (0.94, 1.0),
}  # fmt: skip
"""Where the cuff may lie on the arm, 0 at the shoulder and 1 at the wrist, by length class."""

LOWEST_CUFF = 1.04

_LEGS: Mapping[Length, tuple[float, float]] = {
    Length.NONE: (0.1, 1.1), Length.SHORT: (0.16, 0.5), Length.MIDDLE: (0.42, 0.85),
    Length.LONG: (0.97, 1.07),
}  # fmt: skip


def girth_factor(worn: bool) -> float:
    """Width on the body per width in the garment's photo, lengths being equal."""
    return 1.0 if worn else FLAT


def shrunk_by_turning(body: Body) -> float:
    """How much narrower a turned torso looks."""
    return float(np.sqrt(body.turn**2 + (1 - body.turn**2) * 0.52))


def width_at(body: Body, height: float) -> float:
    """Width of the torso at ``height``, as it would look from the front, pixels."""
    both = [float(body.half_width(np.array([height]), s)[0]) for s in SIDES]
    return sum(both) / shrunk_by_turning(body)


def top_scale(body: Body, marks: Mapping[str, Coords], worn: bool, sleeved: bool) -> float:
    """Pixels of the person per pixel of a top's or dress's photo.

    A garment of the wearer's size goes round the chest with a little ease and, when it has
    sleeves, its shoulders end where hers do; where the two disagree the mean is taken.
    """
    by_chest, by_shoulders = _estimates(body, marks, worn)
    if not sleeved:
        return by_chest
    ratio = float(np.clip(by_shoulders / by_chest, 0.7, 1.4))
    return float(by_chest * ratio**_SHOULDERS_SHARE)


def doubt(body: Body, marks: Mapping[str, Coords], worn: bool, sleeved: bool) -> float:
    """How little chest and shoulders agree on a garment's scale, in [0, 1]; 1 without sleeves."""
    if not sleeved:
        return 1.0
    by_chest, by_shoulders = _estimates(body, marks, worn)
    agreed, doubtful = _AGREED
    apart = abs(float(np.log(by_shoulders / by_chest)))
    return float(np.clip((apart - agreed) / (doubtful - agreed), 0.0, 1.0))


def _estimates(body: Body, marks: Mapping[str, Coords], worn: bool) -> tuple[float, float]:
    """The scale by the chest and by the shoulders."""
    chest = max(distance(marks["armpit_left"], marks["armpit_right"]), 1.0)
    ease = _CHEST_WORN if worn else _CHEST
    by_chest = ease * width_at(body, _CHEST_AT * body.torso) / (girth_factor(worn) * chest)
    shoulders = max(distance(marks["shoulder_left"], marks["shoulder_right"]), 1.0)
    return by_chest, _SHOULDERS_CM * body.unit / shoulders


def plausible_scale(
    body: Body, marks: Mapping[str, Coords], category: Category, scale: float, doubted: float
) -> float:
    """The scale at which a top or dress is no longer than such garments are.

    Sleeves that lie on the trunk hide where it ends, a sleeveless top gives little that tells its
    size, and a photo taken from above stretches it. So what a top of doubtful scale exceeds the
    usual lengths by counts in part, and nothing reaches below the feet.

    Args:
        body: the wearer's.
        marks: the garment's landmarks.
        category: of the garment.
        scale: of :func:`top_scale`.
        doubted: of :func:`doubt`.
    """
    ends = [(marks[f"{n}_left"] + marks[f"{n}_right"]) / 2 for n in ("collar", "hem")]
    length = max(distance(ends[0], ends[1]) / body.unit, 1e-6)
    worn = min(scale * length, _LONGEST_CM[category])
    if category is Category.TOP and worn > _USUAL_CM:
        worn = _USUAL_CM + (1 - _DISBELIEVED * doubted) * (worn - _USUAL_CM)
    return worn / length


def around(body: Values, cloth: Values) -> Values:
    """Half width of cloth over a body: the wider of the two, rounded so that it always grows.

    Args:
        body: (n,), half widths of the skin.
        cloth: (n,), half widths of the cloth when it hangs free.
    """
    ratio = cloth / np.maximum(body, 1e-6)
    ratio = ratio * (1 - _ROUNDER * np.clip(ratio - 1.15, 0.0, 1.0))
    return np.asarray(body * (1 + ratio**_TIGHTNESS) ** (1 / _TIGHTNESS))


def cuff_at(length: Length, fraction: float, factor: float) -> float:
    """Where a sleeve ends on the arm: its own length within its class, times ``factor``.

    It never goes far beyond the wrist: the hand is in front of it.
    """
    low, high = _SLEEVES[length]
    return min(float(np.clip(fraction, low, high) * factor), LOWEST_CUFF)


def leg_at(length: Length, fraction: float, factor: float) -> float:
    """Where a trouser leg ends: its own length within its class, times ``factor``."""
    low, high = _LEGS[length]
    return float(np.clip(fraction, low, high) * factor)
