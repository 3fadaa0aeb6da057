"""What a network thinks of a question that has a few possible answers, and how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UNSURE = 0.5
"""An answer less probable than this is more likely wrong than right: users are told."""

_TOLD = 3
"""Answers that a report names."""


@dataclass(frozen=True)
class Opinion:
    """An answer, how probable it is, and what else it could have been.

    Attributes:
        value: the answer that is acted upon.
        shares: probabilities in [0, 1] by answer, which add up to 1; empty where an answer was
            measured or given, and nothing tells how probable it is.
        given: the caller said so; ``shares`` are what the network thinks nevertheless.
    """

    value: str
    shares: Mapping[str, float] = field(default_factory=dict)
    given: bool = False

    @property
    def probability(self) -> float | None:
        """Of the answer being right; None where nothing tells."""
        return self.shares.get(self.value, 0.0) if self.shares else None

    @property
    def unsure(self) -> bool:
        """Whether the answer is less probable than :data:`UNSURE` and nobody gave it."""
        probability = self.probability
        return not self.given and probability is not None and probability < UNSURE

    def report(self) -> dict[str, Any]:
        """As JSON: the answer, its probability, whether it is unsure, and the likeliest ones."""
        probability = self.probability
        ranked = sorted(self.shares.items(), key=lambda pair: -pair[1])[:_TOLD]
        return {
            "value": self.value,
            "probability": None if probability is None else round(probability, 3),
            "unsure": self.unsure,
            "given": self.given,
            "likeliest": {name: round(share, 3) for name, share in ranked},
        }
