from __future__ import annotations

import json
from pathlib import Path

import pytest

from modiste.assets import Catalogue, digest
from modiste.errors import AssetError
from modiste.evaluation import doctor


def _catalogue(folder: Path) -> Catalogue:
    (folder / "net.bin").write_bytes(b"weights")
    row = {
        "name": "net", "file": "net.bin", "sha256": digest(folder / "net.bin"), "bytes": 7,
        "licence": "Apache-2.0", "source": "made:by hand", "purpose": "a test",
    }  # fmt: skip
    (folder / "catalogue.json").write_text(json.dumps([row]))
    return Catalogue(folder)


def test_a_healthy_installation_is_well() -> None:
    checks = {check.name: check for check in doctor.report()}
    assert all(check.ok for check in checks.values()), checks
    assert {"python", "numpy", "onnxruntime", "weights pose-detector", "cores", "speed"} <= set(
        checks
    )
    assert "ms" in checks["speed"].detail


def test_an_altered_weight_is_told_with_the_remedy(tmp_path: Path) -> None:
    shipped = _catalogue(tmp_path)
    assert [check.ok for check in doctor.weights(shipped)] == [True, True]
    (tmp_path / "net.bin").write_bytes(b"altered")
    check = doctor.weights(shipped)[0]
    assert not check.ok
    assert "sha256" in check.detail
    assert "pip install" in check.detail


def test_a_missing_weight_stops_neither_report_nor_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Catalogue:
        raise AssetError("The catalogue is gone: run this.")

    def no_net(threads: int) -> None:
        raise AssetError("No net.")

    monkeypatch.setattr(doctor, "catalogue", missing)
    monkeypatch.setattr(doctor, "BlazePose", no_net)
    bad = {check.name: check.detail for check in doctor.report() if not check.ok}
    assert bad == {"weights": "The catalogue is gone: run this.", "speed": "No net."}


def test_an_uninstalled_package_is_told() -> None:
    (check,) = doctor.dependencies("no-such-package-here")
    assert not check.ok
    assert "pip install" in check.detail


@pytest.mark.parametrize(
    ("requirement", "name"),
    [("numpy>=1.26", "numpy"), ("ai-edge-litert", "ai-edge-litert"), ("a.b_c [x] (>=1)", "a.b_c")],
)
def test_the_name_is_read_from_a_requirement(requirement: str, name: str) -> None:
    assert doctor._package(requirement) == name


def test_a_missing_dependency_fails_and_a_missing_extra_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        doctor, "requires", lambda _: ["not-there>=2", "numpy>=1", 'y; extra == "z"']
    )
    lost, numpy = doctor.dependencies()
    assert not lost.ok
    assert "pip install not-there" in lost.detail
    assert numpy.ok
    monkeypatch.setattr(doctor, "_EXTRAS", {"heic": ("not_there",)})
    (extra,) = doctor.extras()
    assert extra.ok
    assert "modiste[heic]" in extra.detail
