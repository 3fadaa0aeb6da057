"""The live mirror over a WebSocket."""

from __future__ import annotations

import io
import json
from typing import Any, ClassVar

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage
from starlette.websockets import WebSocketDisconnect

from modiste.errors import ImageLoadError, ImageSizeError
from modiste.live.jpeg import encoded
from modiste.live.mirror import Reflection
from modiste.service import mirrors
from modiste.service.mirrors import decoded
from modiste.service.routes import mirror as mirror_route
from modiste.types import Fit, Options

ORIGIN = {"origin": "http://testserver"}


def _jpeg(width: int = 320, height: int = 240) -> bytes:
    picture = np.random.default_rng(3).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return encoded(cv2.GaussianBlur(picture, (0, 0), 9))


FRAME = _jpeg(96, 80)


def test_frames_are_jpegs_of_a_bearable_size() -> None:
    assert decoded(_jpeg()).shape == (240, 320, 3)
    buffer = io.BytesIO()
    PillowImage.new("RGB", (100, 100)).save(buffer, "PNG")
    for bad in (b"", b"frame", buffer.getvalue(), _jpeg()[:40]):
        with pytest.raises(ImageLoadError):
            decoded(bad)
    for large in (_jpeg(3000, 2000), _jpeg(40, 40), _jpeg() + b"\0" * mirrors.MOST_BYTES):
        with pytest.raises(ImageSizeError):
            decoded(large)


def test_a_shopper_sees_herself(shopper: Any) -> None:
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        socket.send_bytes(_jpeg())
        shown = decoded(socket.receive_bytes())
        assert shown.shape == (240, 320, 3)


def test_bad_frames_are_told_and_the_mirror_goes_on(shopper: Any) -> None:
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        socket.send_bytes(b"no picture")
        assert json.loads(socket.receive_text())["name"] == "ImageLoadError"
        socket.send_bytes(_jpeg())
        assert decoded(socket.receive_bytes()).any()


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9, 0.999])
def test_half_a_frame_is_told_as_such(share: float) -> None:
    frame = _jpeg()
    with pytest.raises(ImageLoadError):
        decoded(frame[: int(share * len(frame))])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 255)), min_size=1, max_size=40))
def test_no_damage_does_more_than_be_told(damage: list[tuple[int, int]]) -> None:
    frame = bytearray(FRAME)
    for place, value in damage:
        frame[place % len(frame)] = value
    try:
        shown = decoded(bytes(frame))
    except (ImageLoadError, ImageSizeError):
        return
    assert shown.ndim == 3
    assert shown.shape[2] == 3
    assert shown.shape[0] * shown.shape[1] <= mirrors.MOST_PIXELS


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_frames_without_three_colours_are_shown_in_three(mode: str) -> None:
    buffer = io.BytesIO()
    PillowImage.new(mode, (96, 80)).save(buffer, "JPEG")
    assert decoded(buffer.getvalue()).shape == (80, 96, 3)


def test_a_camera_that_is_turned_or_damaged_goes_on(shopper: Any) -> None:
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        for width, height in ((320, 240), (240, 320), (637, 479)):
            socket.send_bytes(_jpeg(width, height)[:-40])
            assert json.loads(socket.receive_text())["name"] == "ImageLoadError"
            socket.send_bytes(_jpeg(width, height))
            assert decoded(socket.receive_bytes()).shape == (height, width, 3)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "OptionError"),
        ("[]", "OptionError"),
        ("7", "OptionError"),
        ('{"garment": "gar_none"}', "NotFound"),
        ('{"garment": "gar_none", "adjustments": {"wings": 1}}', "OptionError"),
        ('{"garment": "x", "adjustments": 3}', "OptionError"),
    ],
)
def test_garments_that_cannot_be_worn_are_told(shopper: Any, text: str, name: str) -> None:
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        socket.send_text(text)
        assert json.loads(socket.receive_text())["name"] == name


def _refused(client: Any, headers: dict[str, str]) -> tuple[str, int]:
    with client.http.websocket_connect("/v1/mirror", headers=headers) as socket:
        name = json.loads(socket.receive_text())["name"]
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_text()
    return name, ended.value.code


def test_strangers_are_refused(anybody: Any) -> None:
    assert _refused(anybody, ORIGIN) == ("Unauthorized", 1008)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://testserver.evil"])
def test_foreign_pages_are_refused_though_the_cookie_comes_along(shopper: Any, origin: str) -> None:
    assert _refused(shopper, {"origin": origin}) == ("Forbidden", 1008)


def test_without_consent_nobody_is_looked_at(shopper: Any) -> None:
    consent = {"version": shopper.session["consent"]["version"], "photos": False,
               "history": True, "training": False}  # fmt: skip
    shopper.put("/v1/me/consent", consent)
    assert _refused(shopper, ORIGIN) == ("ConsentRequired", 1008)


def test_places_are_bounded(shopper: Any, app: Any) -> None:
    app.state.mirrors = mirrors.MirrorRoom(0)
    assert _refused(shopper, ORIGIN) == ("Busy", 1013)


class Recorder:
    """A mirror that shows each frame as it is and keeps what it was told to show."""

    worn: ClassVar[list[Options]] = []

    def __init__(self, nets: Any, view: Any, options: Options) -> None:
        self.wear(view, options)

    def wear(self, view: Any, options: Options) -> None:
        self.worn.append(options)

    def __call__(self, frame: Any, time: float) -> Reflection:
        return Reflection(frame, np.zeros(frame.shape[:2], np.uint8), None)

    def close(self) -> None:
        """Nothing to end."""


def _worn(shopper: Any, wish: dict[str, Any]) -> Options:
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        socket.send_text(json.dumps(wish))
        assert json.loads(socket.receive_text()) == {"wearing": wish["garment"]}
        socket.send_bytes(_jpeg())
        assert decoded(socket.receive_bytes()).any()
    return Recorder.worn[-1]


def test_a_size_is_shown_as_large_as_it_is(
    shopper: Any, shirt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror_route, "Mirror", Recorder)
    body = shopper.post("/v1/measure", {"sex": "f", "height_cm": 170}, 201)["body_id"]
    small, large = (
        _worn(shopper, {"garment": shirt, "size": size, "body": body}).fit for size in ("XS", "XL")
    )
    assert small.girth < large.girth
    assert _worn(shopper, {"garment": shirt, "size": "XS"}).fit == Fit()
    assert _worn(shopper, {"garment": shirt, "adjustments": {"girth": 0.1}}).adjust.girth == 0.1


@pytest.mark.parametrize(
    ("wish", "name"),
    [({"size": "XXXL"}, "OptionError"), ({"body": "bod_none"}, "NotFound")],
)
def test_sizes_and_bodies_that_are_not_there_are_told(
    shopper: Any, shirt: str, wish: dict[str, str], name: str
) -> None:
    body = shopper.post("/v1/measure", {"sex": "f", "height_cm": 170}, 201)["body_id"]
    asked = {"garment": shirt, "size": "M", "body": body} | wish
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        socket.send_text(json.dumps(asked))
        assert json.loads(socket.receive_text())["name"] == name


def test_a_stranger_s_body_is_not_worn(shopper: Any, stranger: Any, shirt: str) -> None:
    body = stranger.post("/v1/measure", {"sex": "f", "height_cm": 170}, 201)["body_id"]
    with shopper.http.websocket_connect("/v1/mirror", headers=ORIGIN) as socket:
        socket.send_text(json.dumps({"garment": shirt, "size": "M", "body": body}))
        assert json.loads(socket.receive_text())["name"] == "NotFound"
