"""The gallery: who the built-in virtual models are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from modiste.body.complexions import (
    BROWN,
    COPPER,
    DARK,
    DEEP,
    FAIR,
    GREY,
    LIGHT,
    OLIVE,
    ROSY,
    shaven,
)
from modiste.body.hair import HairStyle
from modiste.body.people import Person
from modiste.body.poses import PoseName
from modiste.body.skin import Complexion
from modiste.body.template import ORIGINS


@dataclass(frozen=True)
class Preset:
    """Who a virtual model is: numbers, colours, hair, and how she stands."""

    person: Person
    looks: Complexion
    style: HairStyle
    pose: PoseName = PoseName.STANDING


def _she(height: float, weight: float, age: float, origin: Sequence[float]) -> Person:
    return _person(True, height, weight, age, origin, smile=0.25)


def _he(height: float, weight: float, age: float, origin: Sequence[float]) -> Person:
    return _person(False, height, weight, age, origin, smile=0.15)


def _person(
    female: bool, height: float, weight: float, age: float, origin: Sequence[float], smile: float
) -> Person:
    shares = dict(zip(ORIGINS, origin, strict=True))
    return Person(female, height, weight, age, shares, {"smile": smile})


PRESETS: Mapping[str, Preset] = {
    "mara": Preset(_she(172, 60, 27, (2, 2, 6)), OLIVE, HairStyle.BUN, PoseName.RELAXED),
    "lena": Preset(_she(168, 58, 25, (1, 1, 8)), ROSY, HairStyle.LONG, PoseName.HAND_ON_HIP),
    "nia": Preset(_she(170, 64, 30, (1, 0, 0)), DARK, HairStyle.CROPPED, PoseName.WALKING),
    "yumi": Preset(_she(160, 50, 26, (0, 1, 0)), FAIR, HairStyle.BOB, PoseName.ARM_BENT),
    "rosa": Preset(_she(165, 82, 38, (3, 2, 5)), OLIVE, HairStyle.LONG),
    "ines": Preset(_she(163, 71, 45, (3, 1, 6)), BROWN, HairStyle.BUN, PoseName.A_POSE),
    "tom": Preset(_he(182, 77, 29, (0, 0, 1)), shaven(FAIR), HairStyle.SHORT),
    "emeka": Preset(_he(185, 84, 32, (1, 0, 0)), shaven(DARK), HairStyle.CROPPED,
                    PoseName.ARM_BENT),
    "hiro": Preset(_he(174, 68, 27, (0, 1, 0)), shaven(OLIVE, 0.3), HairStyle.SHORT,
                   PoseName.WALKING),
    "omar": Preset(_he(176, 98, 42, (3, 2, 5)), shaven(BROWN, 1.0), HairStyle.SHORT,
                   PoseName.HAND_ON_HIP),
    "greta": Preset(_she(166, 63, 68, (0, 0, 1)), replace(ROSY, hair=GREY), HairStyle.BOB),
    "mei": Preset(_she(157, 47, 22, (0, 1, 0)), LIGHT, HairStyle.LONG, PoseName.RELAXED),
    "asha": Preset(_she(161, 58, 33, (2, 4, 4)), BROWN, HairStyle.LONG, PoseName.WALKING),
    "freya": Preset(_she(180, 70, 24, (0, 0, 1)), replace(FAIR, hair=COPPER), HairStyle.LONG),
    "zola": Preset(_she(172, 92, 36, (1, 0, 0)), DEEP, HairStyle.BUN, PoseName.HAND_ON_HIP),
    "carmen": Preset(_she(158, 66, 52, (1, 2, 6)), LIGHT, HairStyle.BUN, PoseName.ARM_BENT),
    "june": Preset(_she(169, 104, 41, (0, 0, 1)), ROSY, HairStyle.BOB, PoseName.RELAXED),
    "sanna": Preset(_she(175, 57, 31, (0, 1, 4)), LIGHT, HairStyle.CROPPED, PoseName.A_POSE),
    "karl": Preset(_he(179, 82, 66, (0, 0, 1)), shaven(replace(ROSY, hair=GREY)),
                   HairStyle.SHORT),
    "wei": Preset(_he(170, 62, 23, (0, 1, 0)), shaven(LIGHT, 0.2), HairStyle.SHORT,
                  PoseName.RELAXED),
    "arjun": Preset(_he(173, 75, 35, (2, 4, 4)), shaven(BROWN, 0.9), HairStyle.SHORT),
    "kofi": Preset(_he(190, 92, 26, (1, 0, 0)), shaven(DEEP, 0.4), HairStyle.CROPPED,
                   PoseName.WALKING),
    "luis": Preset(_he(167, 80, 48, (2, 2, 6)), shaven(OLIVE), HairStyle.CROPPED,
                   PoseName.ARM_BENT),
    "finn": Preset(_he(187, 112, 38, (0, 0, 1)), shaven(replace(FAIR, hair=COPPER)),
                   HairStyle.SHORT, PoseName.A_POSE),
}  # fmt: skip
"""The people that modiste can draw, by name; "mara" is the one of ``make try``."""
