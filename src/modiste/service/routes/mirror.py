"""``/v1/mirror``: frames in, dressed frames out, over a WebSocket.

The page sends a garment and its adjustments as JSON, and the size and the body that it is worn on
where they are known; then JPEG frames; each answer is a JPEG. Only the newest frame is worked on:
frames that come meanwhile are dropped, so that no delay grows.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from modiste.adjust import parse_adjustment
from modiste.errors import InputError, ModisteError, OptionError
from modiste.live.jpeg import encoded
from modiste.live.mirror import Mirror
from modiste.live.nets import LiveNets
from modiste.service.bodies import fit_on_body
from modiste.service.caller import Caller
from modiste.service.context import Context
from modiste.service.mirrors import MirrorRoom, decoded, mirror_caller
from modiste.service.problems import RateLimitedError
from modiste.types import GarmentView, Options

router = APIRouter(prefix="/v1", tags=["mirror"])
_REFUSED, _FULL = 1008, 1013
_CHECK_SECONDS = 5.0
_EACH = 2
"""Mirrors of one shopper: the one that she leaves, and the next."""
_IDLE, _SLOW = 30.0, 10.0
"""Seconds until whoever sends no frame, or does not take one, has to leave the place."""


@router.websocket("/mirror")
async def mirror(socket: WebSocket) -> None:
    """Show the shopper behind the camera wearing a garment."""
    context: Context = socket.app.state.context
    room: MirrorRoom = socket.app.state.mirrors
    await socket.accept()
    try:
        caller = await run_in_threadpool(mirror_caller, context, socket)
        caller.need_photos()
    except ModisteError as error:
        await _refuse(socket, error, _REFUSED)
        return
    try:
        with context.mirrors.hold(caller.owner, _EACH), room.place() as nets:
            if nets is None:
                await _busy(socket, "All mirrors are taken; try again in a minute.")
                return
            await _Session(socket, context, caller, nets).run()
    except RateLimitedError:
        await _busy(socket, "You stand before a mirror already; close that one first.")


class _Session:
    """One shopper before the mirror."""

    def __init__(self, socket: WebSocket, context: Context, caller: Caller, nets: LiveNets) -> None:
        self._socket, self._context, self._caller, self._nets = socket, context, caller, nets
        self._mirror: Mirror | None = None
        self._wanted: tuple[GarmentView, Options] | None = None
        self._newest: bytes | None = None
        self._arrived = asyncio.Event()
        self._gone = False
        self._checked = time.monotonic()

    async def run(self) -> None:
        """Listen and answer until one of both ends."""
        listening = asyncio.create_task(self._listen())
        try:
            await self._answer()
        finally:
            listening.cancel()
            if self._mirror is not None:
                await run_in_threadpool(self._mirror.close)

    async def _listen(self) -> None:
        while (message := await self._socket.receive())["type"] != "websocket.disconnect":
            if message.get("bytes") is not None:
                self._newest = message["bytes"]
                self._arrived.set()
            elif message.get("text") is not None:
                await self._wear(message["text"])
        self._gone = True
        self._arrived.set()

    async def _wear(self, text: str) -> None:
        """Change the garment; one that cannot be worn is told, and the mirror goes on."""
        try:
            garment, self._wanted = await run_in_threadpool(self._asked, text)
        except ModisteError as error:
            await _tell(self._socket, error.name, str(error))
            return
        await self._socket.send_text(json.dumps({"wearing": garment}))

    def _asked(self, text: str) -> tuple[str, tuple[GarmentView, Options]]:
        session = self._caller.session or self._caller.owner
        self._context.limiter.take(session, self._context.settings.per_minute)
        try:
            wish: dict[str, Any] = json.loads(text)
            garment, changes = str(wish["garment"]), dict(wish.get("adjustments") or {})
            size, body = (str(wish.get(name) or "") for name in ("size", "body"))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise OptionError('Send {"garment": id, "adjustments": {...}}.') from error
        options = Options(adjust=parse_adjustment(changes))
        row = self._context.wardrobe.get(self._caller.catalogues, garment)
        if size and body and row.chart is not None:
            store, owner = self._context.store, self._caller.owner
            options = replace(options, fit=fit_on_body(store, owner, body, row.chart, size))
        with self._context.studios.lend() as studio:
            return garment, (self._context.wardrobe.of_catalogue(studio, row), options)

    async def _answer(self) -> None:
        """Dress the newest frame, send it, and take the newest one again."""
        while await self._next() and not self._gone:
            self._arrived.clear()
            data, self._newest = self._newest, None
            try:
                if data is not None:
                    shown = await run_in_threadpool(self._dressed, data)
                    await asyncio.wait_for(self._socket.send_bytes(shown), _SLOW)
            except InputError as error:
                await _tell(self._socket, error.name, str(error))
            except ModisteError as error:
                await _refuse(self._socket, error, _REFUSED)
                return
            except (WebSocketDisconnect, RuntimeError, TimeoutError):
                return

    async def _next(self) -> bool:
        """Wait for a frame or for the end; False, and hung up, when neither comes for long."""
        try:
            return await asyncio.wait_for(self._arrived.wait(), _IDLE)
        except TimeoutError:
            await _busy(self._socket, "No frame came for a while; open the mirror again.")
            return False

    def _dressed(self, data: bytes) -> bytes:
        self._check_welcome()
        frame = decoded(data)
        if self._wanted is not None:
            view, options = self._wanted
            self._wanted = None
            if self._mirror is None:
                self._mirror = Mirror(self._nets, view, options)
            else:
                self._mirror.wear(view, options)
        if self._mirror is None:
            return encoded(frame)
        return encoded(self._mirror(frame, time.monotonic()).image)

    def _check_welcome(self) -> None:
        """Now and then: whoever withdrew her consent or erased herself is not looked at."""
        if time.monotonic() - self._checked > _CHECK_SECONDS:
            self._checked = time.monotonic()
            mirror_caller(self._context, self._socket).need_photos()


async def _tell(socket: WebSocket, name: str, detail: str) -> None:
    await socket.send_text(json.dumps({"name": name, "detail": detail}))


async def _busy(socket: WebSocket, detail: str) -> None:
    await _tell(socket, "Busy", detail)
    await socket.close(_FULL)


async def _refuse(socket: WebSocket, error: ModisteError, code: int) -> None:
    await _tell(socket, error.name, str(error))
    await socket.close(code)
