"""Errors become one sentence and an exit code, never a traceback."""

from __future__ import annotations

import json
import os
from typing import Any

import click

from modiste.errors import ModisteError

DEBUG_VARIABLE = "MODISTE_DEBUG"
_UNEXPECTED_EXIT = 1
_JSON_KEY = "modiste.json"


class FriendlyGroup(click.Group):
    """A click group that turns every exception into a sentence and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember whether JSON was asked for, since parsing itself may fail."""
        ctx.meta[_JSON_KEY] = "--json" in args
        try:
            return super().parse_args(ctx, args)
        except click.ClickException as error:
            if _wants_json(ctx):
                _print_error(type(error).__name__, error.format_message())
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; on failure print what is wrong and exit."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort):
            raise
        except click.ClickException as error:
            if _wants_json(ctx):
                _print_error(type(error).__name__, error.format_message())
            raise
        except ModisteError as error:
            _fail(ctx, error.name, str(error), error.exit_code)
        except Exception as error:
            if os.environ.get(DEBUG_VARIABLE):
                raise
            hint = f"This is a defect of modiste; set {DEBUG_VARIABLE}=1 for the traceback."
            what = str(error).strip().partition("\n")[0]
            _fail(ctx, "InternalError", f"{type(error).__name__}: {what}. {hint}")


def _fail(ctx: click.Context, name: str, message: str, code: int = _UNEXPECTED_EXIT) -> None:
    click.echo(f"error: {message}", err=True)
    if _wants_json(ctx):
        _print_error(name, message)
    ctx.exit(code)


def _wants_json(ctx: click.Context) -> bool:
    """Whether ``--json`` was among the words, told before anything was parsed."""
    return bool(ctx.meta.get(_JSON_KEY))


def _print_error(name: str, message: str) -> None:
    print_json({"error": {"name": name, "message": message}})


def print_json(data: Any) -> None:
    """Print one JSON object as one line."""
    click.echo(json.dumps(data, ensure_ascii=False))
