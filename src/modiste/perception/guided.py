"""The fast guided filter: gives a rough mask the edges of the picture under it.

He, Sun and Tang, "Guided Image Filtering" (2013), with a colour guide, and "Fast Guided Filter"
(2015): the coefficients come from small pictures, and only the last product has full size.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.types import Image, Mask

Plane = NDArray[np.float32]


def guided(image: Image, small: Image, rough: Mask, radius: int, eps: float) -> Mask:
    """Refine a mask.

    Args:
        image: (H, W, 3), the guide at full size.
        small: (h, w, 3), the guide at the size of ``rough``.
        rough: (h, w) in [0, 1].
        radius: of the box window, in pixels of ``small``.
        eps: smallest colour variance that counts as an edge, of colours in [0, 1].

    Returns:
        (H, W) in [0, 1].
    """
    slope, offset = coefficients(small, rough, radius, eps)
    size = (image.shape[1], image.shape[0])
    slopes = cv2.resize(slope, size, interpolation=cv2.INTER_LINEAR)
    offsets = cv2.resize(offset, size, interpolation=cv2.INTER_LINEAR)
    products = cv2.multiply(image, slopes, dtype=cv2.CV_32F)
    alpha = cv2.transform(products, np.full((1, 3), 1 / 255, np.float32)) + offsets
    return np.asarray(np.clip(alpha, 0, 1), np.float32)


def coefficients(guide: Image, rough: Mask, radius: int, eps: float) -> tuple[Plane, Plane]:
    """The local linear model rough ~ slope . colour + offset: (h, w, 3) and (h, w)."""
    return Guide(guide, radius, eps).coefficients(rough)


class Guide:
    """A small picture prepared to guide any number of masks of its size.

    Args:
        guide: (h, w, 3).
        radius: of the box window in pixels.
        eps: smallest colour variance that counts as an edge, of colours in [0, 1].
    """

    def __init__(self, guide: Image, radius: int, eps: float) -> None:
        self._colour = guide * np.float32(1 / 255)
        self._mean = _box(self._colour, radius)
        self._inverse = _inverse(_covariances(self._colour, self._mean, radius, eps))
        self._radius = radius

    def coefficients(self, rough: Mask) -> tuple[Plane, Plane]:
        """The local linear model rough ~ slope . colour + offset: (h, w, 3) and (h, w)."""
        products = _box(cv2.merge([self._colour * rough[..., None], rough]), self._radius)
        mean = products[..., 3]
        slope = _times(self._inverse, products[..., :3] - self._mean * mean[..., None])
        offset = mean - _dot(slope, self._mean)
        smooth = _box(cv2.merge([slope, offset]), self._radius)
        return smooth[..., :3], smooth[..., 3]

    def filtered(self, rough: Mask) -> Plane:
        """The mask with the guide's edges, (h, w); it may leave [0, 1] a little."""
        slope, offset = self.coefficients(rough)
        return _dot(slope, self._colour) + offset


def _box(plane: cv2.typing.MatLike, radius: int) -> Plane:
    side = 2 * radius + 1
    return np.asarray(cv2.blur(plane, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)


def _dot(first: Plane, second: Plane) -> Plane:
    return np.asarray(cv2.transform(first * second, np.ones((1, 3), np.float32)), np.float32)


def _covariances(colour: Plane, mean: Plane, radius: int, eps: float) -> tuple[Plane, ...]:
    """The symmetric colour covariance: rr, rg, rb, gg, gb, bb, with ``eps`` on the diagonal."""
    r, g, b = cv2.split(colour)
    first, second = cv2.merge([r * r, r * g, r * b]), cv2.merge([g * g, g * b, b * b])
    means = [*cv2.split(_box(first, radius)), *cv2.split(_box(second, radius))]
    mr, mg, mb = cv2.split(mean)
    pairs = ((mr, mr), (mr, mg), (mr, mb), (mg, mg), (mg, mb), (mb, mb))
    diagonal = (eps, 0, 0, eps, 0, eps)
    return tuple(
        np.asarray(m - p * q + np.float32(e), np.float32)
        for m, (p, q), e in zip(means, pairs, diagonal, strict=True)
    )


def _inverse(matrix: tuple[Plane, ...]) -> tuple[Plane, ...]:
    """Invert one symmetric 3 x 3 matrix per pixel by its adjugate."""
    rr, rg, rb, gg, gb, bb = matrix
    i_rr, i_rg, i_rb = gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb
    i_gg, i_gb, i_bb = rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg
    scale = np.float32(1) / (rr * i_rr + rg * i_rg + rb * i_rb)
    return tuple(i * scale for i in (i_rr, i_rg, i_rb, i_gg, i_gb, i_bb))


def _times(matrix: tuple[Plane, ...], right: Plane) -> Plane:
    rr, rg, rb, gg, gb, bb = matrix
    x, y, z = cv2.split(right)
    product = cv2.merge(
        [rr * x + rg * y + rb * z, rg * x + gg * y + gb * z, rb * x + gb * y + bb * z]
    )
    return np.asarray(product, np.float32)
