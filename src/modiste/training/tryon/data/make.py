"""From a person, a garment and what she wears to an example: what serving would see of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.compose import occlude
from modiste.compose.agnostic import agnostic_mask
from modiste.compose.regions import reachable
from modiste.evaluation.tryon.worn import WORN
from modiste.training.tryon.data.example import MAP, Example
from modiste.training.tryon.data.framing import frame_garment
from modiste.types import Fit, GarmentView, PersonView, Warped
from modiste.warp import predict_tuck, warp_garment

_STEP = 4


def make_example(
    person: PersonView,
    garment: GarmentView,
    name: str,
    source: str,
    fit: Fit | None = None,
    flow: NDArray[np.float32] | None = None,
) -> Example:
    """Dress ``person`` in ``garment`` by geometry and note everything that training needs.

    Args:
        person: at the size of an example.
        garment: in its own frame.
        name: of the example.
        source: "photo", "rendered" or "unpaired".
        fit: size of the garment; None: its natural fit.
        flow: (512, 384, 2), the garment's pixel that each pixel truly shows; NaN where unknown.
    """
    category = garment.category
    warped = warp_garment(person, garment, fit, predict_tuck(person, garment))
    flat, flat_mask, place = frame_garment(garment)
    alpha = np.round(warped.alpha * 255).astype(np.uint8)
    seen = (alpha > 0)[..., None]
    points = np.concatenate([person.pose.points, person.pose.visibility[:, None]], axis=1)
    if warped.flow is None:
        raise ValueError("the warp tells no map")
    laid = np.where(seen, warped.flow, np.float32(np.nan))
    return Example(
        truth=person.image,
        warped=np.where(seen, warped.image, 0).astype(np.uint8),
        alpha=alpha,
        parts=warped.parts,
        hole=agnostic_mask(person, category),
        labels=person.parse,
        garment=np.isin(person.parse, WORN[category]),
        pose=points.astype(np.float32),
        flat=flat,
        flat_mask=flat_mask,
        guess=_thinned(laid, place),
        flow=None if flow is None else _thinned(flow, place),
        category=category,
        source=source,
        name=name,
    )


def _thinned(flow: NDArray[np.float32], place: NDArray[np.float32]) -> NDArray[np.float32]:
    """A map of the garment's pixels, on pixels of the example's flat picture, at every fourth."""
    small = flow[_STEP // 2 :: _STEP, _STEP // 2 :: _STEP][: MAP[0], : MAP[1]]
    return np.asarray((small + 0.5) * place[0] - 0.5 + place[1:], np.float32)


def overlap(person: PersonView, example: Example) -> float:
    """How well the geometry meets what is worn: IoU of both, hands and hair left out.

    Args:
        person: at the size of the example.
        example: made from her.
    """
    editable = reachable(person, example.category).astype(np.float32)
    alpha = (example.alpha / np.float32(255)).astype(np.float32)
    laid = Warped(example.warped, alpha, example.parts)
    shown = occlude(person, laid, example.category, editable) > 0.5
    both = int((shown & example.garment).sum())
    return both / max(int((shown | example.garment).sum()), 1)
