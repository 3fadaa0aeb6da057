"""The picture: the generator's answer, drawn at the working resolution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from modiste.compose import occlude, shade, undress
from modiste.compose.agnostic import agnostic_mask
from modiste.compose.crop import bounding_box, cropped, cropped_warp
from modiste.compose.fill import Plane, Region
from modiste.compose.frame import Frame
from modiste.compose.mend import mended
from modiste.imaging import changed
from modiste.synthesis.framing import Framing, framing_of
from modiste.synthesis.generator import Guess, mask_of, moved
from modiste.synthesis.planes import Planes, extended, planes_of
from modiste.synthesis.trust import plainness, regular, trusted_mask, trusted_paint
from modiste.synthesis.unknown import agnostic_view, unknown_region
from modiste.types import Image, Label, Mask, PersonView, Rendering, Scene, Warped

_ROOM = 48
"""Pixels around the editable region that tell how the background goes on."""
_SURE = 0.04
"""A composition mask nearer than this to 0 or 1 is 0 or 1, so that prints stay as they are."""

Generate = Callable[[Planes], Guess]


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
    free = scene.editable > 0
    warped = replace(warped, alpha=occlude(person, warped, category, scene.editable))
    hole = agnostic_mask(person, category, free) | (warped.alpha > 0)
    unknown = unknown_region(person, category, hole & free, warped.alpha)
    if not unknown.any():
        return person.image, np.zeros_like(scene.editable), {}
    light = 1 + scene.options.adjust.shading
    tension = dict(scene.options.fit.tension)
    lit = shade(person, warped, warped.alpha, category, light, tension)
    framing = framing_of(person, unknown)
    lit = extended(lit, warped.alpha)
    small = framing.view(person)
    planes = _planes(scene, small, replace(warped, image=lit), unknown, framing)
    guess = generate(planes)
    cloth, mask = _cloth(lit, warped.alpha, guess, framing, _unit(person))
    mask *= _soft(unknown & free)
    canvas = undress(person, category, mask, scene.editable, scene.options.seed, warped.parts)
    beside = canvas + _correction(scene, small, canvas, mask, guess, framing)
    mixed = cloth * mask[..., None] + np.clip(beside, 0, 255) * (1 - mask[..., None])
    image = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    steps = {"agnostic": planes.canvas, "warped": planes.cloth, "generated": image}
    return image, changed(person.image, image).astype(np.float32), steps


def _planes(
    scene: Scene, small: PersonView, warped: Warped, unknown: Region, framing: Framing
) -> Planes:
    """The network's planes of the framed part, in which ``small`` is the person."""
    hole = framing.shrunk(unknown.astype(np.uint8), hard=True) > 0
    return planes_of(
        small,
        scene.garment.category,
        np.asarray(hole, np.bool_),
        np.asarray(framing.shrunk(warped.image), np.uint8),
        np.asarray(framing.shrunk(warped.alpha), np.float32),
        np.asarray(framing.shrunk(warped.parts, hard=True), np.uint8),
        scene.options.seed,
    )


def _cloth(
    lit: Image, alpha: Mask, guess: Guess, framing: Framing, unit: float
) -> tuple[Plane, Mask]:
    """The garment, moved and lit as the generator says, and where it is seen."""
    box = framing.box
    flow = framing.grown(guess.flow) / np.float32(framing.factor) if guess.flow.any() else None
    coverage = np.asarray(alpha[box] if flow is None else moved(alpha[box], flow), np.float32)
    change = framing.grown(guess.change)
    mask = trusted_mask(mask_of(coverage, change), coverage, unit)
    cloth, seen = lit.astype(np.float32), np.zeros_like(alpha)
    small = np.asarray(framing.shrunk(lit), np.uint8)
    cover = np.asarray(framing.shrunk(alpha), np.float32)
    light = framing.grown(_balanced(guess, plainness(small, cover), cover))[..., None]
    cloth[box] = np.clip((lit[box] if flow is None else moved(lit[box], flow)) * light, 0, 255)
    crisp = np.clip((mask - _SURE) / (1 - 2 * _SURE), 0, 1)
    seen[box] = regular(np.asarray(crisp, np.float32), coverage, unit)
    return cloth, seen


def _balanced(guess: Guess, plain: Mask, cover: Mask) -> Plane:
    """Factors on the garment's colours, 1 on the whole, so that a shop's red stays red.

    Args:
        guess: its light and relief are read.
        plain: (h, w), how far the relief is believed.
        cover: (h, w), where the garment is.

    Returns:
        (h, w), at the networks' resolution.
    """
    size = (guess.relief.shape[1], guess.relief.shape[0])
    light = cv2.resize(guess.light, size, interpolation=cv2.INTER_LINEAR) + guess.relief * plain
    mean = float((light * cover).sum() / max(float(cover.sum()), 1e-6))
    return np.asarray(np.exp(light - np.float32(mean)), np.float32)


def _correction(
    scene: Scene,
    small: PersonView,
    canvas: Image,
    mask: Mask,
    guess: Guess,
    framing: Framing,
) -> Plane:
    """What the generator adds to the places that geometry filled, (h, w, 3)."""
    person, category = scene.person, scene.garment.category
    filled = changed(person.image, canvas)
    box, out = framing.box, np.zeros(canvas.shape, np.float32)
    holes = framing.shrunk(filled.astype(np.uint8), hard=True) > 0
    standard = agnostic_view(small, category, np.asarray(holes, np.bool_))
    body = standard.parse != Label.BACKGROUND
    cover = np.asarray(framing.shrunk(mask), np.float32)
    paint = framing.grown(trusted_paint(guess.paint, cover, body, _unit(small)))
    soft = cv2.GaussianBlur(filled[box].astype(np.float32), (0, 0), 1.0) * filled[box]
    out[box] = paint * soft[..., None]
    return out


def _unit(person: PersonView) -> float:
    return Frame(person.pose, person.parse.shape).shoulder


def _soft(region: Region) -> Mask:
    """1 inside the region, falling to 0 at its edge."""
    inside = cv2.distanceTransform(region.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.clip(inside - 0.35, 0, 1), np.float32)
