"""The fitting room as a process, and a shop's page that has its widget."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ANYONE = ssl._create_unverified_context()  # noqa: S323
"""Trusts certificates that tests signed themselves."""
SHOP = """<!doctype html><html lang="en"><title>shop</title><link rel="icon" href="data:,">
<button data-modiste-garment="D-101">Try it on</button><p id="said"></p>
<script src="{base}/widget.js"></script><script src="/shop.js"></script></html>"""
SHOP_SCRIPT = """for (const name of ["ready", "size", "add"])
  document.addEventListener("modiste:" + name, (event) => {
    document.getElementById("said").textContent += name + ":" + (event.detail.size ?? "") + ";";
  });"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, origin: str, *more: object, scheme: str = "http") -> Iterator[str]:
    """A server of its own, for as long as the block; the address."""
    url, log = f"{scheme}://127.0.0.1:{free_port()}", folder / "log"
    command = [sys.executable, "-m", "modiste", "serve", "--port", url.rpartition(":")[2],
               "--data-dir", str(folder / "data"), "--origin", origin, *map(str, more)]  # fmt: skip
    with log.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        try:
            wait_for(f"{url}/healthz", process, log)
            yield url
        finally:
            process.terminate()
            process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5, context=ANYONE).close()  # noqa: S310
            return
        except (urllib.error.URLError, OSError):
            threading.Event().wait(0.1)
    pytest.fail(f"the server did not start: {log.read_text()[-2000:]}")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def shop_page(
    folder: Path, base: str, port: int, tls: tuple[Path, Path] | None = None
) -> Iterator[None]:
    """A shop's page with the widget of ``base`` on it, for as long as the block."""
    (folder / "index.html").write_text(SHOP.format(base=base))
    (folder / "shop.js").write_text(SHOP_SCRIPT)
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as running:
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield
        running.shutdown()
        thread.join()
