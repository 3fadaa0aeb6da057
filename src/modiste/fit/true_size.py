"""How large a size looks on a body: what drives a try-on to the chart's centimetres."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from modiste.errors import InputError
from modiste.fit.chart import Array, SizeChart
from modiste.fit.trunk import breadth, places
from modiste.fit.windows import Window, windows
from modiste.fit.zones import EASES, LENGTHS, MAIN, Kind, Zone
from modiste.types import Category, Fit, Measure, Ring, Tube

GRADE = 0.4
"""A garment is this much longer per cm of girth when the chart tells no length: tops are graded
about 2 cm in length per 4 to 5 cm of girth; our choice."""
_USUAL_LENGTH = {Category.TOP: 46.0, Category.BOTTOM: 100.0, Category.DRESS: 75.0}
"""Of what moves: below the armpits, or below the waist."""
_ARMPIT = 20.0
"""Scye depth: the cm of a top's length above the armpits, which the body holds where they are."""
_LONG_SLEEVE = 0.75
"""A sleeve longer than this part of the arm is meant to end at the wrist."""
_LEAST, _MOST = 0.5, 2.0
_CROTCH_ROOM = 2.0
"""Cm by which the crotch of trousers hangs below the body's; our choice, as they are drawn."""
_DRAWN = 1.175
"""Breadth in which a top of girth 1 is drawn, in breadths of the chest that wears it: 1.168 to
1.187 on six rendered bodies. The size is put in relation to it."""
_ROOM = 0.5
"""Cm between the meant and the extreme ease, at least."""


def fit_of_size(chart: SizeChart, size: str, body: Mapping[Measure, float]) -> Fit:
    """The size on the body, in relation to a garment that is drawn without a size.

    Tops and dresses are as wide as :func:`worn_breadth` says; bottoms, and tops on bodies whose
    shoulders or hips are not known, as their girth is to the natural one: the body's plus the usual
    ease. A garment of that girth has the length that the chart has there, so that two sizes differ
    in the picture as they do in the chart; where the body's height is known too, its length is the
    chart's in centimetres. Lengths along arms and legs are compared with the
    body's own.

    Args:
        chart: of bodies or of the garment; a chart of bodies is given the usual ease.
        size: the shop's name.
        body: means in cm, of the measures that the chart has.

    Raises:
        OptionError: when the chart has no such size.
        InputError: when the chart tells no girth of this kind of garment.
    """
    at = chart.find(size)
    zone, window = _main(chart)
    natural = body[window.measure] + EASES[chart.category][zone].natural
    girth = float(window.garment[at[0]])
    place = _place(window.garment, natural)
    own = _own_length(chart, at, body, place)
    grown = 1 + GRADE * (girth - natural) / _USUAL_LENGTH[chart.category]
    across = girth / natural
    own_breadth = breadth(Measure.CHEST, body)
    if window.measure is Measure.CHEST and own_breadth:
        across = worn_breadth(girth, body) / (_DRAWN * own_breadth)
    drop, cuff = (_told(chart, zone, at, body) for zone in (Zone.LENGTH, Zone.SLEEVE))
    hem = _hem(chart, at, body)
    along = 1.0 if drop or hem is not None else own or grown
    return Fit(
        _ratio(across), _ratio(along), 1.0 if cuff else _ratio(_sleeve(chart, at, body, place)),
        tensions(chart, size, body), drop, hem, cuff, _tube(chart, at[0], body, _ratio(across)),
    )  # fmt: skip


def _tube(chart: SizeChart, at: int, body: Mapping[Measure, float], across: float) -> Tube | None:
    """Girths of the garment and of the body round the trunk, when enough of them are known.

    A chart of bodies tells how wide the chest or hip is meant to be; the rest is the garment's own
    cut. So is the waist of bottoms, which are worn where they hold.
    """
    found = windows(chart, chart.girths, stretch=0.0)
    first = Zone.HIP if chart.category is Category.BOTTOM else Zone.CHEST
    if first not in found:
        return None
    at_of, height = places(body), body.get(Measure.HEIGHT, 1.0)
    rings = {m: Ring(at_of[m], body[m] / height, b / height)
             for m in at_of if m in body and (b := breadth(m, body))}  # fmt: skip
    if {Measure.CHEST, Measure.HIP} - set(rings):
        return None
    more = (Zone.WAIST, Zone.HIP) if chart.kind is Kind.GARMENT and first is Zone.CHEST else ()
    zones = (first, *more)
    told = [found[z] for z in zones if z in found and found[z].measure in rings]
    cloth = [(rings[w.measure].at, float(w.garment[at]) / height) for w in told]
    return Tube(tuple(cloth), tuple(rings.values()), across)


def _told(
    chart: SizeChart, zone: Zone, at: tuple[int, int], body: Mapping[Measure, float]
) -> float | None:
    """A length of the garment in statures, when the chart tells it and the stature is known."""
    value = _value(chart, zone, at)
    if value is None or chart.kind is not Kind.GARMENT or Measure.HEIGHT not in body:
        return None
    return value / body[Measure.HEIGHT]


def _hem(chart: SizeChart, at: tuple[int, int], body: Mapping[Measure, float]) -> float | None:
    """How high above the floor trousers end, in statures; a garment's inseam tells it."""
    told = _told(chart, Zone.INSEAM, at, body)
    if told is None:
        return None
    return max((body[Measure.INSEAM] - _CROTCH_ROOM) / body[Measure.HEIGHT] - told, 0.0)


