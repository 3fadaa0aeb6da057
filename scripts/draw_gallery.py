"""Draw the small pictures of the virtual models that the service shows before any is chosen."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from modiste.examples.gallery import PRESETS
from modiste.examples.models import virtual_model
from modiste.imaging import encode_image

FOLDER = Path(__file__).resolve().parents[1] / "src/modiste/service/thumbnails"
SIZE = (300, 400)


def main() -> None:
    """Write one JPEG per model."""
    FOLDER.mkdir(exist_ok=True)
    for name in PRESETS:
        small = cv2.resize(virtual_model(name).image, SIZE, interpolation=cv2.INTER_AREA)
        data = encode_image(small.astype(np.uint8), "JPEG", quality=84)
        (FOLDER / f"{name}.jpg").write_bytes(data)


if __name__ == "__main__":
    main()
