"""What kind of garment it is, where it is worn, and how the photo is turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from modiste.errors import GarmentError
from modiste.types import Category, Image

KINDS: tuple[str, ...] = (
    "T-Shirt", "Longsleeve", "Shirt", "Polo", "Top", "Blouse", "Hoodie", "Blazer", "Outwear",
    "Undershirt", "Body", "Pants", "Shorts", "Skirt", "Dress", "Shoes", "Hat", "Other",
)  # fmt: skip
"""Kinds in the order of the network's logits, spelt as in the clothing-dataset."""

TURNS: tuple[int, ...] = (0, 1, 2, 3)
"""By how many quarter turns anticlockwise the photo was turned, in the order of the logits."""

SIZE = 224
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)

SURE = 0.52
"""Smallest probability of a category, among the wearable ones, that is taken without asking."""

DRESS_ELONGATION = 1.75
"""Height over the trunk's width at which a top is as likely as a dress."""


class Network(Protocol):
    """garment_kind.onnx: (1, 3, 224, 224) -> kind logits, turn logits, features."""

    def __call__(self, *tensors: NDArray[np.generic]) -> Sequence[NDArray[np.float32]]:
        """Run the network."""
        ...


@dataclass(frozen=True)
class Reading:
    """What the classifier says of one photo.

    Attributes:
        kinds: probabilities by kind.
        turns: float32 (4,), probabilities of the quarter turns.
        embedding: float32 (1280,), ImageNet features, for recommendations.
    """

    kinds: dict[str, float]
    turns: NDArray[np.float32]
    embedding: NDArray[np.float32]

    @property
    def kind(self) -> str:
        """The likeliest kind."""
        return max(self.kinds, key=lambda k: self.kinds[k])

    def probability(self, *kinds: str) -> float:
        """The probability that the garment is one of ``kinds``."""
        return sum(self.kinds[k] for k in kinds)

    def categories(self) -> dict[Category | None, float]:
        """Probabilities of the categories; None is what modiste cannot dress anybody in."""
        sums: dict[Category | None, float] = dict.fromkeys((*Category, None), 0.0)
        for kind, probability in self.kinds.items():
            sums[kind_category(kind)] += probability
        return sums


def kind_category(kind: str) -> Category | None:
    """Where a kind is worn; None for shoes, hats and other things."""
    if kind in ("Shoes", "Hat", "Other"):
        return None
    if kind == "Dress":
        return Category.DRESS
    return Category.BOTTOM if kind in ("Pants", "Shorts", "Skirt") else Category.TOP


def to_input(image: Image) -> NDArray[np.float32]:
    """The picture as the network wants it, (1, 3, 224, 224)."""
    small = cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_AREA).astype(np.float32)
    normal = (small / 255.0 - MEAN) / DEVIATION
    return np.ascontiguousarray(normal.transpose(2, 0, 1)[None], dtype=np.float32)


def classify(network: Network, image: Image) -> Reading:
    """Read the kind and the turn of a photo, (h, w, 3)."""
    kind, turn, features = network(to_input(image))
    probabilities = softmax(kind[0])
    return Reading(
        {name: float(p) for name, p in zip(KINDS, probabilities, strict=True)},
        softmax(turn[0]),
        np.asarray(features[0], np.float32),
    )


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities of logits along the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


def elongation(mask: NDArray[np.bool_]) -> float:
    """Height of an upright garment over the width of its trunk at the narrowest."""
    rows = np.flatnonzero(mask.any(axis=1))
    middle = round(float(np.flatnonzero(mask.any(axis=0)).mean()))
    height = rows[-1] - rows[0] + 1
    trunk = mask[rows[0] + round(0.25 * height) : rows[0] + round(0.6 * height)]
    right = np.where(trunk[:, middle:].all(axis=1), trunk.shape[1] - middle,
                     (~trunk[:, middle:]).argmax(axis=1))  # fmt: skip
    left = np.where(trunk[:, :middle].all(axis=1), middle,
                    (~trunk[:, :middle][:, ::-1]).argmax(axis=1))  # fmt: skip
    return float(height / max(float(np.quantile(left + right, 0.1)), 0.2 * height))


def _by_length(top: float, dress: float, elongated: float) -> dict[Category, float]:
    """What tops and dresses have together, shared anew by length; bottoms keep what they have."""
    longer = dress * float(np.exp(np.clip(2.5 * (elongated - DRESS_ELONGATION), -0.9, 0.9)))
    share = (top + dress) / max(top + longer, 1e-9)
    return {Category.TOP: share * top, Category.DRESS: share * longer}


def category_shares(
    reading: Reading, elongated: float | None = None
) -> dict[Category | None, float]:
    """Probabilities of the categories, the garment's length weighed in where it is known.

    Args:
        reading: what the classifier says.
        elongated: :func:`elongation` of the garment, which tells dresses from tops.
    """
    shares = reading.categories()
    if elongated is None:
        return shares
    return shares | _by_length(shares[Category.TOP], shares[Category.DRESS], elongated)


def choose_category(reading: Reading, name: str, elongated: float | None = None) -> Category:
    """The category of a garment nobody told the category of.

    Args:
        reading: what the classifier says.
        name: the file's name, for errors.
        elongated: :func:`elongation` of the garment, which tells dresses from tops.

    Raises:
        GarmentError: when it is nothing to dress in, or when the category is unsure.
    """
    found = reading.categories()
    if max(found, key=lambda c: found[c]) is None:
        kind = reading.kind.lower() if reading.kind in ("Shoes", "Hat") else "no garment"
        raise GarmentError(
            f"{name} seems to show {kind}, and modiste dresses in tops, bottoms and dresses only: "
            "use another photo, or say --category top|bottom|dress if this is one."
        )
    shares = category_shares(reading, elongated)
    wearable = {c: shares[c] for c in Category}
    total = sum(wearable.values())
    ranked = sorted(Category, key=lambda c: -wearable[c])
    best, second = (wearable[c] / total for c in ranked[:2])
    if best < SURE:
        raise GarmentError(
            f"The category of {name} is unsure ({ranked[0]} {best:.0%}, {ranked[1]} {second:.0%}): "
            "say --category top|bottom|dress."
        )
    return ranked[0]
