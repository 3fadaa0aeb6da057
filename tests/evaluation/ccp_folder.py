"""A tiny folder in the layout of Clothing Co-Parsing, drawn: a person of coloured blocks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from modiste.types import Image, Mask, Pose
from perception.poses import standing

CLASSES = ("null", "bag", "belt", "bracelet", "dress", "hair", "jeans", "shoes", "skin", "suit",
           "t-shirt", "accessories", "blazer", "blouse", "bodysuit", "boots", "bra", "cape",
           "cardigan", "clogs", "coat", "earrings", "flats", "glasses", "gloves", "hat", "heels",
           "hoodie", "intimate", "jacket", "jumper", "leggings", "loafers", "necklace", "panties",
           "pants", "pumps", "purse", "ring", "romper", "sandals", "scarf", "shirt", "shorts",
           "skirt", "sneakers", "socks", "stockings", "sunglasses", "sweater", "sweatshirt",
           "swimwear", "tie", "tights", "top", "vest", "wallet", "watch", "wedges")  # fmt: skip
SIZE = (240, 160)


def drawn_pose() -> Pose:
    """The drawn person's landmarks."""
    return standing(80, 120, 80)


def drawn_mask() -> np.ndarray:
    """CCP indices, (240, 160)."""
    mask = np.zeros(SIZE, np.uint8)
    parts = (
        ("hair", (66, 30, 94, 40)), ("skin", (70, 38, 90, 62)), ("t-shirt", (52, 62, 108, 118)),
        ("skin", (108, 90, 126, 135)), ("skin", (34, 90, 52, 135)), ("belt", (60, 112, 100, 116)),
        ("jeans", (60, 116, 100, 190)), ("shoes", (56, 190, 104, 210)),
        ("bracelet", (110, 108, 122, 111)),
    )  # fmt: skip
    for name, (x0, y0, x1, y1) in parts:
        mask[y0:y1, x0:x1] = CLASSES.index(name)
    return mask


def draw_folder(folder: Path, names: Sequence[str]) -> Path:
    """Write photos, masks and label names."""
    (folder / "photos").mkdir(parents=True)
    (folder / "masks").mkdir()
    (folder / "label_names.json").write_text(json.dumps(CLASSES))
    mask = drawn_mask()
    for i, name in enumerate(names):
        colours = np.random.default_rng(i).integers(0, 256, (len(CLASSES), 3), np.uint8)
        cv2.imwrite(str(folder / "photos" / f"{name}.png"), colours[mask])
        cv2.imwrite(str(folder / "masks" / f"{name}.png"), mask)
    return folder


def find_drawn(image: Image) -> list[Pose]:
    """A pose finder that knows the drawing."""
    return [drawn_pose()]


def cut_drawn(image: Image, pose: Pose) -> Mask:
    """A matte finder that knows the drawing."""
    return (drawn_mask() > 0).astype(np.float32)
