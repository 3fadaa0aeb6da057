"""Write the welcome picture of the web page: a virtual model before and after a try-on.

.venv/bin/python scripts/draw_welcome.py src/modiste/service/web/img/welcome.jpg
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from modiste.examples.flats import flat
from modiste.examples.flats.wardrobe import example_flat
from modiste.examples.models import virtual_model
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.types import Image, Length

WELCOME = (840, 1050)
DEMO = Path(__file__).parents[1] / "src/modiste/service/demo.json"
SHOP = ("D-101", "D-111", "D-121", "D-201", "D-221", "D-301")


def drawn(recipe: Mapping[str, Any]) -> Image:
    """A garment of the demo catalogue, 480 x 480."""
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in recipe.items()}
    if "sleeve" in given:
        given["sleeve"] = Length(given["sleeve"])
    image = flat(given.pop("kind"), **given).image
    return cv2.resize(image, (480, 480), interpolation=cv2.INTER_AREA)


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


def save(path: Path, image: Image) -> None:
    """Write a JPEG."""
    cv2.imwrite(str(path), image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 84])


def main() -> None:
    """Draw them."""
    folder = Path(sys.argv[1])
    (folder / "shop").mkdir(parents=True, exist_ok=True)
    recipes = {entry["sku"]: entry["recipe"] for entry in json.loads(DEMO.read_text("utf-8"))}
    for sku in SHOP:
        save(folder / "shop" / f"{sku}.jpg", drawn(recipes[sku]))
    person = virtual_model("freya", size=(1152, 1536)).image
    garment = Garment.from_array(example_flat("dress").image)
    result = Studio.open().try_on(Person.from_array(person), garment)
    save(folder / "welcome.jpg", split(person, result.image))


if __name__ == "__main__":
    main()
