"""The trunk of a garment beneath its sleeves, which rise from it with the arms."""

from __future__ import annotations

import numpy as np

from modiste.live.behind import SLEEVES, TRUNK, in_light
from modiste.live.bones import torso_length
from modiste.types import Category, Image, Labels, Mask, Part, Scene, Warped
from modiste.warp import measure_body, shifted
from modiste.warp.dressing import cut_patches
from modiste.warp.raster import draw
from modiste.warp.stack import stacked
from modiste.warp.waist import tucked, waistband


def trunk_alone(scene: Scene, warped: Warped) -> Warped | None:
    """The scene's garment without its sleeves; None where no sleeve hides anything of it.

    Args:
        scene: person, garment and options.
        warped: the whole garment on the person, as :func:`modiste.engines.laid.lay` gives it.
    """
    sleeved = np.isin(warped.parts, tuple(SLEEVES)).any()
    if scene.garment.category is Category.BOTTOM or not sleeved:
        return None
    person, shape = scene.person, scene.person.parse.shape
    body = measure_body(person)
    patches, fabric, _ = cut_patches(person, body, scene.garment, scene.options.fit)
    trunk = next(p for p in patches if Part(int(p.parts[0])) in TRUNK)
    layer = draw(trunk, fabric.image, (shape[0], shape[1]))
    band = waistband(person, body) if warped.tucked else None
    if layer is not None and band is not None:
        layer = tucked(layer, band, body)
    if layer is None:
        return None
    image, alpha, parts, _ = stacked([layer], (shape[0], shape[1]))
    adjust = scene.options.adjust
    place = np.array([adjust.shift_x, adjust.shift_y], np.float32) * torso_length(person.pose)
    alone = Warped(image, alpha, np.where(alpha > 0, parts, Part.NONE).astype(np.uint8))
    return shifted(alone, place) if place.any() else alone


def uncovered(
    scene: Scene, warped: Warped, image: Image, cloth: Mask, parts: Labels
) -> tuple[Image, Mask, Labels]:
    """The dressed picture, the garment's coverage and its parts with the sleeves taken away.

    Args:
        scene: person, garment and options.
        warped: the whole garment on the person.
        image: the dressed picture, (h, w, 3).
        cloth: the garment's coverage, (h, w).
        parts: what each pixel moves with, (h, w).
    """
    alone = trunk_alone(scene, warped)
    if alone is None:
        return image, cloth, parts
    hidden = np.isin(warped.parts, tuple(SLEEVES)) & (alone.alpha > 0) & (cloth > 0)
    lit = in_light(alone, image, cloth * np.isin(warped.parts, TRUNK), scene.person.pose)
    bare = np.where(hidden[..., None], np.clip(lit + 0.5, 0, 255), image).astype(np.uint8)
    covered = np.where(hidden, alone.alpha, cloth).astype(np.float32)
    return bare, covered, np.where(hidden, alone.parts, parts).astype(np.uint8)
