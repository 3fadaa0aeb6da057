"""The root command."""

from __future__ import annotations

import click

from modiste import __version__
from modiste.cli.failures import FriendlyGroup


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="modiste")
def root() -> None:
    """A virtual fitting room: two photos in, a dressed person out. Photos stay on this machine."""
