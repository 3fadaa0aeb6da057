"""The way from two views to a :class:`modiste.types.Warped`: measure, cut, weave, draw, stack."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from modiste.types import (
    POSE_NAMES,
    Category,
    Fit,
    GarmentView,
    Part,
    PersonView,
    Points,
    Pose,
    Warped,
)  # fmt: skip
from modiste.warp.body import SIDES, Body, measure_body
from modiste.warp.bottoms import bottom_patches, measure_bottom
from modiste.warp.fabric import Fabric
from modiste.warp.face import clear_face
from modiste.warp.neck import clear_neck
from modiste.warp.patch import Patch
from modiste.warp.raster import draw
from modiste.warp.sleeves import sleeve_patch
from modiste.warp.stack import stacked
from modiste.warp.tops import Top, measure_top, top_fabric
from modiste.warp.torso import torso_patch
from modiste.warp.waist import tucked, waistband, worn_hem

_BEHIND = "The person is seen from behind; the garment's front is shown on the back."
_TURNED = 0.72
"""Shoulders that look narrower than this belong to a body that is turned aside."""


def warp_garment(
    person: PersonView,
    garment: GarmentView,
    fit: Fit | None = None,
    tuck: bool = False,
    body: Body | None = None,
) -> Warped:
    """Lay ``garment`` on ``person`` in its own proportions.

    Args:
        person: the wearer.
        garment: what to put on.
        fit: the garment's size in relation to the body; its natural fit when None.
        tuck: end a top at the waistband; ignored for bottoms and dresses.
        body: the person's, if it has been measured.

    Returns:
        The garment in the person's picture, before light and occlusion.
    """
    body = body or measure_body(person)
    band = waistband(person, body) if tuck and garment.category is Category.TOP else None
    patches, fabric, guides = cut_patches(person, body, garment, fit or Fit())
    shape = (person.matte.shape[0], person.matte.shape[1])
    drawn = [draw(p, fabric.image, shape) for p in patches]
    layers = [x if band is None else tucked(x, band, body) for x in drawn if x is not None]
    if band is not None:
        guides["hem"] = band.astype(np.float32)
    image, alpha, parts, flow = stacked(layers, shape)
    alpha = clear_face(alpha, person.pose)
    if garment.category is not Category.BOTTOM:
        alpha = clear_neck(alpha, person, body, garment)
    parts = np.where(alpha > 0, parts, Part.NONE).astype(np.uint8)
    flow[alpha <= 0] = np.nan
    warnings = (_BEHIND,) if body.behind else ()
    return Warped(image, alpha, parts, band is not None, guides, warnings, fabric.unscaled(flow))


def cut_patches(
    person: PersonView, body: Body, garment: GarmentView, fit: Fit
) -> tuple[list[Patch], Fabric, dict[str, Points]]:
    """Patches in painting order, their cloth, and the lines worth knowing."""
    if garment.category is Category.BOTTOM:
        bottom = measure_bottom(garment, body, fit, worn_hem(person, body))
        patches, fabric = bottom_patches(bottom)
        return patches, fabric, _guides(patches)
    top = measure_top(garment, body, fit)
    fabric, cloth = top_fabric(top)
    torso = torso_patch(top, cloth["torso"], fabric)
    sleeves = {s: sleeve_patch(top, s, cloth[s], fabric) for s in SIDES if s in cloth}
    guides = {"neckline": _neckline(top, torso, fabric), **_guides([torso, *sleeves.values()])}
    return _ordered(torso, sleeves, person.pose, body), fabric, guides


def _guides(patches: Sequence[Patch]) -> dict[str, Points]:
    """The last true rung of every patch: hems and cuffs."""
    names = {
        Part.TORSO: "hem", Part.SKIRT: "hem", Part.SLEEVE_LEFT: "cuff_left",
        Part.SLEEVE_RIGHT: "cuff_right", Part.LEG_LEFT: "hem_left", Part.LEG_RIGHT: "hem_right",
    }  # fmt: skip
    return {names[Part(int(p.parts[-1]))]: p.target[-2, 1:-1].astype(np.float32) for p in patches}


def _neckline(top: Top, torso: Patch, fabric: Fabric) -> Points:
    """The front neckline from the wearer's right to her left, (n, 2)."""
    right, left = top.necks["right"], top.necks["left"]
    lowest = (right + left) / 2
    if "neck_center" in top.garment.landmarks:
        column = torso.source.shape[1] // 2
        y = (top.garment.landmarks["neck_center"].y + 0.5) * fabric.factor[1] - 0.5
        row = float(np.interp(y, torso.source[:, column, 1], np.arange(len(torso.source))))
        lowest = torso.target[round(row), column]
    t = np.linspace(-1.0, 1.0, 17)[:, None]
    chord = right * (1 - t) / 2 + left * (1 + t) / 2
    return np.asarray(chord + (lowest - (right + left) / 2) * (1 - t**2), np.float32)


def _ordered(torso: Patch, sleeves: dict[str, Patch], pose: Pose, body: Body) -> list[Patch]:
    """In painting order: the far arm of a turned body lies behind its torso."""
    far = _far_side(pose, body)
    behind = [p for s, p in sleeves.items() if s == far]
    return [*behind, torso, *(p for s, p in sleeves.items() if s != far)]


def _far_side(pose: Pose, body: Body) -> str | None:
    """The side that is turned away so far that the torso hides its arm, if any."""
    if body.turn > _TURNED or body.behind:
        return None
    depths = {s: float(pose.depth[POSE_NAMES.index(f"{s}_shoulder")]) for s in SIDES}
    return max(depths, key=lambda s: depths[s])
