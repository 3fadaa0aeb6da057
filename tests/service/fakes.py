"""A studio without nets, so that the service is tested and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from modiste.clock import Clock as Stopwatch
from modiste.errors import GarmentError, PersonError
from modiste.perception.look import Perception, Seen
from modiste.perception.window import Window
from modiste.photos import Garment, Person
from modiste.studio import Studio
from modiste.testing import PaintEngine, flat_scene
from modiste.types import Category, GarmentView, Image

NOBODY = (1, 2, 3)
"""A photo whose first pixel has this colour shows nobody; a garment's shows none."""


class FakePerception(Perception):
    """Sees the figure of :func:`modiste.testing.flat_scene` in every photo of 480 x 640."""

    def __init__(self) -> None:
        self.looks = 0

    def garment(self, garment: Garment, category: Category | None, clock: Stopwatch) -> GarmentView:
        if tuple(garment.image[0, 0]) == NOBODY:
            raise GarmentError("No garment was found.")
        return flat_scene(category or Category.TOP).garment

    def person(
        self,
        person: Person,
        choice: int | None,
        categories: Sequence[Category],
        long_side: int,
        clock: Stopwatch,
    ) -> Seen:
        self.looks += 1
        if tuple(person.image[0, 0]) == NOBODY:
            raise PersonError("Nobody was found in the photo.")
        height, width = person.image.shape[:2]
        view = flat_scene().person
        window = Window(0, 0, width, height, 320 / height)
        shown = replace(view, image=window.cut(person.image))
        return Seen(person.image, view.pose.scaled(height / 320), window, shown, ("a note",))

    def again(self, seen: Seen, photo: Image, clock: Stopwatch) -> Seen:
        return replace(seen, photo=photo)


@dataclass
class Clock:
    """Seconds since 1970, as the test says."""

    at: float = field(default=1_700_000_000.0)

    def __call__(self) -> float:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += seconds


def fake_studio() -> Studio:
    return Studio(FakePerception(), PaintEngine((0, 200, 0)))


def photo(width: int = 480, height: int = 640, seed: int = 0, first: object = None) -> Image:
    """A photo of noise."""
    small = np.random.default_rng(seed).integers(0, 255, (8, 6, 3)).astype(np.uint8)
    image = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    if first is not None:
        image[0, 0] = first
    return image.astype(np.uint8)


def png(image: Image) -> bytes:
    return cv2.imencode(".png", image[:, :, ::-1])[1].tobytes()


def jpeg(image: Image) -> bytes:
    return cv2.imencode(".jpg", image[:, :, ::-1])[1].tobytes()
