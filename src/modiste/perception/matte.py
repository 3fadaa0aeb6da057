"""Cuts one person out softly: selfie segmentation, BlazePose's mask and a guided filter."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.perception.pose import MaskedPose
from modiste.perception.regions import Region
from modiste.perception.runtime import LiteModel
from modiste.types import POSE_NAMES, Image, Mask, Points, Pose

SIDE = 256


class SelfieMatte:
    """Cuts one person out of a photo.

    Args:
        threads: threads of one call.
    """

    def __init__(self, threads: int = 2) -> None:
        self._model = LiteModel(asset_path("selfie-matte"), threads)

    def __call__(self, image: Image, pose: Pose) -> Mask:
        """The alpha of the person with this pose.

        Args:
            image: (H, W, 3) RGB.
            pose: in pixels of ``image``.

        Returns:
            (H, W) in [0, 1].
        """
        height, width = image.shape[:2]
        region = person_region(pose, (width, height))
        cut = region.cut(image, SIDE)
        selfie = self._model(cut[None] * np.float32(1 / 255))[0][0, :, :, 0]
        rough = region.paste(selfie, (width, height))
        if isinstance(pose, MaskedPose):
            rough = np.maximum(rough * 1, pose.region.paste(pose.mask, (width, height)))
        return rough


def person_region(pose: Pose, size: tuple[int, int]) -> Region:
    """The upright square around the part of a person that is in the picture."""
    points = np.clip(pose.points, 0, np.array(size, np.float32))
    low, high = points.min(axis=0), points.max(axis=0)
    x, y = ((low + high) / 2).tolist()
    return Region(x, y, 1.35 * float((high - low).max()))
