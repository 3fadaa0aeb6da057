"""Patterns of tops and dresses."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from modiste.examples.flats.curves import (
    Curve,
    band,
    bezier,
    joined,
    mirrored,
    offset,
    part_of,
    spline,
    symmetric,
)
from modiste.examples.flats.pattern import UPRIGHT, Array, Frame, Panel, Pattern, Piece
from modiste.examples.flats.sizes import Measures
from modiste.types import Category, Length, Part

NATURAL_WAIST = 40.5
"""Height of the natural waist below the neck point, cm, of a middle size."""
HIP_BELOW_WAIST = 20.0


def neckline(measures: Measures, shape: str) -> Curve:
    """The front opening from the middle to the neck point on the right of the picture."""
    half, depth = measures["neck_width"] / 2, measures["neck_depth"]
    if shape == "v":
        return bezier((0, depth), (half * 0.38, depth * 0.62), (half * 0.9, depth * 0.3), (half, 0))
    if shape == "square":
        return spline(
            [(0, depth), (half * 0.8, depth * 0.97), (half * 0.95, depth * 0.8), (half, 0)]
        )
    fullness = 0.78 if shape == "boat" else 0.6
    return bezier((0, depth), (half * fullness, depth), (half * 0.98, depth * 0.55), (half, 0))


def _waist_height(measures: Measures) -> float:
    natural = NATURAL_WAIST * float(np.power(measures["chest"] / 50, 0.3))
    return min(natural, 0.68 * measures["length"])


def _side(measures: Measures, dress: bool) -> Curve:
    """The side seam on the right of the picture, from the armpit down to the hem."""
    chest, length = measures["chest"] / 2, measures["length"]
    waist = _waist_height(measures)
    top = (chest, measures["armhole"])
    if not dress:
        return spline([top, (measures["waist"] / 2, waist), (measures["hem"] / 2, length)])
    hip = min(waist + HIP_BELOW_WAIST, (waist + length) / 2)
    return spline(
        [
            top,
            (measures["waist"] / 2, waist),
            (measures["hip"] / 2, hip),
            (measures["hem"] / 2, length),
        ]
    )


def resolve(measures: Measures, kind: str) -> Measures:
    """Ratios become cm."""
    m, dress = dict(measures), kind == "dress"
    for name in ("shoulder", "armhole", "waist"):
        m[name] *= m["chest"] if m[name] < 4 else 1
    if dress:
        m["hip"] *= m["chest"] if m["hip"] < 4 else 1
        reach = (m["length"] - _waist_height(m)) / 50
        m["hem"] = m["hip"] * (1 + (m.pop("flare") - 1) * min(reach, 1.5))
    else:
        m["hem"] *= m["chest"] if m["hem"] < 4 else 1
    if "strap" in m:
        m["shoulder"] = m["neck_width"] + 2 * m["strap"]
    return m


def torso_outline(measures: Measures, front: Curve, dress: bool) -> tuple[Curve, Curve]:
    """Closed outline of the torso, and the armhole curve on the right of the picture."""
    chest, depth = measures["chest"] / 2, measures["armhole"]
    tip = (measures["shoulder"] / 2, measures["drop"])
    inset = min(1.8, (tip[0] - front[-1, 0]) * 0.3) + max(0.0, tip[0] - chest + 1)
    reach = depth - measures["drop"]
    armhole = bezier(
        tip,
        (tip[0] - inset, measures["drop"] + 0.5 * reach),
        (min(tip[0] - inset, chest - 1) * 0.98, depth - 0.12 * reach),
        (chest, depth),
    )
    side = _side(measures, dress)
    bottom = bezier(
        side[-1],
        (side[-1, 0] * 0.66, side[-1, 1] + measures["hem_curve"]),
        (side[-1, 0] * 0.33, side[-1, 1] + measures["hem_curve"]),
        (0, side[-1, 1] + measures["hem_curve"]),
    )
    half = joined(front, armhole, side[1:], bottom[1:])
    return joined(half, mirrored(half)), armhole


def _strip(curve: Curve, top: float, bottom: float) -> tuple[Array, Array]:
    """Half widths every cm between two heights, from a side seam."""
    along = np.linspace(top, bottom, max(int(bottom - top), 2))
    return along, np.interp(along, curve[:, 1], curve[:, 0])


def body_panels(measures: Measures, outline: Curve, dress: bool) -> tuple[Panel, ...]:
    """The torso panel, and below the waist of a dress the skirt panel."""
    side = _side(measures, dress)
    bottom = measures["length"] + max(measures["hem_curve"], 0)
    if not dress:
        along, half = _strip(side, 0.0, bottom)
        return (Panel(Part.TORSO, UPRIGHT, along, -half, half, outline),)
    waist = _waist_height(measures)
    along, half = _strip(side, 0.0, waist)
    below, wide = _strip(side, waist, bottom)
    skirt_frame = replace(UPRIGHT, origin=(0.0, waist))
    upper = _clip(outline, waist + 0.3, keep_above=True)
    lower = _clip(outline, waist, keep_above=False)
    return (
        Panel(Part.SKIRT, skirt_frame, below - waist, -wide, wide, lower),
        Panel(Part.TORSO, UPRIGHT, along, -half, half, upper),
    )


def _clip(outline: Curve, height: float, *, keep_above: bool) -> Curve:
    """The outline flattened at a height: what is beyond lies on the cut."""
    clipped = outline.copy()
    clipped[:, 1] = (np.minimum if keep_above else np.maximum)(clipped[:, 1], height)
    if not keep_above:
        on_cut = outline[:, 1] <= height
        edge = np.abs(outline[~on_cut][[0, -1], 0]).max()
        clipped[on_cut, 0] = np.sign(outline[on_cut, 0]) * edge
        return clipped
    below = outline[:, 1] >= height
    edge = np.abs(outline[~below, 0][np.argmin(np.abs(outline[~below, 1] - height))])
    clipped[below, 0] = np.sign(outline[below, 0]) * edge
    return clipped


def sleeve_panel(measures: Measures, armhole: Curve, angle: float, part: Part) -> Panel:
    """One sleeve; ``angle`` in degrees below the horizontal."""
    frame = Frame(
        (float(armhole[0, 0]), float(armhole[0, 1])),
        math.radians(angle),
        math.radians(measures["bend"]),
        mirror=part == Part.SLEEVE_RIGHT,
    )
    right = replace(frame, mirror=False)
    start, upper = right.locate(armhole[-1:, 0], armhole[-1:, 1])
    a, b = float(start[0]), max(float(upper[0]), 9.0)
    length = max(measures["sleeve"], a + 2.0)
    cuff = b * measures["cuff"]
    along = np.linspace(0.0, length, 24)
    middle = (a + length) / 2
    high = np.interp(along, [a, middle, length], [b, b + (cuff - b) * 0.58, cuff])
    low = -0.6 * np.sin(np.pi * np.clip(along / length, 0, 1)) - 0.4 * np.exp(-along / 3)
    low[0] = 0.0
    inner = along > a + 0.5
    outline = joined(
        right.place(along, low),
        right.place(along[inner], high[inner])[::-1],
        armhole[::-1] - [0.35, 0],
    )
    outline = mirrored(outline) if frame.mirror else outline
    return Panel(part, frame, along, low, high, outline)


def _length_class(sleeve: float) -> Length:
    return Length.SHORT if sleeve < 31 else Length.MIDDLE if sleeve < 49 else Length.LONG


def _landmarks(
    measures: Measures, panels: tuple[Panel, ...], dress: bool
) -> dict[str, tuple[float, float]]:
    """Named points; ``left`` is the wearer's, at the right of the picture."""
    waist = _waist_height(measures)
    side = _side(measures, dress)
    hip = min(waist + HIP_BELOW_WAIST, (waist + measures["length"]) / 2)
    points = {
        "collar": (measures["neck_width"] / 2, 0.0),
        "shoulder": (measures["shoulder"] / 2, measures["drop"]),
        "armpit": (measures["chest"] / 2, measures["armhole"]),
        "waist": (float(np.interp(waist, side[:, 1], side[:, 0])), waist),
        "hem": (measures["hem"] / 2, measures["length"]),
    }
    if dress:
        points["hip"] = (float(np.interp(hip, side[:, 1], side[:, 0])), hip)
    marks = {f"{n}_left": p for n, p in points.items()}
    marks |= {f"{n}_right": (-x, y) for n, (x, y) in points.items()}
    marks["neck_center"] = (0.0, measures["neck_depth"])
    for panel in panels:
        if panel.part in (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT):
            name = "left" if panel.part == Part.SLEEVE_LEFT else "right"
            marks[f"cuff_outer_{name}"] = _point(panel, -1.0)
            marks[f"cuff_inner_{name}"] = _point(panel, 1.0)
    return marks


