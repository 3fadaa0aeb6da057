"""The garment as diffusion networks want it: cut out, on white."""

from __future__ import annotations

import numpy as np

from modiste.types import GarmentView, Image

_MARGIN = 0.04


def on_white(garment: GarmentView) -> Image:
    """The cut-out garment as a shop shows it, cropped to what is there.

    Returns:
        uint8 (h, w, 3); of a garment that lies flat as of one cut out of a worn photo.
    """
    mask = garment.mask[..., None]
    white = garment.image * mask + 255 * (1 - mask)
    rows, columns = (np.flatnonzero((garment.mask > 0.5).any(axis=axis)) for axis in (1, 0))
    image = np.asarray(np.clip(white + 0.5, 0, 255), np.uint8)
    if not rows.size:
        return image
    margin = round(_MARGIN * max(image.shape[:2]))
    top, left = max(rows[0] - margin, 0), max(columns[0] - margin, 0)
    return image[top : rows[-1] + margin + 1, left : columns[-1] + margin + 1]
