"""HTTP for a while: clients who dawdle are hung up on."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol


class Patient(H11Protocol):
    """h11 with deadlines for the headers of every request, and for taking the answers."""

    header_seconds: ClassVar[float]
    """In which the headers of a request must arrive (Slowloris)."""
    drain_seconds: ClassVar[float]
    """In which a client must take what waits for it (slow reading)."""
    _draining: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for headers."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(self.header_seconds, self._hang_up)

    def on_response_complete(self) -> None:
        """Begin to wait for the next ones."""
        super().on_response_complete()
        self._deadline.cancel()
        self._deadline = self.loop.call_later(self.header_seconds, self._hang_up)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Leave a socket to its own protocol."""
        self._deadline.cancel()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        """Begin to wait for a client who takes less than is sent."""
        super().pause_writing()
        self._draining = self.loop.call_later(self.drain_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """She took it."""
        super().resume_writing()
        self._at_rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        super().connection_lost(exc)
        self._deadline.cancel()
        self._at_rest()

    def _at_rest(self) -> None:
        if self._draining is not None:
            self._draining.cancel()
            self._draining = None

    def _hang_up(self) -> None:
        waits = self.cycle is None or self.cycle.response_complete
        if waits and not self.transport.is_closing():
            self.transport.close()


def patient(header_seconds: float, drain_seconds: float) -> type[Patient]:
    """The protocol with its deadlines."""
    deadlines = {"header_seconds": header_seconds, "drain_seconds": drain_seconds}
    return type("Patient", (Patient,), deadlines)