def _point(panel: Panel, u: float) -> tuple[float, float]:
    x, y = panel.place(np.array(u), np.array(panel.length))
    return float(x), float(y)


def cut_top(kind: str, measures: Measures, neck: str, *, sleeveless: bool, skew: float) -> Pattern:
    """Cut a top or dress.

    Args:
        kind: one of the kinds of tops, or ``dress``.
        measures: as drawn by :func:`draw_measures`.
        neck: ``crew``, ``v``, ``boat`` or ``square``.
        sleeveless: leave the sleeves out.
        skew: difference of the two sleeves' angles, degrees.
    """
    dress = kind == "dress"
    m = resolve(measures, kind)
    front = neckline(m, neck)
    outline, armhole = torso_outline(m, front, dress)
    panels = body_panels(m, outline, dress)
    if not sleeveless:
        panels += tuple(
            sleeve_panel(m, armhole, m["angle"] + sign * skew / 2, part)
            for part, sign in ((Part.SLEEVE_RIGHT, 1), (Part.SLEEVE_LEFT, -1))
        )
    return Pattern(
        kind,
        Category.DRESS if dress else Category.TOP,
        panels,
        _landmarks(m, panels, dress),
        sleeve=Length.NONE if sleeveless else _length_class(m["sleeve"]),
        inner=joined(symmetric(front), back_neck(m)[::-1]),
        seams=_seams(m, front, armhole, panels),
        stitches=_stitches(m, panels, outline, armhole),
        label=_label(m),
        measures=m,
    )


