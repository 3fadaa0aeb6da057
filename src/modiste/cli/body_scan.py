"""The options of ``modiste measure`` that read a 3D scan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from modiste.body.posterior import Posterior
    from modiste.cli.body_options import Numbers

F = TypeVar("F", bound=Callable[..., Any])
UNITS = ("m", "cm", "mm", "in", "ft")


def scan_options(command: F) -> F:
    """Add ``--scan`` and ``--scan-unit``."""
    unit = click.option("--scan-unit", type=click.Choice(UNITS),
                        help="What the scan's numbers are; default: told by the size.")  # fmt: skip
    scan = click.option("--scan", type=click.Path(path_type=Path),
                        help="A 3D scan of the whole figure: PLY, OBJ, STL, GLB, a text cloud, or "
                        "the JSON of depth frames; needs --sex.")  # fmt: skip
    return scan(unit(command))


def measured_scan(scan: Path, scan_unit: str | None, numbers: Numbers) -> Posterior:
    """The body that a scan and numbers tell of; the scan's warnings go to stderr.

    Raises:
        InputError: when the scan cannot be read or nobody is in it.
    """
    from modiste.body.posterior import Prior
    from modiste.body.scan import fit_scan, read_scan

    fit = fit_scan(read_scan(scan), numbers.sex, unit=scan_unit)
    for sentence in fit.warnings:
        click.echo(f"scan: {sentence}", err=True)
    readings = [*numbers.readings, *fit.observations()]
    return Prior.open().posterior(numbers.sex, readings, numbers.age)
