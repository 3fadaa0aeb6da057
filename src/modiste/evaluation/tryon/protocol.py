"""The fair test: a person who wears something else is dressed in her own garment again.

If she were simply dressed again in the clothes that she wears in the photo, whatever an engine does
not cover would be the truth itself, and an engine that removes nothing would win. If instead the
region were painted grey, engines that work by the parse would be shown a photo that no camera
takes. So every person is first dressed, by the geometric engine and through the studio, in a drawn
garment of the same category with other sleeves or legs; perception looks at that picture anew; and
from there every engine puts her own garment, laid flat, back on. All engines start from the same
bytes, see no pixel of the old garment except what the first dressing left, and are compared with
the untouched photo.

What that does not measure: flaws of the first dressing (background painted beside the body) stay
in the picture outside of what an engine touches, equally for all.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.clock import Clock
from modiste.compose import editable_region
from modiste.compose.agnostic import agnostic_mask
from modiste.compose.crop import Box, bounding_box
from modiste.engines import open_engine
from modiste.errors import ModisteError
from modiste.evaluation.ccp import CcpData, held_out
from modiste.evaluation.tryon.worn import WORN, truth_labels, worn_categories, worn_garment
from modiste.examples.flats import flat
from modiste.perception.look import Perception, Seen
from modiste.photos import Person
from modiste.studio import Studio
from modiste.types import Category, GarmentView, Image, Length, PersonView

LIGHT = 0.8
"""How much of the scene's light is taken out of the flattened garments."""
LONG_SIDE = 1280
_ROOM = 8


@dataclass(frozen=True)
class Case:
    """One person and one of her garments.

    Attributes:
        name: photo and category.
        truth: what perception sees of the untouched photo.
        start: the same person in the other garment.
        garment: her own, laid flat.
        box: rows and columns in which the pictures are compared.
        worn: bool (h, w), her own garment in ``truth``.
    """

    name: str
    truth: Seen
    start: Seen
    garment: GarmentView
    box: Box
    worn: NDArray[np.bool_]


def held_out_names(folder: Path) -> list[str]:
    """All photos that are kept for evaluation, in order."""
    return sorted({p.stem for p in (folder / "photos").glob("*.*") if held_out(p.stem)})


def cases(
    folder: Path, names: Sequence[str], perception: Perception,
    skipped: Callable[[str], None] | None = None,
) -> Iterator[Case]:  # fmt: skip
    """Prepare the cases of the photos.

    Args:
        folder: Clothing Co-Parsing.
        names: of the photos.
        perception: the nets.
        skipped: called with a line for every photo or garment that gives no case.
    """
    data, tell = CcpData.open(folder), skipped or (lambda _: None)
    studio = Studio(perception, open_engine("warp"))
    for name in names:
        path = next(iter(sorted((folder / "photos").glob(f"{name}.*"))))
        try:
            seen = perception.person(Person.read(path), None, (), LONG_SIDE, Clock())
        except ModisteError as error:
            tell(f"{name}: {error}")
            continue
        for category in worn_categories(seen.view.parse):
            garment = worn_garment(seen.view, truth_labels(data, name, seen), category, LIGHT)
            if garment is None:
                tell(f"{name}: too little of the {category} is seen")
                continue
            try:
                case = _case(f"{name}-{category}", seen, garment, studio, perception)
            except ModisteError as error:
                tell(f"{name}-{category}: {error}")
                continue
            yield case


def _case(
    name: str, seen: Seen, garment: GarmentView, studio: Studio, perception: Perception
) -> Case:
    other = other_garment(name, garment)
    photo = studio.try_on(seen, other).image
    start = perception.again(seen, photo, Clock())
    region = agnostic_mask(seen.view, garment.category)
    worn = np.isin(seen.view.parse, WORN[garment.category])
    return Case(name, seen, start, garment, bounding_box(region | worn, _ROOM), worn)


def other_garment(name: str, garment: GarmentView) -> GarmentView:
    """A drawn garment of the same category whose sleeves or legs are another length."""
    seed = zlib.crc32(name.encode()) % 10_000
    if garment.category is Category.BOTTOM:
        kind = "shorts" if garment.leg is Length.LONG else "trousers"
        return flat(kind, seed=seed).view()
    long = garment.sleeve in (Length.MIDDLE, Length.LONG)
    if garment.category is Category.DRESS:
        return flat("dress", seed=seed, sleeve=Length.SHORT if long else Length.LONG).view()
    return flat("t-shirt" if long else "long-sleeve", seed=seed).view()


def preserved_error(case: Case, result: Image) -> int:
    """Largest change of any channel outside of the editable region; the contract says 0."""
    window, view = case.start.window, case.start.view
    editable = editable_region(view, case.garment)
    change = np.abs(result.astype(np.int16) - case.start.photo.astype(np.int16)).max(axis=-1)
    whole = np.zeros(change.shape, np.bool_)
    area = np.s_[window.y : window.y + window.height, window.x : window.x + window.width]
    whole[area] = _enlarged(editable, window.whole_size)
    return int(change[~whole].max(initial=0))


def _enlarged(editable: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.bool_]:
    return np.asarray(cv2.resize(editable, size, interpolation=cv2.INTER_NEAREST) > 0)


def shown(case: Case, result: Image) -> Image:
    """The compared part of a result, at the working resolution."""
    return case.truth.window.cut(result)[case.box]


def view_of(case: Case, result: Image, perception: Perception) -> PersonView:
    """What perception sees of a result."""
    return perception.again(case.truth, result, Clock()).view
