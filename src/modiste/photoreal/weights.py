"""Weights of others: where they are, whether they are whole, and how they come here."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from modiste.assets import digest
from modiste.errors import EngineUnavailableError
from modiste.photoreal import licences
from modiste.photoreal.download import HUB, Progress, download
from modiste.photoreal.published import Published, PublishedFile

FOLDER_VARIABLE = "MODISTE_WEIGHTS"
OFFLINE_VARIABLE = "HF_HUB_OFFLINE"
ENDPOINT_VARIABLE = "HF_ENDPOINT"
_SEALS = "modiste-seals.json"
_DOWNLOADS = "downloads"


def weights_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where weights of others are kept: ``$MODISTE_WEIGHTS``, or in the user's cache folder."""
    values = os.environ if environment is None else environment
    if values.get(FOLDER_VARIABLE):
        return Path(values[FOLDER_VARIABLE])
    cache = values.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "modiste" / "weights"


def find(published: Published, folder: Path | None = None) -> dict[str, Path]:
    """The files of an engine, by name, whole and unchanged.

    Each file is held to the catalogue's sha256, or where the catalogue knows none to the one that
    was sealed when the file was fetched (:func:`seal`).

    Args:
        published: whose.
        folder: holds a folder called like the engine; None is :func:`weights_folder`.

    Returns:
        Paths by name; optional files only when they are there.

    Raises:
        LicenceError: the licence was not accepted.
        EngineUnavailableError: a file is missing or altered; the sentence names the command that
            helps.
    """
    paths = locate(published, folder)
    _check_seals(published, (folder or weights_folder()) / published.engine, paths)
    return paths


def locate(published: Published, folder: Path | None = None) -> dict[str, Path]:
    """As :func:`find`, but the files are not read: whether they are whole is not told.

    Raises:
        LicenceError: the licence was not accepted.
        EngineUnavailableError: a file is missing.
    """
    licences.require(published)
    place = (folder or weights_folder()) / published.engine
    paths = {file.name: place / file.name for file in published.files}
    for file in published.files:
        if paths[file.name].is_file():
            continue
        if not file.optional:
            raise EngineUnavailableError(
                f"The weights of '{published.engine}' are missing ({file.name}, about "
                f"{published.megabytes} MB in all): {_remedy(published)}."
            )
        del paths[file.name]
    return paths


def fetch(
    published: Published, folder: Path | None = None, *, source: Path | None = None,
    everything: bool = False, pinned: Mapping[str, str] | None = None,
    progress: Progress = lambda *_: None,
) -> dict[str, Path]:  # fmt: skip
    """Bring an engine's files here; a broken download goes on where it broke.

    Args:
        published: whose.
        folder: as in :func:`find`.
        source: a folder that holds the files already; None asks the hub.
        everything: the optional files too.
        pinned: sha256 by name, for files of which the catalogue knows none.
        progress: is told how much of which file has come.

    Raises:
        LicenceError: the licence is not accepted.
        EngineUnavailableError: the files cannot be had, or one of them is not the one that was
            published or pinned.
    """
    licences.require(published)
    place = (folder or weights_folder()) / published.engine
    place.mkdir(parents=True, exist_ok=True)
    wanted = [file for file in published.files if everything or not file.optional]
    for file in wanted:
        found = _downloaded(file, place, progress) if source is None else _brought(file, source)
        _hold(file, found, (pinned or {}).get(file.name))
        _linked(found, place / file.name)
    seal(published, place)
    return find(published, folder)


def seal(published: Published, place: Path) -> None:
    """Write down the sha256 of every file that is there, as it is now."""
    there = [file.name for file in published.files if (place / file.name).is_file()]
    seals = {name: digest(place / name) for name in there}
    (place / _SEALS).write_text(json.dumps(seals, indent=2), "utf-8")


def sealed(published: Published, folder: Path | None = None) -> dict[str, str]:
    """The sha256 of each file as it was fetched; empty when nothing was."""
    try:
        place = (folder or weights_folder()) / published.engine
        seals: dict[str, str] = json.loads((place / _SEALS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return seals


def _hold(file: PublishedFile, path: Path, pinned: str | None) -> None:
    """Refuse a file that is not the one that was published, or pinned by the user."""
    wanted = pinned or file.sha256
    if wanted is None:
        return
    found = digest(path)
    if found != wanted.lower():
        raise EngineUnavailableError(
            f"{path} is not {file.path} of {file.repository}: its sha256 is {found}, wanted "
            f"{wanted}. Delete it and fetch it again."
        )


def _check_seals(published: Published, place: Path, paths: dict[str, Path]) -> None:
    seals = sealed(published, place.parent)
    if not seals:
        raise EngineUnavailableError(
            f"The weights of '{published.engine}' were put there by hand and never checked: "
            f"run 'modiste weights {published.engine} --from {place}'."
        )
    for name, path in paths.items():
        if seals.get(name) != digest(path):
            raise EngineUnavailableError(
                f"{name} of '{published.engine}' is not the file that was fetched: "
                f"{_remedy(published)}."
            )


def _remedy(published: Published) -> str:
    return f"run 'modiste weights {published.engine}'"


def _brought(file: PublishedFile, source: Path) -> Path:
    """The file in a folder of the user's, called as here or as on the hub."""
    for path in (source / file.name, source / file.path):
        if path.is_file():
            return path
    raise EngineUnavailableError(
        f"{source / file.name} is not there; name the folder that holds it ({file.path} of "
        f"{file.repository})."
    )


def _linked(source: Path, target: Path) -> None:
    if target.exists() and target.samefile(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.symlink_to(source.resolve())


def _downloaded(file: PublishedFile, place: Path, progress: Progress) -> Path:
    if os.environ.get(OFFLINE_VARIABLE, "").lower() in ("1", "true", "yes", "on"):
        raise EngineUnavailableError(
            f"{file.path} of {file.repository} is not here and {OFFLINE_VARIABLE} forbids to fetch "
            "it: unset it, or bring the files by hand and name their folder with --from."
        )
    target = place / _DOWNLOADS / file.repository / file.path
    return download(file, target, os.environ.get(ENDPOINT_VARIABLE) or HUB, progress)
