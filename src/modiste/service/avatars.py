"""The virtual model that has somebody's measures."""

from __future__ import annotations

from modiste.body.avatar import Avatar, Looks, draw_avatar
from modiste.body.hair import HairStyle
from modiste.body.poses import PoseName
from modiste.body.posterior import Posterior
from modiste.errors import OptionError
from modiste.fit.advise import Advisor
from modiste.fit.chart import SizeChart
from modiste.imaging import encode_image
from modiste.service.bodies import body_of
from modiste.service.context import Context
from modiste.size_picture import paint_fit, standing
from modiste.sizing import samples_for, unsure
from modiste.store.tables import PersonRow


def looks_of(skin: str, hair: str | None, pose: str) -> Looks:
    """What measures do not tell. Raises OptionError for an unknown word."""
    try:
        return Looks(skin, None if hair is None else HairStyle(hair), PoseName(pose))
    except ValueError:
        raise OptionError(
            f"Unknown looks; hair is one of {', '.join(HairStyle)}, pose one of "
            f"{', '.join(PoseName)}."
        ) from None


def drawn(context: Context, owner: str, body: str, looks: Looks | None = None) -> Avatar:
    """The avatar of a body of this owner.

    Raises:
        modiste.service.problems.NotFoundError: no such body.
        modiste.errors.OptionError: no such skin.
    """
    return draw_avatar(body_of(context.store, owner, body).measurements(), looks)


def add_avatar(
    context: Context, owner: str, body: str, looks: Looks | None = None
) -> PersonRow:  # fmt: skip
    """Draw a body's avatar and keep it as a person; raises like :func:`drawn`."""
    return context.people.add_avatar(owner, drawn(context, owner, body, looks).model.view)


def fit_picture(
    context: Context, owner: str, body: str, known: Posterior, chart: SizeChart, size: str
) -> bytes:
    """The body with a size's zones painted on it, as PNG.

    Raises:
        modiste.errors.OptionError: the chart has no such size.
    """
    advisor = Advisor(chart, unsure=unsure(known))
    zones = advisor.fit(size, samples_for(known, advisor))
    model = context.figures.get(f"{owner}/{body}", lambda: standing(known.measurements()))
    return encode_image(paint_fit(model, chart, size, zones), "PNG")
