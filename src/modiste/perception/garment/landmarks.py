"""Landmarks of a flat garment: learnt and set onto the outline; rules where the net is blind."""

from __future__ import annotations

from collections.abc import Collection

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.perception.garment.bottom_rules import mark_bottom
from modiste.perception.garment.category import Network, Reading
from modiste.perception.garment.heatmaps import read_heatmaps
from modiste.perception.garment.legs import (
    LEG_ENDS,
    SKIRT_ENDS,
    has_legs,
    share_of_legs,
    with_crotch,
    with_one_hem,
)
from modiste.perception.garment.pairs import with_both_sides, with_even_armpits
from modiste.perception.garment.silhouette import Silhouette
from modiste.perception.garment.top_rules import SIDES, Marks, mark_top
from modiste.types import Category, Image, Landmark, Mask

RULES_SIDE = 256
"""Long side in pixels of the mask that the rules measure."""

NEEDED: dict[Category, tuple[str, ...]] = {
    Category.TOP: ("collar", "shoulder", "armpit", "waist", "hem"),
    Category.DRESS: ("collar", "shoulder", "armpit", "waist", "hip", "hem"),
    Category.BOTTOM: ("waist", "hip"),
}
"""Pairs that every garment of a category has; the rules give those that the net misses."""

ON_OUTLINE = ("cuff", "hem", "waist", "hip", "armpit", "shoulder")
"""Landmarks that lie on the outline."""

SNAP = 0.025
"""Farthest that a landmark is moved onto the outline, as a part of the garment's longer side."""

NOTCH_DEPTH = 0.02
NOTCH_REACH = 0.09
"""Depth that an armpit's notch must have, and how far off it may be, as parts of the garment."""

CORNER = 0.12
"""A cuff whose ends are this near to the hem's corner, in widths of the hem, is none."""

SURE_CUFF = 0.55
"""Smallest mean score of both sleeves' four ends; sleeveless garments raise false ones."""

STUB, BARE_STUB = 0.07, 0.22
"""Cuffs nearer to the armhole than this part of the trunk's width belong to no sleeve; the second
is added as far as the garment's kind is sleeveless."""

RULE_SCORE = 0.5
"""Factor on the scores of landmarks that the rules gave."""


def find_landmarks(
    network: Network,
    image: Image,
    mask: NDArray[np.bool_],
    category: Category,
    reading: Reading | None,
) -> tuple[dict[str, Landmark], Mask]:
    """Landmarks of an upright garment, and its visible inside.

    Args:
        network: garment_landmarks.onnx.
        image: the small picture, (h, w, 3).
        mask: bool (h, w), the whole garment.
        category: where it is worn.
        reading: what the classifier says, or None.

    Returns:
        Landmarks by name in the small picture's pixels; the probability of the inside, (h, w).
    """
    marks, inside = read_heatmaps(network, image, mask, category)
    outline = Silhouette(mask)
    if category is Category.BOTTOM:
        return _bottom(marks, mask, outline, reading), inside
    marks = _without_stubs(without_doubtful_ends(marks), _bareness(reading))
    marks = without_hem_corners(marks)
    marks = {name: _snapped(outline, name, mark) for name, mark in marks.items()}
    marks = with_even_armpits(marks, lambda point: _notch(outline, point))
    marks = with_both_sides(marks, outline)
    wanted = {*_paired(category), "neck_center"}
    if not wanted <= set(marks):
        marks = _with_missing(marks, landmarks_by_rules(mask, category, reading), wanted)
    return marks, inside


def _bottom(
    marks: dict[str, Landmark], mask: NDArray[np.bool_], outline: Silhouette,
    reading: Reading | None,
) -> dict[str, Landmark]:  # fmt: skip
    """Landmarks of trousers, shorts or a skirt."""
    legged = has_legs(marks, reading)
    marks = with_one_hem(without_doubtful_ends(marks), legged)
    marks = {name: _snapped(outline, name, mark) for name, mark in marks.items()}
    marks = with_both_sides(marks, outline)
    if legged:
        marks = with_crotch(marks, outline)
    wanted = {*_paired(Category.BOTTOM), *(("crotch", *LEG_ENDS) if legged else SKIRT_ENDS)}
    if wanted <= set(marks):
        return marks
    return _with_missing(marks, _bottom_rules(mask, float(legged)), wanted)


def without_doubtful_ends(marks: dict[str, Landmark]) -> dict[str, Landmark]:
    """Leave out half cuffs and half hems of legs, and sleeves that are not sure on both sides.

    Sleeves come in pairs: where four ends are doubted on average there are none, and where they are
    not, half a cuff is left out only to be found again opposite the other.
    """
    kept = dict(marks)
    ends = [name for side in SIDES for name in _ends("cuff", side)]
    if sum(kept[name].score for name in ends if name in kept) < len(ends) * SURE_CUFF:
        kept = _without(kept, ends)
    for stem in ("cuff", "hem"):
        for side in SIDES:
            if sum(name in kept for name in _ends(stem, side)) == 1:
                kept = _without(kept, _ends(stem, side))
    return kept


def _ends(stem: str, side: str) -> list[str]:
    return [f"{stem}_{end}_{side}" for end in ("outer", "inner")]


def _without(marks: dict[str, Landmark], names: Collection[str]) -> dict[str, Landmark]:
    return {name: mark for name, mark in marks.items() if name not in names}


def _bareness(reading: Reading | None) -> float:
    """How likely the garment's kind has no sleeves."""
    return 0.3 if reading is None else reading.probability("Undershirt", "Top")


