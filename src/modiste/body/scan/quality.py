"""How well each part of the body was scanned, and what that means for the measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from modiste.body.arrays import Bools, Floats
from modiste.body.scan.figure import State
from modiste.body.scan.neighbours import Tree
from modiste.body.scan.register import Target
from modiste.body.scan.surface import Surface, owners
from modiste.body.template import Body, Shape
from modiste.types import Measure

NEAR = 0.02
"""Metres from a sample of the skin within which a scanned point covers it."""


class Region(StrEnum):
    """Parts of the body whose scan is judged on their own."""

    HEAD = "head"
    NECK = "neck"
    SHOULDERS = "shoulders"
    CHEST = "chest"
    WAIST = "waist"
    HIPS = "hips"
    CROTCH = "crotch"
    THIGHS = "thighs"
    CALVES = "calves"
    FEET = "feet"
    ARMS = "arms"
    WRISTS = "wrists"


NEEDS: Mapping[Measure, tuple[Region, ...]] = {
    Measure.HEIGHT: (Region.HEAD, Region.FEET),
    Measure.NECK: (Region.NECK,),
    Measure.SHOULDER: (Region.SHOULDERS,),
    Measure.CHEST: (Region.CHEST,),
    Measure.UNDERBUST: (Region.CHEST,),
    Measure.WAIST: (Region.WAIST,),
    Measure.WAIST_NATURAL: (Region.WAIST,),
    Measure.HIGH_HIP: (Region.HIPS,),
    Measure.HIP: (Region.HIPS,),
    Measure.THIGH: (Region.THIGHS,),
    Measure.CALF: (Region.CALVES,),
    Measure.UPPER_ARM: (Region.ARMS,),
    Measure.WRIST: (Region.WRISTS,),
    Measure.ARM_LENGTH: (Region.ARMS, Region.WRISTS),
    Measure.BACK_LENGTH: (Region.WAIST, Region.NECK),
    Measure.INSEAM: (Region.CROTCH, Region.CALVES, Region.FEET),
    Measure.OUTSEAM: (Region.WAIST, Region.FEET),
}
"""The regions that a measure rests on; it is as good as the worst of them."""

LEAST_COVER: Mapping[Region, float] = {
    Region.NECK: 0.60, Region.CROTCH: 0.50, Region.FEET: 0.45, Region.HEAD: 0.30,
}  # fmt: skip
USUAL_COVER = 0.5
"""Share of a region below which its measures are doubtful, where :data:`LEAST_COVER` is silent."""
MOST_RESIDUAL = 0.0095
"""Metres of robust deviation from the fitted skin above which a region is doubtful."""


@dataclass(frozen=True)
class RegionQuality:
    """Of one region.

    Attributes:
        coverage: share of the skin with scanned points on it, in [0, 1].
        residual_mm: median distance of the points from the fitted skin, scaled to a deviation.
        good: whether its measures can be trusted.
    """

    coverage: float
    residual_mm: float
    good: bool


def regions_of(body: Body) -> dict[Region, Bools]:
    """The vertices of each region, bool (V,)."""
    bone = np.array(body.bones)[owners(body)]
    y, x = body.template[:, 1], np.abs(body.template[:, 0])

    def on(*words: str) -> Bools:
        hit: Bools = np.any([np.char.find(bone, word) >= 0 for word in words], axis=0)
        return hit

    arm = on("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
    trunk = ~arm & ~on("head", "neck", "eye", "foot", "toe")
    return {
        Region.HEAD: on("head"),
        Region.NECK: on("neck"),
        Region.SHOULDERS: on("clavicle", "shoulder01"),
        Region.CHEST: trunk & (y > 0.29) & (y < 0.47),
        Region.WAIST: trunk & (y > 0.13) & (y < 0.30),
        Region.HIPS: trunk & (y > -0.04) & (y < 0.14),
        Region.CROTCH: trunk & (np.abs(y + 0.04) < 0.05) & (x < 0.06),
        Region.THIGHS: trunk & (y > -0.25) & (y < -0.03),
        Region.CALVES: on("lowerleg"),
        Region.FEET: on("foot", "toe"),
        Region.ARMS: on("upperarm"),
        Region.WRISTS: on("lowerarm02"),
    }


def judge(
    body: Body, surface: Surface, shape: Shape, state: State, target: Target
) -> dict[Region, RegionQuality]:
    """Coverage and residual of every region.

    Args:
        body: the template.
        surface: fine samples.
        shape: the fitted person in the rest pose.
        state: how she stands.
        target: the cleaned cloud.
    """
    samples = surface.points(surface.skeleton.pose(shape, state))
    back, _ = Tree(target.points).nearest(samples)
    far, which = Tree(samples).nearest(target.points)
    vertex = surface.skeleton.chosen[surface.main]
    found = {}
    for region, members in regions_of(body).items():
        here = members[vertex]
        met = far[here[which] & (far < 3 * NEAR)]
        found[region] = _judged(region, back[here], met)
    return found


def _judged(region: Region, back: Floats, met: Floats) -> RegionQuality:
    coverage = float((back < NEAR).mean()) if len(back) else 0.0
    residual = 1.4826 * float(np.median(met)) if len(met) else float("inf")
    good = coverage >= LEAST_COVER.get(region, USUAL_COVER) and residual < MOST_RESIDUAL
    return RegionQuality(round(coverage, 3), round(1000 * residual, 2), good)


LEAST_SD: Mapping[Measure, float] = {
    Measure.HEIGHT: 0.25, Measure.WEIGHT: 0.3, Measure.NECK: 0.5, Measure.SHOULDER: 0.25,
    Measure.CHEST: 0.3, Measure.UNDERBUST: 0.4, Measure.WAIST: 0.25, Measure.WAIST_NATURAL: 0.2,
    Measure.HIGH_HIP: 0.25, Measure.HIP: 0.2, Measure.THIGH: 0.2, Measure.CALF: 0.15,
    Measure.UPPER_ARM: 0.25, Measure.WRIST: 0.6, Measure.ARM_LENGTH: 1.0, Measure.BACK_LENGTH: 0.3,
    Measure.INSEAM: 0.2, Measure.OUTSEAM: 0.25,
}  # fmt: skip
"""No measure of a scan is surer than this; cm (kg for the weight)."""

SHARE: Mapping[Measure, float] = {
    Measure.HEIGHT: 0.28, Measure.WEIGHT: 0.25, Measure.NECK: 0.72, Measure.SHOULDER: 0.36,
    Measure.CHEST: 0.36, Measure.UNDERBUST: 0.40, Measure.WAIST: 0.26, Measure.WAIST_NATURAL: 0.15,
    Measure.HIGH_HIP: 0.22, Measure.HIP: 0.20, Measure.THIGH: 0.37, Measure.CALF: 0.15,
    Measure.UPPER_ARM: 0.20, Measure.WRIST: 1.45, Measure.ARM_LENGTH: 0.98,
    Measure.BACK_LENGTH: 0.30, Measure.INSEAM: 0.34, Measure.OUTSEAM: 0.33,
}  # fmt: skip
"""True errors as a share of the spread over the shapes that a scan leaves open: the displacement of
the skin takes most of that spread away. Calibrated on 14 synthetic scans, see docs/body.md."""

NECK_SLIP = 0.2
"""Error of a neck's girth as a share of how much the girth differs within a centimetre: neck joints
are not on the skin, so some millimetres of the tape's place stay open."""

