"""From a warped garment to a believable picture: removal, revealed skin, occlusion, light."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from modiste.compose.crop import bounding_box, cropped, cropped_warp
from modiste.compose.fill import Plane
from modiste.compose.frame import Frame
from modiste.compose.mend import mended
from modiste.compose.occlude import occlude
from modiste.compose.regions import editable_region, protected, replaced
from modiste.compose.shade import shade
from modiste.compose.undress import bare_body, undress
from modiste.imaging import changed
from modiste.types import Category, Image, Label, Mask, Rendering, Scene, Warped

_HEM_SHADOW = 0.22
_ROOM = 48
"""Pixels around the editable region that tell how the background goes on."""


def compose(scene: Scene, warped: Warped) -> Rendering:
    """Blend a warped garment into the scene.

    Args:
        scene: person, garment, editable region and options.
        warped: the garment on the body.

    Returns:
        The dressed person; alpha is 1 wherever the picture was changed.
    """
    whole = scene.person.image
    if not scene.editable.any():
        return Rendering(whole, np.zeros_like(scene.editable), {}, warped.warnings)
    face = scene.person.parse == Label.FACE  # it tells the tone of the skin
    box = bounding_box((scene.editable > 0) | face, _ROOM)
    part, cloth = cropped(scene, box), cropped_warp(warped, box)
    part = replace(part, person=mended(part.person))
    alpha = occlude(part.person, cloth, part.garment.category, part.editable)
    agnostic, lit, image = _draw(part, cloth, alpha)
    altered = changed(part.person.image, image) * part.editable
    full, full_alpha = whole.copy(), np.zeros_like(scene.editable)
    full[box], full_alpha[box] = image, altered
    steps = _steps(part, cloth, agnostic, lit, alpha) if scene.explain else {}
    return Rendering(full, full_alpha, steps, warped.warnings)


def _draw(scene: Scene, warped: Warped, alpha: Mask) -> tuple[Image, Image, Image]:
    """The undressed person, the lit garment, and both together."""
    person, category = scene.person, scene.garment.category
    seed = scene.options.seed
    agnostic = undress(person, category, alpha, scene.editable, seed, warped.parts)
    strength, tension = 1 + scene.options.adjust.shading, dict(scene.options.fit.tension)
    lit = shade(person, warped, alpha, category, strength, tension)
    grounded = _hem_shadow(agnostic.astype(np.float32), alpha, scene)
    blended = grounded + (lit - grounded) * alpha[..., None]
    return agnostic, lit, np.clip(blended + 0.5, 0, 255).astype(np.uint8)


def _hem_shadow(canvas: Plane, alpha: Mask, scene: Scene) -> Plane:
    """The garment's edge throws a narrow shadow on body and clothes below it."""
    unit = Frame(scene.person.pose, scene.person.parse.shape).shoulder
    shift = np.array([[1, 0, 0], [0, 1, 0.018 * unit]], np.float32)
    size = (alpha.shape[1], alpha.shape[0])
    below = cv2.GaussianBlur(cv2.warpAffine(alpha, shift, size), (0, 0), max(0.016 * unit, 0.6))
    on_body = scene.person.matte * scene.editable
    return np.asarray(canvas * (1 - _HEM_SHADOW * below * on_body)[..., None], np.float32)


def _steps(
    scene: Scene, warped: Warped, agnostic: Image, lit: Image, alpha: Mask
) -> dict[str, Image]:
    white = np.full_like(agnostic, 255)
    return {
        "editable": _over(scene.person.image, white, 0.6 * scene.editable),
        "agnostic": agnostic,
        "warped": _over(white, warped.image, warped.alpha),
        "lit": _over(white, lit, alpha),
    }


def _over(base: Image, layer: Image, alpha: Mask) -> Image:
    mixed = layer * alpha[..., None] + base * (1 - alpha[..., None])
    return np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


__all__ = [
    "Category",
    "bare_body",
    "compose",
    "editable_region",
    "occlude",
    "protected",
    "replaced",
    "shade",
    "undress",
]
