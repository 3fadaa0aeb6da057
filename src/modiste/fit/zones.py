"""Where clothes touch the body: the zones of a size chart, how charts call them, and their ease.

Ease is garment minus body, in cm. The eases are our choice within what pattern-cutting books give
for plain woven clothes (Aldrich, "Metric Pattern Cutting"; Müller & Sohn); a chart of body measures
does not need them, since its maker has added them already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from modiste.types import Category, Measure


class Kind(StrEnum):
    """What the numbers of a chart are measures of."""

    BODY = "body"
    GARMENT = "garment"


class Zone(StrEnum):
    """A column of a size chart; all girths are whole, whatever way the garment was laid."""

    NECK = "neck"
    SHOULDER = "shoulder"
    CHEST = "chest"
    UNDERBUST = "underbust"
    WAIST = "waist"
    HIP = "hip"
    THIGH = "thigh"
    CALF = "calf"
    UPPER_ARM = "upper_arm"
    WRIST = "wrist"
    HEIGHT = "height"
    SLEEVE = "sleeve"
    INSEAM = "inseam"
    OUTSEAM = "outseam"
    BACK_LENGTH = "back_length"
    LENGTH = "length"
    """A garment's own length; no measure of the body answers to it."""


LENGTHS = frozenset(
    {Zone.HEIGHT, Zone.SLEEVE, Zone.INSEAM, Zone.OUTSEAM, Zone.BACK_LENGTH, Zone.LENGTH}
)
"""Zones along the body; the others are across it and can be too tight."""

RANGES: Mapping[Zone, tuple[float, float]] = MappingProxyType({
    Zone.NECK: (22, 75), Zone.SHOULDER: (22, 85), Zone.CHEST: (55, 230), Zone.UNDERBUST: (50, 200),
    Zone.WAIST: (40, 240), Zone.HIP: (55, 250), Zone.THIGH: (28, 140), Zone.CALF: (18, 100),
    Zone.UPPER_ARM: (14, 90), Zone.WRIST: (10, 60), Zone.HEIGHT: (120, 230), Zone.SLEEVE: (8, 110),
    Zone.INSEAM: (4, 125), Zone.OUTSEAM: (18, 150), Zone.BACK_LENGTH: (25, 75),
    Zone.LENGTH: (20, 190),
})  # fmt: skip
"""What adults and their clothes can measure, cm."""

ALIASES: Mapping[str, Zone] = MappingProxyType({
    alias: zone
    for zone, words in {
        Zone.NECK: "neck collar collar_size 领围 颈围",
        Zone.SHOULDER: "shoulder shoulders shoulder_width 肩宽",
        Zone.CHEST: "chest bust chest_or_bust bust_or_chest chest_bust bust_chest brust 胸围",
        Zone.UNDERBUST: "underbust under_bust 下胸围",
        Zone.WAIST: "waist waistband waist_natural natural_waist taille 腰围",
        Zone.HIP: "hip hips seat low_hip hüfte 臀围",
        Zone.THIGH: "thigh thighs 大腿围 腿围",
        Zone.CALF: "calf 小腿围",
        Zone.UPPER_ARM: "upper_arm bicep biceps 臂围 上臂围 袖肥",
        Zone.WRIST: "wrist cuff 腕围 袖口",
        Zone.HEIGHT: "height stature 身高",
        Zone.SLEEVE: "sleeve sleeve_length arm_length arm 袖长 臂长",
        Zone.INSEAM: "inseam inside_leg inside_leg_length inner_leg 内缝 内长 裤内长",
        Zone.OUTSEAM: "outseam outside_leg side_seam 裤长 外长",
        Zone.BACK_LENGTH: "back_length back 背长",
        Zone.LENGTH: "length body_length garment_length total_length 衣长 裙长",
    }.items()
    for alias in words.split()
})  # fmt: skip
"""How charts call their columns, in lower case with underscores."""

