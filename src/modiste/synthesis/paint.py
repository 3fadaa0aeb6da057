"""The picture: the generator's answer, drawn at the working resolution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from modiste.compose import bare_body, shade
from modiste.compose.agnostic import agnostic_mask
from modiste.compose.crop import bounding_box, cropped, cropped_warp
from modiste.compose.fill import Plane, Region
from modiste.compose.frame import Frame
from modiste.compose.mend import mended
from modiste.synthesis.framing import Framing, framing_of
from modiste.synthesis.generator import Guess, mask_of, moved
from modiste.synthesis.planes import Planes, extended, planes_of
from modiste.synthesis.trust import trusted_mask, trusted_paint
from modiste.synthesis.unknown import agnostic_view, in_sight, unknown_region
from modiste.types import Image, Label, Mask, PersonView, Rendering, Scene, Warped

_ROOM = 48
"""Pixels around the editable region that tell how the background goes on."""
_SURE = 0.04
"""A composition mask nearer than this to 0 or 1 is 0 or 1, so that prints stay as they are."""
_CRISP = 2.0
"""The mask's edge is so much steeper than in training, where it is blurred by doubt."""

Generate = Callable[[Planes], Guess]


@dataclass(frozen=True)
class _Layers:
    """What the picture is made of, at the working resolution."""

    canvas: Image
    cloth: Image
    alpha: Mask
    unknown: Region
    body: Region
    unit: float


def paint(scene: Scene, warped: Warped, generate: Generate) -> Rendering:
    """Draw the garment into the scene as the generator says.

    The garment's own pixels come from ``warped`` at full resolution; the generator, which sees a
    smaller picture, moves, lights and hides them, and corrects what lies beside them.

    Args:
        scene: person, garment, editable region and options.
        warped: the garment on the body.
        generate: answers about the planes.

    Returns:
        The dressed person; alpha is 0 wherever the photo is kept.
    """
    whole = scene.person.image
    if not scene.editable.any():
        return Rendering(whole, np.zeros_like(scene.editable), {}, warped.warnings)
    face = scene.person.parse == Label.FACE
    box = bounding_box((scene.editable > 0) | face, _ROOM)
    part, cloth = cropped(scene, box), cropped_warp(warped, box)
    part = replace(part, person=mended(part.person))
    image, alpha, steps = _drawn(part, cloth, generate)
    full, full_alpha = whole.copy(), np.zeros_like(scene.editable)
    full[box], full_alpha[box] = image, alpha * part.editable
    return Rendering(full, full_alpha, steps if scene.explain else {}, warped.warnings)


def _drawn(
    scene: Scene, warped: Warped, generate: Generate
) -> tuple[Image, Mask, dict[str, Image]]:
    person, category = scene.person, scene.garment.category
    warped = replace(warped, alpha=in_sight(person, warped, category))
    hole = agnostic_mask(person, category) | (warped.alpha > 0)
    unknown = unknown_region(person, category, hole & (scene.editable > 0), warped.alpha)
    if not unknown.any():
        return person.image, np.zeros_like(scene.editable), {}
    light = 1 + scene.options.adjust.shading
    lit = shade(person, warped, warped.alpha, category, light)
    framing = framing_of(person, unknown)
    planes = _planes(scene, replace(warped, image=lit), unknown, framing)
    guess = generate(planes)
    layers = _layers(person, scene, lit, warped.alpha, unknown)
    image = _picture(layers, guess, framing)
    steps = {"agnostic": planes.canvas, "warped": planes.cloth, "generated": image}
    return image, _soft(unknown), steps


def _planes(scene: Scene, warped: Warped, unknown: Region, framing: Framing) -> Planes:
    """The network's planes of the framed part."""
    small = framing.shrunk(unknown.astype(np.uint8), hard=True) > 0
    return planes_of(
        framing.view(scene.person),
        scene.garment.category,
        np.asarray(small, np.bool_),
        np.asarray(framing.shrunk(_premultiplied(warped)), np.uint8),
        np.asarray(framing.shrunk(warped.alpha), np.float32),
        np.asarray(framing.shrunk(warped.parts, hard=True), np.uint8),
        scene.options.seed,
    )


def _premultiplied(warped: Warped) -> Image:
    """The cloth, continued a little over its edges, so that shrinking mixes in nothing else."""
    return extended(warped.image, warped.alpha)


def _layers(person: PersonView, scene: Scene, lit: Image, alpha: Mask, unknown: Region) -> _Layers:
    category = scene.garment.category
    agnostic = agnostic_view(person, category, unknown)
    canvas = bare_body(agnostic, category, unknown, scene.options.seed)
    canvas = np.where(unknown[..., None], canvas, person.image)
    body = np.asarray(agnostic.parse != Label.BACKGROUND, np.bool_)
    unit = Frame(person.pose, person.parse.shape).shoulder
    return _Layers(canvas, extended(lit, alpha), alpha, unknown, body, unit)


def _picture(layers: _Layers, guess: Guess, framing: Framing) -> Image:
    """Composition at the working resolution, inside the framed box."""
    box = framing.box
    flow = framing.grown(guess.flow) / np.float32(framing.factor)
    cloth = moved(layers.cloth[box], flow).astype(np.float32)
    alpha = np.asarray(moved(layers.alpha[box], flow), np.float32)
    mask = trusted_mask(mask_of(alpha, framing.grown(guess.change), _CRISP), alpha, layers.unit)
    mask = np.clip((mask - _SURE) / (1 - 2 * _SURE), 0, 1)[..., None]
    cloth *= np.exp(framing.grown(guess.light))[..., None]
    paint = trusted_paint(framing.grown(guess.paint), alpha, layers.body[box], layers.unit)
    beside: Plane = layers.canvas[box] + paint
    mixed = np.clip(cloth, 0, 255) * mask + np.clip(beside, 0, 255) * (1 - mask)
    out = layers.canvas.copy()
    unknown = layers.unknown[box][..., None]
    out[box] = np.where(unknown, np.clip(mixed + 0.5, 0, 255), out[box]).astype(np.uint8)
    return out


def _soft(region: Region) -> Mask:
    """1 inside, falling to 0 over two pixels before the edge of the region."""
    inside = cv2.distanceTransform(region.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.clip(inside / 2, 0, 1), np.float32)
