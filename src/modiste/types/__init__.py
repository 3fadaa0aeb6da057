"""The nouns of modiste, and the array conventions, stated once.

Conventions:
    Image: uint8, shape (H, W, 3), RGB in sRGB, upright.
    Mask: float32, shape (H, W), in [0, 1].
    Labels: uint8, shape (H, W), values of :class:`Label`; resized with nearest neighbour only.
    Points: float32, shape (N, 2), x then y, in pixels, origin at the top-left corner.
    Left and right are always the wearer's: on a frontal picture her left is at the right.
    Body lengths are in cm, masses in kg; meshes are in metres with y up, facing +z.
"""

from __future__ import annotations

from modiste.types.arrays import (
    Image,
    Labels,
    Mask,
    Points,
)
from modiste.types.body import (
    Estimate,
    Measure,
    Measurements,
    Sex,
)
from modiste.types.garment import (
    GARMENT_LANDMARKS,
    QUESTIONS,
    Category,
    GarmentView,
    Landmark,
    Length,
    Neckline,
    Part,
    Warped,
)
from modiste.types.opinion import UNSURE, Opinion
from modiste.types.person import (
    POSE_NAMES,
    Label,
    PersonView,
    Pose,
)
from modiste.types.request import (
    Adjustment,
    Fit,
    Options,
    Quality,
    Rendering,
    Ring,
    Scene,
    TryOnResult,
    Tube,
    Tuck,
)

__all__ = [
    "GARMENT_LANDMARKS",
    "POSE_NAMES",
    "QUESTIONS",
    "UNSURE",
    "Adjustment",
    "Category",
    "Estimate",
    "Fit",
    "GarmentView",
    "Image",
    "Label",
    "Labels",
    "Landmark",
    "Length",
    "Mask",
    "Measure",
    "Measurements",
    "Neckline",
    "Opinion",
    "Options",
    "Part",
    "PersonView",
    "Points",
    "Pose",
    "Quality",
    "Rendering",
    "Ring",
    "Scene",
    "Sex",
    "TryOnResult",
    "Tube",
    "Tuck",
    "Warped",
]
