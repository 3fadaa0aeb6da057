"""Live mirrors over WebSockets: whose frames, and how many at a time. No frame is ever kept."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from PIL import Image as PillowImage
from starlette.websockets import WebSocket

from modiste.errors import ImageLoadError, ImageSizeError
from modiste.live import jpeg
from modiste.live.nets import LiveNets, open_nets
from modiste.service.auth import COOKIE
from modiste.service.caller import Caller
from modiste.service.context import Context
from modiste.service.problems import ForbiddenError, UnauthorizedError
from modiste.store.sessions import Consent, owner_of
from modiste.types import Image

MOST_BYTES = 600_000
"""Of one frame."""
MOST_PIXELS = 1280 * 960


class MirrorRoom:
    """Places before the mirror: each has nets of its own."""

    def __init__(self, places: int) -> None:
        self._free = threading.Semaphore(places)
        self._idle: list[LiveNets] = []

    @contextmanager
    def place(self) -> Iterator[LiveNets | None]:
        """Nets for one shopper; None when all places are taken."""
        if not self._free.acquire(blocking=False):
            yield None
            return
        nets = self._idle.pop() if self._idle else open_nets(1)
        try:
            yield nets
        finally:
            self._idle.append(nets)
            self._free.release()


def mirror_caller(context: Context, socket: WebSocket) -> Caller:
    """The shopper behind a socket.

    Browsers send cookies with sockets that foreign pages open, and no CSRF token; so the page's
    origin decides.

    Raises:
        ForbiddenError: a foreign page opened it.
        UnauthorizedError: there is no session.
    """
    origin = socket.headers.get("origin", "")
    own = urlsplit(origin).netloc == socket.headers.get("host", "")
    if not own and origin not in context.settings.origins:
        raise ForbiddenError("This page may not open the mirror.")
    row = context.store.sessions.find(socket.cookies.get(COOKIE, ""))
    if row is None:
        raise UnauthorizedError("There is no session; begin one with POST /v1/sessions.")
    context.limiter.take(row.id, context.settings.per_minute)
    owner = owner_of(row)
    consent = context.store.sessions.consent(owner) or Consent("")
    return Caller(owner, row.shop, frozenset({"try-on"}), consent, session=row.id)


def decoded(data: bytes) -> Image:
    """A frame, (h, w, 3) RGB.

    Raises:
        ImageLoadError: it is no JPEG.
        ImageSizeError: it has too many bytes or pixels.
    """
    if len(data) > MOST_BYTES:
        raise ImageSizeError(f"A frame may have {MOST_BYTES} bytes.")
    try:
        with PillowImage.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            width, height = picture.size
    except (OSError, ValueError) as error:
        raise ImageLoadError("A frame must be a JPEG.") from error
    if width * height > MOST_PIXELS or min(width, height) < 64:
        raise ImageSizeError("A frame must have at least 64 x 64 and at most 1280 x 960 pixels.")
    image = jpeg.decoded(data)
    if image is None:
        raise ImageLoadError("A frame must be a whole JPEG.")
    return image
