"""Virtual models: drawn people, free of any photo, with exact pose, parse, matte and depth.

    model = virtual_model("mara")
    model.image, model.labels, model.pose

Everything is rendered on demand from the parametric body; the same arguments give the same pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.body.camera import Camera
from modiste.body.landmarks import pose_of
from modiste.body.people import Person, build
from modiste.body.poses import PoseName, posed
from modiste.body.raster import Fragments, rasterize
from modiste.body.render import photograph
from modiste.body.scene import Layer, Sitter
from modiste.body.template import Body
from modiste.body.wardrobe import base_clothes
from modiste.errors import OptionError
from modiste.examples.gallery import PRESETS, Preset
from modiste.types import Image, Labels, Mask, PersonView, Pose


@dataclass(frozen=True)
class Model:
    """A rendered person and everything that is known about her.

    Attributes:
        name: of the preset.
        image: (H, W, 3).
        labels: the exact parse, (H, W).
        alpha: the exact matte, (H, W).
        depth: float32 (H, W), metres along the optical axis, infinite in the background.
        pose: the exact landmarks in pixels.
        camera: of the picture.
        sitter: body, shape, colours and clothes: the scene itself.
        person: the numbers she was made from.
    """

    name: str
    image: Image
    labels: Labels
    alpha: Mask
    depth: NDArray[np.float32]
    pose: Pose
    camera: Camera
    sitter: Sitter
    person: Person

    @property
    def view(self) -> PersonView:
        """What perception would see if it made no mistakes."""
        return PersonView(self.image, self.pose, self.alpha, self.labels)

    @cached_property
    def fragments(self) -> Fragments:
        """Which triangle of the bare body every pixel sees; faces index ``sitter.body.solid``."""
        body = self.sitter.body
        return rasterize(self.sitter.posed.vertices, body.solid, self.camera)


CLOTH = (0.30, 0.30, 0.31)
HEADROOM, FOOTROOM = 0.14, 0.14
"""Metres of background above the head and below the feet."""


def virtual_model(
    name: str = "mara", *, pose: PoseName | None = None, size: tuple[int, int] = (768, 1024),
    seed: int = 0, body: Body | None = None, camera: Camera | None = None,
    dress: Callable[[Sitter], Sequence[Layer]] | None = None,
) -> Model:  # fmt: skip
    """Draw a person in grey base clothes in a studio.

    Args:
        name: one of :data:`PRESETS`.
        pose: how she stands; None is the preset's own way.
        size: width and height of the picture in pixels.
        seed: of hair, skin and folds.
        body: an open template, to save opening it again.
        camera: None frames the whole person.
        dress: replaces the base clothes; it gets the sitter in base clothes.

    Raises:
        OptionError: when there is no such model.
        AssetError: when the template is missing or damaged.
    """
    if name not in PRESETS:
        raise OptionError(f"There is no virtual model {name!r}; there are: {', '.join(PRESETS)}.")
    return draw_model(name, PRESETS[name], pose=pose, size=size, seed=seed, body=body,
                      camera=camera, dress=dress)  # fmt: skip


def draw_model(
    name: str, preset: Preset, *, pose: PoseName | None = None,
    size: tuple[int, int] = (768, 1024), seed: int = 0, body: Body | None = None,
    camera: Camera | None = None, dress: Callable[[Sitter], Sequence[Layer]] | None = None,
) -> Model:  # fmt: skip
    """Draw any person; see :func:`virtual_model` for the arguments."""
    body = body or Body.open()
    rest = build(body, preset.person)
    stands = posed(body, rest, pose or preset.pose)
    layers = base_clothes(body, stands, CLOTH, seed + 11)
    sitter = Sitter(body, rest, stands, preset.looks, preset.style, layers, seed)
    if dress is not None:
        sitter = replace(sitter, layers=tuple(dress(sitter)))
    camera = camera or Camera.portrait(body.stature(stands) + HEADROOM, -FOOTROOM, size=size)
    photo = photograph(sitter, camera)
    marks = pose_of(body, stands, camera, photo.depth)
    return Model(name, photo.image, photo.labels, photo.alpha, photo.depth, marks, camera, sitter,
                 preset.person)  # fmt: skip
