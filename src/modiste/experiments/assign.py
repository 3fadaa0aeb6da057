"""Who sees which variant: by hash, so that it is the same on every machine and every day."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from modiste.errors import OptionError


@dataclass(frozen=True)
class Experiment:
    """A test of variants.

    Attributes:
        name: the salt of the hash; two experiments with other names assign independently.
        shares: weight of each variant, above 0.
        traffic: share of all users that takes part, in (0, 1].
    """

    name: str
    shares: Mapping[str, float] = field(default_factory=lambda: {"control": 1.0, "treatment": 1.0})
    traffic: float = 1.0

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise OptionError("The experiment has no name: give one that no other has.")
        if not self.shares or not all(s > 0 and math.isfinite(s) for s in self.shares.values()):
            raise OptionError(f"Experiment {self.name}: every share must be a number above 0.")
        if not 0.0 < self.traffic <= 1.0:
            raise OptionError(f"Experiment {self.name}: traffic must lie in (0, 1].")

    def assign(self, user_id: str) -> str | None:
        """The variant of one user, or None when the user takes no part.

        The draw that decides on taking part and the draw that decides on the variant are
        independent, so more traffic moves nobody to another variant.
        """
        if _uniform(self.name, "traffic", user_id) >= self.traffic:
            return None
        left = _uniform(self.name, "variant", user_id) * sum(self.shares.values())
        for variant, share in self.shares.items():
            left -= share
            if left < 0.0:
                return variant
        return next(reversed(list(self.shares)))

    def propensity(self, variant: str) -> float:
        """Probability of the variant among those who take part.

        Raises:
            OptionError: the experiment has no such variant.
        """
        if variant not in self.shares:
            raise OptionError(f"Experiment {self.name} has no variant {variant!r}.")
        return self.shares[variant] / sum(self.shares.values())


def _uniform(*parts: str) -> float:
    """A number in [0, 1) that depends on nothing but the texts; SHA-256, 53 bits."""
    text = "\x1f".join(parts).encode()
    return (int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 11) / float(1 << 53)
