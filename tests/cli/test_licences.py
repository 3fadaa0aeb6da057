"""``modiste licences``, ``modiste weights`` and ``--accept-licence``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from modiste.cli import root
from modiste.cli.weights import ENGINES
from modiste.engines import BUILT_IN
from modiste.photoreal.catalogue import ALL


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODISTE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("MODISTE_WEIGHTS", str(tmp_path / "weights"))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(root, [str(word) for word in words])


def _error(result: Result) -> dict[str, str]:
    told: dict[str, str] = json.loads(result.stdout.splitlines()[-1])["error"]
    return told


def test_the_names_of_the_command_line_are_those_of_the_catalogue() -> None:
    assert set(ENGINES) == {published.engine for published in ALL}
    assert set(ENGINES) == {entry.name for entry in BUILT_IN if entry.fetched}


def test_licences_are_listed_accepted_and_revoked() -> None:
    rows = {r["engine"]: r for r in json.loads(run("licences", "--json").stdout)["licences"]}
    assert rows["catvton"]["accepted"] is None
    assert rows["fashn"]["must_accept"] is False
    assert {f["licence"] for f in rows["catvton"]["files"]} == {
        "CC-BY-NC-SA-4.0", "CreativeML-OpenRAIL-M", "MIT",
    }  # fmt: skip
    assert "not accepted" in run("licences").stdout
    done = run("licences", "accept", "catvton")
    assert done.exit_code == 0
    assert "CC-BY-NC-SA-4.0" in done.stderr
    assert "accepted 20" in run("licences").stdout
    assert "is revoked" in run("licences", "revoke", "catvton").stdout
    assert "had not been accepted" in run("licences", "revoke", "catvton").stdout


def test_an_unknown_licence_is_an_error_of_the_caller() -> None:
    assert run("licences", "accept", "magic").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["try", "a.jpg", "b.jpg", "-o", "out.png", "--engine", "catvton", "--json"],
        ["batch", "pairs.csv", "-o", "out", "--engine", "catvton", "--json"],
        ["weights", "catvton", "--from", ".", "--json"],
        ["serve", "--engine", "catvton", "--json"],
    ],
)
def test_a_licence_is_asked_for_before_anything_else(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [w for w in words if words[0] != "serve" or w != "--json"]
    refused = run(*words)
    assert refused.exit_code == 3
    assert "--accept-licence catvton" in refused.stderr
    assert "CC-BY-NC-SA-4.0" in refused.stderr
    if "--json" in words:
        assert _error(refused)["name"] == "LicenceError"
    accepted = run(*words, "--accept-licence", "catvton")
    assert accepted.exit_code == 3
    assert "accepted for 'catvton'" in accepted.stderr
    assert "--accept-licence" not in accepted.stderr, "the next obstacle is another one"
    again = run(*words)
    assert "--accept-licence" not in again.stderr, "consent is kept"


def test_engines_tell_licence_size_needs_and_whether_they_are_ready() -> None:
    rows = {r["name"]: r for r in json.loads(run("engines", "--json").stdout)["engines"]}
    assert {"warp", "light", "fashn", "catvton", "leffa"} <= set(rows)
    for row in rows.values():
        assert {"summary", "licence", "size", "needs", "default", "ready"} <= set(row)
        assert row["size"]
    assert rows["warp"]["ready"]
    assert not rows["catvton"]["ready"]
    text = run("engines").stdout
    assert "weights: 2.3 GB" in text
    assert "not ready: The weights of 'leffa' are under MIT as published" in text


def test_weights_are_brought_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    done = run("weights", "fashn", "--from", tmp_path)
    assert done.exit_code == 0, done.output
    assert "Apache-2.0" in done.stdout
    assert "no published one is known" in done.stdout
    told = json.loads(run("weights", "fashn", "--from", tmp_path, "--json").stdout)
    sha = told["files"]["model.safetensors"]["sha256"]
    assert len(sha) == 64
    pinned = run("weights", "fashn", "--from", tmp_path, "--sha256", f"model.safetensors={sha}")
    assert "no published one" not in pinned.stdout
    wrong = run("weights", "fashn", "--from", tmp_path, "--sha256",
                f"model.safetensors={'0' * 64}")  # fmt: skip
    assert wrong.exit_code == 3
    assert sha in wrong.stderr


@pytest.mark.parametrize(
    ("pin", "told"),
    [("other=" + "0" * 64, "the files are model.safetensors"),
     ("model.safetensors=12", "64 hexadecimal"), ("model.safetensors=" + "g" * 64, "hexadecimal")],
)  # fmt: skip
def test_a_pin_that_cannot_be(pin: str, told: str) -> None:
    result = run("weights", "fashn", "--sha256", pin)
    assert result.exit_code == 2
    assert told in result.stderr


def test_others_weights_are_held_to_the_published_checksum(tmp_path: Path) -> None:
    for name in ("attention.safetensors", "unet.safetensors", "vae.safetensors"):
        (tmp_path / name).write_bytes(b"something else")
    done = run("weights", "catvton", "--from", tmp_path, "--accept-licence", "catvton")
    assert done.exit_code == 3
    assert "unet.safetensors is not unet/diffusion_pytorch_model.fp16.safetensors" in done.stderr
