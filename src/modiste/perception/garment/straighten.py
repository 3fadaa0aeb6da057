"""Lay a garment straight, however it lay: quarter turns by the network, tilts by symmetry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.category import Network, Reading
from modiste.perception.garment.cutout import shrink
from modiste.perception.garment.quarters import Quarters, find_quarters, turned_back
from modiste.perception.garment.upright import find_tilt, turn
from modiste.types import Image

Bools = NDArray[np.bool_]

SLANT = 15.0
"""From this tilt on, in degrees, the quarter turn is told anew once the tilt is undone: on a slant
none is right, and symmetry takes upside down for as good as upright."""

HALFWAY = 45.0
"""The turn at which a garment is looked at again when its own and the quarters tell nothing."""

HALFWAY_SURE = 0.97
"""What is needed to believe that look: upright photos reach .92."""

MARGIN = 0.08
"""Of the garment's longer side, what is left around it in a close-up."""


@dataclass(frozen=True)
class Laid:
    """A garment that lies straight.

    Attributes:
        image: the photo, turned, (H, W, 3).
        mask: the garment, bool (h, w), of the same proportions.
        reading: what the network says of it.
        angle: by how many degrees it was turned clockwise, in [0, 360).
    """

    image: Image
    mask: Bools
    reading: Reading
    angle: float = 0.0

    @property
    def noticed(self) -> bool:
        """Whether it was turned so far that the user should hear of it."""
        return SLANT < self.angle < 360 - SLANT


def straightened(network: Network, image: Image, mask: Bools, reading: Reading) -> Laid:
    """Turn a garment upright.

    Args:
        network: garment_kind.onnx.
        image: the photo, (H, W, 3).
        mask: the garment, bool (h, w), of the same proportions.
        reading: what the network says of the photo as it is.
    """
    laid = Laid(image, mask, reading)
    found = find_quarters(network, shrink(image), reading)
    if not found.sure:
        laid, found = _on_a_slant(network, laid, found)
    laid = _turned_back(laid, found)
    tilt = find_tilt(laid.mask)
    laid = _tilted(laid, tilt) if tilt else laid
    if abs(tilt) >= SLANT:
        laid = _turned_back(laid, find_quarters(network, _closeup(laid)))
    return _at_once(image, mask, laid)


def _at_once(image: Image, mask: Bools, laid: Laid) -> Laid:
    """The same, turned in one go: each turn by a tilt blurs the photo and adds empty corners."""
    quarters = round(laid.angle / 90)
    tilt = 90 * quarters - laid.angle
    if not tilt:
        return laid
    back = turned_back(image, quarters), turned_back(mask, quarters)
    return Laid(*turn(*back, tilt), laid.reading, laid.angle)


def _on_a_slant(network: Network, laid: Laid, found: Quarters) -> tuple[Laid, Quarters]:
    """The garment turned halfway between two quarters, if it is surely upright from there."""
    halfway = _tilted(laid, HALFWAY)
    again = find_quarters(network, _closeup(halfway), needed=HALFWAY_SURE)
    return (halfway, again) if again.sure else (laid, found)


def _tilted(laid: Laid, angle: float) -> Laid:
    image, mask = turn(laid.image, laid.mask, angle)
    return Laid(image, mask, laid.reading, (laid.angle - angle) % 360)


def _turned_back(laid: Laid, found: Quarters) -> Laid:
    return Laid(
        turned_back(laid.image, found.turns),
        turned_back(laid.mask, found.turns),
        found.reading,
        (laid.angle + 90 * found.turns) % 360,
    )


def _closeup(laid: Laid) -> Image:
    """The small photo without the empty corners that turning left around the garment."""
    height, width = laid.mask.shape
    scale = laid.image.shape[1] / width
    ys, xs = np.flatnonzero(laid.mask.any(axis=1)), np.flatnonzero(laid.mask.any(axis=0))
    margin = MARGIN * max(np.ptp(ys), np.ptp(xs))
    top, left = (max(int(scale * (axis[0] - margin)), 0) for axis in (ys, xs))
    bottom = int(scale * min(ys[-1] + margin + 1, height))
    right = int(scale * min(xs[-1] + margin + 1, width))
    return shrink(laid.image[top:bottom, left:right])
