"""From what a shopper says of a picture to what the next one does differently."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from modiste.adjust.sums import added
from modiste.types import Adjustment


class Reaction(StrEnum):
    """What a shopper can say of a picture."""

    THUMBS_UP = "thumbs_up"
    THUMBS_DOWN = "thumbs_down"
    SLEEVES_TOO_LONG = "sleeves_too_long"
    SLEEVES_TOO_SHORT = "sleeves_too_short"
    TOO_TIGHT = "too_tight"
    TOO_LOOSE = "too_loose"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_HIGH = "too_high"
    TOO_LOW = "too_low"
    TOO_FAR_LEFT = "too_far_left"
    TOO_FAR_RIGHT = "too_far_right"
    COLOUR_OFF = "colour_off"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TOO_WARM = "too_warm"
    TOO_COLD = "too_cold"
    TOO_FLAT = "too_flat"


STEPS: Mapping[Reaction, Adjustment] = {
    Reaction.SLEEVES_TOO_LONG: Adjustment(sleeve_length=-0.1),
    Reaction.SLEEVES_TOO_SHORT: Adjustment(sleeve_length=0.1),
    Reaction.TOO_TIGHT: Adjustment(girth=0.06),
    Reaction.TOO_LOOSE: Adjustment(girth=-0.06),
    Reaction.TOO_LONG: Adjustment(length=-0.08),
    Reaction.TOO_SHORT: Adjustment(length=0.08),
    Reaction.TOO_HIGH: Adjustment(shift_y=0.03),
    Reaction.TOO_LOW: Adjustment(shift_y=-0.03),
    Reaction.TOO_FAR_LEFT: Adjustment(shift_x=0.03),
    Reaction.TOO_FAR_RIGHT: Adjustment(shift_x=-0.03),
    Reaction.COLOUR_OFF: Adjustment(shading=-0.5),
    Reaction.TOO_DARK: Adjustment(brightness=0.06),
    Reaction.TOO_BRIGHT: Adjustment(brightness=-0.06),
    Reaction.TOO_WARM: Adjustment(warmth=-0.08),
    Reaction.TOO_COLD: Adjustment(warmth=0.08),
    Reaction.TOO_FLAT: Adjustment(shading=0.35),
    Reaction.THUMBS_DOWN: Adjustment(seed=1),
}
"""One step each. ``colour_off`` takes the scene's light off the garment, which is all that changes
its colour; ``thumbs_down`` says nothing of what is wrong, so another draw is tried."""


def react(shown: Adjustment, *reactions: Reaction) -> Adjustment:
    """What the next picture uses.

    Args:
        shown: what the picture that was reacted to used.
        reactions: all that was said of it; opposite ones cancel out.
    """
    for reaction in reactions:
        shown = added(shown, STEPS.get(reaction, Adjustment()))
    return shown
