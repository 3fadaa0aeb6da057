"""By how many quarter turns a photo lies wrong, told from all four sides.

Seen once, a garment on its left side is hardly told from one on its right: the network is right
about seven of ten. Seen from all four sides it has to contradict itself to be wrong: of 201 photos
at four turns each all 804 were right (it had seen some of them in its training). Of 824 validation
and test photos as they are, 50 were looked at from four sides and 4 turned, all rightly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.category import TURNS, Network, Reading, classify
from modiste.types import Image

T = TypeVar("T", bound=np.generic)

UPRIGHT = 0.6
"""From this probability on a photo is upright without further looks. Of 201 upright photos 1 in 50
is below it; turned by a quarter or a half none of them is above .45."""

AGREED = 0.9
"""Smallest probability, all four sides taken together, at which a photo is turned."""

_FLOOR = 1e-4
"""No single side can rule a turn out."""


@dataclass(frozen=True)
class Quarters:
    """How a photo lies.

    Attributes:
        turns: by how many quarters anticlockwise it is turned, 0 to 3.
        sure: whether the network is; if not, ``turns`` is 0.
        reading: what the network says of the photo once it is turned back.
    """

    turns: int
    sure: bool
    reading: Reading


def find_quarters(
    network: Network, image: Image, reading: Reading | None = None, needed: float = AGREED
) -> Quarters:
    """The quarter turn that a photo has.

    Args:
        network: garment_kind.onnx.
        image: the small photo, (h, w, 3).
        reading: of it, as it is, where it is known.
        needed: smallest probability, all four sides taken together, that is sure.
    """
    reading = reading or classify(network, image)
    if float(reading.turns[0]) >= UPRIGHT:
        return Quarters(0, True, reading)
    sides = [reading, *(classify(network, turned_back(image, k)) for k in TURNS[1:])]
    probabilities = agreed([side.turns for side in sides])
    quarters = int(probabilities.argmax())
    if float(probabilities[quarters]) < needed:
        return Quarters(0, False, reading)
    return Quarters(quarters, True, sides[quarters])


def turned_back(pixels: NDArray[T], quarters: int) -> NDArray[T]:
    """Pixels (h, w, ...) turned clockwise; the very same array when there is nothing to turn."""
    return np.ascontiguousarray(np.rot90(pixels, -quarters)) if quarters else pixels


def agreed(sides: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Probabilities (4,) of a photo's turn, by what is said of its four sides.

    The sides are no independent witnesses: half of the sum of their logarithms counts.

    Args:
        sides: probabilities (4,) of the turn, of the photo turned back by 0, 1, 2 and 3 quarters.
            Turned back by k, a photo at turn t is at turn t - k.
    """
    logs = np.log(np.maximum(np.stack(sides), _FLOOR))
    turns = np.arange(len(TURNS))
    total = np.stack([logs[k, (turns - k) % len(TURNS)] for k in TURNS]).sum(axis=0) / 2
    raised = np.exp(total - total.max())
    return np.asarray(raised / raised.sum(), np.float32)
