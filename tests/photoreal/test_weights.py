"""Where weights of others are kept, what must be true of them, and how they come here."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from modiste.errors import EngineUnavailableError, LicenceError
from modiste.photoreal import licences
from modiste.photoreal.catalogue import ALL
from modiste.photoreal.published import Published, PublishedFile
from modiste.photoreal.weights import (
    FOLDER_VARIABLE,
    OFFLINE_VARIABLE,
    fetch,
    find,
    locate,
    sealed,
    weights_folder,
)

WEIGHTS = bytes(range(256)) * 4096
KNOWN = hashlib.sha256(WEIGHTS).hexdigest()
FREE = Published(
    "other",
    (
        PublishedFile("a.safetensors", "some/other", "deep/model.safetensors", 12, "MIT", KNOWN),
        PublishedFile("b.json", "somebody/else", "b.json", 1, "MIT"),
        PublishedFile("more.bin", "somebody/other", "more.bin", 9, "MIT", optional=True),
    ),
    "MIT", False, "https://example.org/licence", 10,
)  # fmt: skip
RESTRICTED = Published("fashn", FREE.files, "CC-BY-NC-4.0", True, FREE.page, 10)
"""Under a name that the catalogue knows, so that it can be accepted."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a.safetensors").write_bytes(WEIGHTS)
    (folder / "b.json").write_text("{}")
    return folder


@pytest.fixture
def consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(licences.FOLDER_VARIABLE, str(tmp_path / "config"))
    return tmp_path / "config"


def test_the_catalogue_is_whole() -> None:
    for published in ALL:
        assert published.megabytes > 0
        assert published.page.startswith("https://")
        assert len({file.name for file in published.files}) == len(published.files)
        for file in published.files:
            assert file.sha256 is None or len(file.sha256) == 64
            assert file.repository.count("/") == 1
        if any("NC" in file.licence or "RAIL" in file.licence for file in published.files):
            assert published.must_accept


def test_files_of_a_folder_are_taken_without_a_copy(tmp_path: Path, source: Path) -> None:
    paths = fetch(FREE, tmp_path / "kept", source=source)
    assert set(paths) == {"a.safetensors", "b.json"}
    assert paths["a.safetensors"].samefile(source / "a.safetensors")
    assert find(FREE, tmp_path / "kept") == paths
    assert sealed(FREE, tmp_path / "kept")["a.safetensors"] == KNOWN


def test_files_called_as_on_the_hub_are_found_too(tmp_path: Path, source: Path) -> None:
    (source / "deep").mkdir()
    (source / "a.safetensors").rename(source / "deep" / "model.safetensors")
    (source / "more.bin").write_bytes(b"more")
    paths = fetch(FREE, tmp_path / "kept", source=source, everything=True)
    assert paths["a.safetensors"].read_bytes() == WEIGHTS
    assert paths["more.bin"].read_bytes() == b"more"


def test_another_file_than_the_published_one_is_refused(tmp_path: Path, source: Path) -> None:
    (source / "a.safetensors").write_bytes(WEIGHTS[:-1])
    with pytest.raises(EngineUnavailableError, match=rf"a\.safetensors.*{KNOWN}"):
        fetch(FREE, tmp_path / "kept", source=source)
    with pytest.raises(EngineUnavailableError, match="missing"):
        find(FREE, tmp_path / "kept")


def test_a_pin_stands_for_a_checksum_that_nobody_published(tmp_path: Path, source: Path) -> None:
    right = hashlib.sha256(b"{}").hexdigest()
    fetch(FREE, tmp_path / "kept", source=source, pinned={"b.json": right.upper()})
    with pytest.raises(EngineUnavailableError, match=r"b\.json"):
        fetch(FREE, tmp_path / "else", source=source, pinned={"b.json": "0" * 64})


def test_without_a_pin_the_first_download_is_kept_to(tmp_path: Path, source: Path) -> None:
    fetch(FREE, tmp_path / "kept", source=source)
    (source / "b.json").write_text("[]")
    with pytest.raises(EngineUnavailableError, match=r"b\.json.*not the file that was fetched"):
        find(FREE, tmp_path / "kept")
    assert "b.json" in locate(FREE, tmp_path / "kept"), "whoever does not read does not know"


def test_weights_put_there_by_hand_are_to_be_checked_first(tmp_path: Path) -> None:
    place = tmp_path / "other"
    place.mkdir()
    for name in ("a.safetensors", "b.json"):
        (place / name).write_bytes(WEIGHTS)
    with pytest.raises(
        EngineUnavailableError, match=r"never checked.*modiste weights other --from"
    ):
        find(FREE, tmp_path)


def test_missing_weights_name_file_size_and_command(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match=r"a\.safetensors, about 13 MB.*weights other"):
        locate(FREE, tmp_path)


def test_a_folder_without_the_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match=r"is not there.*deep/model\.safetensors"):
        fetch(FREE, tmp_path / "kept", source=tmp_path)


def test_a_licence_is_a_door(tmp_path: Path, source: Path, consent: Path) -> None:
    kept = tmp_path / "kept"
    for step in (lambda: fetch(RESTRICTED, kept, source=source), lambda: locate(RESTRICTED, kept)):
        with pytest.raises(LicenceError, match=r"CC-BY-NC.*example\.org.*--accept-licence fashn"):
            step()
    assert not kept.exists()
    _accepted(consent, RESTRICTED.licence)
    paths = fetch(RESTRICTED, kept, source=source)
    assert find(RESTRICTED, kept) == paths
    licences.revoke("fashn")
    with pytest.raises(LicenceError):
        find(RESTRICTED, kept)


def test_another_text_is_to_be_accepted_anew(tmp_path: Path, consent: Path) -> None:
    _accepted(consent, "CC-BY-4.0")
    with pytest.raises(LicenceError, match="CC-BY-NC"):
        locate(RESTRICTED, tmp_path)


def _accepted(folder: Path, licence: str) -> None:
    folder.mkdir(exist_ok=True)
    row = {"licence": licence, "page": "p", "accepted": "2026-01-01T00:00:00+00:00"}
    (folder / "licences.json").write_text(json.dumps({"fashn": row}))


def test_offline_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OFFLINE_VARIABLE, "1")
    with pytest.raises(EngineUnavailableError, match=r"HF_HUB_OFFLINE.*--from"):
        fetch(FREE, tmp_path / "kept")


def test_where_weights_are_kept(tmp_path: Path) -> None:
    assert weights_folder({FOLDER_VARIABLE: str(tmp_path)}) == tmp_path
    assert weights_folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/modiste/weights")
    assert weights_folder({}).parts[-3:] == (".cache", "modiste", "weights")
