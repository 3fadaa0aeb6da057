"""Moving a warped garment as a whole."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Points, Warped


def shifted(warped: Warped, by: Points) -> Warped:
    """The garment moved over the picture; what leaves the picture is lost.

    Args:
        warped: the garment on the body.
        by: (2,) pixels to the right and down; whole pixels are taken, so that prints stay sharp.

    Returns:
        The same garment elsewhere, guides included.
    """
    step = np.round(np.asarray(by, np.float32)).astype(np.float32)
    matrix = np.array([[1, 0, step[0]], [0, 1, step[1]]], np.float32)
    size = (warped.alpha.shape[1], warped.alpha.shape[0])
    image, alpha, parts = (
        cv2.warpAffine(layer, matrix, size, flags=cv2.INTER_NEAREST)
        for layer in (warped.image, warped.alpha, warped.parts)
    )
    flow = None if warped.flow is None else _moved(warped.flow, matrix, size)
    return replace(
        warped,
        image=np.asarray(image, np.uint8),
        alpha=np.asarray(alpha, np.float32),
        parts=np.asarray(parts, np.uint8),
        guides={name: line + step for name, line in warped.guides.items()},
        flow=flow,
    )


def _moved(
    flow: NDArray[np.float32], matrix: NDArray[np.float32], size: tuple[int, int]
) -> NDArray[np.float32]:
    """The map carried along; NaN where nothing comes from."""
    none = (float("nan"),) * 4
    moved = cv2.warpAffine(flow, matrix, size, flags=cv2.INTER_NEAREST, borderValue=none)
    return np.asarray(moved, np.float32)
