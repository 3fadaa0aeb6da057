"""A garment photo in, a :class:`modiste.types.GarmentView` out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.assets import asset_path
from modiste.perception.garment.attributes import AttributeHeads, Attributes, likeliest
from modiste.perception.garment.category import Reading, choose_category, classify, elongation
from modiste.perception.garment.collar import cut_inside
from modiste.perception.garment.cutnet import Network
from modiste.perception.garment.cutout import cut_out, shrink
from modiste.perception.garment.edges import soften
from modiste.perception.garment.landmarks import find_landmarks, rescaled
from modiste.perception.garment.lengths import leg_length, sleeve_length
from modiste.perception.garment.opinions import (
    SLEEVE_TEMPER,
    category_opinion,
    kind_opinion,
    opinion,
)
from modiste.perception.garment.saliency import Network as Saliency
from modiste.perception.garment.straighten import straightened
from modiste.perception.garment.worn import Worn, find_worn
from modiste.perception.garment.worn_marks import mark_worn
from modiste.perception.runtime import OnnxModel
from modiste.protocols import MatteFinder, PersonParser, PoseFinder
from modiste.types import Category, GarmentView, Image, Landmark, Length, Mask, Opinion

LOW_SCORE = 0.45
"""Mean landmark score under which the user is told to check the result."""


@dataclass(frozen=True)
class _Upright:
    """The photo and the small mask after turning, and what was said about it."""

    image: Image
    mask: NDArray[np.bool_]
    reading: Reading
    warnings: tuple[str, ...]


class GarmentReader:
    """Looks at garment photos; thread-safe as far as its nets are.

    Args:
        pose, matte, parse: used when a model wears the garment.
        threads: threads of one network call.

    Raises:
        modiste.errors.AssetError: when a weight is missing or altered.
    """

    def __init__(
        self, pose: PoseFinder, matte: MatteFinder, parse: PersonParser, threads: int = 2
    ) -> None:
        # A model shows head and shoulders: no need to search a flat garment's photo for people.
        self._pose: PoseFinder = getattr(pose, "brisk", pose)
        self._matte, self._parse = matte, parse
        self._threads = threads
        self._kind = OnnxModel(asset_path("garment-kind"), threads)
        self._points = OnnxModel(asset_path("garment-landmarks"), threads)
        self._heads = AttributeHeads.open(asset_path("garment-attributes"))
        self._cutout: OnnxModel | None = None
        self._saliency: OnnxModel | None = None

    def __call__(
        self, image: Image, alpha: Mask | None = None, category: Category | None = None,
        name: str = "garment",
    ) -> GarmentView:  # fmt: skip
        """Find the garment.

        Args:
            image: the photo at its working resolution (long side about 1024), (H, W, 3).
            alpha: the file's own alpha, (H, W), or None.
            category: None lets the classifier decide.
            name: the file's name, for errors and warnings.

        Raises:
            modiste.errors.GarmentError: when no garment is found or its category is unsure.
        """
        reading = classify(self._kind, shrink(image))
        if alpha is None:
            worn = find_worn(image, self._pose, self._matte, self._parse, category, name)
            if worn is not None:
                return self._read_worn(image, worn, reading, category is not None)
        return self._read_flat(image, alpha, category, reading, name)

    def embed(self, image: Image) -> NDArray[np.float32]:
        """ImageNet features of a photo, float32 (1280,), for recommendations."""
        return classify(self._kind, shrink(image)).embedding

    def _read_flat(
        self, image: Image, alpha: Mask | None, category: Category | None, reading: Reading,
        name: str,
    ) -> GarmentView:  # fmt: skip
        found = cut_out(image, alpha, self._cutout_network, self._saliency_network, name)
        upright = self._straighten(image, found.mask, reading, name)
        length = elongation(upright.mask)
        chosen = category or choose_category(upright.reading, name, length)
        size = (upright.mask.shape[1], upright.mask.shape[0])
        small = np.asarray(cv2.resize(upright.image, size, interpolation=cv2.INTER_AREA), np.uint8)
        told = self._heads(upright.reading.embedding)
        marks, inside = find_landmarks(self._points, small, upright.mask, chosen, upright.reading)
        outline = soften(upright.image, upright.mask)
        mask, inner = cut_inside(upright.image, outline, inside)
        view = GarmentView(
            image=upright.image,
            mask=mask,
            category=chosen,
            landmarks=rescaled(marks, upright.image.shape[1] / size[0]),
            inner=inner,
            warnings=upright.warnings + _doubts(marks, name),
            opinions={
                "kind": kind_opinion(upright.reading),
                "category": category_opinion(
                    upright.reading, chosen, length, given=category is not None
                ),
            },
        )
        return with_attributes(_with_lengths(view), self._heads, told)

    def _straighten(
        self, image: Image, mask: NDArray[np.bool_], reading: Reading, name: str
    ) -> _Upright:
        laid = straightened(self._kind, image, mask, reading)
        told = f"{name} was turned by {round(laid.angle)} degrees clockwise."
        return _Upright(laid.image, laid.mask, laid.reading, (told,) if laid.noticed else ())

    def _read_worn(self, image: Image, worn: Worn, reading: Reading, given: bool) -> GarmentView:
        """A worn garment: its category is parsed and its lengths measured, surely or not."""
        view = _with_lengths(
            GarmentView(
                image=image,
                mask=worn.mask,
                category=worn.category,
                landmarks=mark_worn(worn.mask > 0.5, worn.pose, worn.category),
                worn=True,
            )
        )
        seen = {"kind": kind_opinion(reading), "category": Opinion(worn.category, given=given)}
        return replace(view, opinions=seen | _measured(view))

    def _cutout_network(self) -> Network:
        """The cut-out network, loaded when the first photo needs it."""
        if self._cutout is None:
            self._cutout = OnnxModel(asset_path("garment-cutout"), self._threads)
        return self._cutout

    def _saliency_network(self) -> Saliency:
        """u2netp, loaded when the first photo needs it."""
        if self._saliency is None:
            self._saliency = OnnxModel(asset_path("saliency"), self._threads)
        model = self._saliency
        return lambda tensor: model(tensor)[0]


def _doubts(marks: Mapping[str, Landmark], name: str) -> tuple[str, ...]:
    """A warning when the landmarks are doubtful."""
    scores = [mark.score for mark in marks.values()]
    if scores and sum(scores) / len(scores) >= LOW_SCORE:
        return ()
    return (
        f"The outline of {name} is hard to read: lay the garment flat, sleeves away from the "
        "trunk, if the result looks wrong.",
    )


def _with_lengths(view: GarmentView) -> GarmentView:
    if view.category is Category.BOTTOM:
        return replace(view, sleeve=Length.NONE, leg=leg_length(view.landmarks))
    return replace(view, sleeve=sleeve_length(view.landmarks), leg=Length.NONE)


def _measured(view: GarmentView) -> dict[str, Opinion]:
    """The lengths that landmarks alone tell."""
    if view.category is not Category.BOTTOM:
        return {"sleeve": Opinion(view.sleeve)}
    return {} if view.leg is Length.NONE else {"leg_length": Opinion(view.leg)}


def with_attributes(view: GarmentView, heads: AttributeHeads, told: Attributes) -> GarmentView:
    """What the landmarks measure, weighed with what the heads tell, and how surely.

    What has cuffs has sleeves, and what has no crotch is a skirt, whatever the heads tell: the
    warp goes by the landmarks, and heads that overruled them lost more true sleeves than false.

    Args:
        view: with the lengths that its landmarks measure.
        heads: told it.
        told: of the same photo.
    """
    if view.category is Category.BOTTOM:
        if view.leg is Length.NONE:
            return view
        legs = heads.leg(told, view.leg)
        seen = {**view.opinions, "leg_length": opinion(legs)}
        return replace(view, leg=likeliest(legs), opinions=seen)
    sleeves = heads.sleeve(told, view.sleeve)
    if any(name.startswith("cuff") for name in view.landmarks):
        del sleeves[Length.NONE]
    answers = {"sleeve": opinion(sleeves, SLEEVE_TEMPER), "neckline": opinion(told.neckline)}
    return replace(view, sleeve=likeliest(sleeves), neckline=likeliest(told.neckline),
                   opinions={**view.opinions, **answers})  # fmt: skip
