"""Consent to the licences of others' weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modiste.engines import check_ready, open_engine
from modiste.errors import EngineUnavailableError, LicenceError, OptionError, OutputError
from modiste.photoreal import licences
from modiste.photoreal.catalogue import ALL, CATVTON, FASHN, LEFFA

DEMANDING = [published.engine for published in ALL if published.must_accept]


def test_those_that_restrict_use_ask() -> None:
    assert DEMANDING == ["catvton", "leffa"]


@pytest.mark.parametrize("engine", DEMANDING)
def test_accepted_kept_and_revoked(engine: str, tmp_path: Path) -> None:
    published = next(p for p in ALL if p.engine == engine)
    with pytest.raises(LicenceError, match=f"--accept-licence {engine}"):
        licences.require(published, tmp_path)
    assert licences.accept(engine, tmp_path) is published
    licences.require(published, tmp_path)
    when = licences.accepted_when(published, tmp_path)
    assert when is not None
    assert when.endswith("+00:00")
    assert licences.revoke(engine, tmp_path)
    assert not licences.revoke(engine, tmp_path)
    with pytest.raises(LicenceError):
        licences.require(published, tmp_path)


def test_one_consent_is_not_another(tmp_path: Path) -> None:
    licences.accept("catvton", tmp_path)
    with pytest.raises(LicenceError):
        licences.require(LEFFA, tmp_path)
    licences.accept("leffa", tmp_path)
    licences.revoke("catvton", tmp_path)
    licences.require(LEFFA, tmp_path)


def test_a_free_licence_needs_none(tmp_path: Path) -> None:
    licences.require(FASHN, tmp_path)


def test_who_accepts_an_unknown_engine_is_told_which_there_are(tmp_path: Path) -> None:
    for step in (licences.accept, licences.revoke):
        with pytest.raises(OptionError, match=r"'warp'.*catvton, leffa"):
            step("warp", tmp_path)


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"catvton": 3}', '{"catvton": {}}'])
def test_a_list_that_cannot_be_read_accepts_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "licences.json").write_text(text)
    with pytest.raises(LicenceError):
        licences.require(CATVTON, tmp_path)
    licences.accept("catvton", tmp_path)
    licences.require(CATVTON, tmp_path)


def test_what_is_kept_can_be_read_by_people(tmp_path: Path) -> None:
    licences.accept("catvton", tmp_path)
    row = json.loads((tmp_path / "licences.json").read_text())["catvton"]
    assert set(row) == {"licence", "page", "accepted"}
    assert "CC-BY-NC-SA-4.0" in row["licence"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"\$MODISTE_CONFIG"):
        licences.accept("catvton", tmp_path / "file")


def test_where_consent_is_kept() -> None:
    assert licences.config_folder({licences.FOLDER_VARIABLE: "/x"}) == Path("/x")
    assert licences.config_folder({"XDG_CONFIG_HOME": "/c"}) == Path("/c/modiste")
    assert licences.config_folder({}).parts[-2:] == (".config", "modiste")


@pytest.mark.parametrize("engine", DEMANDING)
def test_no_way_to_an_engine_passes_the_licence_by(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(licences.FOLDER_VARIABLE, str(tmp_path / "config"))
    monkeypatch.setenv("MODISTE_WEIGHTS", str(tmp_path / "weights"))
    for way in (open_engine, check_ready):
        with pytest.raises(LicenceError, match=engine):
            way(engine)
    licences.accept(engine)
    for way in (open_engine, check_ready):
        with pytest.raises(EngineUnavailableError, match=f"modiste weights {engine}"):
            way(engine)
