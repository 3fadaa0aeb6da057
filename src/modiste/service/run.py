"""Starting the server."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from modiste.service.app import create_app
from modiste.service.context import Context
from modiste.service.settings import Settings

_FRAME = 1_000_000
"""Bytes of the largest message over a WebSocket."""


def server(settings: Settings, context: Context | None = None) -> uvicorn.Server:
    """A server that is ready to run.

    Raises:
        modiste.errors.OperatorError: folder, key or database cannot be used.
    """
    app = create_app(context or Context.open(settings))
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level="warning", access_log=False,
        http=_patient(settings.header_seconds), timeout_keep_alive=15, limit_concurrency=512,
        h11_max_incomplete_event_size=32_768, server_header=False, timeout_graceful_shutdown=5,
        forwarded_allow_ips="127.0.0.1", ws="websockets-sansio", ws_max_size=_FRAME,
    )  # fmt: skip
    return uvicorn.Server(config)


def _patient(seconds: float) -> type[asyncio.Protocol]:
    """A protocol that hangs up on clients whose headers do not arrive in time (Slowloris)."""

    class Patient(H11Protocol):
        """h11 with a deadline for the headers of every request."""

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._deadline = self.loop.call_later(seconds, self._hang_up)

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._deadline.cancel()
            self._deadline = self.loop.call_later(seconds, self._hang_up)

        def handle_websocket_upgrade(self, event: Any) -> None:
            self._deadline.cancel()
            super().handle_websocket_upgrade(event)

        def _hang_up(self) -> None:
            waits = self.cycle is None or self.cycle.response_complete
            if waits and not self.transport.is_closing():
                self.transport.close()

    return Patient
