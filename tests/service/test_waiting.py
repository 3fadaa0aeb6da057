"""Who waits: streams that are told of changes, places that are bounded, clients that dawdle."""

import asyncio
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
import uvicorn
from callers import Caller
from fakes import fake_studio, photo
from PIL import Image as PillowImage
from starlette.websockets import WebSocketDisconnect

from modiste.live.jpeg import encoded
from modiste.service import watching
from modiste.service.bench_server import free_port
from modiste.service.bulletin import Bulletin
from modiste.service.context import Context
from modiste.service.pictures import from_png, marked_png
from modiste.service.places import Places
from modiste.service.problems import RateLimitedError
from modiste.service.routes import mirror
from modiste.service.run import server as make_server
from modiste.service.settings import Settings
from modiste.service.studios import Studios
from modiste.service.watching import last, watch
from modiste.store.jobs import COMPLETED, QUEUED, Done, NewJob

ORIGIN = {"origin": "http://testserver"}
OWNER = "session:x"


def test_a_listener_hears_from_a_thread_and_only_of_its_job() -> None:
    bulletin = Bulletin()

    async def heard(job: str) -> bool:
        with bulletin.listen("job_a") as event:
            threading.Thread(target=bulletin.tell, args=(job,)).start()
            try:
                return await asyncio.wait_for(event.wait(), 0.2)
            except TimeoutError:
                return False

    assert asyncio.run(heard("job_a"))
    assert not asyncio.run(heard("job_b"))
    assert len(bulletin) == 0


def test_two_listeners_of_one_job_both_hear() -> None:
    bulletin = Bulletin()

    async def both() -> None:
        with bulletin.listen("job") as one, bulletin.listen("job") as two:
            bulletin.tell("job")
            await asyncio.wait_for(asyncio.gather(one.wait(), two.wait()), 5)

    asyncio.run(both())
    assert len(bulletin) == 0


def test_whoever_listened_in_a_closed_loop_is_passed_over() -> None:
    bulletin, stack = Bulletin(), ExitStack()

    async def stay() -> None:
        stack.enter_context(bulletin.listen("job"))

    asyncio.run(stay())
    bulletin.tell("job")
    stack.close()
    assert len(bulletin) == 0


def test_places_are_counted_for_each_and_given_back() -> None:
    places = Places()
    with places.hold("a", 2), places.hold("a", 2):
        with pytest.raises(RateLimitedError) as refused, places.hold("a", 2):
            pass
        with places.hold("b", 1):
            assert len(places) == 2
    assert refused.value.headers["Retry-After"] == "2"
    assert len(places) == 0
    with pytest.raises(KeyError), places.hold("a", 1):
        raise KeyError
    assert len(places) == 0


def test_places_stand_many_threads() -> None:
    places, most, seen = Places(), 5, list[int]()
    together = threading.Barrier(20)

    def come() -> None:
        together.wait()
        try:
            with places.hold("a", most):
                seen.append(1)
                leave.wait(10)
        except RateLimitedError:
            refused.append(1)
            if len(refused) == 15:
                leave.set()

    leave, refused = threading.Event(), list[int]()
    threads = [threading.Thread(target=come) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(seen), len(refused)) == (5, 15)


@pytest.fixture
def idle(settings: Settings, clock: Callable[[], float]) -> Iterator[Context]:
    """A context that nobody works for."""
    context = Context.open(replace(settings, workers=0), Studios(1, fake_studio), now=clock)
    yield context
    context.store.close()


def queued(context: Context) -> str:
    return context.store.jobs.submit(OWNER, NewJob({}, "f"), 9)[0].id


