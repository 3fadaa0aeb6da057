"""From photos of a person to a body: perception reads, the body's statistics conclude."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2

from modiste.body.posterior import Observation, Posterior, Prior
from modiste.body.silhouette import Clothes, Eye, Figure, View, check_pose, read_figure
from modiste.imaging import denoise, fit_within, normalise
from modiste.perception.matte import SelfieMatte
from modiste.perception.parse import ParserNet
from modiste.perception.people import choose_person
from modiste.perception.pose import BlazePose
from modiste.photos import Person
from modiste.protocols import MatteFinder, PersonParser, PoseFinder
from modiste.types import Image, Sex

_SIDE = 1024
"""Longer side at which photos are read."""
INK = (205, 40, 70)


@dataclass(frozen=True)
class SeenFigure:
    """A photo that was read: the picture at the size it was read in, and what it tells."""

    image: Image
    figure: Figure


class Measurer:
    """Holds the nets, the statistics and the calibration."""

    def __init__(self, pose: PoseFinder, matte: MatteFinder, parse: PersonParser) -> None:
        self._pose, self._matte, self._parse = pose, matte, parse
        self._eye, self._prior = Eye.open(), Prior.open()

    @classmethod
    def open(cls, threads: int = 2) -> Measurer:
        """Load what ships with modiste.

        Raises:
            modiste.errors.AssetError: when a weight is missing or altered.
        """
        return cls(BlazePose(threads), SelfieMatte(threads), ParserNet(threads))

    def read(self, photo: Person, view: View, person: int | None = None) -> SeenFigure:
        """Read one photo.

        Args:
            photo: of the whole person.
            view: from where it was taken.
            person: which one is meant, counted from the left, from 1.

        Raises:
            modiste.errors.PersonError: nobody, or several people without a choice.
            modiste.errors.PoseError: she does not stand so that she can be measured.
        """
        image, _ = fit_within(photo.image, _SIDE)
        image = normalise(denoise(image))
        size = (image.shape[1], image.shape[0])
        pose = choose_person(self._pose(image), person, size, photo.name)
        check_pose(pose, size, view, photo.name)
        matte = self._matte(image, pose)
        labels = self._parse(image, pose, matte)
        return SeenFigure(image, read_figure(matte, pose, view, photo.name, labels))

    def body(
        self, sex: Sex, told: Sequence[Observation], photos: Mapping[View, Person],
        clothes: Clothes | None = None, age: float | None = None, person: int | None = None,
    ) -> tuple[Posterior, list[SeenFigure]]:  # fmt: skip
        """The body that photos and numbers tell of.

        Args:
            sex: whose statistics to use.
            told: numbers; the height is needed.
            photos: one or two, by from where they were taken.
            clothes: how loosely they sit; None guesses.
            age: in years.
            person: which one is meant in every photo, counted from the left, from 1.

        Raises:
            modiste.errors.InputError: a photo cannot be measured, or no height.
        """
        seen = [self.read(photo, view, person) for view, photo in photos.items()]
        figures = [s.figure for s in seen]
        return self._eye.posterior(self._prior, sex, told, figures, clothes, age), seen


def draw_readings(seen: SeenFigure, height: float) -> Image:
    """The photo with every length that was read, in cm at the height told.

    Args:
        seen: a photo that was read.
        height: of the person, cm.

    Returns:
        uint8 (H, W, 3); lengths include clothes and lens, as they were seen.
    """
    canvas = seen.image.copy()
    scale = max(1, round(canvas.shape[0] / 700))
    for reading in seen.figure.readings.values():
        start, end = ((round(x), round(y)) for x, y in (reading.start, reading.end))
        cv2.line(canvas, start, end, INK, scale + 1, cv2.LINE_AA)
        text = f"{reading.name.partition('_')[2] or reading.name} {reading.ratio * height:.1f}"
        cv2.putText(canvas, text, (max(start[0], end[0]) + 4, end[1] - 2),
                    cv2.FONT_HERSHEY_SIMPLEX, 0.38 * scale, INK, scale, cv2.LINE_AA)  # fmt: skip
    return canvas
