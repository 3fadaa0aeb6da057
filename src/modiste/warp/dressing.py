"""The way from two views to a :class:`modiste.types.Warped`: measure, cut, weave, draw, stack."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from modiste.types import (
    Category,
    Fit,
    GarmentView,
    Mask,
    Part,
    PersonView,
    Points,
    Warped,
)  # fmt: skip
from modiste.warp.arrays import Coords
from modiste.warp.body import SIDES, Body, measure_body
from modiste.warp.bottoms import bottom_patches, measure_bottom
from modiste.warp.fabric import Fabric
from modiste.warp.face import clear_face
from modiste.warp.patch import Patch
from modiste.warp.raster import draw
from modiste.warp.sleeves import sleeve_patch
from modiste.warp.stack import stacked
from modiste.warp.tops import measure_top, top_fabric
from modiste.warp.torso import torso_patch
from modiste.warp.tuck import waistband

_BEHIND = "The person is seen from behind; the garment's front is shown on the back."


def warp_garment(
    person: PersonView, garment: GarmentView, fit: Fit | None = None, tuck: bool = False
) -> Warped:
    """Lay ``garment`` on ``person`` in its own proportions.

    Args:
        person: the wearer.
        garment: what to put on.
        fit: the garment's size in relation to the body; its natural fit when None.
        tuck: end a top at the waistband; ignored for bottoms and dresses.

    Returns:
        The garment in the person's picture, before light and occlusion.
    """
    body = measure_body(person)
    patches, fabric, guides = _patches(body, garment, fit or Fit())
    shape = person.matte.shape
    layers = [draw(p, fabric.image, (shape[0], shape[1])) for p in patches]
    image, alpha, parts = stacked([x for x in layers if x is not None], (shape[0], shape[1]))
    tucked = tuck and garment.category is Category.TOP
    if tucked:
        band = waistband(person, body)
        guides["hem"] = band.astype(np.float32)
        alpha = _above(alpha, band, body)
    alpha = clear_face(alpha, person.pose)
    parts = np.where(alpha > 0, parts, Part.NONE).astype(np.uint8)
    return Warped(image, alpha, parts, tucked, guides, (_BEHIND,) if body.behind else ())


def _patches(
    body: Body, garment: GarmentView, fit: Fit
) -> tuple[list[Patch], Fabric, dict[str, Points]]:
    """Patches in painting order, their cloth, and the lines worth knowing."""
    if garment.category is Category.BOTTOM:
        bottom = measure_bottom(garment, body, fit)
        patches, fabric = bottom_patches(bottom)
        return patches, fabric, _guides(patches)
    top = measure_top(garment, body, fit)
    fabric, cloth = top_fabric(top)
    torso = torso_patch(top, cloth["torso"], fabric)
    sleeves = [sleeve_patch(top, s, cloth[s], fabric) for s in SIDES if s in cloth]
    neck = np.stack([top.necks["right"], top.necks["left"]]).astype(np.float32)
    return [torso, *sleeves], fabric, {"neckline": neck, **_guides([torso, *sleeves])}


def _guides(patches: Sequence[Patch]) -> dict[str, Points]:
    """The last true rung of every patch: hems and cuffs."""
    names = {
        Part.TORSO: "hem", Part.SKIRT: "hem", Part.SLEEVE_LEFT: "cuff_left",
        Part.SLEEVE_RIGHT: "cuff_right", Part.LEG_LEFT: "hem_left", Part.LEG_RIGHT: "hem_right",
    }  # fmt: skip
    return {names[Part(int(p.parts[-1]))]: p.target[-2].astype(np.float32) for p in patches}


def _above(alpha: Mask, band: Coords, body: Body) -> Mask:
    """Keep what lies above ``band``, a polyline across the body."""
    height, width = alpha.shape
    y = np.interp(np.arange(width), band[:, 0], band[:, 1])
    rows = np.arange(height)[:, None]
    keep = np.clip((y[None, :] - rows) / max(1.0, 0.3 * body.unit) + 0.5, 0.0, 1.0)
    return np.asarray(alpha * cv2.GaussianBlur(keep.astype(np.float32), (3, 3), 0), np.float32)
