"""How wide a top or dress of a known size hangs on a body whose girths are known.

Cloth with room stands off the body's own section all round by r, and is 2 pi r longer than it
(Steiner's formula for parallel curves of convex sets). So the picture gives the section's breadth,
the tape measures give r, and each cm of room adds 1 / pi to the breadth.
"""

from __future__ import annotations

import numpy as np

from modiste.types import Ring, Tube
from modiste.warp.arrays import Values
from modiste.warp.body import SIDES, Body
from modiste.warp.sizing import shrunk_by_turning
from modiste.warp.tops import Top, half_width

_CHEST_CM = 7.0
"""A garment's chest is measured so far below its armpits, where the sleeves' seams have ended."""
_WORN_CM = 1.5
"""A worn top stands off the skin by up to this on each side."""
_YIELDING = 0.0015
"""Statures by which cloth that just closes stands off, times log 2: so tight sizes still differ."""


def below_armpits(top: Top, heights: Values, flat: Values, side: str) -> Values:
    """Half width of the cloth below the armpits on one side, pixels.

    Args:
        top: measured against the body; its size's tube is used when there is one.
        heights: (n,), pixels below the shoulder joints, rising.
        flat: (n,), half widths of the garment laid flat, pixels of its photo.
        side: ``left`` or ``right``.
    """
    if top.fit.tube is None:
        return half_width(top.body, heights, flat * top.girth, side)
    body, tube = top.body, top.fit.tube
    at = heights / body.torso
    room = _cloth(top, tube, at, flat) - _along(at, tube.body, "girth")
    off = _YIELDING * np.logaddexp(0.0, room / (2 * np.pi) / _YIELDING)
    return np.asarray(_skin(body, tube, heights, side) + off * body.stature * _facing(body))


def _facing(body: Body) -> float:
    return shrunk_by_turning(body)


def _skin(body: Body, tube: Tube, heights: Values, side: str) -> Values:
    """Half width of the trunk (n,) on one side, without what a worn top adds to it.

    The silhouette shows her with her clothes; the tape tells her own breadth, and is believed as
    far as a top may stand off.
    """
    seen = body.half_width(heights, side)
    both = sum((body.half_width(heights, s) for s in SIDES), np.zeros_like(heights))
    known = _along(heights / body.torso, tube.body, "breadth") * body.stature * _facing(body)
    own = known * seen / np.maximum(both, 1e-6)
    return np.asarray(seen - np.clip(seen - own, 0.0, _WORN_CM * body.unit))


def _cloth(top: Top, tube: Tube, at: Values, flat: Values) -> Values:
    """The garment's girths (n,) at heights ``at`` in torso lengths, in statures.

    The photo tells how its width changes from the chest down; the size, how wide it is at zones.
    """
    seam = (top.armpit_height + _CHEST_CM * top.body.unit) / top.body.torso
    chest = float(np.interp(seam, at, flat))
    shape = np.where(at < seam, 1.0, flat / max(chest, 1.0))
    places, girths = (np.array(v) for v in zip(*tube.cloth, strict=True))
    shapes = np.maximum(np.interp(places, at, shape), 0.1)
    scale = np.interp(at, places, girths / shapes)
    return np.asarray(shape * scale * top.fit.girth / tube.girth)


def _along(at: Values, rings: tuple[Ring, ...], name: str) -> Values:
    """What sections tell, at heights ``at`` (n,) in torso lengths."""
    places, values = zip(*((ring.at, getattr(ring, name)) for ring in rings), strict=True)
    return np.asarray(np.interp(at, places, values), np.float64)
