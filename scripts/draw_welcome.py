"""Write the welcome picture of the web page: a virtual model before and after a try-on.

.venv/bin/python scripts/draw_welcome.py src/modiste/service/web/img/welcome.jpg
"""

from __future__ import annotations

import sys

import cv2
import numpy as np

from modiste.examples.flats.wardrobe import example_flat
from modiste.examples.models import virtual_model
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.types import Image

WELCOME = (840, 1050)


def split(before: Image, after: Image) -> Image:
    """Left half before, right half after, with the line and the grip of the page's mirror."""
    out, middle = after.copy(), after.shape[1] // 2
    out[:, :middle] = before[:, :middle]
    height = round(0.855 * out.shape[0])
    top, width = round(0.03 * out.shape[0]), round(0.8 * height)
    left = middle - width // 2
    out = np.ascontiguousarray(out[top : top + height, left : left + width])
    out = cv2.resize(out, WELCOME, interpolation=cv2.INTER_AREA)
    x, y = WELCOME[0] // 2, round(0.54 * WELCOME[1])
    cv2.line(out, (x, 0), (x, WELCOME[1]), (255, 255, 255), 5, cv2.LINE_AA)
    cv2.circle(out, (x, y), 26, (255, 255, 255), -1, cv2.LINE_AA)
    for dx in (-6, 6):
        cv2.line(out, (x + dx, y - 10), (x + dx, y + 10), (35, 68, 59), 3, cv2.LINE_AA)
    return out


def main() -> None:
    """Draw it."""
    person = virtual_model("freya", size=(1152, 1536)).image
    garment = Garment.from_array(example_flat("dress").image)
    result = Studio.open().try_on(Person.from_array(person), garment)
    picture = split(person, result.image)[..., ::-1]
    cv2.imwrite(sys.argv[1], picture, [cv2.IMWRITE_JPEG_QUALITY, 84])


if __name__ == "__main__":
    main()
