"""What is no garment: how often it is taken for one, and how often a garment is turned down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import cv2
import numpy as np

from modiste.errors import GarmentError
from modiste.evaluation.garment_data import Labelled
from modiste.perception.garment.category import KINDS, choose_category, classify, kind_category
from modiste.perception.garment.category import Network as Kind
from modiste.perception.garment.cutnet import Network
from modiste.perception.garment.cutout import cut_out, shrink
from modiste.perception.garment.saliency import Network as Saliency
from modiste.types import Image

STRANGERS = ("page", "noise", "wall")
"""What :func:`strangers` draws."""

SIDE = 384


class Judge:
    """Says whether a photo is taken for a garment, by the calls that serve.

    Args:
        kind: the classifier.
        cutout: the cut-out network.
        saliency: u2netp.
    """

    def __init__(self, kind: Kind, cutout: Network, saliency: Saliency) -> None:
        self._kind, self._cutout, self._saliency = kind, cutout, saliency

    def __call__(self, image: Image) -> bool:
        """Whether a garment is found and its category is told, in a photo (H, W, 3)."""
        small = shrink(image)
        try:
            choose_category(classify(self._kind, small), "photo")
            cut_out(small, None, lambda: self._cutout, lambda: self._saliency, "photo")
        except GarmentError:
            return False
        return True


def refusals(judge: Judge, photos: Sequence[Labelled], drawn: int = 10) -> dict[str, float | None]:
    """Rates over photos of known kinds and drawn pictures that show nothing to wear.

    Args:
        judge: decides.
        photos: of any kind; ``Other`` is left out, for it holds garments of rarer kinds.
        drawn: so many pictures of each of :data:`STRANGERS`.

    Returns:
        ``false_refusal`` of wearable photos, ``false_accept`` of shoes and hats, and
        ``false_accept_drawn``; None where there is no such photo.
    """
    worn = [p for p in photos if kind_category(KINDS[p.kind])]
    others = [p for p in photos if KINDS[p.kind] in ("Shoes", "Hat")]
    taken = _rate(judge, (p.image() for p in worn))
    return {
        "false_refusal": None if taken is None else round(1 - taken, 4),
        "false_accept": _rate(judge, (p.image() for p in others)),
        "false_accept_drawn": _rate(judge, strangers(drawn)),
    }


def _rate(judge: Judge, images: Iterable[Image]) -> float | None:
    answers = [judge(image) for image in images]
    return round(float(np.mean(answers)), 4) if answers else None


def strangers(count: int, seed: int = 0) -> Iterator[Image]:
    """Draw pages of text, noise and empty walls, ``count`` of each, (384, 288, 3)."""
    for i in range(count):
        rng = np.random.default_rng([seed, i])
        yield _page(rng)
        yield rng.integers(0, 256, (SIDE, SIDE * 3 // 4, 3), np.uint8)
        yield _wall(rng)


def _page(rng: np.random.Generator) -> Image:
    """Lines of letters on paper."""
    page = np.full((SIDE, SIDE * 3 // 4, 3), int(rng.integers(215, 256)), np.uint8)
    size = float(rng.uniform(0.35, 0.7))
    letters = np.array(list("abcdefghiklmnoprstuvwy     "))
    for y in range(30, SIDE - 20, round(42 * size)):
        line = "".join(rng.choice(letters, round(19 / size)))
        cv2.putText(page, line, (18, y), cv2.FONT_HERSHEY_SIMPLEX, size, (25, 25, 30), 1,
                    cv2.LINE_AA)  # fmt: skip
    return page


def _wall(rng: np.random.Generator) -> Image:
    """One colour, unevenly lit, with grain."""
    height, width = SIDE, SIDE * 3 // 4
    light = np.linspace(rng.uniform(0.7, 1), rng.uniform(0.7, 1), width)[None, :, None]
    grain = rng.normal(0, 3, (height, width, 1))
    return np.clip(rng.uniform(60, 240, 3) * light + grain, 0, 255).astype(np.uint8)
