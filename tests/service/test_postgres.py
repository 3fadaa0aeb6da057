"""The whole service on a real PostgreSQL: a shopper's path, and two servers on one queue."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from callers import CHART, Caller, key_of
from fakes import Clock, fake_studio, photo, png
from starlette.testclient import TestClient

from modiste.service.app import create_app
from modiste.service.context import Context
from modiste.service.settings import Settings
from modiste.service.studios import Studios
from postgres_server import binaries, running

JOBS = 8


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with running() as url:
        yield url


def test_a_shoppers_path_over_two_servers(postgres: str, tmp_path: Path) -> None:
    """What one server takes in, either does; each job once; erased on one is gone on both."""
    settings = Settings(data_dir=tmp_path, database_url=postgres, demo=False, environment={},
                        per_minute=100_000, sessions_per_minute=100_000)  # fmt: skip
    one, two = (Context.open(replace(settings), Studios(1, fake_studio), now=Clock())
                for _ in range(2))  # fmt: skip
    first, second = create_app(one), create_app(two)
    with TestClient(first), TestClient(second):
        files, data = {"picture": png(photo(300, 300))}, {"title": "x", "category": "top",
                                                          "chart": json.dumps(CHART)}  # fmt: skip
        shop = key_of(first, one, "demo")
        shirt = shop.post("/v1/garments", files=files, data=data, status=201)["id"]
        here = Caller(first).begin()
        there = Caller(second)
        there.http.cookies = here.http.cookies
        there.http.headers["X-CSRF-Token"] = here.session["csrf_token"]
        person = here.person()
        jobs = [
            caller.post("/v1/run", {"person": person, "garments": [shirt]}, 202)["id"]
            for caller in (here, there) * (JOBS // 2)
        ]
        done = [there.done(job, 60) for job in jobs]
        assert [status["status"] for status in done] == ["completed"] * JOBS
        assert all(len(status["output"]) == 1 for status in done)
        assert here.get(done[0]["output"][0]).content[:4] == b"\x89PNG"
        there.post("/v1/feedback", {"garment_id": shirt, "reaction": "like", "event_id": "e"})
        assert here.get("/v1/recommendations")["items"][0]["garment"]["id"] == shirt
        here.post("/v1/measure", {"sex": "f", "height_cm": 170}, 201)
        there.delete("/v1/me")
        here.get("/v1/me", 401)
        here.http.cookies.clear()
        assert here.http.get(done[0]["output"][0]).status_code == 404
    left = [p for p in (tmp_path / "files").rglob("*") if p.is_file()]
    assert len(left) == 1
