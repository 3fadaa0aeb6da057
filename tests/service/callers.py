"""Callers of the app: shoppers with a session, shops with a key."""

from __future__ import annotations

import time
from typing import Any

from fakes import photo, png
from fastapi import FastAPI
from starlette.testclient import TestClient

from modiste.service.context import Context
from modiste.service.settings import CONSENT_VERSION

CONSENT = {"version": CONSENT_VERSION, "photos": True, "history": True, "training": False}
CHART = {
    "of": "garment", "unit": "cm", "brand": "Test",
    "sizes": [{"size": s, "chest": 88 + 6 * i, "waist": 84 + 6 * i, "hip": 92 + 6 * i}
              for i, s in enumerate(("XS", "S", "M", "L", "XL"))],
}  # fmt: skip


class Caller:
    """A client that sends what its session or key needs."""

    def __init__(self, app: FastAPI, headers: dict[str, str] | None = None) -> None:
        self.http = TestClient(app, raise_server_exceptions=False)
        self.http.headers.update(headers or {})
        self.session: dict[str, Any] = {}

    def begin(self, **consent: Any) -> Caller:
        """Open a session."""
        body = {"adult": True, "consent": CONSENT | consent}
        answer = self.http.post("/v1/sessions", json=body)
        assert answer.status_code == 201, answer.text
        self.session = answer.json()
        self.http.headers["X-CSRF-Token"] = self.session["csrf_token"]
        return self

    @property
    def owner(self) -> str:
        return f"session:{self.session['id']}"

    def get(self, path: str, status: int = 200) -> Any:
        return self._checked(self.http.get(path), status)

    def post(self, path: str, body: Any = None, status: int = 200, **more: Any) -> Any:
        if body is not None:
            more["json"] = body
        return self._checked(self.http.post(path, **more), status)

    def put(self, path: str, body: Any, status: int = 200) -> Any:
        return self._checked(self.http.put(path, json=body), status)

    def delete(self, path: str, status: int = 204) -> Any:
        return self._checked(self.http.delete(path), status)

    @staticmethod
    def _checked(answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.text
        kind = answer.headers.get("content-type", "")
        return answer.json() if "json" in kind and answer.content else answer

    def person(self, **files: bytes) -> str:
        """Send a photo; returns the person's id."""
        sent = files or {"photo": png(photo())}
        found: str = self.post("/v1/persons", files=sent, status=201)["id"]
        return found

    def done(self, job: str, seconds: float = 20) -> dict[str, Any]:
        """Wait for the end of a job."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found: dict[str, Any] = self.get(f"/v1/status/{job}")
            if found["status"] not in ("queued", "processing"):
                return found
            time.sleep(0.01)
        raise AssertionError(f"{job} did not end")


def key_of(app: FastAPI, context: Context, name: str, *scopes: str) -> Caller:
    every = ("try-on", "body", "catalogue", "recommend", "me")
    new = context.store.keys.create(name, scopes or every, 100_000)
    return Caller(app, {"Authorization": f"Bearer {new.key}"})
