"""A real server process, started and killed as often as one likes: for the bench and for tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from modiste.errors import OperatorError

_PATIENCE = 300.0
_LOOK = 0.05


@dataclass
class Server:
    """``modiste serve`` in a process of its own.

    Attributes:
        folder: the data folder.
        arguments: further ones of the command line.
        port: the same after every restart.
    """

    folder: Path
    arguments: tuple[str, ...] = ()
    port: int = field(default_factory=lambda: free_port())
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it; returns the seconds until it answered.

        Raises:
            OperatorError: it never did.
        """
        begin = time.monotonic()
        command = [sys.executable, "-m", "modiste", "serve", "--port", str(self.port),
                   "--data-dir", str(self.folder), *self.arguments]  # fmt: skip
        log = (self.folder.parent / f"{self.folder.name}.log").open("ab")
        with log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
        with httpx.Client(base_url=self.url, timeout=5) as http:
            while time.monotonic() < begin + _PATIENCE:
                if self._process.poll() is not None:
                    raise OperatorError(f"The server ended with {self._process.returncode}.")
                if _answers(http):
                    return time.monotonic() - begin
                time.sleep(_LOOK)
        self.kill()
        raise OperatorError("The server did not answer in time.")

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self, patience: float = 30.0) -> int:
        """End it politely; returns its exit code."""
        assert self._process is not None  # noqa: S101
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(patience)
        self._process = None
        return code

    def resident_mb(self) -> float:
        """Its resident memory in MB; NaN where the system does not tell."""
        status = Path(f"/proc/{self._process.pid if self._process else 0}/statm")
        if not status.exists():
            return float("nan")
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("/healthz").is_success
    except httpx.HTTPError:
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
