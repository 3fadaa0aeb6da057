"""What a run was made of, so that somebody else can tell whether theirs was the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import modiste
from modiste.assets import WEIGHTS
from modiste.errors import OutputError
from modiste.evaluation.tryon.features import FRECHET, PERCEPTUAL
from modiste.evaluation.tryon.protocol import LIGHT, LONG_SIDE
from modiste.evaluation.tryon.run import Outcome


def manifest(data: Path, outcome: Outcome, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Hashes of the photos and weights, settings and results.

    Args:
        data: folder of Clothing Co-Parsing.
        outcome: of the run.
        settings: what the caller chose.
    """
    names = sorted({case.rsplit("-", 1)[0] for case in outcome.photos})
    return {
        "modiste": modiste.__version__,
        "settings": {**settings, "light": LIGHT, "long_side": LONG_SIDE},
        "features": {"perceptual": PERCEPTUAL, "frechet": FRECHET},
        "weights": {p.name: _digest(p) for p in sorted(WEIGHTS.iterdir()) if _is_weight(p)},
        "photos": {n: _digest(_photo(data, n)) for n in names},
        "masks": {n: _digest(m) for n in names if (m := data / "masks" / f"{n}.png").is_file()},
        "cases": list(outcome.photos),
        "skipped": list(outcome.skipped),
        "figures": {n: dict(f) for n, f in outcome.figures.items()},
    }


def write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    """Write it as JSON.

    Raises:
        OutputError: when the file cannot be written.
    """
    try:
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error}): choose another place.") from error


def _photo(data: Path, name: str) -> Path:
    found: Sequence[Path] = sorted((data / "photos").glob(f"{name}.*"))
    return found[0]


def _is_weight(path: Path) -> bool:
    return path.suffix in {".onnx", ".tflite", ".npz"}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
