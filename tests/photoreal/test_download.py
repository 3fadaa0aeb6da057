"""Downloads that break, go on, change underfoot or do not fit, from a hub on this machine."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from modiste.errors import EngineUnavailableError
from modiste.photoreal.download import download
from modiste.photoreal.published import Published, PublishedFile
from modiste.photoreal.weights import ENDPOINT_VARIABLE, fetch

DATA = bytes(range(256)) * 1024
FILE = PublishedFile("a.bin", "some/body", "deep/mo del.bin", 1, "MIT",
                     hashlib.sha256(DATA).hexdigest(), "abc")  # fmt: skip
WHERE = "/some/body/resolve/abc/deep/mo%20del.bin"


class Hub:
    """What the server holds and what it was asked."""

    def __init__(self) -> None:
        self.data = DATA
        self.breaks: list[int] = []
        """After so many bytes each of the next answers hangs up."""
        self.knows_ranges = True
        self.asked: list[str] = []
        self.address = ""

    @property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.data).hexdigest()[:8]}"'


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

        def do_GET(self) -> None:
            hub.asked.append(self.headers.get("Range", ""))
            if self.path != WHERE:
                self.send_error(404)
                return
            start = self._start()
            if start >= len(hub.data):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(hub.data)}")
                self.end_headers()
                return
            rest = hub.data[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.send_header("ETag", hub.tag)
            self.end_headers()
            self.wfile.write(rest[: hub.breaks.pop(0)] if hub.breaks else rest)

        def _start(self) -> int:
            wanted = self.headers.get("Range")
            other = self.headers.get("If-Range", hub.tag) != hub.tag
            if wanted is None or other or not hub.knows_ranges:
                return 0
            return int(wanted.removeprefix("bytes=").rstrip("-"))

    return Handler


@pytest.fixture
def hub() -> Iterator[Hub]:
    held = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(held))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    held.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield held
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "a.bin"


def test_a_file_comes_whole_and_once(hub: Hub, target: Path) -> None:
    told: list[tuple[str, int, int]] = []
    download(FILE, target, hub.address, lambda *words: told.append(words))
    assert target.read_bytes() == DATA
    assert told[-1] == ("a.bin", len(DATA), len(DATA))
    download(FILE, target, hub.address)
    assert hub.asked == [""]
    assert [path.name for path in target.parent.iterdir()] == ["a.bin"]


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub: Hub, target: Path) -> None:
    hub.breaks = [100_000, 50_000]
    download(FILE, target, hub.address)
    assert target.read_bytes() == DATA
    assert hub.asked == ["", "bytes=100000-", "bytes=150000-"]


def test_what_came_before_the_process_ended_is_kept(hub: Hub, target: Path) -> None:
    hub.breaks = [100_000, 0]
    with pytest.raises(EngineUnavailableError, match="call again to go on"):
        download(FILE, target, hub.address)
    assert not target.exists()
    download(FILE, target, hub.address)
    assert target.read_bytes() == DATA
    assert hub.asked[-1] == "bytes=100000-"


def test_a_part_that_is_the_whole_is_taken(hub: Hub, target: Path) -> None:
    target.parent.mkdir()
    target.with_name("a.bin.part").write_bytes(DATA)
    download(FILE, target, hub.address)
    assert target.read_bytes() == DATA


def test_a_part_that_is_too_long_is_begun_anew(hub: Hub, target: Path) -> None:
    target.parent.mkdir()
    target.with_name("a.bin.part").write_bytes(DATA + b"more")
    with pytest.raises(EngineUnavailableError):
        download(FILE, target, hub.address)
    download(FILE, target, hub.address)
    assert target.read_bytes() == DATA


@pytest.mark.parametrize("how", ["another version", "no ranges"])
def test_halves_of_two_versions_are_never_put_together(hub: Hub, target: Path, how: str) -> None:
    hub.breaks = [100_000, 0]
    with pytest.raises(EngineUnavailableError):
        download(FILE, target, hub.address)
    if how == "another version":
        hub.data = DATA[::-1]
    hub.knows_ranges = how != "no ranges"
    download(FILE, target, hub.address)
    assert target.read_bytes() == hub.data


def test_what_is_not_there_is_told_at_once(hub: Hub, target: Path) -> None:
    other = PublishedFile("b.bin", "no/body", "b.bin", 1, "MIT")
    with pytest.raises(EngineUnavailableError, match=r"b\.bin of no/body.*404.*--from"):
        download(other, target, hub.address)
    assert len(hub.asked) == 1


def test_no_network_is_told(target: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="cannot be fetched"):
        download(FILE, target, "http://127.0.0.1:9")


def test_only_web_addresses_are_asked(target: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="no web address"):
        download(FILE, target, "file:///etc")


def test_too_little_room_is_told_before_it_is_full(
    hub: Hub, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(EngineUnavailableError, match="make room"):
        download(FILE, target, hub.address)


def test_weights_come_by_the_catalogue(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT_VARIABLE, hub.address)
    published = Published("other", (FILE,), "MIT", False, "https://example.org", 1)
    hub.breaks = [100_000]
    paths = fetch(published, tmp_path)
    assert paths["a.bin"].read_bytes() == DATA
    asked = len(hub.asked)
    fetch(published, tmp_path)
    assert len(hub.asked) == asked, "what is here is not fetched again"


def test_a_hub_that_gives_something_else_is_found_out(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT_VARIABLE, hub.address)
    hub.data = DATA[:-1] + b"!"
    published = Published("other", (FILE,), "MIT", False, "https://example.org", 1)
    with pytest.raises(EngineUnavailableError, match=r"sha256.*Delete it and fetch it again"):
        fetch(published, tmp_path)
