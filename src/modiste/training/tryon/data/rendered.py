"""Examples from drawn pairs, whose warp is known exactly, and from people in others' garments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from modiste.clock import Clock
from modiste.errors import ModisteError
from modiste.pairs.draw import Pair
from modiste.pairs.pack import read_pair
from modiste.perception.look import Perception
from modiste.photos import Garment, Person
from modiste.training.tryon.data.example import SIZE, Example
from modiste.training.tryon.data.framing import frame_person
from modiste.training.tryon.data.make import make_example
from modiste.types import Category, GarmentView, Length, PersonView

LONG_SIDE = 1280
_KINDS = {
    "skirt": (Category.BOTTOM, Length.NONE, Length.NONE),
    "trousers": (Category.BOTTOM, Length.NONE, Length.LONG),
    "shorts": (Category.BOTTOM, Length.NONE, Length.SHORT),
}
_SHORT, _MIDDLE = 0.5, 0.86
_ARM_CM = 57.0


def rendered_examples(paths: Sequence[Path]) -> Iterator[Example]:
    """Pairs as examples; one that cannot be read is left out."""
    for path in paths:
        try:
            pair = read_pair(path)
        except ModisteError:
            continue
        yield rendered_example(pair, path.stem)


def rendered_example(pair: Pair, name: str) -> Example:
    """One pair as an example, with its exact flow.

    The person, her parse and the hole are those of the dressed picture, which is the truth.
    """
    person = PersonView(pair.person, pair.pose, pair.matte, pair.parse)
    if pair.person.shape[:2] != SIZE:
        raise ValueError(f"the pair is {pair.person.shape[:2]}, an example {SIZE}")
    return make_example(person, pair_garment(pair), name, "rendered", flow=pair.flow)


def pair_garment(pair: Pair) -> GarmentView:
    """The flat picture as perception without mistakes would see it."""
    category, sleeve, leg = _lengths(pair)
    return GarmentView(pair.garment, pair.garment_mask, category, pair.landmarks, sleeve, leg,
                       pair.garment_inner)  # fmt: skip


def _lengths(pair: Pair) -> tuple[Category, Length, Length]:
    """Category, sleeve and leg length of a pair's kind."""
    kind = str(pair.meta["kind"])
    if kind in _KINDS:
        return _KINDS[kind]
    category = Category.DRESS if "dress" in kind else Category.TOP
    return category, _sleeve(pair), Length.NONE


def _sleeve(pair: Pair) -> Length:
    if "cuff_outer_left" not in pair.landmarks:
        return Length.NONE
    sleeve = float(dict(pair.meta.get("sizes_cm", {})).get("sleeve", 20.0))
    if sleeve / _ARM_CM < _SHORT:
        return Length.SHORT
    return Length.MIDDLE if sleeve / _ARM_CM < _MIDDLE else Length.LONG


def unpaired_examples(
    data: Path, garments: Path, numbers: Sequence[int], names: Sequence[str], seed: int
) -> Iterator[Example]:
    """People in photographed garments of others: there is no truth in the hole.

    Args:
        data: folder of Clothing Co-Parsing.
        garments: folder of garment photos.
        numbers: which examples; each draws its person and garment by its own number.
        names: photos to draw from.
        seed: of the draws.
    """
    nets, clothes = Perception.open(threads=1), sorted(garments.glob("*.*"))
    for number in numbers:
        rng = np.random.default_rng([seed, number])
        example = _unpaired(nets, data, _one(names, rng), Path(_one(clothes, rng)), number)
        if example is not None:
            yield example


def _one(choices: Sequence[str] | Sequence[Path], rng: np.random.Generator) -> str:
    return str(choices[int(rng.integers(len(choices)))])


def _unpaired(
    nets: Perception, data: Path, name: str, garment: Path, number: int
) -> Example | None:
    photo = next(iter(sorted((data / "photos").glob(f"{name}.*"))))
    try:
        seen = nets.person(Person.read(photo), None, (), LONG_SIDE, Clock())
        flat = nets.garment(Garment.read(garment), None, Clock())
    except ModisteError:
        return None
    person = frame_person(seen.view).person(seen.view)
    return make_example(person, flat, f"{name}-{garment.stem}-{number}", "unpaired")
