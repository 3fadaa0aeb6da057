"""Patterns of trousers, shorts and skirts."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from modiste.examples.flats.curves import Curve, bezier, joined, mirrored, spline, symmetric
from modiste.examples.flats.pattern import UPRIGHT, Panel, Pattern, Piece
from modiste.examples.flats.sizes import Measures
from modiste.types import Category, Length, Part

HIP_HEIGHT = 0.72
"""Where the hip is widest, as a share of the rise."""


KNEE = 40.0
"""Shortest inseam in cm whose leg is shaped at the knee."""


def _leg_edges(measures: Measures) -> tuple[Curve, Curve]:
    """Outer and inner edge of the leg on the right of the picture, from crotch level down."""
    m = measures
    thigh, inseam = m["hip"] / 2 * 0.99, m["inseam"]
    lean = math.tan(math.radians(m["spread"]))
    levels = np.array([0.0, 0.12, 0.5, 1.0])
    widths = thigh * np.array([1.0, max(0.93, m["knee"]), m["knee"], m["hem"]])
    if inseam < KNEE:
        widths = thigh * np.interp(levels, [0, 1], [1.0, m["hem"]])
    axis = thigh / 2 + lean * inseam * levels
    y = m["rise"] + inseam * levels
    inner = axis - widths / 2
    inner = np.maximum(inner, [0.0, 0.25, 0.4, 0.5])
    outer = inner + widths
    outer[0] = thigh
    return (
        spline(np.stack([outer, y], axis=1).tolist()),
        spline(np.stack([inner, y], axis=1).tolist()),
    )


def resolve_bottom(measures: Measures) -> Measures:
    """Ratios become cm."""
    m = dict(measures)
    m["hip"] *= m["waist"] if m["hip"] < 4 else 1
    return m


def _upper_side(measures: Measures) -> Curve:
    hip = (measures["hip"] / 2, measures["rise"] * HIP_HEIGHT)
    start = (measures["waist"] / 2, 0.0)
    bend = (measures["waist"] / 2 + (hip[0] - start[0]) * 0.75, hip[1] * 0.5)
    return bezier(start, bend, (hip[0], hip[1] * 0.75), hip)


def cut_trousers(kind: str, measures: Measures, rng: np.random.Generator) -> Pattern:
    """Cut trousers or shorts."""
    m = resolve_bottom(measures)
    outer, inner = _leg_edges(m)
    side = joined(_upper_side(m), outer)
    y = np.linspace(0.0, m["rise"] + m["inseam"], 60)
    wide = np.interp(y, side[:, 1], side[:, 0])
    close = np.interp(y, inner[:, 1], inner[:, 0])
    dip = _waistline(m)
    outline = joined(dip, side, inner[::-1])
    legs = (
        Panel(Part.LEG_RIGHT, replace(UPRIGHT, mirror=False), y, close, wide, mirrored(outline)),
        Panel(Part.LEG_LEFT, UPRIGHT, y, close, wide, outline),
    )
    crotch = bezier((0, 0), (0, m["rise"] * 0.5), (0.4, m["rise"] * 0.8), (0, m["rise"]))
    return Pattern(
        kind,
        Category.BOTTOM,
        legs,
        _trouser_landmarks(m, outer, inner),
        leg=_leg_class(m["inseam"]),
        inner=_waist_inside(m),
        pieces=(*_waistband(m), _fly(m), *_pockets(m, rng)),
        seams=(_moved(crotch, 0, m["dip"]), *_pocket_mouths(m)),
        stitches=_hem_rows(legs),
        buttons=np.array([[0.9, m["dip"] + 1.9]]),
        label=(-2.2, 0.4, 4.4, 1.2) if m["dip"] > 1.8 else None,
        measures=m,
    )


def _waistline(measures: Measures) -> Curve:
    """The front's upper edge from the middle to the side, on the right of the picture."""
    half, dip = measures["waist"] / 2, measures["dip"]
    return bezier((0, dip), (half * 0.5, dip), (half * 0.85, dip * 0.6), (half, 0))


def _waist_inside(measures: Measures) -> Curve:
    half = measures["waist"] / 2
    rise = -measures["dip"] * 0.35
    back = symmetric(bezier((0, rise), (half * 0.5, rise), (half * 0.9, rise * 0.5), (half, 0)))
    return joined(symmetric(_waistline(measures)), back[::-1])