def _without_stubs(marks: dict[str, Landmark], bare: float) -> dict[str, Landmark]:
    """Cuffs that lie on the armhole are the seams of a sleeveless garment."""
    names = ("armpit_left", "armpit_right", "shoulder_left", "shoulder_right")
    if not all(name in marks for name in names):
        return marks
    width = abs(marks["armpit_left"].x - marks["armpit_right"].x)
    kept = dict(marks)
    for side in ("left", "right"):
        ends = _ends("cuff", side)
        if not all(name in kept for name in ends):
            continue
        far = max(_from_armhole(marks, side, kept[name]) for name in ends)
        if far < (STUB + BARE_STUB * bare) * width:
            kept = _without(kept, ends)
    return kept


def without_hem_corners(marks: dict[str, Landmark]) -> dict[str, Landmark]:
    """Leave out cuffs both of whose ends are beside the corner of the hem: they are that corner."""
    if "hem_left" not in marks or "hem_right" not in marks:
        return marks
    width = abs(marks["hem_left"].x - marks["hem_right"].x)
    kept = dict(marks)
    for side in ("left", "right"):
        corner = marks[f"hem_{side}"]
        ends = _ends("cuff", side)
        gaps = [np.hypot(kept[name].x - corner.x, kept[name].y - corner.y)
                for name in ends if name in kept]  # fmt: skip
        if gaps and max(gaps) < CORNER * width:
            kept = _without(kept, ends)
    return kept


def _from_armhole(marks: dict[str, Landmark], side: str, mark: Landmark) -> float:
    """Distance of a landmark from the line between shoulder and armpit."""
    tip, pit = marks[f"shoulder_{side}"], marks[f"armpit_{side}"]
    base, step = np.array([tip.x, tip.y]), np.array([pit.x - tip.x, pit.y - tip.y])
    to = np.array([mark.x, mark.y]) - base
    share = float(np.clip(to @ step / max(float(step @ step), 1e-6), 0.0, 1.0))
    return float(np.linalg.norm(to - share * step))


def _snapped(outline: Silhouette, name: str, mark: Landmark) -> Landmark:
    point = np.array([mark.x, mark.y])
    if not name.startswith(ON_OUTLINE):
        return mark
    near = outline.nearest(point)
    notch = _notch(outline, point, SNAP) if name.startswith("armpit") else None
    if notch is not None:
        near = notch
    if np.linalg.norm(near - point) > SNAP * max(outline.width, outline.height):
        return mark
    return Landmark(float(near[0]), float(near[1]), mark.score)


def _notch(
    outline: Silhouette, point: NDArray[np.float64], reach: float = NOTCH_REACH
) -> NDArray[np.float64] | None:
    """The deepest notch of the outline near a point that opens downwards, or None."""
    size = max(outline.width, outline.height)
    for start, end, _, depth in outline.defects:
        if depth < NOTCH_DEPTH * size:
            break
        deep = outline.pit(start, end)
        lowest = max(float(start[1]), float(end[1]))
        if float(np.linalg.norm(deep - point)) < reach * size and lowest > deep[1]:
            return deep
    return None


def _paired(category: Category) -> set[str]:
    """Landmarks that every garment of a category has on both sides."""
    return {f"{stem}_{side}" for stem in NEEDED[category] for side in ("left", "right")}


def _with_missing(
    marks: dict[str, Landmark], rules: dict[str, Landmark], wanted: set[str]
) -> dict[str, Landmark]:
    """The net's landmarks, and at a lower score the rules' where it missed wanted ones."""
    extra = {
        name: Landmark(rules[name].x, rules[name].y, RULE_SCORE * rules[name].score)
        for name in wanted
        if name in rules and name not in marks
    }
    return marks | extra


def landmarks_by_rules(
    mask: NDArray[np.bool_], category: Category, reading: Reading | None
) -> dict[str, Landmark]:
    """Landmarks by rules on the outline alone, in the mask's pixels."""
    if category is Category.BOTTOM:
        return _bottom_rules(mask, share_of_legs(reading))
    shape, zoom = _measured(mask)
    sleeved = 1.0 - reading.probability("Undershirt", "Top") if reading is not None else 0.8
    return _zoomed(mark_top(shape, sleeved, category is Category.DRESS), zoom)


def _bottom_rules(mask: NDArray[np.bool_], legged: float) -> dict[str, Landmark]:
    shape, zoom = _measured(mask)
    return _zoomed(mark_bottom(shape, legged), zoom)


def _measured(mask: NDArray[np.bool_]) -> tuple[Silhouette, float]:
    """The outline at the size that the rules measure, and the mask's pixels per pixel of it."""
    factor = min(1.0, RULES_SIDE / max(mask.shape))
    size = (round(mask.shape[1] * factor), round(mask.shape[0] * factor))
    small = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
    return Silhouette(small), mask.shape[1] / size[0]


def _zoomed(marks: Marks, zoom: float) -> dict[str, Landmark]:
    return {name: _landmark(point, score, zoom) for name, (point, score) in marks.items()}


def _landmark(point: NDArray[np.float64], score: float, zoom: float) -> Landmark:
    x, y = (point + 0.5) * zoom - 0.5
    return Landmark(float(x), float(y), float(score))


def rescaled(marks: dict[str, Landmark], scale: float) -> dict[str, Landmark]:
    """Landmarks of a picture that is enlarged by ``scale``."""
    return {
        name: Landmark((m.x + 0.5) * scale - 0.5, (m.y + 0.5) * scale - 0.5, m.score)
        for name, m in marks.items()
    }
