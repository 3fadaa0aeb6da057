"""One frame dressed with all care; the frames around it are drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.adjust import adjusted_garment, adjusted_options
from modiste.compose import compose, editable_region, occlude
from modiste.engines.laid import lay
from modiste.live.behind import TRUNK, bare_arms, joints, limbs_painted, reaches, whole
from modiste.live.beneath import uncovered
from modiste.live.bones import LIMBS, torso_length
from modiste.types import (
    GarmentView,
    Image,
    Labels,
    Mask,
    Options,
    Part,
    PersonView,
    Points,
    Pose,
    Scene,
)

_SEAM = 0.05
"""How far limbs reach into the trunk, in torso lengths, so that no gap opens when they turn."""
_TURN = np.deg2rad(40.0)
"""A bone that has turned so far is worth a new keyframe."""
_STRETCH = np.log(1.45)
"""The same for its length: the body has turned, or come nearer."""
_BONES = (
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    *(bone for names in LIMBS.values() for bone in pairwise(names)),
)


Dressed = tuple[Image, Mask, Labels]
"""A dressed picture, the garment's coverage in it, and what each pixel moves with."""


@dataclass(frozen=True)
class Layer:
    """One part of a dressed picture.

    Attributes:
        part: that moves.
        paint: uint8 (h, w, 4): colours times coverage, and coverage.
        cloth: uint8 (h, w): coverage by the garment itself, without painted skin and background.
        box: left, top, right, bottom of what is not empty.
    """

    part: Part
    paint: NDArray[np.uint8]
    cloth: NDArray[np.uint8]
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Hole:
    """What an arm hides of the trunk's cloth; it moves with the arm.

    Attributes:
        part: the arm's sleeve.
        cover: uint8 (h, w), 255 where nothing of the trunk is seen.
        box: left, top, right, bottom of what is not empty.
    """

    part: Part
    cover: NDArray[np.uint8]
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Keyframe:
    """A dressed frame, cut into parts.

    Attributes:
        pose: of the person in it.
        layers: from the back to the front.
        reach: how far down the arm each sleeve goes: 1 elbow, 2 wrist.
        holes: where the arms are, bare or in their old sleeves.
    """

    pose: Pose
    layers: tuple[Layer, ...]
    reach: Mapping[Part, float]
    holes: tuple[Hole, ...] = ()

    def distance(self, pose: Pose) -> float:
        """How unlike another pose is; above 1 this frame should not be used for it."""
        scale = torso_length(pose) / torso_length(self.pose)
        return max(_difference(self.pose, pose, bone, scale) for bone in _BONES)


def make_keyframe(person: PersonView, garment: GarmentView, options: Options) -> Keyframe:
    """Dress one frame.

    Args:
        person: what perception saw of it.
        garment: the garment, looked at once.
        options: size, adjustments and the like.
    """
    options = adjusted_options(options)
    garment = adjusted_garment(garment, options.adjust)
    editable = editable_region(person, garment)
    scene = Scene(person, garment, editable, options)
    warped = lay(scene)
    rendering = compose(scene, warped)
    cloth = occlude(person, warped, garment.category, editable)
    arms = bare_arms(person, warped)
    image, full, holes = whole(rendering.image, cloth, warped, arms, person.pose)
    parts = limbs_painted(_spread(warped.parts, warped.alpha), full, person, arms)
    below = uncovered(scene, warped, image, full, parts)
    layers = _layers(person, rendering.alpha * editable, (image, full, parts), below)
    return Keyframe(person.pose, layers, reaches(person, warped), _cut_out(holes))


def _cut_out(holes: Mapping[Part, Mask]) -> tuple[Hole, ...]:
    found = ((part, np.round(255 * hole).astype(np.uint8)) for part, hole in holes.items())
    return tuple(Hole(part, cover, _box(cover > 4)) for part, cover in found if cover.any())


def _spread(parts: Labels, alpha: Mask) -> Labels:
    """Every pixel's nearest part: what is painted beside the garment moves with it."""
    names = [Part(int(p)) for p in np.unique(parts[alpha > 0.5]) if p]
    if not names:
        return parts
    away = [cv2.distanceTransform((parts != p).astype(np.uint8), cv2.DIST_L2, 3) for p in names]
    nearest: Labels = np.array(names, np.uint8)[np.argmin(away, axis=0)]
    return nearest


def _layers(person: PersonView, changed: Mask, above: Dressed, below: Dressed) -> tuple[Layer, ...]:
    """Trunk first, limbs above it; each reaches a little into the other where they join."""
    image, cloth, parts = above
    seen = (changed > 0.02) | (cloth > 0.02)
    names = sorted((Part(int(p)) for p in np.unique(parts[seen]) if p), key=lambda p: p in LIMBS)
    unit = max(3, round(_SEAM * np.sqrt(float(seen.sum())))) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (unit, unit))
    trunk, layers = np.isin(parts, TRUNK), []
    for part in names:
        image, cloth, parts = below if part in TRUNK else above
        own = parts == part
        joined = cv2.dilate((own & (cloth > 0.5)).astype(np.uint8), kernel) > 0
        mask = (own | (joined & trunk & joints(person, part))).astype(np.float32)
        layers.append(_layer(part, image, np.maximum(changed, cloth) * mask, cloth * mask))
    return tuple(layer for layer in layers if layer.box[2] > layer.box[0])


def _layer(part: Part, image: Image, alpha: Mask, cloth: Mask) -> Layer:
    paint = np.dstack([image * alpha[..., None], 255 * alpha])
    return Layer(part, np.round(paint).astype(np.uint8), np.round(255 * cloth).astype(np.uint8),
                 _box(alpha > 0.02))  # fmt: skip


def _box(region: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of where it is true."""
    x, y, width, height = cv2.boundingRect(region.astype(np.uint8))
    return x, y, x + width, y + height


def _difference(one: Pose, other: Pose, bone: tuple[str, str], scale: float) -> float:
    """Turn and stretch of a bone, each in units of what is too much."""
    a: Points = one[bone[1]] - one[bone[0]]
    b: Points = other[bone[1]] - other[bone[0]]
    long, long_other = float(np.linalg.norm(a)) * scale, float(np.linalg.norm(b))
    least = 0.25 * torso_length(other)
    if min(long, long_other) < least:  # it points at the camera, where its angle means little
        return abs(long - long_other) / (2 * least)
    turn = abs(float(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b)))
    return float(max(turn / _TURN, abs(np.log(long_other / long)) / _STRETCH))
