"""The learnt synthesis: what its network sees, how it is run, how its picture is made."""

from modiste.synthesis.framing import Framing, framing_of
from modiste.synthesis.generator import Generator, Guess
from modiste.synthesis.paint import paint
from modiste.synthesis.planes import Planes, planes_of
from modiste.synthesis.trust import trusted
from modiste.synthesis.unknown import agnostic_view, unknown_region

__all__ = [
    "Framing",
    "Generator",
    "Guess",
    "Planes",
    "agnostic_view",
    "framing_of",
    "paint",
    "planes_of",
    "trusted",
    "unknown_region",
]
