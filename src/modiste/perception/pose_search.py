"""Where to look for people whom the detector does not see, and how to tell that they are there.

The detector looks for a head and shoulders. The landmark network also reads legs alone when it is
told where they are, but it reads bodies into garments laid flat as well: so legs count only with
their knees and feet, and in the proportions of a person.
"""

from __future__ import annotations

import numpy as np

from modiste.perception.regions import Region
from modiste.types import POSE_NAMES, Pose

_LEGS = [[POSE_NAMES.index(f"{side}_{part}") for part in ("hip", "knee", "ankle")]
         for side in ("left", "right")]  # fmt: skip
_FEET = [POSE_NAMES.index(f"{side}_{part}") for side in ("left", "right")
         for part in ("knee", "ankle", "heel", "foot_index")]  # fmt: skip
_GUESSES = ((0.15, 2.2), (0.02, 2.3))
"""Height of the hips and side of the body's square, in heights of the picture."""


def tiles(width: int, height: int) -> list[tuple[int, int, int]]:
    """Overlapping squares that cover a picture: left, top and side of each."""
    side = min(width, height, round(0.6 * max(width, height)))
    lefts, tops = (_starts(extent, side) for extent in (width, height))
    return [(left, top, side) for top in tops for left in lefts]


def _starts(extent: int, side: int) -> list[int]:
    count = 1 + int(np.ceil((extent - side) / (0.7 * side)))
    return [round(x) for x in np.linspace(0, extent - side, count)]


def guesses(width: int, height: int) -> list[Region]:
    """Squares around the bodies whose legs may fill the picture."""
    return [Region(width / 2, y * height, side * height) for y, side in _GUESSES]


def legs_sure(pose: Pose, height: int) -> bool:
    """Whether two legs alone prove a person.

    Args:
        pose: in pixels of the picture.
        height: of the picture, which the legs must fill to a good part.
    """
    if pose.score < 0.85 or float(pose.visibility[_FEET].min()) < 0.6:
        return False
    bones = np.diff(pose.points[_LEGS], axis=1)
    lengths = np.linalg.norm(bones, axis=2)
    legs = lengths.sum(axis=1)
    return bool(
        (bones[..., 1] > 0).all()
        and lengths.max() < 1.8 * lengths.min()
        and legs.max() < 1.3 * legs.min()
        and legs.min() > 0.45 * height
    )
