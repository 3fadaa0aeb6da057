"""``modiste engines``, ``doctor`` and ``example``: what is here, and does it work."""

from __future__ import annotations

from pathlib import Path

import click

from modiste.cli.failures import print_json
from modiste.cli.quiet import quiet_natives
from modiste.cli.try_on import check_folder
from modiste.engines import DEFAULT_ENGINE, check_ready, engine_table
from modiste.errors import EngineUnavailableError


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def engines(as_json: bool) -> None:
    """List the engines: what draws the picture, its licence and what it needs."""
    rows = [
        {
            "name": e.name,
            "summary": e.summary,
            "licence": e.licence,
            "size": e.size,
            "needs": e.needs,
            "ready": _obstacle(e.name) is None,
            "default": e.name == DEFAULT_ENGINE,
        }
        for e in engine_table().values()
    ]
    if as_json:
        print_json({"engines": rows})
        return
    for row in rows:
        mark = " (default)" if row["default"] else ""
        click.echo(f"{row['name']}{mark}\n  {row['summary']}")
        click.echo(f"  licence: {row['licence']}\n  weights: {row['size']}")
        click.echo(f"  needs:   {row['needs']}")
        if not row["ready"]:
            click.echo(f"  not ready: {_obstacle(str(row['name']))}")


def _obstacle(engine: str) -> str | None:
    """Why an engine cannot be opened as things are, or None."""
    try:
        check_ready(engine)
    except EngineUnavailableError as error:
        return str(error)
    return None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
def doctor(as_json: bool) -> None:
    """Tell what is installed, which weights verify and how fast this machine is."""
    from modiste.evaluation.doctor import report

    with quiet_natives():
        checks = report()
    if as_json:
        print_json({"checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]})
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}")
    if not all(check.ok for check in checks):
        raise SystemExit(3)


@click.command()
@click.option(
    "-o",
    "--out",
    default="try-out",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
)
def example(out: Path) -> None:
    """Draw the built-in model and garments, dress the model, and make a page of it."""
    from modiste.evaluation.example import make_example

    check_folder(out)
    with quiet_natives():
        page = make_example(out)
    click.echo(f"The picture is {out / 'result.png'}")
    click.echo(f"Open the page in a browser: {page.resolve().as_uri()}")