def _waistband(measures: Measures) -> tuple[Piece, ...]:
    upper = symmetric(_waistline(measures))
    lower = upper * [1.012, 1] + [0, 3.8]
    loops = [
        Piece(
            _box(x, measures["dip"] * (1 - (2 * x / measures["waist"]) ** 2) - 0.4, 1.1, 4.8),
            raised=0.5,
        )
        for x in np.array([-0.34, -0.17, 0.17, 0.34]) * measures["waist"]
    ]
    return Piece(joined(upper, lower[::-1]), raised=0.35), *loops


def _moved(curve: Curve, x: float, y: float) -> Curve:
    moved: Curve = curve + np.array([x, y])
    return moved


def _box(x: float, y: float, width: float, height: float) -> Curve:
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    return np.array(corners, np.float64)


def _fly(measures: Measures) -> Piece:
    top = measures["dip"] + 3.8
    bottom = measures["rise"] * 0.66
    curve = bezier((3.4, top), (3.4, bottom * 0.8), (3.0, bottom), (0, bottom + 1))
    return Piece(joined(np.array([[0.0, top]]), curve), raised=0.05)


def _pocket_mouths(measures: Measures) -> tuple[Curve, ...]:
    half = measures["waist"] / 2
    mouth = bezier(
        (half * 0.62, 4.2),
        (half * 0.66, 9.0),
        (half * 0.8, 12.5),
        (measures["hip"] / 2 * 0.97, 14.0),
    )
    return mouth, mirrored(mouth)


def _pockets(measures: Measures, rng: np.random.Generator) -> tuple[Piece, ...]:
    if rng.uniform() > 0.15 or measures["inseam"] < 60:
        return ()
    y = measures["rise"] + min(measures["inseam"] * 0.2, 14)
    box = _box(measures["hip"] * 0.26, y, 13, 15)
    return Piece(box, raised=0.6), Piece(mirrored(box), raised=0.6)


def _hem_rows(panels: tuple[Panel, ...]) -> tuple[Curve, ...]:
    u = np.linspace(-1, 1, 16)
    return tuple(p.place(u, np.full(16, p.length - d)) for p in panels for d in (1.6, 2.2))


def _leg_class(inseam: float) -> Length:
    return Length.SHORT if inseam < 28 else Length.MIDDLE if inseam < 52 else Length.LONG


def _both(points: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    marks = {f"{n}_left": p for n, p in points.items()}
    return marks | {f"{n}_right": (-x, y) for n, (x, y) in points.items()}


def _trouser_landmarks(m: Measures, outer: Curve, inner: Curve) -> dict[str, tuple[float, float]]:
    marks = _both({
        "waist": (m["waist"] / 2, 0.0),
        "hip": (m["hip"] / 2, m["rise"] * HIP_HEIGHT),
        "hem_outer": (float(outer[-1, 0]), float(outer[-1, 1])),
        "hem_inner": (float(inner[-1, 0]), float(inner[-1, 1])),
    })  # fmt: skip
    return marks | {"crotch": (0.0, m["rise"])}


def cut_skirt(measures: Measures) -> Pattern:
    """Cut a skirt."""
    m = resolve_bottom(measures)
    hip_at = min(19.0, m["length"] * 0.55)
    m["hem"] = m["hip"] * (1 + (m.pop("flare") - 1) * min(m["length"] / 55, 1.4))
    side = spline([(m["waist"] / 2, 0), (m["hip"] / 2, hip_at), (m["hem"] / 2, m["length"])])
    low = m["length"] + m["hem_curve"]
    end = m["hem"] / 2
    bottom = bezier((end, m["length"]), (end * 0.66, low), (end * 0.33, low), (0, low))
    half = joined(_waistline(m), side[1:], bottom[1:])
    along = np.linspace(0.0, low, 50)
    wide = np.interp(along, side[:, 1], side[:, 0])
    panel = Panel(Part.SKIRT, UPRIGHT, along, -wide, wide, joined(half, mirrored(half)))
    hem = symmetric(bottom[::-1])
    upper = symmetric(_waistline(m))
    lower = upper * [1.012, 1] + [0, 3.2]
    marks = {
        "waist": (m["waist"] / 2, 0.0),
        "hip": (m["hip"] / 2, hip_at),
        "hem": (end, m["length"]),
    }
    return Pattern(
        "skirt",
        Category.BOTTOM,
        (panel,),
        _both(marks),
        inner=_waist_inside(m),
        pieces=(Piece(joined(upper, lower[::-1]), raised=0.35),),
        stitches=(hem - [0, 1.8],),
        measures=m,
    )
