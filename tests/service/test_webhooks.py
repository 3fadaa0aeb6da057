"""Webhooks over a real loopback server: signed, retried, never sent twice."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from callers import Caller, key_of
from fastapi import FastAPI
from starlette.testclient import TestClient

from modiste.service.app import create_app
from modiste.service.context import Context
from modiste.service.deliver import Courier
from modiste.service.signing import webhook_signature


@dataclass
class Listener:
    """A shop's end."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {k.lower(): v for k, v in self.headers.items()}
            found.heard.append((headers, body))
            status = found.answers.pop(0) if len(found.answers) > 1 else found.answers[0]
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{found.url}/redirected")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_context(context: Context) -> Context:
    return replace(context, settings=replace(context.settings, private_webhooks=True, workers=1))


@pytest.fixture
def quiet_app(open_context: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    """An app whose own courier sleeps, so that the test is the only one."""
    monkeypatch.setattr("modiste.service.chores._OUTBOX", 3600.0)
    app = create_app(open_context)
    with TestClient(app):
        yield app


def ordered(app: FastAPI, context: Context, listener: Listener) -> tuple[str, str]:
    """A finished try-on with a webhook; the job's id and the secret."""
    new = context.store.keys.create("demo", ("try-on", "catalogue"), 10_000)
    caller = Caller(app, {"Authorization": f"Bearer {new.key}"})
    body = {"person": caller.person(), "garments": [garment(caller)],
            "webhook_url": f"{listener.url}/hook?a=b"}  # fmt: skip
    job = caller.post("/v1/run", body, 202)["id"]
    caller.done(job)
    return job, new.webhook_secret


def garment(caller: Caller) -> str:
    from fakes import photo, png

    files, data = {"picture": png(photo(300, 300))}, {"title": "x", "category": "top"}
    found: str = caller.post("/v1/garments", files=files, data=data, status=201)["id"]
    return found


def test_a_finished_job_is_told_once_and_signed(
    quiet_app: FastAPI, open_context: Context, listener: Listener
) -> None:
    job, secret = ordered(quiet_app, open_context, listener)
    courier = Courier(open_context)
    assert courier.step()
    assert not courier.step()
    courier.close()
    ((headers, body),) = listener.heard
    told = json.loads(body)
    assert (told["id"], told["status"]) == (job, "completed")
    assert told["output"][0].startswith("/v1/results/")
    text = headers["x-modiste-timestamp"].encode() + b"." + body
    right = "v1=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    assert headers["x-modiste-signature"] == right
    assert headers["x-modiste-id"].startswith("hook_")


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_failure_is_tried_again_later(
    quiet_app: FastAPI, open_context: Context, listener: Listener, clock, status: int
) -> None:  # type: ignore[no-untyped-def]
    listener.answers = [status, 200]
    ordered(quiet_app, open_context, listener)
    courier = Courier(open_context)
    assert courier.step()
    assert not courier.step()
    clock.forward(6)
    assert courier.step()
    clock.forward(1e6)
    assert not courier.step()
    courier.close()
    assert len(listener.heard) == 2
    assert len({headers["x-modiste-id"] for headers, _ in listener.heard}) == 1


def test_a_host_that_moved_inside_is_not_called(
    quiet_app: FastAPI, open_context: Context, context: Context, listener: Listener
) -> None:
    """The address was fine when the job was accepted; at delivery it is checked again."""
    ordered(quiet_app, open_context, listener)
    courier = Courier(context)
    assert courier.step()
    courier.close()
    assert listener.heard == []


def test_the_checked_address_is_called_and_the_name_only_told(
    quiet_app: FastAPI, open_context: Context, listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ordered(quiet_app, open_context, listener)
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    from modiste.service.ssrf import Target

    target = Target("https", "shop.example", 443, "/hook", "2001:db8::1")
    monkeypatch.setattr("modiste.service.deliver.resolve", lambda *_: target)
    courier = Courier(open_context, httpx.Client(transport=httpx.MockTransport(answer)))
    assert courier.step()
    courier.close()
    assert seen[0].url.host == "2001:db8::1"
    assert seen[0].headers["host"] == "shop.example"
    assert seen[0].extensions["sni_hostname"] == "shop.example"


def test_a_revoked_keys_messages_are_dropped(
    quiet_app: FastAPI, open_context: Context, listener: Listener
) -> None:
    ordered(quiet_app, open_context, listener)
    for row in open_context.store.keys.all():
        open_context.store.keys.revoke(row.id)
    courier = Courier(open_context)
    assert courier.step()
    assert not courier.step()
    courier.close()
    assert listener.heard == []


def test_the_server_delivers_by_itself(
    open_context: Context, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modiste.service.chores._OUTBOX", 0.02)
    app = create_app(open_context)
    with TestClient(app):
        ordered(app, open_context, listener)
        for _ in range(500):
            if listener.heard:
                break
            threading.Event().wait(0.02)
    assert len(listener.heard) == 1


def test_private_webhooks_are_refused_at_the_door(app: FastAPI, context: Context) -> None:
    caller = key_of(app, context, "demo")
    body = {"person": caller.person(), "garments": [garment(caller)],
            "webhook_url": "https://127.0.0.1/"}  # fmt: skip
    assert caller.post("/v1/run", body, 422)["name"] == "WebhookRefused"


def test_the_signature_is_that_of_the_documentation() -> None:
    found = webhook_signature(b"secret", 1700000000, b'{"id": "job_1"}')
    text = b'1700000000.{"id": "job_1"}'
    assert found == "v1=" + hmac.new(b"secret", text, hashlib.sha256).hexdigest()
