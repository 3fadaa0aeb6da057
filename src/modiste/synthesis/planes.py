"""The networks' input: the one place where it is defined, for training and for serving."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.compose import bare_body
from modiste.compose.fill import Region, pull_push
from modiste.compose.frame import SIDES, Frame
from modiste.compose.regions import labelled
from modiste.synthesis.unknown import agnostic_view
from modiste.types import Category, Image, Label, Labels, Mask, Part, PersonView

CHANNELS = 17
"""Planes of the input: see :attr:`Planes.stack`."""
CANVAS, HOLE, CLOTH, ALPHA = slice(0, 3), 3, slice(4, 7), 7
"""Where the planes that the result is made of lie in the stack."""

_SKIN = (Label.FACE, Label.ARM_LEFT, Label.ARM_RIGHT, Label.HAND, Label.LEGS)
_FRONT = (Label.HAIR, Label.HAT, Label.BAG)
_CLOTHES = (Label.TOP, Label.OUTER, Label.DRESS, Label.BOTTOM, Label.SHOES)
_SLEEVES = (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT)
_REACH = 3.0
"""Distances to limbs are told up to so many radii."""


@dataclass(frozen=True)
class Planes:
    """What the networks see of one try-on.

    Attributes:
        stack: uint8 (h, w, :data:`CHANNELS`): the photo with the bare body in the hole (3), the
            hole, the garment continued over its edges (3), its coverage, its sleeves; outside the
            hole skin, what hangs in front, clothes; nearness to arms and to legs, heights along
            torso and arms, distance from the spine.
        category: of the garment.
    """

    stack: NDArray[np.uint8]
    category: Category

    @property
    def canvas(self) -> Image:
        """The photo with the bare body in the hole, (h, w, 3)."""
        return self.stack[..., CANVAS]

    @property
    def hole(self) -> Region:
        """Where the networks paint, (h, w)."""
        return np.asarray(self.stack[..., HOLE] > 0, np.bool_)

    @property
    def cloth(self) -> Image:
        """The garment, continued over its edges, (h, w, 3)."""
        return self.stack[..., CLOTH]

    @property
    def alpha(self) -> NDArray[np.uint8]:
        """The garment's coverage before occlusion, (h, w), 255 being whole."""
        return np.asarray(self.stack[..., ALPHA], np.uint8)


def planes_of(
    person: PersonView,
    category: Category,
    hole: Region,
    cloth: Image,
    alpha: Mask,
    parts: Labels,
    seed: int = 0,
) -> Planes:
    """Make the networks' input.

    Nothing in it depends on what the photo, its parse or its matte show inside the hole.

    Args:
        person: the wearer.
        category: of the new garment.
        hole: (h, w), where the photo is not known.
        cloth: (h, w, 3), the garment on the body, meaningful where ``alpha`` > 0.
        alpha: (h, w), its coverage.
        parts: (h, w), its parts.
        seed: of the grain on bare skin.
    """
    agnostic = agnostic_view(person, category, hole)
    canvas = bare_body(agnostic, category, hole, seed) if hole.any() else person.image
    canvas = np.where(hole[..., None], canvas, person.image)
    layers: list[NDArray[np.generic]] = [
        canvas,
        _byte(hole),
        extended(cloth, alpha),
        _byte(alpha),
        _byte(np.isin(parts, _SLEEVES)),
        *(_byte(labelled(person.parse, *labels) & ~hole) for labels in (_SKIN, _FRONT, _CLOTHES)),
        *_body_planes(person, category),
    ]
    flat = [layer if layer.ndim == 3 else layer[..., None] for layer in layers]
    return Planes(np.concatenate(flat, axis=-1).astype(np.uint8), category)


def extended(cloth: Image, alpha: Mask) -> Image:
    """The garment's picture with its colours continued over its edges, (h, w, 3)."""
    solid = cv2.erode((alpha > 0.9).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if not solid.any():
        return cloth
    around = np.clip(pull_push(cloth, solid) + 0.5, 0, 255).astype(np.uint8)
    return np.where((alpha > 0.6)[..., None], cloth, around)


def _body_planes(person: PersonView, category: Category) -> list[NDArray[np.uint8]]:
    """Where limbs and trunk are, from the pose alone."""
    frame = Frame(person.pose, person.parse.shape)
    arms = {side: frame.arm(side) for side in SIDES}
    legs = np.minimum(*(frame.leg(side) for side in SIDES))
    nearer = arms["left"] < arms["right"]
    along = np.where(nearer, frame.along_arm("left"), frame.along_arm("right"))
    nearest = np.minimum(arms["left"], arms["right"])
    return [
        _byte(1 - nearest / _REACH),
        _byte(1 - legs / _REACH),
        _byte((frame.height + 0.5) / 3),
        _byte(along / 2.5 * (nearest < _REACH)),
        _byte(frame.across / 1.5),
    ]


def _byte(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """[0, 1] to 0 .. 255."""
    return np.asarray(np.clip(values.astype(np.float32) * 255 + 0.5, 0, 255), np.uint8)
