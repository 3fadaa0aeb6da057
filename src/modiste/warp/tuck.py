"""Whether a top's hem goes into the trousers."""

from __future__ import annotations

from modiste.types import Category, Fit, GarmentView, PersonView
from modiste.warp.body import Body, measure_body
from modiste.warp.tops import measure_top
from modiste.warp.waist import TUCKED_ABOVE, worn_hem


def predict_tuck(person: PersonView, garment: GarmentView, body: Body | None = None) -> bool:
    """Whether ``garment`` should be tucked in: as the wearer's top is now, if it is long enough.

    Args:
        person: whose parse shows how she wears her top.
        garment: a cropped top is never tucked; bottoms and dresses cannot be.
        body: hers, if it has been measured.
    """
    if garment.category is not Category.TOP:
        return False
    body = body or measure_body(person)
    band = worn_hem(person, body)
    if band is None or band > TUCKED_ABOVE * body.torso:
        return False
    return _natural_hem(garment, body) > band + 2.0 * body.unit


def _natural_hem(garment: GarmentView, body: Body) -> float:
    """Height at which the garment's own length ends."""
    top = measure_top(garment, body, Fit())
    hem = (top.marks["hem_left"] + top.marks["hem_right"])[1] / 2
    armpit = (top.marks["armpit_left"] + top.marks["armpit_right"])[1] / 2
    return top.armpit_height + float(hem - armpit) * top.scale * body.stoop
