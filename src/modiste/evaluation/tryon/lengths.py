"""Which sleeves and legs a parse shows: the try-on's result must show the garment's own."""

from __future__ import annotations

import numpy as np

from modiste.types import Category, Label, Length, PersonView

_CLOTH = {
    Category.TOP: (Label.TOP, Label.OUTER, Label.DRESS),
    Category.BOTTOM: (Label.BOTTOM, Label.DRESS),
    Category.DRESS: (Label.DRESS, Label.TOP, Label.OUTER, Label.BOTTOM),
}
_CHAINS = {
    Category.TOP: ("shoulder", "elbow", "wrist"),
    Category.DRESS: ("shoulder", "elbow", "wrist"),
    Category.BOTTOM: ("hip", "knee", "ankle"),
}
_BOUNDS = (0.14, 0.5, 0.86)
_PROBES = 60


def limb_length(person: PersonView, category: Category) -> Length:
    """How far sleeves, or legs of a bottom, reach on the limbs: the longer of both sides.

    Args:
        person: her parse is read along the limbs of her pose.
        category: of the garment.
    """
    reach = max(_reach(person, category, side) for side in ("left", "right"))
    kinds = (Length.NONE, Length.SHORT, Length.MIDDLE, Length.LONG)
    return kinds[int(np.searchsorted(_BOUNDS, reach))]


def _reach(person: PersonView, category: Category, side: str) -> float:
    """Share of a limb, from its start, that is clothed; hands, hair and bags do not count."""
    a, b, c = (person.pose[f"{side}_{n}"] for n in _CHAINS[category])
    t = np.linspace(0, 1, _PROBES // 2)[:, None]
    points = np.concatenate([a + t * (b - a), b + t * (c - b)])
    limit = np.array(person.parse.shape[::-1]) - 1
    x, y = np.clip(np.round(points).astype(int), 0, limit).T
    labels = person.parse[y, x]
    clothed = np.isin(labels, _CLOTH[category])
    bare = np.isin(labels, (Label.ARM_LEFT, Label.ARM_RIGHT, Label.LEGS, Label.SHOES))
    known = clothed | bare
    return float(clothed[known].mean()) if known.any() else 0.0


def agrees(shown: PersonView, wanted: PersonView, category: Category) -> bool:
    """Whether ``shown`` wears a garment of the category with limbs as long as in ``wanted``."""
    worn = np.isin(shown.parse, _CLOTH[category][: 2 if category is Category.TOP else 1]).sum()
    true = np.isin(wanted.parse, _CLOTH[category][: 2 if category is Category.TOP else 1]).sum()
    return bool(worn > 0.4 * true) and limb_length(shown, category) is limb_length(wanted, category)
