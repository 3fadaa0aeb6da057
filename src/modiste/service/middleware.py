"""Around every request: limits on size and time, security headers, figures. Plain ASGI."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders

from modiste.service.activity import Activity
from modiste.service.metrics import Metrics
from modiste.service.problems import MEDIA, problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class _TooLargeError(Exception):
    pass


class _TooSlowError(Exception):
    pass


class Limits:
    """Refuses bodies with too many bytes, and clients that take too long to send them.

    Args:
        app: what is protected.
        most: bytes.
        seconds: until the body must be there.
    """

    def __init__(self, app: App, most: int, seconds: float) -> None:
        self._app, self._most, self._seconds = app, most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app with a receive that counts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isascii() or not told.isdigit() or int(told) > self._most:
            await _refuse(send, "BodyTooLarge", 413, "The request has too many bytes.")
            return
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, self._counting(receive), watched)
        except _TooLargeError:
            if not began:
                await _refuse(send, "BodyTooLarge", 413, "The request has too many bytes.")
        except _TooSlowError:
            if not began:
                await _refuse(send, "RequestTimeout", 408, "The request came too slowly.")

    def _counting(self, receive: Receive) -> Receive:
        loop = asyncio.get_running_loop()
        end, count, done = loop.time() + self._seconds, 0, False

        async def counted() -> Message:
            nonlocal count, done
            if done:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(end - loop.time(), 0.001))
            except TimeoutError:
                raise _TooSlowError from None
            count += len(message.get("body", b""))
            done = message["type"] != "http.request" or not message.get("more_body", False)
            if count > self._most:
                raise _TooLargeError
            return message

        return counted


async def _refuse(send: Send, name: str, status: int, detail: str) -> None:
    body = json.dumps(problem(name, status, detail)).encode()
    headers = [(b"content-type", MEDIA.encode()), (b"content-length", str(len(body)).encode()),
               (b"connection", b"close")]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class SecurityHeaders:
    """Adds the headers that keep a browser from doing what the page never asks for.

    Args:
        app: what is protected.
        origins: that may frame the page.
    """

    def __init__(self, app: App, origins: tuple[str, ...]) -> None:
        self._app = app
        frames = " ".join(("'self'", *origins))
        self._headers = {
            "Content-Security-Policy": (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "
                "blob:; media-src 'self' blob:; connect-src 'self'; frame-src 'self'; "
                "manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                f"frame-ancestors {frames}"
            ),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=*, microphone=(), geolocation=(), payment=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app and add to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        shared = scope["path"] == "/widget.js"

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                where = "cross-origin" if shared else "same-origin"
                headers.setdefault("Cross-Origin-Resource-Policy", where)
                if scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self._app(scope, receive, adding)


class Measured:
    """Counts requests and their time by route, never by what is in the path."""

    def __init__(self, app: App, metrics: Metrics, activity: Activity) -> None:
        self._app, self._metrics, self._activity = app, metrics, activity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app and count."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._note(scope, status, time.perf_counter() - started)
            await send(message)

        self._activity.begin()
        try:
            await self._app(scope, receive, noting)
        finally:
            self._activity.end()

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.latency.labels(route).observe(seconds)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
