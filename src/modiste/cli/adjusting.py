"""``--adjust`` and ``--preferences`` of ``modiste try``, and ``modiste react``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modiste.cli.failures import print_json
from modiste.errors import InputError, OptionError, OutputError
from modiste.types import Adjustment

if TYPE_CHECKING:
    from modiste.adjust import Preferences

REACTIONS = (
    "thumbs_up", "thumbs_down", "sleeves_too_long", "sleeves_too_short", "too_tight", "too_loose",
    "too_long", "too_short", "too_high", "too_low", "too_far_left", "too_far_right", "colour_off",
    "too_dark", "too_bright", "too_warm", "too_cold", "too_flat",
)  # fmt: skip

_LARGEST = 1 << 20


def wishes(pairs: Sequence[str]) -> Adjustment:
    """The values of ``--adjust``, each ``NAME=VALUE``.

    Raises:
        OptionError: when one is something else.
    """
    from modiste.adjust import parse_adjustment

    named = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise OptionError(f"--adjust {pair!r} has no value: write it as sleeve_length=-0.1.")
        named[name.strip()] = value.strip()
    return parse_adjustment(named)


def read_preferences(path: Path) -> Preferences:
    """What a file of ``modiste react`` holds.

    Raises:
        InputError: when it is none.
    """
    from modiste.adjust import Preferences

    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path} is too large for preferences: start a new file.")
        return Preferences.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, InputError) as error:
        raise InputError(f"{path} holds no preferences of modiste: start a new file.") from error


@click.command("react")
@click.argument("reactions", metavar="REACTION...", nargs=-1, required=True,
                type=click.Choice(REACTIONS))  # fmt: skip
@click.option("--shown", multiple=True, metavar="NAME=VALUE",
              help="What the picture was made with: the --adjust of that try.")  # fmt: skip
@click.option("--kind", type=click.Choice(("top", "bottom", "dress")), required=True,
              help="What was tried on.")  # fmt: skip
@click.option("--preferences", type=click.Path(path_type=Path, dir_okay=False),
              help="File that learns; it is made when it is not there.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def react_to(
    reactions: tuple[str, ...],
    shown: tuple[str, ...],
    kind: str,
    preferences: Path | None,
    as_json: bool,
) -> None:
    """Say what is wrong with a picture, and learn what the next one does differently.

    The printed values go to --adjust of the same garment; the file goes to --preferences of any
    other.
    """
    from modiste.adjust import Reaction, react
    from modiste.adjust.parse import adjustment_to_dict

    before = wishes(shown)
    said = [Reaction(name) for name in reactions]
    following = adjustment_to_dict(react(before, *said))
    if preferences is not None:
        _learn(preferences, kind, before, said)
    if as_json:
        print_json({"adjust": following})
        return
    click.echo(" ".join(f"--adjust {name}={value}" for name, value in following.items())
               or "nothing is to be changed")  # fmt: skip


def _learn(path: Path, kind: str, shown: Adjustment, said: Sequence[str]) -> None:
    from modiste.adjust import Preferences, Reaction

    known = read_preferences(path) if path.exists() else Preferences()
    for reaction in said:
        known.see(kind, shown, Reaction(reaction))
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(known.to_json(), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
