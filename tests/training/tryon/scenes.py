"""Examples of the try-on drawn from flat colours."""

from __future__ import annotations

import cv2
import numpy as np

from modiste.compose.agnostic import agnostic_mask
from modiste.testing import flat_scene
from modiste.training.tryon.data.example import FLAT, MAP, SIZE, Example
from modiste.types import Category, Label, PersonView

_FACTOR = 1.6


def figure() -> PersonView:
    """The figure of the engine tests in an example's frame."""
    person = flat_scene().person
    size = SIZE[::-1]
    return PersonView(
        cv2.resize(person.image, size),
        person.pose.scaled(_FACTOR),
        cv2.resize(person.matte, size),
        cv2.resize(person.parse, size, interpolation=cv2.INTER_NEAREST),
    )


def flat_example(name: str = "0001-top", source: str = "photo", shift: int = 0) -> Example:
    """A top whose warp lies ``shift`` pixels too far to the right."""
    person = figure()
    worn = person.parse == Label.TOP
    alpha = np.roll(worn, shift, axis=1)
    rows, columns = MAP
    guess = np.stack(np.meshgrid(np.arange(columns) * 2.0, np.arange(rows) * 2.0), -1)
    guess = np.where(alpha[2::4, 2::4, None], guess, np.nan).astype(np.float32)
    flow = np.where(worn[2::4, 2::4, None], np.roll(guess, -shift // 4, axis=1), np.nan)
    return Example(
        truth=person.image,
        warped=np.where(alpha[..., None], np.roll(person.image, shift, axis=1), 0).astype(np.uint8),
        alpha=(alpha * np.uint8(255)).astype(np.uint8),
        parts=alpha.astype(np.uint8),
        hole=agnostic_mask(person, Category.TOP),
        labels=person.parse,
        garment=worn,
        pose=np.column_stack([person.pose.points, person.pose.visibility]),
        flat=np.full((*FLAT, 3), 128, np.uint8),
        flat_mask=np.full(FLAT, 255, np.uint8),
        guess=guess,
        flow=flow.astype(np.float32) if source == "rendered" else None,
        category=Category.TOP,
        source=source,
        name=name,
    )
