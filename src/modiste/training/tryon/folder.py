"""Paired folders of a user's own, in the layout of VITON-HD, as training examples.

``image/NAME.jpg`` is a person who wears the garment of ``cloth/NAME.jpg``; ``cloth-mask/NAME.png``
may give the garment's coverage (white). Other folders of the layout are not needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from modiste.clock import Clock
from modiste.compose.agnostic import agnostic_mask
from modiste.compose.regions import replaced
from modiste.errors import InputError, ModisteError
from modiste.imaging import read_image
from modiste.perception.look import Perception
from modiste.photos import Garment, Person
from modiste.synthesis.framing import Framing
from modiste.training.tryon.data.example import FLAT, MAP, SIZE, Example
from modiste.types import Category, GarmentView, Image, Mask, PersonView
from modiste.warp import predict_tuck, warp_garment

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_FOLDERS = ("image", "cloth")
_SIDE = 1024

Progress = Callable[[str], None]


def paired_names(folder: Path) -> dict[str, tuple[Path, Path]]:
    """The pictures of a paired folder: person and garment, by name.

    Raises:
        InputError: when ``image`` or ``cloth`` is missing or nothing belongs together.
    """
    found = []
    for part in _FOLDERS:
        if not (folder / part).is_dir():
            raise InputError(f"{folder} has no folder {part}/: pairs need image/ and cloth/.")
        files = sorted(p for p in (folder / part).iterdir() if p.suffix.lower() in SUFFIXES)
        found.append({p.stem: p for p in files})
    people, clothes = found
    names = {n: (people[n], clothes[n]) for n in people if n in clothes}
    if not names:
        raise InputError(f"{folder} has no pair: image/ and cloth/ share no file name.")
    return names


def read_paired(
    folder: Path,
    perception: Perception,
    category: Category | None = None,
    progress: Progress = lambda _: None,
) -> Iterator[Example]:
    """Look at every pair and lay the garment on its wearer.

    A pair that cannot be used (nobody in the picture, no garment) is left out and named.

    Args:
        folder: see the module.
        perception: looks.
        category: of all garments; None lets perception decide.
        progress: is told what is left out.

    Raises:
        InputError: see :func:`paired_names`.
    """
    for name, (person, cloth) in paired_names(folder).items():
        try:
            garment = _garment(folder, cloth, perception, category)
            wanted = [garment.category]
            seen = perception.person(Person.read(person), None, wanted, _SIDE, Clock())
            yield example_of(f"pairs-{name}", seen.view, garment)
        except ModisteError as error:
            progress(f"{name} is left out: {error}")


def _garment(
    folder: Path, cloth: Path, perception: Perception, category: Category | None
) -> GarmentView:
    photo = Garment.read(cloth)
    masks = [p for p in (folder / "cloth-mask").glob(f"{cloth.stem}.*") if p.suffix in SUFFIXES]
    if masks:
        mask = read_image(masks[0]).image
        size = (photo.image.shape[1], photo.image.shape[0])
        grey = cv2.resize(mask[..., 0], size).astype(np.float32) / np.float32(255)
        photo = replace(photo, alpha=np.asarray(grey, np.float32))
    return perception.garment(photo, category, Clock())


def example_of(name: str, person: PersonView, garment: GarmentView) -> Example:
    """The example of a person who wears a garment whose own picture is known.

    Args:
        name: of the example.
        person: at any resolution.
        garment: as perception saw it.
    """
    view = _framed(person)
    tuck = garment.category is Category.TOP and predict_tuck(view, garment)
    warped = warp_garment(view, garment, tuck=tuck)
    seen = np.column_stack([view.pose.points, view.pose.visibility]).astype(np.float32)
    unknown = np.full((*MAP, 2), np.nan, np.float32)
    flat, coverage = _flat(garment.image, garment.mask)
    return Example(
        truth=view.image,
        warped=np.where(warped.alpha[..., None] > 0, warped.image, 0).astype(np.uint8),
        alpha=_byte(warped.alpha),
        parts=warped.parts,
        hole=agnostic_mask(view, garment.category),
        labels=view.parse,
        garment=replaced(view, garment.category),
        pose=seen,
        flat=flat,
        flat_mask=coverage,
        guess=unknown,
        flow=None,
        category=garment.category,
        source="photo",
        name=name,
    )


def _framed(person: PersonView) -> PersonView:
    """The whole view, scaled into an example's frame; its border continues at right and below."""
    height, width = person.parse.shape
    factor = min(SIZE[0] / height, SIZE[1] / width)
    inner = (min(SIZE[0], round(height * factor)), min(SIZE[1], round(width * factor)))
    whole = (slice(0, height), slice(0, width))
    return Framing(whole, inner, SIZE).view(person)


def _flat(image: Image, mask: Mask) -> tuple[Image, np.ndarray]:
    """The garment's picture and coverage, scaled into the frame of flat garments."""
    factor = min(FLAT[0] / mask.shape[0], FLAT[1] / mask.shape[1])
    matrix = np.array([[factor, 0, 0], [0, factor, 0]], np.float32)
    size = FLAT[::-1]
    small = cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(small, np.uint8), _byte(np.asarray(cv2.warpAffine(mask, matrix, size)))


def _byte(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.rint(np.clip(values, 0, 1) * 255), np.uint8)
