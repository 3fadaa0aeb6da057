"""``modiste serve``, ``modiste keys`` and ``modiste bench serve`` as commands."""

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from certificates import self_signed
from modiste.cli import root
from modiste.cli.serve import SCOPES
from modiste.service import auth, bench, run
from modiste.service.settings import Settings
from modiste.store.store import Store


def call(*arguments: object) -> Any:
    return CliRunner().invoke(root, [str(a) for a in arguments])


def test_a_key_is_made_listed_and_revoked(tmp_path: Path) -> None:
    made = call("keys", "create", "--shop", "s", "--scope", "try-on", "--data-dir", tmp_path,
                "--json")  # fmt: skip
    told = json.loads(made.output)
    listed = call("keys", "list", "--data-dir", tmp_path).output
    assert told["id"] in listed
    assert "try-on 600/min active" in listed
    assert told["key"] not in listed
    store = Store.open(tmp_path, environment={})
    assert store.keys.find(told["key"]) is not None
    store.close()
    assert "is revoked" in call("keys", "revoke", told["id"], "--data-dir", tmp_path).output
    assert "revoked" in call("keys", "list", "--data-dir", tmp_path).output
    again = call("keys", "revoke", told["id"], "--data-dir", tmp_path)
    assert again.exit_code == 1


def test_a_key_without_scopes_has_all(tmp_path: Path) -> None:
    text = call("keys", "create", "--shop", "s", "--data-dir", tmp_path).output
    assert text.startswith("key: mk_")
    assert ",".join(SCOPES) in call("keys", "list", "--data-dir", tmp_path).output


def test_the_commands_scopes_are_the_services() -> None:
    assert SCOPES == auth.SCOPES


def test_serve_hands_its_options_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Settings] = []

    class Fake:
        def run(self) -> None:
            return

    def server(settings: Settings, *_: object) -> Fake:
        seen.append(settings)
        return Fake()

    monkeypatch.setattr(run, "server", server)
    done = call("serve", "--port", 8123, "--data-dir", tmp_path, "--workers", 3, "--no-demo",
                "--visible-mark", "--origin", "https://a.example", "--photo-hours", 0.5,
                "--result-hours", 2, "--queue", 7,
                "--database-url", f"sqlite:///{tmp_path}/x")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "http://127.0.0.1:8123/" in done.output
    (found,) = seen
    assert (found.port, found.workers, found.demo, found.visible_mark) == (8123, 3, False, True)
    assert (found.origins, found.queue_limit) == (("https://a.example",), 7)
    assert (found.retention.photos, found.retention.results) == (1800, 7200)
    assert found.database_url == f"sqlite:///{tmp_path}/x"
    assert (found.tls_cert, found.tls_key) == (None, None)

    cert, key = self_signed(tmp_path)
    done = call("serve", "--tls-cert", cert, "--tls-key", key, "--data-dir", tmp_path)
    assert "https://127.0.0.1:8000/" in done.output
    assert (seen[1].tls_cert, seen[1].tls_key) == (cert, key)


def test_a_certificate_that_does_not_do_is_one_sentence(tmp_path: Path) -> None:
    cert, key = self_signed(tmp_path)
    _, other = self_signed(tmp_path, "other")
    (tmp_path / "none.pem").write_text("no certificate")
    for pair in ((cert, other), (tmp_path / "none.pem", key), (tmp_path / "missing", key)):
        done = call("serve", "--tls-cert", pair[0], "--tls-key", pair[1], "--data-dir", tmp_path)
        assert done.exit_code == 3
        assert "https cannot be served" in done.output
    half = call("serve", "--tls-cert", cert, "--data-dir", tmp_path)
    assert half.exit_code == 2
    assert "--tls-key" in half.output


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = call("serve", "--data-dir", tmp_path / "file" / "data", "--port", 0)
    assert done.exit_code == 3
    assert "--data-dir" in done.output


def test_without_the_extra_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "fastapi":
            raise ImportError("no", name="fastapi")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    done = call("serve", "--data-dir", tmp_path)
    assert done.exit_code == 3
    assert "modiste[serve]" in done.output


FIGURES = {
    "throughput": {"1": 2.0, "4": 2.5, "16": 2.5}, "p50_s": {"1": 0.5, "4": 1.6, "16": 6.4},
    "p95_s": {"1": 0.6, "4": 1.9, "16": 7.1}, "first_byte_s": 0.002, "rss_growth_mb": -1.5,
    "rss_mb": 400.0, "jobs": 100, "lost_jobs": 0, "twice_jobs": 0, "kills": 2, "restart_s": 2.5,
}  # fmt: skip


def test_the_bench_ends_with_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, int, int]] = []

    def fake(seconds: float, jobs: int, kills: int, say: Any) -> dict[str, Any]:
        asked.append((seconds, jobs, kills))
        return FIGURES

    monkeypatch.setattr(bench, "bench_serve", fake)
    done = call("bench", "serve", "--seconds", 5, "--jobs", 100, "--kills", 2, "--json")
    assert asked == [(5.0, 100, 2)]
    lines = done.output.strip().splitlines()
    assert json.loads(lines[-1]) == FIGURES
    assert "0 jobs lost" in done.output
    assert "-1.5 MB over 100 jobs" in done.output
