"""Options about a virtual model that measures do not tell.

The names are repeated here, and a test compares them, so that commands start without the body's
modules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from modiste.body.avatar import Looks

F = TypeVar("F", bound=Callable[..., Any])

SKINS = ("rosy", "fair", "light", "olive", "brown", "dark", "deep")
HAIRS = ("long", "bob", "bun", "short", "cropped")
POSES = ("a-pose", "standing", "relaxed", "hand-on-hip", "arm-bent", "walking")


def looks_options(command: F) -> F:
    """Add ``--skin``, ``--hair`` and ``--pose``."""
    pose = click.option("--pose", type=click.Choice(POSES), default="relaxed", show_default=True,
                        help="How the model stands.")  # fmt: skip
    hair = click.option("--hair", type=click.Choice(HAIRS),
                        help="How the hair is worn; default: long for f, short for m.")  # fmt: skip
    skin = click.option("--skin", type=click.Choice(SKINS), default="light", show_default=True,
                        help="Complexion of the model.")  # fmt: skip
    return skin(hair(pose(command)))


def looks_of(skin: str, hair: str | None, pose: str) -> Looks:
    """The values of :func:`looks_options`."""
    from modiste.body.avatar import Looks
    from modiste.body.hair import HairStyle
    from modiste.body.poses import PoseName

    return Looks(skin, None if hair is None else HairStyle(hair), PoseName(pose))
