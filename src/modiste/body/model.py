"""A rendered person, with everything about her known exactly: pose, parse, matte and depth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.body.camera import Camera
from modiste.body.hair import HairStyle
from modiste.body.landmarks import pose_of
from modiste.body.poses import PoseName, posed
from modiste.body.raster import Fragments, rasterize
from modiste.body.render import photograph
from modiste.body.scene import Layer, Sitter
from modiste.body.skin import Complexion
from modiste.body.template import Body, Shape
from modiste.body.wardrobe import base_clothes
from modiste.types import Image, Labels, Mask, PersonView, Pose

Dress = Callable[[Sitter], Sequence[Layer]]

CLOTH = (0.30, 0.30, 0.31)
HEADROOM, FOOTROOM = 0.14, 0.14
"""Metres of background above the head and below the feet."""


@dataclass(frozen=True)
class Model:
    """A rendered person and everything that is known about her.

    Attributes:
        name: of the person.
        image: (H, W, 3).
        labels: the exact parse, (H, W).
        alpha: the exact matte, (H, W).
        depth: float32 (H, W), metres along the optical axis, infinite in the background.
        pose: the exact landmarks in pixels.
        camera: of the picture.
        sitter: body, shape, colours and clothes: the scene itself.
    """

    name: str
    image: Image
    labels: Labels
    alpha: Mask
    depth: NDArray[np.float32]
    pose: Pose
    camera: Camera
    sitter: Sitter

    @property
    def view(self) -> PersonView:
        """What perception would see if it made no mistakes."""
        return PersonView(self.image, self.pose, self.alpha, self.labels)

    @cached_property
    def fragments(self) -> Fragments:
        """Which triangle of the bare body every pixel sees; faces index ``sitter.body.solid``."""
        body = self.sitter.body
        return rasterize(self.sitter.posed.vertices, body.solid, self.camera)


def draw(
    body: Body, rest: Shape, looks: Complexion, style: HairStyle, pose: PoseName, *,
    name: str = "", size: tuple[int, int] = (768, 1024), seed: int = 0,
    camera: Camera | None = None, dress: Dress | None = None,
) -> Model:  # fmt: skip
    """Photograph a person in grey base clothes in a studio.

    Args:
        body: the template.
        rest: the person in the rest pose.
        looks: colours of skin, lips, hair and eyes.
        style: how the hair is worn.
        pose: how she stands.
        name: of the person.
        size: width and height of the picture in pixels.
        seed: of hair, skin and folds.
        camera: None frames the whole person.
        dress: replaces the base clothes; it gets the sitter in base clothes.
    """
    stands = posed(body, rest, pose)
    layers = base_clothes(body, stands, CLOTH, seed + 11)
    sitter = Sitter(body, rest, stands, looks, style, layers, seed)
    if dress is not None:
        sitter = replace(sitter, layers=tuple(dress(sitter)))
    camera = camera or Camera.portrait(body.stature(stands) + HEADROOM, -FOOTROOM, size=size)
    photo = photograph(sitter, camera)
    marks = pose_of(body, stands, camera, photo.depth)
    return Model(name, photo.image, photo.labels, photo.alpha, photo.depth, marks, camera, sitter)