def back_neck(measures: Measures) -> Curve:
    """The back's upper edge between the neck points, right to left mirrored: left to right."""
    half, rise = measures["neck_width"] / 2, measures["back"]
    return symmetric(bezier((0, rise), (half * 0.5, rise), (half * 0.85, rise * 0.6), (half, 0)))


def _label(measures: Measures) -> tuple[float, float, float, float] | None:
    room = measures["neck_depth"] - measures["back"]
    return (-2.0, measures["back"] + 2.0, 4.0, 2.0) if room > 5.5 else None


def _seams(
    measures: Measures, front: Curve, armhole: Curve, panels: tuple[Panel, ...]
) -> tuple[Curve, ...]:
    shoulder = np.array([front[-1], armhole[0]])
    seams = [shoulder, mirrored(shoulder)]
    if any(p.part == Part.SLEEVE_LEFT for p in panels):
        seams += [armhole, mirrored(armhole)]
    for panel in panels:
        if panel.part == Part.SKIRT:
            seams.append(panel.place(np.linspace(-1, 1, 30), np.zeros(30)))
    return tuple(seams)


def _stitches(
    measures: Measures, panels: tuple[Panel, ...], outline: Curve, armhole: Curve
) -> tuple[Curve, ...]:
    """Double rows along hem and cuffs."""
    edge = measures["length"] - 4
    hem = outline[outline[:, 1] > edge]
    half = hem[np.abs(hem[:, 0]) <= measures["hem"] / 2 - 0.05]
    half = half[np.argsort(half[:, 0])]
    half = half[half[:, 1] >= measures["length"] - 0.2] if measures["hem_curve"] >= 0 else half
    rows = [half - [0, d] for d in (2.0, 2.6)]
    for panel in panels:
        if panel.part in (Part.SLEEVE_LEFT, Part.SLEEVE_RIGHT):
            u = np.linspace(-1, 1, 20)
            rows += [panel.place(u, np.full(20, panel.length - d)) for d in (1.9, 2.4)]
    if not any(p.part == Part.SLEEVE_LEFT for p in panels):
        sewn = offset(armhole, 0.8)
        rows += [sewn, mirrored(sewn)]
    return tuple(rows)


def collar_band(measures: Measures, front: Curve, width: float) -> tuple[Piece, ...]:
    """A knitted band round the neck: on the front, and inside on the back."""
    line = symmetric(front)
    centre = (0.0, -measures["neck_depth"] * 0.4, 150.0)
    outer = Piece(_outside(line, width), tone=0.97, ribs=centre, raised=0.25)
    inside = Piece(_outside(back_neck(measures), width * 0.8), tone=0.72, ribs=centre, raised=0.2)
    return inside, outer


def _outside(line: Curve, width: float) -> Curve:
    """The strip below a left-to-right line, tapering to the shoulder seam at both ends."""
    strip = band(line, width)
    return strip


def hem_ribs(measures: Measures, panels: tuple[Panel, ...], width: float) -> tuple[Piece, ...]:
    """Knitted ribs at hem and cuffs, as a sweatshirt has."""
    pieces = []
    for panel in panels:
        u = np.linspace(-1, 1, 24)
        top = panel.place(u, np.full(24, panel.length - width))
        end = panel.place(u, np.full(24, panel.length))
        pieces.append(
            Piece(joined(top, end[::-1]), tone=0.95, ribs=(0.0, math.inf, 1.6), raised=0.5)
        )
    return tuple(pieces)


__all__ = ["back_neck", "collar_band", "cut_top", "hem_ribs", "neckline", "part_of", "resolve"]