def test_a_change_is_told_at_once(idle: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_SHARED", 60.0)
    job, seen = queued(idle), list[str]()

    async def look() -> None:
        async for row in watch(idle, OWNER, job, 60):
            seen.append(row.status)
            if len(seen) == 1:
                claim = idle.store.jobs.claim("w", 20)
                assert claim is not None
                idle.store.jobs.finish(claim, Done([], [], {}))
                idle.bulletin.tell(job)

    asyncio.run(asyncio.wait_for(look(), 20))
    assert seen == [QUEUED, COMPLETED]


def test_what_another_process_did_is_seen_too(idle: Context) -> None:
    job = queued(idle)

    async def look() -> str:
        async for row in watch(idle, OWNER, job, 60):
            if row.status == QUEUED:
                claim = idle.store.jobs.claim("elsewhere:1", 20)
                assert claim is not None
                idle.store.jobs.finish(claim, Done([], [], {}))
        return row.status

    assert asyncio.run(asyncio.wait_for(look(), 20)) == COMPLETED


def test_watching_ends_with_the_time_and_with_the_job(idle: Context) -> None:
    job = queued(idle)
    row = asyncio.run(last(idle, OWNER, job, 0.05))
    assert row is not None
    assert row.status == QUEUED
    assert asyncio.run(last(idle, "session:other", job, 5)) is None
    idle.store.eraser.everything(OWNER)
    assert asyncio.run(last(idle, OWNER, job, 5)) is None
    assert len(idle.bulletin) == 0


def test_a_shoppers_streams_are_bounded(shopper: Caller, shirt: str, context: Context) -> None:
    job = shopper.post("/v1/run", {"person": shopper.person(), "garments": [shirt]}, 202)
    shopper.done(job["id"])
    with ExitStack() as stack:
        for _ in range(context.settings.streams):
            stack.enter_context(context.streams.hold(shopper.owner, 99))
        for answer in (
            shopper.http.get(job["events_url"]),
            shopper.http.post("/v1/try-on", json={"person": "x", "garments": ["y"]}),
        ):
            assert (answer.status_code, answer.json()["name"]) == (429, "RateLimited")
            assert answer.headers["retry-after"]
    assert shopper.http.get(job["events_url"]).status_code == 200
    assert len(context.streams) == 0


def test_one_shoppers_streams_are_not_anothers(
    shopper: Caller, stranger: Caller, shirt: str, context: Context
) -> None:
    with ExitStack() as stack:
        for _ in range(context.settings.streams):
            stack.enter_context(context.streams.hold(stranger.owner, 99))
        done = shopper.post("/v1/try-on", {"person": shopper.person(), "garments": [shirt]})
    assert done["status"] == "completed"


def test_a_shopper_stands_before_few_mirrors(shopper: Caller, context: Context) -> None:
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(context.mirrors.hold(shopper.owner, 2))
        with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
            assert json.loads(socket.receive_text())["name"] == "Busy"
            with pytest.raises(WebSocketDisconnect) as ended:
                socket.receive_text()
    assert ended.value.code == 1013


def test_who_shows_nothing_leaves_the_mirror(
    shopper: Caller, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "_IDLE", 0.05)
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        assert json.loads(socket.receive_text())["name"] == "Busy"
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()
    assert len(context.mirrors) == 0


def test_a_mirror_gives_its_place_back(shopper: Caller, context: Context) -> None:
    frame = encoded(np.full((240, 320, 3), 90, np.uint8))
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        socket.send_bytes(frame)
        socket.receive_bytes()
        assert len(context.mirrors) == 1
    assert _soon(lambda: len(context.mirrors) == 0)


@contextmanager
def listening(settings: Settings) -> Iterator[tuple[Context, uvicorn.Server]]:
    """The app behind a real socket."""
    context = Context.open(settings, Studios(1, fake_studio))
    ready = make_server(settings, context)
    thread = threading.Thread(target=ready.run, daemon=True)
    thread.start()
    while not ready.started:
        time.sleep(0.01)
    try:
        yield context, ready
    finally:
        ready.should_exit = True
        thread.join(20)


def test_whoever_does_not_take_the_answer_is_hung_up_on(settings: Settings) -> None:
    settings = replace(settings, port=free_port(), workers=0, drain_seconds=0.2)
    with listening(settings) as (context, ready):
        expires, size = time.time() + 3600, 12_000_000
        name = context.store.files.add(OWNER, "result", bytes(size), "image/png", expires)
        link = context.signer.link(name)
        with socket.create_connection(("127.0.0.1", settings.port), timeout=60) as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.sendall(f"GET {link} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert b" 200 " in slow.recv(1000)
            assert _soon(lambda: not ready.server_state.connections)
        answer = httpx.get(f"http://127.0.0.1:{settings.port}{link}", timeout=60)
        assert len(answer.content) == size


def _soon(what: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not what():
        time.sleep(0.01)
    return what()


def test_a_marked_picture_is_the_same_picture() -> None:
    image = photo(320, 240)
    data = marked_png(image)
    assert (from_png(data)[0] == image).all()
    with PillowImage.open(io.BytesIO(data)) as opened:
        opened.load()
        said: dict[str, Any] = dict(opened.info)
    assert said["Software"] == "modiste"
    assert "compositeWithTrainedAlgorithmicMedia" in said["XML:com.adobe.xmp"]
    assert said["icc_profile"]
    assert data == marked_png(image)
    assert cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).shape == (240, 320, 3)
