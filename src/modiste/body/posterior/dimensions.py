"""The names of the joint distribution: every :class:`~modiste.types.Measure`, and hidden ones.

Hidden dimensions are what a camera or a scanner sees rather than a tape: widths, depths and heights
of the body, and a few girths that hold a virtual body in shape. They come from ANSUR II (Gordon et
al. 2014, NATICK/TR-15/007), whose definitions hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from modiste.types import Measure


class Dimension(StrEnum):
    """What is known of a body beside :class:`modiste.types.Measure`: cm, but ``AGE`` in years."""

    AGE = "age"
    CHEST_BREADTH = "chest_breadth"
    """Straight width of the trunk at the nipples, arms left out."""
    CHEST_DEPTH = "chest_depth"
    """From back to front at the nipples."""
    WAIST_BREADTH = "waist_breadth"
    """At the navel, as the depth."""
    WAIST_DEPTH = "waist_depth"
    HIP_BREADTH = "hip_breadth"
    """The greatest width of the hips, standing."""
    HIP_DEPTH = "hip_depth"
    """From the greatest protrusion of the buttocks to the front, level."""
    BIDELTOID = "bideltoid_breadth"
    """Over both upper arms, the greatest width at the shoulders."""
    ACROMION_HEIGHT = "acromion_height"
    """Heights are above the floor."""
    CERVICALE_HEIGHT = "cervicale_height"
    AXILLA_HEIGHT = "axilla_height"
    CHEST_HEIGHT = "chest_height"
    WAIST_HEIGHT = "waist_height"
    """Of the navel."""
    HIP_HEIGHT = "hip_height"
    KNEE_HEIGHT = "knee_height"
    SPAN = "span"
    """Between the fingertips of the arms stretched sideways."""
    SHOULDER_GIRTH = "shoulder_girth"
    KNEE = "knee"
    """Girths are level or square to the limb; this one just above the knee cap."""
    ANKLE = "ankle"
    FOREARM_FLEXED = "forearm_flexed"
    BICEPS_FLEXED = "biceps_flexed"
    HEAD = "head"
    HAND_LENGTH = "hand_length"
    FOOT_LENGTH = "foot_length"
    BACK_LENGTH_NAVEL = "back_length_navel"
    """Cervicale along the back to the level of the navel."""


Name = Measure | Dimension

SURVEYED: Mapping[Name, str] = {
    Measure.HEIGHT: "stature",
    Measure.WEIGHT: "weightkg",
    Dimension.AGE: "Age",
    Measure.NECK: "neckcircumference",
    Measure.SHOULDER: "biacromialbreadth",
    Measure.CHEST: "chestcircumference",
    Measure.WAIST: "waistcircumference",
    Measure.HIP: "buttockcircumference",
    Measure.THIGH: "thighcircumference",
    Measure.CALF: "calfcircumference",
    Measure.WRIST: "wristcircumference",
    Measure.ARM_LENGTH: "sleeveoutseam",
    Measure.INSEAM: "crotchheight",
    Dimension.CHEST_BREADTH: "chestbreadth",
    Dimension.CHEST_DEPTH: "chestdepth",
    Dimension.WAIST_BREADTH: "waistbreadth",
    Dimension.WAIST_DEPTH: "waistdepth",
    Dimension.HIP_BREADTH: "hipbreadth",
    Dimension.HIP_DEPTH: "buttockdepth",
    Dimension.BIDELTOID: "bideltoidbreadth",
    Dimension.ACROMION_HEIGHT: "acromialheight",
    Dimension.CERVICALE_HEIGHT: "cervicaleheight",
    Dimension.AXILLA_HEIGHT: "axillaheight",
    Dimension.CHEST_HEIGHT: "chestheight",
    Dimension.WAIST_HEIGHT: "waistheightomphalion",
    Dimension.HIP_HEIGHT: "buttockheight",
    Dimension.KNEE_HEIGHT: "kneeheightmidpatella",
    Dimension.SPAN: "span",
    Dimension.SHOULDER_GIRTH: "shouldercircumference",
    Dimension.KNEE: "lowerthighcircumference",
    Dimension.ANKLE: "anklecircumference",
    Dimension.FOREARM_FLEXED: "forearmcircumferenceflexed",
    Dimension.BICEPS_FLEXED: "bicepscircumferenceflexed",
    Dimension.HEAD: "headcircumference",
    Dimension.HAND_LENGTH: "handlength",
    Dimension.FOOT_LENGTH: "footlength",
    Dimension.BACK_LENGTH_NAVEL: "waistbacklength",
}
"""Per dimension the column of ANSUR II; the six measures it lacks are derived, see ``derived``."""


_MEASURES = frozenset(str(measure) for measure in Measure)


def named(name: str) -> Name:
    """The measure or dimension called ``name``. Raises ValueError when there is none."""
    return Measure(name) if name in _MEASURES else Dimension(name)
