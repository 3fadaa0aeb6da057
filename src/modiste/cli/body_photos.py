"""The options of ``modiste measure`` that read photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import cv2
import numpy as np

from modiste.types import Image

if TYPE_CHECKING:
    from modiste.body.posterior import Posterior
    from modiste.cli.body_options import Numbers

F = TypeVar("F", bound=Callable[..., Any])
CLOTHES = ("tight", "normal", "loose")


def photo_options(command: F) -> F:
    """Add ``--photo``, ``--side`` and ``--clothes``."""
    path = click.Path(path_type=Path)
    clothes = click.option("--clothes", type=click.Choice(CLOTHES),
                           help="How they sit on the photos: sports wear, T-shirt and jeans, or "
                           "a jacket. Default: guessed.")  # fmt: skip
    side = click.option("--side", type=path, help="A photo of the whole figure from the side.")
    photo = click.option("--photo", type=path,
                         help="A photo of the whole figure from the front, arms away from the "
                         "body; needs --height.")  # fmt: skip
    return photo(side(clothes(command)))


def measured_photos(
    photo: Path | None, side: Path | None, clothes: str | None, numbers: Numbers
) -> tuple[Posterior, list[Image]]:
    """The body that photos and numbers tell of, and the photos with what was read.

    Raises:
        InputError: when a photo cannot be measured or the height is missing.
    """
    from modiste.body.silhouette import Clothes, View, scale_of
    from modiste.measuring import Measurer, draw_readings
    from modiste.photos import Person

    height = scale_of(numbers.readings)
    paths = {View.FRONT: photo, View.SIDE: side}
    photos = {view: Person.read(path) for view, path in paths.items() if path is not None}
    worn = Clothes(clothes) if clothes else None
    body, seen = Measurer.open().body(numbers.sex, numbers.readings, photos, worn, numbers.age)
    return body, [draw_readings(s, height) for s in seen]


def beside(picture: Image, others: Sequence[Image]) -> Image:
    """Put pictures to the left of another one, as high as that is."""
    height = picture.shape[0]
    scaled = [cv2.resize(o, (round(o.shape[1] * height / o.shape[0]), height),
                         interpolation=cv2.INTER_AREA) for o in others]  # fmt: skip
    return np.concatenate([*scaled, picture], axis=1).astype(np.uint8)
