"""``modiste bench serve``: how fast a server of one machine is, and whether it loses anything.

A real process on the loopback interface, with the real nets, is asked as shoppers ask: choose a
model, put on one garment after another, wait for each. Then it is killed (SIGKILL) in the middle of
its work, again and again, and every job that it had accepted must still come to its end.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from modiste.service.bench_server import Server
from modiste.service.settings import CONSENT_VERSION

SHOPPERS = (1, 4, 16)
_LONGEST = 180.0
_BATCH = 5
_WARM_UP = 0.1
_OPEN = ("queued", "processing")

Say = Callable[[str], None]


@dataclass
class Shopper:
    """Somebody with a session, a chosen model, and the catalogue."""

    url: str
    http: httpx.Client = field(init=False)
    person: str = field(init=False)
    garments: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Begin a session and choose."""
        self.http = httpx.Client(base_url=self.url, timeout=_LONGEST)
        consent = {"version": CONSENT_VERSION, "photos": True}
        session = self._post("/v1/sessions", {"adult": True, "consent": consent})
        self.http.headers["X-CSRF-Token"] = session["csrf_token"]
        self.person = self._post("/v1/persons", {"model": "mara"})["id"]
        items = self.http.get("/v1/garments").raise_for_status().json()["items"]
        self.garments = [item["id"] for item in items]

    def _post(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        return self.http.post(path, json=body, headers=headers).raise_for_status().json()

    def ask(self, number: int, key: str) -> str:
        """Ask for a try-on; returns the job's id. An idempotency key may be sent again."""
        garment = self.garments[number % len(self.garments)]
        body = {"person": self.person, "garments": [garment]}
        found: str = self._post("/v1/run", body, **{"Idempotency-Key": key})["id"]
        return found

    def wait(self, job: str) -> dict[str, Any]:
        """The status of a job that has ended, told by its events. Raises TimeoutError."""
        data = ""
        with self.http.stream("GET", f"/v1/events/{job}") as stream:
            stream.raise_for_status()
            for line in stream.iter_lines():
                data = line.removeprefix("data: ") if line.startswith("data: ") else data
        status: dict[str, Any] = json.loads(data)
        if status["status"] in _OPEN:
            raise TimeoutError(job)
        return status


def bench_serve(
    seconds: float = 20.0, jobs: int = 1000, kills: int = 20, say: Say = lambda _: None
) -> dict[str, Any]:
    """Measure.

    Args:
        seconds: for each number of shoppers.
        jobs: over which memory must stay flat.
        kills: how often the server is killed.
        say: hears of progress.

    Returns:
        The figures that ``modiste bench serve --json`` prints.
    """
    with tempfile.TemporaryDirectory(prefix="modiste-bench-") as folder:
        server = Server(Path(folder))
        server.start()
        try:
            figures = _load(server.url, seconds, say)
            figures["first_byte_s"] = round(_first_byte(server.url), 4)
            figures["rss_growth_mb"], figures["rss_mb"] = _memory(server, jobs, say)
            figures["jobs"] = jobs
            figures |= _kills(server, kills, say)
        finally:
            server.kill()
    return figures


def _load(url: str, seconds: float, say: Say) -> dict[str, Any]:
    first = Shopper(url)
    for number in range(len(first.garments)):
        first.wait(first.ask(number, _key()))
    figures: dict[str, Any] = {"throughput": {}, "p50_s": {}, "p95_s": {}}
    for count in SHOPPERS:
        times, spent = _crowd(url, count, seconds)
        figures["throughput"][str(count)] = round(len(times) / spent, 3)
        figures["p50_s"][str(count)] = round(statistics.median(times), 3)
        figures["p95_s"][str(count)] = round(sorted(times)[int(0.95 * (len(times) - 1))], 3)
        say(f"{count} shoppers: {figures['throughput'][str(count)]} try-ons a second")
    return figures


def _crowd(url: str, count: int, seconds: float) -> tuple[Sequence[float], float]:
    """Times from asking to the picture being there, of shoppers who ask as fast as they can."""
    shoppers, times = [Shopper(url) for _ in range(count)], list[float]()
    begin = time.monotonic()

    def shop(shopper: Shopper, number: int) -> None:
        while time.monotonic() < begin + seconds:
            start = time.monotonic()
            status = shopper.wait(shopper.ask(number, _key()))
            if status["status"] == "completed":
                times.append(time.monotonic() - start)
            number += 1

    threads = [threading.Thread(target=shop, args=(s, 5 * i)) for i, s in enumerate(shoppers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, time.monotonic() - begin


def _first_byte(url: str, rounds: int = 20) -> float:
    """Median time until the page's first byte is there."""
    times = []
    with httpx.Client(base_url=url) as http:
        for _ in range(rounds):
            start = time.perf_counter()
            with http.stream("GET", "/") as answer:
                next(answer.iter_bytes(1), b"")
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def _memory(server: Server, jobs: int, say: Say) -> tuple[float, float]:
    """Growth of the resident memory over jobs, after a tenth of them, and the memory itself."""
    shopper, start = Shopper(server.url), 0.0
    for number in range(jobs):
        if number == int(_WARM_UP * jobs):
            start = server.resident_mb()
        shopper.wait(shopper.ask(number, _key()))
        if number % 100 == 99:
            say(f"{number + 1} jobs: {server.resident_mb():.0f} MB")
    end = server.resident_mb()
    return round(end - start, 1), round(end, 1)


def _kills(server: Server, kills: int, say: Say) -> dict[str, Any]:
    """Kill the server while it works; count what was accepted and never came, or came twice."""
    shopper = Shopper(server.url)
    lost = twice = 0
    restarts: list[float] = []
    for number in range(kills):
        keys = [_key() for _ in range(_BATCH)]
        accepted = [shopper.ask(number + i, key) for i, key in enumerate(keys)]
        # Somewhere between the first job's start and the last one's end.
        time.sleep(0.15 * (number % 10) + 0.05)
        server.kill()
        restarts.append(server.start())
        shopper.http.base_url = httpx.URL(server.url)
        done = [shopper.wait(job) for job in accepted]
        lost += sum(status["status"] != "completed" for status in done)
        again = [shopper.ask(number + i, key) for i, key in enumerate(keys)]
        twice += sum(a != b for a, b in zip(accepted, again, strict=True))
        twice += sum(len(status["output"]) > 1 for status in done)
        say(f"kill {number + 1}: {lost} lost, {twice} twice, back in {restarts[-1]:.2f} s")
    restart = round(statistics.median(restarts), 2) if restarts else None
    return {"lost_jobs": lost, "twice_jobs": twice, "kills": kills, "restart_s": restart}


def _key() -> str:
    return uuid.uuid4().hex


def table(figures: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{'shoppers':>9}{'try-ons/s':>11}{'p50 s':>8}{'p95 s':>8}"]
    lines += [
        f"{n:>9}{figures['throughput'][n]:>11}{figures['p50_s'][n]:>8}{figures['p95_s'][n]:>8}"
        for n in figures["throughput"]
    ]
    lines.append(f"first byte of the page: {1000 * figures['first_byte_s']:.1f} ms")
    grown = f"{figures['rss_growth_mb']:+} MB over {figures['jobs']} jobs"
    lines.append(f"memory: {figures['rss_mb']} MB, {grown}")
    lines.append(
        f"{figures['kills']} kills: {figures['lost_jobs']} jobs lost, {figures['twice_jobs']} done "
        f"twice, back in {figures['restart_s']} s"
    )
    return "\n".join(lines)
