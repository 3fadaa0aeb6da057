"""One training example of the try-on: what goes into the networks and what should come out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.types import Category, Image, Labels

SIZE = (512, 384)
"""Height and width of an example's person pictures."""
FLAT = (256, 192)
"""Height and width of the garment laid flat."""
MAP = (128, 96)
"""Height and width of the maps: one value for every fourth pixel of the person."""


@dataclass(frozen=True)
class Example:
    """A person, a garment, the geometry's proposal and the truth, all in one framing.

    Attributes:
        truth: (512, 384, 3), the photo: what the result should be.
        warped: (512, 384, 3), the garment laid on by geometry, before light; 0 where ``alpha``
            is 0.
        alpha: uint8 (512, 384), the warp's coverage times 255.
        parts: (512, 384), values of :class:`modiste.types.Part`.
        hole: bool (512, 384), what :func:`modiste.compose.agnostic.agnostic_mask` says another
            garment of this category could change; the truth is to be painted there.
        labels: (512, 384), parse of the truth by the parser that ships.
        garment: bool (512, 384), where the worn garment is seen in the truth.
        pose: float32 (33, 3), x, y in these pixels, and visibility in [0, 1].
        flat: (256, 192, 3), the garment as in the shop.
        flat_mask: uint8 (256, 192), its coverage times 255.
        guess: float32 (128, 96, 2), the geometric map: the pixel (x, y) of ``flat`` shown at each
            fourth pixel of the person, row 4 i + 2, column 4 j + 2; NaN where ``alpha`` is 0.
        flow: the same, exact; NaN where unknown; None for everything but rendered pairs.
        category: of the garment.
        source: "photo", "rendered" or "unpaired". The truth of the last is the person in her own
            clothes: there is no target in the hole.
        name: unique among examples; begins with the photo's name.
    """

    truth: Image
    warped: Image
    alpha: NDArray[np.uint8]
    parts: NDArray[np.uint8]
    hole: NDArray[np.bool_]
    labels: Labels
    garment: NDArray[np.bool_]
    pose: NDArray[np.float32]
    flat: Image
    flat_mask: NDArray[np.uint8]
    guess: NDArray[np.float32]
    flow: NDArray[np.float32] | None
    category: Category
    source: str
    name: str