MOST_SD: Mapping[Measure, float] = {Measure.NECK: 1.0, Measure.INSEAM: 1.0}
"""A measure that is less sure than this is doubtful, cm; :data:`USUAL_MOST_SD` for the others."""
USUAL_MOST_SD = 3.0
_BAD = 2.5
"""How much wider the deviation is where a region is missing or does not fit."""


def deviation(
    measure: Measure,
    quality: Mapping[Region, RegionQuality],
    spread: Mapping[Measure, float],
    neck_slope: float = 0.0,
) -> float:
    """Standard deviation of a measure; cm (kg for the weight).

    Args:
        measure: which.
        quality: of all regions.
        spread: of :func:`modiste.body.scan.spread.spread`.
        neck_slope: of :meth:`modiste.body.measure.Tape.neck_slope`.
    """
    needs = NEEDS.get(measure, (Region.CHEST, Region.WAIST, Region.HIPS))
    bad = any(not quality[region].good for region in needs)
    known = max(LEAST_SD[measure], SHARE[measure] * spread[measure]) * (_BAD if bad else 1.0)
    return float(np.hypot(known, NECK_SLIP * neck_slope if measure is Measure.NECK else 0.0))


def complaints(
    quality: Mapping[Region, RegionQuality], sds: Mapping[Measure, float]
) -> dict[Measure, str]:
    """Per doubtful measure a sentence that says why and what to do.

    Args:
        quality: of all regions.
        sds: of :func:`deviation`.
    """
    found = {}
    for measure, needs in NEEDS.items():
        name = measure.value.replace("_", " ")
        bad = [region for region in needs if not quality[region].good]
        if bad:
            q = quality[bad[0]]
            found[measure] = (
                f"The {name} is uncertain: the scan shows {q.coverage:.0%} of the {bad[0]} "
                f"({q.residual_mm:.1f} mm off the fitted skin). Scan it again or tape it."
            )
        elif sds[measure] > MOST_SD.get(measure, USUAL_MOST_SD):
            found[measure] = (
                f"The {name} is uncertain by {sds[measure]:.1f} cm: the scan does not show well "
                "where the tape would lie. Tape it."
            )
    return found
