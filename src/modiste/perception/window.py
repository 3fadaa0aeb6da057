"""The part of a photo that the work happens in, and the way back to full resolution."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from modiste.imaging import composite, fit_within, resize_mask
from modiste.types import Image, Mask, Pose, Rendering

_MARGIN = 0.45
"""Room around the landmarks' box, as a part of its longer side: hair, feet, wide hems."""
_WORTH_CROPPING = 0.5
"""Below this part of the photo's area a crop buys enough resolution to pay."""


@dataclass(frozen=True)
class Window:
    """A rectangle of the photo, resized by ``factor`` to the working resolution.

    Attributes:
        x, y, width, height: the rectangle in the photo's pixels.
        factor: working pixels per photo pixel, at most 1.
    """

    x: int
    y: int
    width: int
    height: int
    factor: float

    @property
    def whole_size(self) -> tuple[int, int]:
        """Width and height of the window in the photo's pixels."""
        return self.width, self.height

    def cut(self, image: Image) -> Image:
        """The window of ``image`` at the working resolution."""
        crop = image[self.y : self.y + self.height, self.x : self.x + self.width]
        return fit_within(crop, round(max(self.whole_size) * self.factor))[0]

    def pose(self, pose: Pose) -> Pose:
        """``pose``, given in the photo's pixels, in working pixels."""
        return pose.moved(-self.x, -self.y).scaled(self.factor)

    def paste(self, photo: Image, rendering: Rendering, editable: Mask) -> Image:
        """Composite a rendering back into the photo, at its full resolution.

        Args:
            photo: (H, W, 3); not changed.
            rendering: at the working resolution.
            editable: (h, w) at the working resolution, 0 or 1.

        Returns:
            (H, W, 3); equal to ``photo`` bit for bit wherever ``editable`` is 0.
        """
        alpha = rendering.alpha * editable
        layer = rendering.image
        if layer.shape[:2] != (self.height, self.width):
            layer = _enlarge(layer, self.whole_size)
            hard = cv2.resize(editable, self.whole_size, interpolation=cv2.INTER_NEAREST)
            alpha = resize_mask(alpha, self.whole_size) * hard
        area = np.s_[self.y : self.y + self.height, self.x : self.x + self.width]
        result = photo.copy()
        result[area] = composite(photo[area], layer, alpha)
        return result


def window_for(pose: Pose, size: tuple[int, int], long_side: int) -> Window:
    """Choose the window for one person.

    Args:
        pose: in the photo's pixels.
        size: width and height of the photo.
        long_side: most pixels of the working picture's longer side.

    Returns:
        The whole photo, or a crop around the person when she is small in it.
    """
    left, top, right, bottom = _box(pose, size)
    if (right - left) * (bottom - top) > _WORTH_CROPPING * size[0] * size[1]:
        left, top, right, bottom = 0, 0, *size
    width, height = right - left, bottom - top
    return Window(left, top, width, height, min(1.0, long_side / max(width, height)))


def _box(pose: Pose, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The landmarks' box with its margin, clipped to the photo."""
    low, high = pose.points.min(axis=0), pose.points.max(axis=0)
    margin = _MARGIN * float((high - low).max())
    left, top = (max(0, int(v)) for v in low - margin)
    right, bottom = (
        min(int(limit), int(np.ceil(v))) for v, limit in zip(high + margin, size, strict=True)
    )
    return left, top, right, bottom


def _enlarge(image: Image, size: tuple[int, int]) -> Image:
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_CUBIC), np.uint8)
