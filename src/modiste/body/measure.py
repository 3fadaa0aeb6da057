"""Measure a body as a tape does: lengths and girths with the definitions of ISO 8559-1:2017.

Planes cut the mesh region by region, so that arms never enter a girth of the trunk, and the tape is
the convex hull's perimeter. Places on the skin are vertices, named by their coordinates on the
template. Girths of the trunk lie level; those of limbs and neck at right angles to the limb.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from modiste.body.arrays import Floats, Ints
from modiste.body.measure_regions import Regions
from modiste.body.mesh import volume
from modiste.body.people import DENSITY
from modiste.body.poses import between
from modiste.body.sections import Section, cut
from modiste.body.template import Body, Shape
from modiste.types import Measure

MEASURES: Mapping[Measure, str] = {
    Measure.HEIGHT: "stature: floor to the top of the head",
    Measure.NECK: "neck girth: just below the larynx, square to the neck's axis",
    Measure.SHOULDER: "shoulder width (biacromial): between the acromion points, straight",
    Measure.CHEST: "bust or chest girth: level, at the nipples",
    Measure.UNDERBUST: "under-bust girth: level, just under the breasts",
    Measure.WAIST_NATURAL: "waist girth: level, the narrowest half way from ribs to hip bones",
    Measure.WAIST: "waist girth at the navel, level (omphalion of ANSUR II)",
    Measure.HIGH_HIP: "top hip girth: level, half way between natural waist and hip",
    Measure.HIP: "hip girth: level, at the greatest protrusion of the buttocks",
    Measure.THIGH: "thigh girth: just below the gluteal fold, square to the thigh",
    Measure.CALF: "calf girth: the greatest, square to the lower leg",
    Measure.UPPER_ARM: "upper-arm girth: half way from acromion to elbow, arm hanging relaxed",
    Measure.WRIST: "wrist girth: over the wrist bones",
    Measure.ARM_LENGTH: "arm length: acromion over elbow to wrist, along the bones",
    Measure.BACK_LENGTH: "back waist length: nape (cervicale) to natural waist, along the spine",
    Measure.INSEAM: "inside leg height: crotch to floor",
    Measure.OUTSEAM: "outside leg length: natural waist, at the side, over the hip to the floor",
    Measure.WEIGHT: "weight at a density of 985 kg per cubic metre",
}
"""The term of ISO 8559-1 of every measure, and how the tape lies; cm, but the weight in kg."""

PLACES: dict[str, tuple[float, float, float]] = {
    "nipple": (0.085, 0.384, 0.162),
    "navel": (0.0, 0.184, 0.136),
    "crotch": (0.0, -0.042, 0.043),
    "acromion": (0.188, 0.565, 0.009),
    "nape": (0.0, 0.611, -0.014),
}
"""Places of the skin by their coordinates on the template; those with x > 0 have a mirror image."""

ARM_DEGREES = 30.0
"""How far the arms hang from the vertical in the measuring pose."""
FOOT_GAP = 0.20
"""Metres between the ankles in the measuring pose (ISO 20685 A-stance)."""
WAIST_BAND = (0.01, 0.035)
"""The natural waist lies so much of the stature above the navel: half way from the lowest rib to
the top of the hip bone (ISO 8559-1, waist level), give or take 2 cm."""
UP: Floats = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True)
class Levels:
    """Heights above the floor in metres at which the tape lies round the trunk."""

    chest: float
    underbust: float
    waist_natural: float
    waist: float
    high_hip: float
    hip: float
    crotch: float


class Tape:
    """Measures people made from one template.

    Args:
        body: the template.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.regions = Regions(body)
        self._bone = {name: i for i, name in enumerate(body.bones)}

    @cached_property
    def _places(self) -> dict[str, Ints]:
        """Per place its vertices, the left one first."""
        return {name: self._nearest(at) for name, at in PLACES.items()}

    def _nearest(self, at: tuple[float, float, float]) -> Ints:
        skin = self.body.template[self.body.surface]
        both = np.array([at, (-at[0], *at[1:])][: 1 + (at[0] > 0)])
        gaps = np.linalg.norm(skin[None] - both[:, None], axis=2)
        found: Ints = self.body.surface[gaps.argmin(1)]
        return found

    def of_rest(self, shape: Shape) -> dict[Measure, float]:
        """Put a person who is in the rest pose into the measuring pose and measure."""
        return self(self.stand(shape))

    def __call__(self, shape: Shape) -> dict[Measure, float]:
        """All of :data:`MEASURES` of a person as she stands on y = 0, cm and kg.

        Args:
            shape: upright, arms off the trunk and feet apart: best as :meth:`stand` returns her.
        """
        levels = self.levels(shape)
        found = {Measure.HEIGHT: self.body.stature(shape), **self._lengths(shape, levels)}
        for measure, sections in self._girths(shape, levels).items():
            found[measure] = float(np.mean([section.tape for section in sections]))
        measures = {measure: 100 * metres for measure, metres in found.items()}
        return {**measures, Measure.WEIGHT: DENSITY * volume(shape.vertices, self.body.solid)}

    def lines(self, shape: Shape) -> dict[Measure, Floats]:
        """Where the tape lies at every girth, on the left: closed lines, (N, 3), metres."""
        levels = self.levels(shape)
        return {
            measure: sections[0].line for measure, sections in self._girths(shape, levels).items()
        }

    def stand(self, shape: Shape) -> Shape:
        """A person in the rest pose brought to the measuring pose, standing on y = 0."""
        turns = {}
        for side, sign in (("L", 1.0), ("R", -1.0)):
            arm = np.radians(ARM_DEGREES)
            down = np.array([sign * np.sin(arm), -np.cos(arm), 0.0])
            upper, elbow = f"upperarm01.{side}", f"lowerarm01.{side}"
            turns[upper] = between(self._along(shape, upper, elbow), down)
            hip, foot = f"upperleg01.{side}", f"foot.{side}"
            leg = self._along(shape, hip, foot)
            aim = np.array([sign * FOOT_GAP / 2 - self._joint(shape, hip)[0], leg[1], leg[2]])
            turns[hip] = between(leg, aim)
        return self.body.grounded(self.body.pose(shape, turns))

    def levels(self, shape: Shape) -> Levels:
        """Find the heights of the trunk's girths on a standing person."""
        chest, navel, crotch = (float(self.place(shape, n)[:, 1].mean())
                                for n in ("nipple", "navel", "crotch"))  # fmt: skip
        hip = self._hip_level(shape, crotch, navel)
        under = chest - 0.033 * self.body.stature(shape)
        low, high = (navel + share * self.body.stature(shape) for share in WAIST_BAND)
        natural = self._narrowest(shape, low, high)
        return Levels(chest, under, natural, navel, (natural + hip) / 2, hip, crotch)

    def place(self, shape: Shape, name: str) -> Floats:
        """The place called ``name``, one of :data:`PLACES`: float32 (1 or 2, 3), left first."""
        points: Floats = shape.vertices[self._places[name]]
        return points

    def girth(self, shape: Shape, level: float) -> float:
        """The tape round the trunk at a height, in metres."""
        return self._level(shape, level).tape

    def _level(self, shape: Shape, level: float) -> Section:
        return cut(shape.vertices, self.regions.trunk, UP, np.array([0.0, level, 0.0]))

    def _hip_level(self, shape: Shape, crotch: float, navel: float) -> float:
        """Where the buttocks stand out most: the softly rearmost skin between crotch and navel."""
        skin = shape.vertices[self.regions.trunk_vertices]
        among = skin[(skin[:, 1] > crotch - 0.02) & (skin[:, 1] < navel - 0.03)]
        if not len(among):
            return (crotch + navel) / 2
        weight = np.exp((among[:, 2].min() - among[:, 2]) / 0.002)
        return float((weight * among[:, 1]).sum() / weight.sum())

    def _narrowest(self, shape: Shape, low: float, high: float) -> float:
        """The height of the smallest girth between two heights.

        A soft minimum: where a trunk is as wide all along, as men's often are, it is the middle.
        """
        heights = np.linspace(low, high, 7)
        girths = np.array([self.girth(shape, height) for height in heights])
        weight = np.exp((girths.min() - girths) / 0.004)
        return float((weight * heights).sum() / weight.sum())

    def _girths(self, shape: Shape, levels: Levels) -> dict[Measure, list[Section]]:
        """Per girth where the tape lies, on the left side and on the right where there are two."""
        found = {measure: [self._level(shape, level)] for measure, level in (
            (Measure.CHEST, levels.chest), (Measure.UNDERBUST, levels.underbust),
            (Measure.WAIST_NATURAL, levels.waist_natural), (Measure.WAIST, levels.waist),
            (Measure.HIGH_HIP, levels.high_hip), (Measure.HIP, levels.hip))}  # fmt: skip
        found[Measure.NECK] = [self._neck(shape)]
        found[Measure.THIGH] = [self._thigh(shape, levels, side) for side in "LR"]
        found[Measure.CALF] = [self._calf(shape, side) for side in "LR"]
        found[Measure.UPPER_ARM] = [self._upper_arm(shape, side) for side in "LR"]
        found[Measure.WRIST] = [self._wrist(shape, side) for side in "LR"]
        return found

    def neck_slope(self, shape: Shape) -> float:
        """Cm by which the neck's girth differs within 1 cm above and below where the tape lies.

        A short neck widens into the shoulders at once: its girth hangs on where it is taped.
        """
        girths = [self._neck(shape, up / 100).tape for up in (-1.0, -0.5, 0.0, 0.5, 1.0)]
        return 100 * (max(girths) - min(girths))

    def _neck(self, shape: Shape, up: float = 0.0) -> Section:
        axis = self._along(shape, "neck01", "neck03")
        centre = self._joint(shape, "neck02")
        centre = centre + up / float(np.linalg.norm(axis)) * axis
        section = cut(shape.vertices, self.regions.neck, axis, centre)
        return section.near(centre, 0.05 * self.body.stature(shape))

    def _thigh(self, shape: Shape, levels: Levels, side: str) -> Section:
        leg = self._along(shape, f"upperleg01.{side}", f"lowerleg01.{side}")
        hip = self._joint(shape, f"upperleg01.{side}")
        fold = levels.crotch - 0.015 * self.body.stature(shape)
        below = hip + (fold - hip[1]) / leg[1] * leg
        return cut(shape.vertices, self.regions.thigh[side], leg, below)

    def _calf(self, shape: Shape, side: str) -> Section:
        shin = self._along(shape, f"lowerleg01.{side}", f"foot.{side}")
        knee = self._joint(shape, f"lowerleg01.{side}")
        places = (knee + share * shin for share in (0.20, 0.26, 0.32))
        found = (cut(shape.vertices, self.regions.leg[side], shin, place) for place in places)
        return max(found, key=lambda section: section.tape)

    def _upper_arm(self, shape: Shape, side: str) -> Section:
        bone = self._along(shape, f"upperarm01.{side}", f"lowerarm01.{side}")
        centre = self._joint(shape, f"upperarm01.{side}") + 0.55 * bone
        return cut(shape.vertices, self.regions.arm[side], bone, centre)

    def _wrist(self, shape: Shape, side: str) -> Section:
        bone = self._along(shape, f"lowerarm01.{side}", f"wrist.{side}")
        centre = self._joint(shape, f"lowerarm01.{side}") + 0.95 * bone
        return cut(shape.vertices, self.regions.arm[side], bone, centre)

    def _lengths(self, shape: Shape, levels: Levels) -> dict[Measure, float]:
        tips = self.place(shape, "acromion")
        return {
            Measure.SHOULDER: float(np.linalg.norm(tips[0] - tips[1])),
            Measure.ARM_LENGTH: float(np.mean([self._arm(shape, tip, side)
                                         for tip, side in zip(tips, "LR", strict=True)])),
            Measure.BACK_LENGTH: self._back(shape, levels.waist_natural),
            Measure.INSEAM: levels.crotch,
            Measure.OUTSEAM: self._outseam(shape, levels),
        }  # fmt: skip

    def _arm(self, shape: Shape, tip: Floats, side: str) -> float:
        elbow, wrist = (self._joint(shape, f"{name}.{side}") for name in ("lowerarm01", "wrist"))
        return float(np.linalg.norm(elbow - tip) + np.linalg.norm(wrist - elbow))

    def _back(self, shape: Shape, waist: float) -> float:
        """Along the hull of the spine's profile from the nape down to the waist."""
        nape = self.place(shape, "nape")[0]
        profile = _profile(shape.vertices[self.regions.spine][:, [2, 1]], nape[[2, 1]], waist, -1)
        return _length(profile)

    def _outseam(self, shape: Shape, levels: Levels) -> float:
        """Over the side of the hip, then straight down to the floor; the mean of both sides."""
        waist = np.array([0, levels.waist_natural, 0])
        section = cut(shape.vertices, self.regions.trunk, UP, waist)
        total = 0.0
        for sign in (1, -1):
            start = section.points[(sign * section.points[:, 0]).argmax()]
            skin = shape.vertices[self.regions.trunk_vertices][:, :2] * [sign, 1]
            line = _profile(skin, np.array([sign * start[0], start[1]]), levels.crotch, 1)
            total += _length(line) + line[-1, 1]
        return float(total) / 2

    def _joint(self, shape: Shape, bone: str) -> Floats:
        joint: Floats = shape.joints[self._bone[bone]].astype(np.float64)
        return joint

    def _along(self, shape: Shape, bone: str, end: str) -> Floats:
        return self._joint(shape, end) - self._joint(shape, bone)


