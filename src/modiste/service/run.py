"""Starting the server."""

from __future__ import annotations

import uvicorn

from modiste.service.app import create_app
from modiste.service.context import Context
from modiste.service.patience import patient
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
        http=patient(settings.header_seconds, settings.drain_seconds), timeout_keep_alive=15,
        limit_concurrency=512, h11_max_incomplete_event_size=32_768, server_header=False,
        timeout_graceful_shutdown=5, forwarded_allow_ips="127.0.0.1", ws="websockets-sansio",
        ws_max_size=_FRAME, ssl_certfile=settings.tls_cert, ssl_keyfile=settings.tls_key,
    )  # fmt: skip
    return uvicorn.Server(config)
