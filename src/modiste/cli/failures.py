"""Errors become one sentence and an exit code, never a traceback."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click

from modiste.errors import ModisteError

DEBUG_VARIABLE = "MODISTE_DEBUG"
_UNEXPECTED_EXIT = 1


class FriendlyGroup(click.Group):
    """A click group that turns every exception into a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; on failure print what is wrong and exit."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except ModisteError as error:
            _fail(ctx, error.name, str(error), error.exit_code)
        except Exception as error:
            if os.environ.get(DEBUG_VARIABLE):
                raise
            hint = f"This is a defect of modiste; set {DEBUG_VARIABLE}=1 for the traceback."
            _fail(ctx, "InternalError", f"{type(error).__name__}: {error}. {hint}")


def _fail(ctx: click.Context, name: str, message: str, code: int = _UNEXPECTED_EXIT) -> None:
    click.echo(f"error: {message}", err=True)
    if "--json" in sys.argv[1:] or ctx.meta.get("json"):
        click.echo(json.dumps({"error": {"name": name, "message": message}}, ensure_ascii=False))
    ctx.exit(code)


def print_json(data: Any) -> None:
    """Print one JSON object as one line."""
    click.echo(json.dumps(data, ensure_ascii=False))
