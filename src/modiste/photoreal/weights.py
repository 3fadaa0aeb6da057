"""Weights of others: where they are, their size, and the licence that must be accepted first."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modiste.assets import digest
from modiste.errors import EngineUnavailableError

FOLDER_VARIABLE = "MODISTE_WEIGHTS"
OFFLINE_VARIABLE = "HF_HUB_OFFLINE"
_SEALS = "modiste-seals.json"
_ACCEPTED = "modiste-licence-accepted.txt"


@dataclass(frozen=True)
class Published:
    """Weights that somebody published.

    Attributes:
        engine: what they are for.
        repository: on the hub.
        files: their names there.
        megabytes: of all files, about.
        licence: of the weights.
        must_accept: whether the licence is to be accepted before first use.
        page: where it can be read.
    """

    engine: str
    repository: str
    files: tuple[str, ...]
    megabytes: int
    licence: str
    must_accept: bool
    page: str


def weights_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where weights of others are kept: ``$MODISTE_WEIGHTS``, or in the user's cache folder."""
    values = os.environ if environment is None else environment
    if values.get(FOLDER_VARIABLE):
        return Path(values[FOLDER_VARIABLE])
    cache = values.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "modiste" / "weights"


def find(published: Published, folder: Path | None = None) -> dict[str, Path]:
    """The files of an engine, by name, whole and unchanged.

    Their sha256 is sealed when they are fetched (:func:`seal`), and checked here against the seal.

    Args:
        published: whose.
        folder: holds a folder called like the engine; None is :func:`weights_folder`.

    Raises:
        EngineUnavailableError: a file is missing or altered, or the licence was not accepted; the
            sentence names the command that helps.
    """
    place = (folder or weights_folder()) / published.engine
    remedy = f"run 'modiste weights {published.engine}'"
    if published.must_accept and not (place / _ACCEPTED).is_file():
        raise EngineUnavailableError(
            f"The weights of '{published.engine}' are under {published.licence} "
            f"({published.page}); read it and {remedy} --accept-licence."
        )
    paths = {name: place / name for name in published.files}
    missing = [name for name, path in paths.items() if not path.is_file()]
    if missing:
        raise EngineUnavailableError(
            f"The weights of '{published.engine}' are missing ({missing[0]}, about "
            f"{published.megabytes} MB in all): {remedy}."
        )
    _check_seals(published, place, remedy)
    return paths


def fetch(
    published: Published, folder: Path | None = None, *, accept: bool = False,
    source: Path | None = None,
) -> dict[str, Path]:  # fmt: skip
    """Bring an engine's files here; a broken download goes on where it broke.

    Args:
        published: whose.
        folder: as in :func:`find`.
        accept: the user has read and accepted the licence.
        source: a folder that holds the files already; None asks the hub.

    Raises:
        EngineUnavailableError: the licence is not accepted, the extra is missing, or the files
            cannot be had.
    """
    if published.must_accept and not accept:
        raise EngineUnavailableError(
            f"The weights of '{published.engine}' are under {published.licence} "
            f"({published.page}); read it and add --accept-licence."
        )
    place = (folder or weights_folder()) / published.engine
    place.mkdir(parents=True, exist_ok=True)
    for name in published.files:
        if source is not None:
            _linked(source / name, place / name)
        else:
            _downloaded(published, name, place)
    if published.must_accept:
        (place / _ACCEPTED).write_text(f"{published.licence}\n{published.page}\n", "utf-8")
    seal(published, place)
    return find(published, folder)


def seal(published: Published, place: Path) -> None:
    """Write down the sha256 and size of every file, as they are now."""
    seals = {name: digest(place / name) for name in published.files}
    (place / _SEALS).write_text(json.dumps(seals, indent=2), "utf-8")


def _check_seals(published: Published, place: Path, remedy: str) -> None:
    try:
        seals: dict[str, str] = json.loads((place / _SEALS).read_text("utf-8"))
    except (OSError, ValueError):
        raise EngineUnavailableError(
            f"The weights of '{published.engine}' were put there by hand and never checked: "
            f"{remedy} --from {place}."
        ) from None
    for name in published.files:
        if seals.get(name) != digest(place / name):
            raise EngineUnavailableError(
                f"{name} of '{published.engine}' is not the file that was fetched: {remedy}."
            )


def _linked(source: Path, target: Path) -> None:
    if not source.is_file():
        raise EngineUnavailableError(f"{source} is not there; name the folder that holds it.")
    if target.exists() and target.samefile(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.symlink_to(source.resolve())


def _downloaded(published: Published, name: str, place: Path) -> None:
    try:
        hub: Any = importlib.import_module("huggingface_hub")
    except ImportError as error:
        raise EngineUnavailableError(
            "Downloads need the extra: pip install 'modiste[diffusion]'."
        ) from error
    try:
        hub.hf_hub_download(published.repository, name, local_dir=place)
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineUnavailableError(
            f"{name} of {published.repository} cannot be fetched "
            f"({type(error).__name__}). Without a network, unset {OFFLINE_VARIABLE} or bring the "
            "files by hand and name their folder with --from."
        ) from error