_BODY: Mapping[Zone, Measure] = MappingProxyType({
    Zone.NECK: Measure.NECK, Zone.SHOULDER: Measure.SHOULDER, Zone.CHEST: Measure.CHEST,
    Zone.UNDERBUST: Measure.UNDERBUST, Zone.WAIST: Measure.WAIST_NATURAL, Zone.HIP: Measure.HIP,
    Zone.THIGH: Measure.THIGH, Zone.CALF: Measure.CALF, Zone.UPPER_ARM: Measure.UPPER_ARM,
    Zone.WRIST: Measure.WRIST, Zone.HEIGHT: Measure.HEIGHT, Zone.SLEEVE: Measure.ARM_LENGTH,
    Zone.INSEAM: Measure.INSEAM, Zone.OUTSEAM: Measure.OUTSEAM,
    Zone.BACK_LENGTH: Measure.BACK_LENGTH,
})  # fmt: skip


def measure_of(zone: Zone, kind: Kind, category: Category) -> Measure | None:
    """The measure of the body that a zone is compared with; None when there is none.

    A chart of body measures means the natural waist (ISO 8559-1); the waistband of trousers and
    skirts, measured on the garment, lies at the navel or below.
    """
    if zone is Zone.WAIST and kind is Kind.GARMENT and category is Category.BOTTOM:
        return Measure.WAIST
    return _BODY.get(zone)


@dataclass(frozen=True)
class Ease:
    """Room in one zone, garment minus body, in cm.

    Attributes:
        least: below it the zone is too tight.
        natural: of a regular fit.
        most: above it the zone is too loose.
        weight: how much the zone counts when a size is chosen; the main girth counts 1.
    """

    least: float
    natural: float
    most: float
    weight: float


_TOP = {
    Zone.CHEST: Ease(2, 10, 26, 1.0), Zone.UNDERBUST: Ease(2, 9, 26, 0.2),
    Zone.WAIST: Ease(3, 16, 38, 0.3), Zone.HIP: Ease(1, 8, 28, 0.4),
    Zone.SHOULDER: Ease(0, 3, 14, 0.3), Zone.NECK: Ease(0.5, 2, 8, 0.4),
    Zone.UPPER_ARM: Ease(2, 7, 20, 0.2), Zone.WRIST: Ease(2, 6, 16, 0.1),
    Zone.SLEEVE: Ease(-3, 1, 6, 0.15), Zone.HEIGHT: Ease(-4, 0, 4, 0.1),
    Zone.BACK_LENGTH: Ease(-2, 1, 5, 0.1),
}  # fmt: skip
_BOTTOM = {
    Zone.WAIST: Ease(-1, 2, 7, 1.0), Zone.HIP: Ease(1.5, 6, 18, 0.8),
    Zone.THIGH: Ease(1, 6, 20, 0.3), Zone.CALF: Ease(1, 5, 20, 0.1),
    Zone.INSEAM: Ease(-6, -2, 3, 0.15), Zone.OUTSEAM: Ease(-8, -3, 3, 0.15),
    Zone.HEIGHT: Ease(-4, 0, 4, 0.1),
}  # fmt: skip
_DRESS = {
    **_TOP,
    Zone.CHEST: Ease(1.5, 6, 18, 1.0), Zone.WAIST: Ease(1.5, 6, 24, 0.7),
    Zone.HIP: Ease(2, 6, 26, 0.6),
}  # fmt: skip
EASES: Mapping[Category, Mapping[Zone, Ease]] = MappingProxyType(
    {Category.TOP: _TOP, Category.BOTTOM: _BOTTOM, Category.DRESS: _DRESS}
)
"""Per kind of garment; a zone that is not named does not decide a size."""

MAIN: Mapping[Category, tuple[Zone, ...]] = MappingProxyType({
    Category.TOP: (Zone.CHEST, Zone.UNDERBUST, Zone.WAIST, Zone.HIP),
    Category.BOTTOM: (Zone.HIP, Zone.WAIST, Zone.THIGH),
    Category.DRESS: (Zone.CHEST, Zone.WAIST, Zone.HIP),
})  # fmt: skip
"""The girths by which a garment's width is judged, the best first."""
