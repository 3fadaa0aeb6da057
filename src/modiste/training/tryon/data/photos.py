"""Examples from photos of dressed people: every photo is its own truth."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modiste.clock import Clock
from modiste.errors import ImageLoadError, ModisteError
from modiste.evaluation.ccp import CcpData, held_out
from modiste.evaluation.tryon.worn import truth_labels, worn_categories, worn_garment
from modiste.perception.look import Perception, Seen
from modiste.photos import Person
from modiste.training.tryon.data.damage import damaged, degraded, strayed_fit
from modiste.training.tryon.data.example import Example
from modiste.training.tryon.data.framing import frame_person
from modiste.training.tryon.data.make import make_example, overlap
from modiste.types import Category, PersonView

Look = Callable[[Person], Seen]

LONG_SIDE = 1280
_OVERLAP = 0.6
"""The geometry must meet what is worn by this IoU."""
_CROPPED, _ZOOM = 0.4, (1.1, 1.5)
_DEGRADED = 0.15
LIGHT = (0.6, 1.0)
"""How much of the scene's light is taken out of the flattened garments: least and most."""


def photo_names(folder: Path) -> list[str]:
    """Photos of Clothing Co-Parsing that may be trained on, in order.

    Raises:
        modiste.errors.ImageLoadError: when there are none.
    """
    names = sorted({p.stem for p in (folder / "photos").glob("*.*")})
    if not names:
        raise ImageLoadError(f"{folder / 'photos'} holds no photo: give Clothing Co-Parsing's.")
    return [n for n in names if not held_out(n)]


def photo_examples(
    folder: Path,
    names: Sequence[str],
    seed: int,
    look: Look | None = None,
    light: tuple[float, float] = LIGHT,
) -> Iterator[Example]:
    """Cut every garment out, lay it flat, damage it and dress its wearer again.

    Args:
        folder: of Clothing Co-Parsing.
        names: of the photos; one in which nobody is found is left out.
        seed: with the photo's name it decides every random choice.
        look: perception; None takes the nets that ship.
        light: least and most of the scene's light that is taken out of a garment, in [0, 1].

    Yields:
        None to two examples a photo.
    """
    look, data = look or open_look(), CcpData.open(folder)
    for name in names:
        path = next(iter(sorted((folder / "photos").glob(f"{name}.*"))))
        try:
            seen = look(Person.read(path))
        except ModisteError:
            continue
        yield from _dressed_again(seen.view, truth_labels(data, name, seen), name, seed, light)


def open_look() -> Look:
    """Perception with one thread, at the standard resolution."""
    nets = Perception.open(threads=1)
    return lambda person: nets.person(person, None, (), LONG_SIDE, Clock())


def _dressed_again(
    view: PersonView,
    truth: NDArray[np.uint8] | None,
    name: str,
    seed: int,
    light: tuple[float, float],
) -> Iterator[Example]:
    for category in worn_categories(view.parse):
        rng = np.random.default_rng([seed, zlib.crc32(f"{name} {category}".encode())])
        garment = worn_garment(view, truth, category, float(rng.uniform(*light)))
        if garment is None:
            continue
        zoom, down = 1.0, 0.0
        if rng.random() < _CROPPED:
            zoom = float(rng.uniform(*_ZOOM))
            down = float(
                rng.uniform(0.6, 1) if category is Category.BOTTOM else rng.uniform(0, 0.3)
            )
        person = frame_person(view, zoom, down).person(view)
        if rng.random() < _DEGRADED:
            person = replace(person, image=degraded(person.image, rng))
        label = f"{name}-{category}"
        example = make_example(person, damaged(garment, rng), label, "photo", strayed_fit(rng))
        if overlap(person, example) >= _OVERLAP:
            yield example
