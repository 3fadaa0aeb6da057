"""``modiste licences`` and ``--accept-licence``: consent to the licences of others' weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from modiste.cli.failures import print_json

F = TypeVar("F", bound=Callable[..., Any])


def accept_option(command: F) -> F:
    """Add ``--accept-licence ENGINE``, which keeps the consent before the command starts."""
    return click.option(
        "--accept-licence",
        multiple=True,
        metavar="ENGINE",
        expose_value=False,
        callback=_accept_all,
        help="I have read the licence of this engine's weights ('modiste licences') and accept "
        "it; kept until 'modiste licences revoke'.",
    )(command)


def _accept_all(_ctx: click.Context, _option: click.Parameter, names: tuple[str, ...]) -> None:
    for name in names:
        accept(name)


def accept(name: str) -> None:
    """Keep the consent, and tell on standard error to what."""
    from modiste.photoreal import licences

    published = licences.accept(name)
    click.echo(f"accepted for '{name}': {published.licence} ({published.page})", err=True)


@click.group("licences", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print one machine-readable line.")
@click.pass_context
def licences(ctx: click.Context, as_json: bool) -> None:
    """List the licences of others' weights, and which of them were accepted here."""
    if ctx.invoked_subcommand is not None:
        return
    rows = _rows()
    if as_json:
        print_json({"licences": rows})
        return
    for row in rows:
        click.echo(f"{row['engine']}: {row['licence']}\n  {row['page']}\n  {_state(row)}")
        for file in row["files"]:
            click.echo(f"  {file['name']}: {file['licence']}, {file['repository']}")


@licences.command("accept")
@click.argument("engine")
def accept_licence(engine: str) -> None:
    """Accept the licence of ENGINE's weights, for every command and program of this user."""
    accept(engine)


@licences.command("revoke")
@click.argument("engine")
def revoke_licence(engine: str) -> None:
    """Take the acceptance back; ENGINE is refused from then on."""
    from modiste.photoreal.licences import revoke

    done = revoke(engine)
    click.echo(f"'{engine}' is revoked." if done else f"'{engine}' had not been accepted.")


def _rows() -> list[dict[str, Any]]:
    from modiste.photoreal.catalogue import ALL
    from modiste.photoreal.licences import accepted_when

    return [
        {
            "engine": p.engine,
            "licence": p.licence,
            "page": p.page,
            "must_accept": p.must_accept,
            "accepted": accepted_when(p),
            "files": [
                {"name": f.name, "repository": f.repository, "licence": f.licence} for f in p.files
            ],
        }
        for p in ALL
    ]


def _state(row: dict[str, Any]) -> str:
    if not row["must_accept"]:
        return "needs no acceptance"
    if row["accepted"]:
        return f"accepted {row['accepted']}"
    return f"not accepted; to accept: modiste licences accept {row['engine']}"
