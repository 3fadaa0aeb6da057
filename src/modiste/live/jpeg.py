"""Frames as the JPEGs that a page sends and is sent."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.types import Image

QUALITY = 80


def decoded(data: bytes) -> Image | None:
    """The picture in a JPEG, (h, w, 3) RGB; None when it is none."""
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    return None if image is None else np.asarray(image, np.uint8)


def encoded(image: Image) -> bytes:
    """A picture as JPEG."""
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
