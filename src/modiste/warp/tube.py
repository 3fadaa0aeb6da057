"""How wide cloth of a known size hangs round a trunk whose girths are known.

Cloth with room stands off the body's own section all round by r, and is 2 pi r longer than it
(Steiner's formula for parallel curves of convex sets). So the picture gives the section's breadth,
the tape measures give r, and each cm of room adds 1 / pi to the breadth.
"""

from __future__ import annotations

import numpy as np

from modiste.types import Fit, Ring, Tube
from modiste.warp.arrays import Values
from modiste.warp.body import SIDES, Body
from modiste.warp.sizing import shrunk_by_turning

_WORN_CM = 1.5
"""A worn top stands off the skin by up to this on each side."""
_YIELDING = 0.0015
"""Statures by which cloth that just closes stands off, times log 2: so tight sizes still differ."""


def hanging(body: Body, fit: Fit, heights: Values, flat: Values, first: float, side: str) -> Values:
    """Half width of the cloth on one side, pixels.

    Args:
        body: the wearer's.
        fit: of the size; it must tell the tube.
        heights: (n,), pixels below the shoulder joints, rising.
        flat: (n,), half widths of the garment laid flat, in any unit.
        first: the height where ``flat`` is as wide as the first girth of the tube.
        side: ``left`` or ``right``.

    Raises:
        ValueError: when the fit tells no tube.
    """
    if fit.tube is None:
        raise ValueError("the size's girths are not known")
    at = heights / body.torso
    cloth = _cloth(fit.tube, at, flat, first / body.torso) * fit.girth / fit.tube.girth
    room = cloth - _along(at, fit.tube.body, "girth")
    off = _YIELDING * np.logaddexp(0.0, room / (2 * np.pi) / _YIELDING)
    return np.asarray(_skin(body, fit.tube, heights, side) + off * body.stature * _facing(body))


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


def _cloth(tube: Tube, at: Values, flat: Values, first: float) -> Values:
    """The garment's girths (n,) at heights ``at`` in torso lengths, in statures.

    The photo tells how its width changes downwards; the size, how wide it is at zones.
    """
    own = float(np.interp(first, at, flat))
    shape = flat / max(own, 1e-6)
    places, girths = (np.array(v) for v in zip(*tube.cloth, strict=True))
    shapes = np.maximum(np.interp(places, at, shape), 0.1)
    return np.asarray(shape * np.interp(at, places, girths / shapes))


def _along(at: Values, rings: tuple[Ring, ...], name: str) -> Values:
    """What sections tell, at heights ``at`` (n,) in torso lengths."""
    places, values = zip(*((ring.at, getattr(ring, name)) for ring in rings), strict=True)
    return np.asarray(np.interp(at, places, values), np.float64)