def _profile(points: Floats, start: Floats, end: float, outward: int) -> Floats:
    """The taut line down a silhouette from ``start`` to the height ``end``.

    Args:
        points: (N, 2), how far out, and height, in metres.
        start: (2,).
        end: a height below ``start``.
        outward: 1 when out is towards larger values, -1 when towards smaller ones.

    Returns:
        (M, 2), from the top down.
    """
    steps = np.linspace(start[1], end, 13)
    half = (steps[0] - steps[-1]) / 24
    line = [start]
    for height in steps[1:]:
        band = points[np.abs(points[:, 1] - height) < max(half, 0.012), 0]
        if len(band):
            line.append(np.array([outward * (outward * band).max(), height]))
    return _taut(np.array(line), outward)


def _taut(line: Floats, outward: int) -> Floats:
    """What remains of a downward line when it is pulled taut over its bulges."""
    kept: list[Floats] = []
    for point in line:
        while len(kept) > 1 and _hollow(kept[-2], kept[-1], point, outward):
            kept.pop()
        kept.append(point)
    return np.array(kept)


def _hollow(a: Floats, b: Floats, c: Floats, outward: int) -> bool:
    """Whether ``b`` lies inside the straight line from ``a`` to ``c``."""
    share = (b[1] - a[1]) / (c[1] - a[1])
    return bool(outward * (a[0] + share * (c[0] - a[0]) - b[0]) >= 0)


def _length(line: Floats) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
