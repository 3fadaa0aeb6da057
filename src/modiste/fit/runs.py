"""How far a garment runs small or large, as those who wore it found."""

from __future__ import annotations

from dataclasses import dataclass

_WORTH_TELLING = 0.25


@dataclass(frozen=True)
class Runs:
    """What wearers found of one garment.

    Attributes:
        steps: sizes by which a larger one suits than the chart says; below 0 it runs large.
        sd: one standard deviation of ``steps``.
        reactions: how many it is learnt from.
    """

    steps: float
    sd: float
    reactions: int

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence for the user, when it is worth one."""
        if abs(self.steps) < _WORTH_TELLING:
            return ()
        word = "small" if self.steps > 0 else "large"
        return (f"Those who wore it found that it runs {word} by {abs(self.steps):.1f} sizes "
                f"({self.reactions} reactions); the size allows for that.",)  # fmt: skip
