"""Effect optimisation from feedback: what a reaction to one picture changes in the next."""

from modiste.adjust.apply import adjusted_garment, adjusted_options
from modiste.adjust.parse import parse_adjustment
from modiste.adjust.preferences import Preferences
from modiste.adjust.reactions import Reaction, react
from modiste.adjust.sums import RANGES, added

__all__ = [
    "RANGES",
    "Preferences",
    "Reaction",
    "added",
    "adjusted_garment",
    "adjusted_options",
    "parse_adjustment",
    "react",
]
