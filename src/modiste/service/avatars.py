"""The virtual model that has somebody's measures."""

from __future__ import annotations

from modiste.body.avatar import Avatar, Looks, draw_avatar
from modiste.body.hair import HairStyle
from modiste.body.poses import PoseName
from modiste.errors import OptionError
from modiste.service.bodies import body_of
from modiste.service.context import Context
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
