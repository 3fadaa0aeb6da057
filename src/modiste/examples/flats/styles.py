"""What makes a top a T-shirt, a shirt or a hoodie: collars, plackets, pockets and ribs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from modiste.examples.flats.curves import Curve, band, bezier, joined, mirrored, spline, symmetric
from modiste.examples.flats.pattern import Pattern, Piece
from modiste.examples.flats.tops import collar_band, hem_ribs, neckline
from modiste.types import Part

COLLAR_RISE = 3.4
"""How far a shirt's collar stands above the neck point, cm."""


def finish(pattern: Pattern, neck: str, rng: np.random.Generator) -> Pattern:
    """Sew on what belongs to the kind of top."""
    if pattern.kind == "shirt":
        return _shirt(pattern, rng)
    if pattern.kind == "hoodie":
        return _hoodie(pattern)
    width = 1.9 if pattern.kind in ("t-shirt", "long-sleeve") else 1.0
    width *= rng.uniform(0.6, 1.4)
    inside, outer = collar_band(
        dict(pattern.measures), neckline(dict(pattern.measures), neck), width
    )
    contrast = bool(pattern.kind == "t-shirt" and rng.uniform() < 0.1)
    pieces: tuple[Piece, ...] = (replace(outer, contrast=contrast),)
    sleeves = tuple(p for p in pattern.panels if p.part in (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT))
    if pattern.kind == "long-sleeve" and rng.uniform() < 0.5:
        pieces += hem_ribs(dict(pattern.measures), sleeves, rng.uniform(3, 6))
    return replace(pattern, inside=(inside,), pieces=pieces)


def _shirt(pattern: Pattern, rng: np.random.Generator) -> Pattern:
    m = pattern.measures
    half, depth = m["neck_width"] / 2, m["neck_depth"]
    fold = bezier(
        (0.2, depth), (half * 0.45, depth * 0.55), (half, 1.0), (half - 0.3, -COLLAR_RISE)
    )
    tip = (half * 0.2 + rng.uniform(3.5, 5.5), depth + rng.uniform(3.5, 6))
    outer = bezier(tip, (half * 0.9 + 1.5, depth * 0.6), (half + 2.6, 2.5), (half + 1.4, 0.8))
    back_edge = bezier(
        (half + 1.4, 0.8), (half + 1.2, -1.0), (half + 0.6, -2.6), (half - 0.3, -COLLAR_RISE)
    )
    flap = joined(fold[::-1], np.array([tip]), outer, back_edge)
    top = bezier(
        (0, -COLLAR_RISE),
        (half * 0.4, -COLLAR_RISE),
        (half * 0.8, -COLLAR_RISE - 0.2),
        (half - 0.3, -COLLAR_RISE),
    )
    low = m["length"] + m["hem_curve"] * 0.97
    placket = np.array([(-1.7, depth - 1), (1.7, depth - 1), (1.7, low), (-1.7, low)])
    gap = (m["length"] - depth - 8) / 7
    buttons = np.array([(0.0, depth + 1.2 + gap * i) for i in range(8)])
    sleeves = tuple(p for p in pattern.panels if p.part in (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT))
    cuffs = tuple(replace(c, ribs=None) for c in hem_ribs(dict(m), sleeves, 6.0))
    flaps = tuple(Piece(o, tone=1.03, raised=0.8, free=True) for o in (flap, mirrored(flap)))
    pocket = (Piece(_pocket(m), raised=0.25),) if rng.uniform() < 0.6 else ()
    stand = Piece(
        joined(symmetric(top), symmetric(top)[::-1] + np.array([0, COLLAR_RISE * 0.95])),
        tone=0.8,
        raised=0.3,
    )
    return replace(
        pattern,
        inner=joined(symmetric(fold), symmetric(top)[::-1]),
        inside=(stand,),
        pieces=(Piece(placket, raised=0.2), *pocket, *cuffs, *flaps),
        buttons=buttons,
        label=(-2.2, -1.6 + COLLAR_RISE * 0.6, 4.4, 1.7),
    )


def _pocket(m: Mapping[str, float]) -> Curve:
    x, y = m["chest"] * 0.14, m["armhole"] * 0.92
    shape = [(x, y), (x + 11, y), (x + 11, y + 11), (x + 5.5, y + 13), (x, y + 11)]
    return np.array(shape, np.float64)


def _hoodie(pattern: Pattern) -> Pattern:
    m = pattern.measures
    half, depth = m["neck_width"] / 2, m["neck_depth"]
    side = spline(
        [(0, -27), (half * 0.75, -25), (half * 1.35, -15), (half * 1.3, -5), (half + 2.5, 1.4)]
    )
    hood = joined(mirrored(side), side[1:])
    rim = spline(
        [
            (0, -21),
            (half * 0.55, -19),
            (half * 0.92, -11),
            (half * 0.95, -3),
            (half * 0.7, depth * 0.6),
            (0, depth),
        ]
    )
    opening = joined(rim, mirrored(rim))
    pocket_half = m["chest"] * 0.31
    low, high = m["length"] - 8, m["length"] - 27
    pocket = spline(
        [(pocket_half * 0.66, high), (pocket_half * 0.75, high + 5), (pocket_half, high + 12)]
    )
    pocket = joined(pocket, np.array([(pocket_half, low)]))
    cords = [
        band(
            bezier(
                (s * half * 0.5, depth - 1),
                (s * half * 0.55, depth + 6),
                (s * half * 0.3, depth + 12),
                (s * half * 0.5, depth + 19),
            ),
            0.6,
        )
        for s in (-1.0, 1.0)
    ]
    return replace(
        pattern,
        inner=opening,
        behind=(Piece(hood, raised=0.5, free=True),),
        pieces=(
            Piece(band(rim[20:], -1.6), raised=0.5),
            Piece(mirrored(band(rim[20:], -1.6)), raised=0.5),
            Piece(joined(pocket, mirrored(pocket)), raised=0.5),
            *hem_ribs(dict(m), pattern.panels, 6.5),
            *(Piece(c, raised=0.9, contrast=True) for c in cords),
        ),
        label=(-2.2, -6.0, 4.4, 2.2),
    )
