"""The real thing: a process with sockets, killed and started again, and clients that dawdle."""

import os
import socket
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from callers import CONSENT
from fakes import photo, png

from modiste.service.bench_server import Server, free_port
from modiste.service.worker import is_dead
from modiste.store.store import Store

JOBS = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("process") / "data"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """A server with the real nets; the shop's key is made as an operator makes it."""
    found = Server(folder, ("--no-demo", "--queue", "8"))
    found.start()
    yield found
    found.kill()


@pytest.fixture(scope="module")
def shop(server: Server, folder: Path) -> Iterator[httpx.Client]:
    store = Store.open(folder, environment={})
    key = store.keys.create("demo", ("try-on", "catalogue"), 100_000).key
    store.close()
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=300) as client:
        yield client


def accepted(shop: httpx.Client, person: str, garment: str, key: str) -> str:
    body = {"person": person, "garments": [garment]}
    answer = shop.post("/v1/run", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code == 202, answer.text
    found: str = answer.json()["id"]
    return found


def test_no_accepted_job_is_lost_or_done_twice_by_a_kill(
    server: Server, shop: httpx.Client
) -> None:
    person = shop.post("/v1/persons", json={"model": "mara"}).json()["id"]
    files, data = {"picture": png(photo(300, 300))}, {"title": "x", "category": "top"}
    garment = shop.post("/v1/garments", files=files, data=data).json()["id"]
    keys = [uuid.uuid4().hex for _ in range(JOBS)]
    jobs = [accepted(shop, person, garment, key) for key in keys]
    server.kill()
    with pytest.raises(httpx.HTTPError):
        shop.get("/healthz")
    server.start()
    ends = [ended(shop, job) for job in jobs]
    assert all(end["status"] in ("completed", "failed") for end in ends)
    assert all(len(end["output"]) <= 1 for end in ends)
    assert [accepted(shop, person, garment, key) for key in keys] == jobs
    assert shop.get("/healthz").json()["queue"] == 0


def ended(shop: httpx.Client, job: str) -> dict:  # type: ignore[type-arg]
    end = time.monotonic() + 300
    while time.monotonic() < end:
        found: dict = shop.get(f"/v1/status/{job}").json()  # type: ignore[type-arg]
        if found["status"] not in ("queued", "processing"):
            return found
        time.sleep(0.1)
    raise AssertionError("lost")


def test_a_session_outlives_a_restart(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=300) as client:
        client.post("/v1/sessions", json={"adult": True, "consent": CONSENT}).raise_for_status()
        server.kill()
        server.start()
        assert client.get("/v1/sessions/current").status_code == 200


def test_a_client_that_sends_no_headers_is_hung_up_on(tmp_path: Path) -> None:
    """The app itself is not needed for this: the protocol hangs up before it."""
    import threading

    from modiste.service.context import Context
    from modiste.service.run import server as make_server
    from modiste.service.settings import Settings

    settings = Settings(data_dir=tmp_path, port=free_port(), workers=0, demo=False,
                        environment={}, header_seconds=0.3, body_seconds=0.5)  # fmt: skip
    ready = make_server(settings, Context.open(settings))
    thread = threading.Thread(target=ready.run, daemon=True)
    thread.start()
    while not ready.started:
        time.sleep(0.02)
    try:
        with socket.create_connection(("127.0.0.1", settings.port), timeout=60) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            assert slow.recv(10) == b""
        with socket.create_connection(("127.0.0.1", settings.port), timeout=60) as slow:
            slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b" 200 " in slow.recv(4000)
            slow.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
            assert slow.recv(10) == b""
        with socket.create_connection(("127.0.0.1", settings.port), timeout=60) as slow:
            slow.sendall(b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n"
                         b"Content-Type: application/json\r\n\r\n{")  # fmt: skip
            assert b" 408 " in slow.recv(1000)
    finally:
        ready.should_exit = True
        thread.join(20)


def test_only_a_dead_process_of_this_machine_is_known_to_be_dead() -> None:
    host = socket.gethostname()
    assert not is_dead(f"{host}:{os.getpid()}")
    assert not is_dead(f"{host}:{os.getppid()}")
    assert not is_dead(f"elsewhere:{2**22 - 3}")
    assert not is_dead("nonsense")
    assert is_dead(f"{host}:{2**22 - 3}")
