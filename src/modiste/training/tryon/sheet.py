"""A sheet of results to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from modiste.types import Image

_ABREAST = 3


def write_sheet(path: Path, rows: Sequence[Sequence[Image]]) -> None:
    """Write rows of pictures of one size as a PNG, several rows beside one another."""
    strips = [np.hstack(list(row)) for row in rows]
    blank = np.full_like(strips[0], 255)
    strips += [blank] * (-len(strips) % _ABREAST)
    lines = [np.hstack(strips[i : i + _ABREAST]) for i in range(0, len(strips), _ABREAST)]
    path.parent.mkdir(parents=True, exist_ok=True)
    _, data = cv2.imencode(".png", np.vstack(lines)[..., ::-1])
    path.write_bytes(data.tobytes())