def worn_breadth(girth: float, body: Mapping[Measure, float]) -> float:
    """Breadth in cm of a tube of cloth worn round the chest, as one sees it from the front.

    Cloth with room stands off the body's own section all round by r, and is 2 pi r longer than it
    (Steiner's formula for parallel curves of convex sets): each cm of room adds 1 / pi to the
    breadth. Smaller cloth is drawn out by the body; how much smaller it is still counts, so that
    sizes stay apart.

    Args:
        girth: of the garment in cm.
        body: chest, hip and shoulder breadth in cm.

    Raises:
        KeyError: when one of the three is missing.
    """
    own = breadth(Measure.CHEST, body)
    if own is None:
        raise KeyError(Measure.CHEST)
    return own + (girth - body[Measure.CHEST]) / np.pi


def tensions(
    chart: SizeChart, size: str, body: Mapping[Measure, float]
) -> tuple[tuple[str, float], ...]:
    """How hard the cloth of a size is drawn over a body, zone by zone across it.

    0 is the ease that is meant, 1 the least ease, beyond which it is too tight, -1 the most, beyond
    which it is too loose; linear between, and within 2 of 0.

    Args:
        chart: of bodies or of the garment; its stretch forgives.
        size: the shop's name.
        body: means in cm, of the measures that the chart has.

    Raises:
        OptionError: when the chart has no such size.
    """
    at, found = chart.find(size)[0], windows(chart, chart.girths)
    return tuple((zone.value, _tension(window, at, body[window.measure]))
                 for zone, window in found.items() if zone not in LENGTHS)  # fmt: skip


def _tension(window: Window, at: int, body: float) -> float:
    over = body - float(window.best[at])
    end = window.most[at] if over > 0 else window.least[at]
    room = max(abs(float(end - window.best[at])), _ROOM)
    return float(np.clip(over / room, -_MOST, _MOST))


def _main(chart: SizeChart) -> tuple[Zone, Window]:
    found = windows(chart, chart.girths, stretch=0.0)
    for zone in MAIN[chart.category]:
        if zone in found:
            return zone, found[zone]
    raise InputError(
        f"{chart.name} tells no girth of a {chart.category}; give its "
        f"{', '.join(MAIN[chart.category])}."
    )


def _place(values: Array, wanted: float) -> float:
    """The fractional index at which ``values`` reach ``wanted``, continued beyond the ends."""
    at = np.arange(len(values), dtype=np.float64)
    if len(values) == 1 or values[-1] <= values[0]:
        return 0.0
    step = (values[-1] - values[0]) / at[-1]
    beyond = min(wanted - values[0], 0.0) + max(wanted - values[-1], 0.0)
    return float(np.interp(wanted, values + at * 1e-9, at) + beyond / step)


def _along(values: Array, place: float) -> float:
    at = np.arange(len(values), dtype=np.float64)
    step = (values[-1] - values[0]) / max(at[-1], 1.0)
    beyond = min(place, 0.0) + max(place - at[-1], 0.0)
    return float(np.interp(place, at, values) + step * beyond)


def _own_length(
    chart: SizeChart, at: tuple[int, int], body: Mapping[Measure, float], place: float
) -> float | None:
    if chart.category is Category.BOTTOM:
        return _leg(chart, at, body)
    return _graded(chart, Zone.LENGTH, at, place, _ARMPIT)


def _leg(chart: SizeChart, at: tuple[int, int], body: Mapping[Measure, float]) -> float | None:
    """Length of the legs by that of the body's; for charts of garments only."""
    for zone, measure in ((Zone.INSEAM, Measure.INSEAM), (Zone.OUTSEAM, Measure.OUTSEAM)):
        value = _value(chart, zone, at)
        if value is not None:
            ease = EASES[Category.BOTTOM][zone].natural if chart.kind is Kind.GARMENT else 0.0
            return value / (body[measure] + ease)
    return None


def _graded(
    chart: SizeChart, zone: Zone, at: tuple[int, int], place: float, held: float = 0.0
) -> float | None:
    """A length in relation to the natural garment's; ``held`` cm of both never move."""
    value, scale = _value(chart, zone, at), chart.scale_of(zone)
    if value is None or scale is None or chart.kind is Kind.BODY:
        return None
    natural = _along(scale.middle(zone), place) if scale is chart.girths else value
    return max(value - held, 1.0) / max(natural - held, 1.0)


def _sleeve(
    chart: SizeChart, at: tuple[int, int], body: Mapping[Measure, float], place: float
) -> float:
    value = _value(chart, Zone.SLEEVE, at)
    if value is None or chart.kind is Kind.BODY:
        return 1.0
    arm = body[Measure.ARM_LENGTH]
    if value > _LONG_SLEEVE * arm:
        return value / (arm + EASES[Category.TOP][Zone.SLEEVE].natural)
    return _graded(chart, Zone.SLEEVE, at, place) or 1.0


def _value(chart: SizeChart, zone: Zone, at: tuple[int, int]) -> float | None:
    scale = chart.scale_of(zone)
    if scale is None:
        return None
    return float(scale.middle(zone)[at[0] if scale is chart.girths else at[1]])


def _ratio(value: float) -> float:
    return float(np.clip(value, _LEAST, _MOST))
