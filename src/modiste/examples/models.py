"""Virtual models: drawn people, free of any photo, with exact pose, parse, matte and depth.

    model = virtual_model("mara")
    model.image, model.labels, model.pose

Everything is rendered on demand from the parametric body; the same arguments give the same pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.body.camera import Camera
from modiste.body.hair import HairStyle
from modiste.body.landmarks import pose_of
from modiste.body.people import Person, build
from modiste.body.poses import PoseName, posed
from modiste.body.raster import Fragments, rasterize
from modiste.body.render import photograph
from modiste.body.scene import Layer, Sitter
from modiste.body.skin import Complexion
from modiste.body.template import ORIGINS, Body
from modiste.body.wardrobe import base_clothes
from modiste.errors import OptionError
from modiste.types import Image, Labels, Mask, PersonView, Pose


@dataclass(frozen=True)
class Preset:
    """Who a virtual model is: numbers, colours, hair, and how she stands."""

    person: Person
    looks: Complexion
    style: HairStyle
    pose: PoseName = PoseName.STANDING


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


_FAIR = Complexion(
    (0.56, 0.37, 0.285), (0.43, 0.17, 0.145), (0.060, 0.030, 0.014), (0.07, 0.11, 0.13)
)
_ROSY = Complexion((0.60, 0.41, 0.33), (0.46, 0.19, 0.16), (0.21, 0.115, 0.048), (0.08, 0.14, 0.19))
_OLIVE = Complexion((0.40, 0.245, 0.165), (0.32, 0.125, 0.095), (0.013, 0.009, 0.007))
_BROWN = Complexion((0.26, 0.14, 0.085), (0.22, 0.08, 0.065), (0.010, 0.007, 0.006))
_DARK = Complexion((0.135, 0.068, 0.041), (0.135, 0.05, 0.045), (0.008, 0.006, 0.006))


def _she(height: float, weight: float, age: float, origin: Sequence[float]) -> Person:
    return _person(True, height, weight, age, origin, smile=0.25)


def _he(height: float, weight: float, age: float, origin: Sequence[float]) -> Person:
    return _person(False, height, weight, age, origin, smile=0.15)


def _person(
    female: bool, height: float, weight: float, age: float, origin: Sequence[float], smile: float
) -> Person:
    shares = dict(zip(ORIGINS, origin, strict=True))
    return Person(female, height, weight, age, shares, {"smile": smile})


def _shaven(looks: Complexion, shadow: float = 0.7) -> Complexion:
    return replace(looks, beard=shadow, lashes=0.3)


PRESETS: Mapping[str, Preset] = {
    "mara": Preset(_she(172, 60, 27, (2, 2, 6)), _OLIVE, HairStyle.BUN, PoseName.RELAXED),
    "lena": Preset(_she(168, 58, 25, (1, 1, 8)), _ROSY, HairStyle.LONG, PoseName.HAND_ON_HIP),
    "nia": Preset(_she(170, 64, 30, (1, 0, 0)), _DARK, HairStyle.CROPPED, PoseName.WALKING),
    "yumi": Preset(_she(160, 50, 26, (0, 1, 0)), _FAIR, HairStyle.BOB, PoseName.ARM_BENT),
    "rosa": Preset(_she(165, 82, 38, (3, 2, 5)), _OLIVE, HairStyle.LONG),
    "ines": Preset(_she(163, 71, 45, (3, 1, 6)), _BROWN, HairStyle.BUN, PoseName.A_POSE),
    "tom": Preset(_he(182, 77, 29, (0, 0, 1)), _shaven(_FAIR), HairStyle.SHORT),
    "emeka": Preset(_he(185, 84, 32, (1, 0, 0)), _shaven(_DARK), HairStyle.CROPPED,
                    PoseName.ARM_BENT),
    "hiro": Preset(_he(174, 68, 27, (0, 1, 0)), _shaven(_OLIVE, 0.3), HairStyle.SHORT,
                   PoseName.WALKING),
    "omar": Preset(_he(176, 98, 42, (3, 2, 5)), _shaven(_BROWN, 1.0), HairStyle.SHORT,
                   PoseName.HAND_ON_HIP),
}  # fmt: skip
"""The people that modiste can draw, by name; "mara" is the one of ``make try``."""

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
