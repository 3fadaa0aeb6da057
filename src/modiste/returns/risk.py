"""The flag before buying: how likely a misfit is, and what others found."""

from __future__ import annotations

from dataclasses import dataclass

FLAG = 0.4
"""A misfit at least so likely is flagged."""
ENOUGH = 5
"""Fewer reactions to a size are not quoted."""
_NOTABLE = 0.25


@dataclass(frozen=True)
class Tally:
    """How many said what of one item in one size; half-hearted answers count as whole ones."""

    small: int = 0
    fit: int = 0
    large: int = 0

    @property
    def total(self) -> int:
        """All reactions."""
        return self.small + self.fit + self.large


@dataclass(frozen=True)
class Risk:
    """How one size of one item may fit one person.

    Attributes:
        small: probability that it is too small.
        fit: probability that it fits.
        large: probability that it is too large.
        tally: what others said of this item in this size.
    """

    small: float
    fit: float
    large: float
    tally: Tally

    @property
    def misfit(self) -> float:
        """Probability that it does not fit."""
        return self.small + self.large

    @property
    def flagged(self) -> bool:
        """Whether a shopper should be warned before buying."""
        return self.misfit >= FLAG

    def words(self) -> str:
        """One sentence for the shopper; it quotes others only when enough of them spoke."""
        count = self.tally.total
        if count >= ENOUGH:
            share, word = max(
                (self.tally.small / count, "small"), (self.tally.large / count, "large")
            )
            if share >= _NOTABLE:
                return f"{round(10 * share)} in 10 found it {word} ({count} reactions)."
        if self.flagged:
            word = "small" if self.small > self.large else "large"
            return f"It may be too {word} for you ({round(100 * self.misfit)} % risk of a misfit)."
        if count < ENOUGH:
            return "Not enough reactions yet to say how this size turns out."
        return f"Most found that it fits ({count} reactions)."
