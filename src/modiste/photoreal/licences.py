"""Licences of others' weights: accepted by name before first use, kept per user, revocable."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from modiste.errors import LicenceError, OutputError
from modiste.photoreal.catalogue import published_of
from modiste.photoreal.published import Published

FOLDER_VARIABLE = "MODISTE_CONFIG"
_FILE = "licences.json"


def config_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where the user's choices are kept: ``$MODISTE_CONFIG``, or in the XDG configuration."""
    values = os.environ if environment is None else environment
    if values.get(FOLDER_VARIABLE):
        return Path(values[FOLDER_VARIABLE])
    home = values.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / "modiste"


def accept(engine: str, folder: Path | None = None) -> Published:
    """Write down that the user has read and accepted the licence of an engine's weights.

    Args:
        engine: its name.
        folder: None is :func:`config_folder`.

    Raises:
        OptionError: there is no such engine, or it has no weights of others.
        OutputError: the acceptance cannot be kept.
    """
    published = published_of(engine)
    rows = _read(folder)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows[engine] = {"licence": published.licence, "page": published.page, "accepted": now}
    _write(rows, folder)
    return published


def revoke(engine: str, folder: Path | None = None) -> bool:
    """Take an acceptance back; whether there was one.

    Raises:
        OptionError: there is no such engine.
        OutputError: the list cannot be written.
    """
    published_of(engine)
    rows = _read(folder)
    if rows.pop(engine, None) is None:
        return False
    _write(rows, folder)
    return True


def accepted_when(published: Published, folder: Path | None = None) -> str | None:
    """When the licence was accepted (ISO 8601); None if it was not, or was another text then."""
    row = _read(folder).get(published.engine, {})
    return row.get("accepted") if row.get("licence") == published.licence else None


def require(published: Published, folder: Path | None = None) -> None:
    """Let nobody through who has not accepted a licence that wants it.

    Raises:
        LicenceError: naming licence, page and the words that accept it.
    """
    if published.must_accept and accepted_when(published, folder) is None:
        raise LicenceError(
            f"The weights of '{published.engine}' are under {published.licence}; read it at "
            f"{published.page} and, if you accept it, add --accept-licence {published.engine} "
            f"(or call modiste.photoreal.licences.accept('{published.engine}'))."
        )


def _read(folder: Path | None) -> dict[str, dict[str, str]]:
    """What is kept; a list that cannot be read accepts nothing."""
    try:
        raw = json.loads(((folder or config_folder()) / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    rows = raw.items() if isinstance(raw, dict) else ()
    return {str(name): row for name, row in rows if isinstance(row, dict)}


def _write(rows: dict[str, dict[str, str]], folder: Path | None) -> None:
    path = (folder or config_folder()) / _FILE
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(rows, indent=2, sort_keys=True) + "\n", "utf-8")
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror}); name another folder in "
            f"${FOLDER_VARIABLE}."
        ) from error
