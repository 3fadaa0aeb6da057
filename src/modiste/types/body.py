"""A body in numbers: measures and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Sex(StrEnum):
    """The sex whose statistics and body template describe a person."""

    FEMALE = "female"
    MALE = "male"


class Measure(StrEnum):
    """What can be known of a body: centimetres, but ``WEIGHT`` in kg. Terms of ISO 8559-1:2017."""

    HEIGHT = "height"
    """Stature: floor to the top of the head."""
    WEIGHT = "weight"
    NECK = "neck"
    """Neck girth, just below the larynx."""
    SHOULDER = "shoulder"
    """Shoulder width (biacromial): between the acromion points, straight."""
    CHEST = "chest"
    """Bust or chest girth, level, at the nipples."""
    UNDERBUST = "underbust"
    WAIST = "waist"
    """Waist girth at the navel, level (omphalion of ANSUR II)."""
    WAIST_NATURAL = "waist_natural"
    """Waist girth, level, the narrowest between ribs and hip bones."""
    HIGH_HIP = "high_hip"
    """Top hip girth, level, half way between natural waist and hip."""
    HIP = "hip"
    """Hip girth, level, at the greatest protrusion of the buttocks."""
    THIGH = "thigh"
    CALF = "calf"
    UPPER_ARM = "upper_arm"
    WRIST = "wrist"
    ARM_LENGTH = "arm_length"
    """Acromion over elbow to wrist."""
    BACK_LENGTH = "back_length"
    """Back waist length: nape (cervicale) to natural waist."""
    INSEAM = "inseam"
    """Inside leg height: crotch to floor."""
    OUTSEAM = "outseam"
    """Outside leg length: natural waist, at the side, over the hip to the floor."""


@dataclass(frozen=True)
class Estimate:
    """One measure of a body with its uncertainty.

    Attributes:
        mean: cm, or kg.
        sd: standard deviation, same unit.
        interval80: low and high end; the true value lies between them 80 times out of 100.
        interval95: likewise 95 times.
        source: where the number came from: ``tape``, ``scan``, ``photo``, ``told`` (what the user
            said of height and weight) or ``inferred`` (from the others, by statistics).
    """

    mean: float
    sd: float
    interval80: tuple[float, float]
    interval95: tuple[float, float]
    source: str


@dataclass(frozen=True)
class Measurements:
    """All that is known of one body.

    Attributes:
        sex: whose statistics were used.
        values: every measure of :class:`Measure`.
        age: in years, when it was told.
        warnings: contradictions and doubts, as sentences for the user.
    """

    sex: Sex
    values: Mapping[Measure, Estimate]
    age: float | None = None
    warnings: tuple[str, ...] = ()

    def __getitem__(self, measure: Measure) -> Estimate:
        """The estimate of one measure."""
        return self.values[measure]
