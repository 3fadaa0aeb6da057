"""Sleeve, neckline and leg length, told by linear heads on the classifier's features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from modiste.errors import AssetError
from modiste.perception.garment.category import softmax
from modiste.types import Length, Neckline

Floats = NDArray[np.float32]
T = TypeVar("T")

SLEEVES: tuple[Length, ...] = tuple(Length)
NECKLINES: tuple[Neckline, ...] = tuple(Neckline)
LEGS: tuple[Length, ...] = (Length.SHORT, Length.MIDDLE, Length.LONG)
"""Classes in the order of the heads' logits."""

WIDTHS: Mapping[str, int] = {"sleeve": len(SLEEVES), "neckline": len(NECKLINES), "leg": len(LEGS)}
"""Heads and how many classes each tells."""


@dataclass(frozen=True)
class Head:
    """Calibrated logits are ``features @ weights + bias``: (1280, classes) and (classes,)."""

    weights: Floats
    bias: Floats

    def __call__(self, features: Floats) -> Floats:
        """Probabilities (..., classes) of features (..., 1280)."""
        return softmax(features @ self.weights + self.bias)


@dataclass(frozen=True)
class Attributes:
    """What the heads say of one photo: probabilities by class.

    Attributes:
        sleeve: of a top or dress; means nothing for a bottom.
        neckline: likewise.
        leg: of trousers; means nothing for what has no legs.
    """

    sleeve: Mapping[Length, float]
    neckline: Mapping[Neckline, float]
    leg: Mapping[Length, float]


class AttributeHeads:
    """The three heads.

    Args:
        heads: by the names in :data:`WIDTHS`.
        seen: how often the landmarks give each length (columns, in the order of :class:`Length`)
            where a length is the true one (rows, in the order of the head): by head, ``sleeve``
            and ``leg``.
    """

    def __init__(self, heads: Mapping[str, Head], seen: Mapping[str, Floats]) -> None:
        self.heads, self.seen = dict(heads), dict(seen)

    @classmethod
    def open(cls, path: Path) -> AttributeHeads:
        """Read garment_attributes.npz.

        Raises:
            AssetError: when the file is none such.
        """
        try:
            with path.open("rb") as data, np.load(data, allow_pickle=False) as file:
                heads = {
                    name: Head(_read(file, f"{name}_weights"), _read(file, f"{name}_bias"))
                    for name in WIDTHS
                }
                seen = {name: _read(file, f"{name}_seen") for name in ("sleeve", "leg")}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise AssetError(
                f"{path} holds no attribute heads ({error}): install modiste again, or train them "
                "again with modiste train garment."
            ) from error
        wrong = [name for name, width in WIDTHS.items() if heads[name].bias.shape != (width,)]
        if wrong:
            raise AssetError(f"{path} has another number of classes for {wrong[0]} than this "
                             "version: install modiste again.")  # fmt: skip
        return cls(heads, seen)

    def save(self, path: Path) -> None:
        """Write the heads, weights in 16 bits."""
        arrays = {f"{n}_weights": h.weights.astype(np.float16) for n, h in self.heads.items()}
        arrays |= {f"{n}_bias": h.bias.astype(np.float32) for n, h in self.heads.items()}
        arrays |= {f"{n}_seen": table.astype(np.float32) for n, table in self.seen.items()}
        np.savez(path, allow_pickle=False, **arrays)

    def __call__(self, features: Floats) -> Attributes:
        """What the features of an upright photo, (1280,), tell."""
        return Attributes(
            _named(SLEEVES, self.heads["sleeve"](features)),
            _named(NECKLINES, self.heads["neckline"](features)),
            _named(LEGS, self.heads["leg"](features)),
        )

    def sleeve(self, told: Attributes, measured: Length) -> dict[Length, float]:
        """Probabilities of the sleeve's length when the landmarks measure one too."""
        return _weighed(told.sleeve, self.seen["sleeve"], measured)

    def leg(self, told: Attributes, measured: Length) -> dict[Length, float]:
        """Probabilities of the leg's length when the landmarks measure one too."""
        return _weighed(told.leg, self.seen["leg"], measured)


def _read(file: Mapping[str, NDArray[np.generic]], name: str) -> Floats:
    return np.asarray(file[name], np.float32)


def _named(classes: tuple[T, ...], probabilities: Floats) -> dict[T, float]:
    return {c: float(p) for c, p in zip(classes, probabilities, strict=True)}


def _weighed(prior: Mapping[Length, float], seen: Floats, measured: Length) -> dict[Length, float]:
    """Bayes' rule, the head's opinion being the prior and the landmarks' the evidence."""
    column = tuple(Length).index(measured)
    raised = {c: p * float(row[column]) for (c, p), row in zip(prior.items(), seen, strict=True)}
    total = max(sum(raised.values()), 1e-12)
    return {c: p / total for c, p in raised.items()}


def likeliest(probabilities: Mapping[T, float]) -> T:
    """The class of the highest probability."""
    return max(probabilities, key=lambda c: probabilities[c])
