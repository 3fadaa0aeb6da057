"""The model matched to you: the body of what is known of a person, drawn as a virtual model."""

from __future__ import annotations

from dataclasses import dataclass

from modiste.body.complexions import COMPLEXIONS, shaven
from modiste.body.fitting import FitResult, fit_known
from modiste.body.hair import HairStyle
from modiste.body.measure import Tape
from modiste.body.model import Model, draw
from modiste.body.poses import PoseName
from modiste.body.template import Body
from modiste.errors import OptionError
from modiste.types import Measurements, Sex

STYLES = {Sex.FEMALE: HairStyle.LONG, Sex.MALE: HairStyle.SHORT}
"""Hair when nothing else is wanted."""


@dataclass(frozen=True)
class Looks:
    """What measures do not tell.

    Attributes:
        skin: one of :data:`modiste.body.complexions.COMPLEXIONS`.
        hair: how the hair is worn; None goes by the sex.
        pose: how she stands.
    """

    skin: str = "light"
    hair: HairStyle | None = None
    pose: PoseName = PoseName.RELAXED


@dataclass(frozen=True)
class Avatar:
    """A person's virtual model.

    Attributes:
        model: the picture, with exact pose, parse, matte and depth.
        fit: the body, and how far it is from the means of her measures.
    """

    model: Model
    fit: FitResult


def draw_avatar(
    known: Measurements, looks: Looks | None = None, *, name: str = "you",
    size: tuple[int, int] = (768, 1024), seed: int = 0, body: Body | None = None,
) -> Avatar:  # fmt: skip
    """Find the body and draw it in grey base clothes in a studio.

    Args:
        known: every measure with its uncertainty, as ``modiste measure`` finds them.
        looks: skin, hair and pose.
        name: what the model is called.
        size: width and height of the picture in pixels.
        seed: of hair, skin and folds.
        body: an open template, to save opening it again.

    Raises:
        OptionError: when the skin is not one of the named ones.
        AssetError: when the template is missing.
    """
    looks, body = looks or Looks(), body or Body.open()
    if looks.skin not in COMPLEXIONS:
        raise OptionError(f"There is no skin {looks.skin!r}; choose {', '.join(COMPLEXIONS)}.")
    complexion = COMPLEXIONS[looks.skin]
    if known.sex is Sex.MALE:
        complexion = shaven(complexion)
    fit = fit_known(Tape(body), known)
    style = looks.hair or STYLES[known.sex]
    model = draw(body, fit.rest, complexion, style, looks.pose, name=name, size=size, seed=seed)
    return Avatar(model, fit)
