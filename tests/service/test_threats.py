"""What an attacker sends: bombs, polyglots, paths, scripts, SQL, floods, and nothing at all."""

import base64
import io
import json
import struct
import time
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from callers import Caller
from fakes import jpeg, photo, png
from fastapi import FastAPI
from PIL import Image as PillowImage

from modiste.service.app import create_app
from modiste.service.context import Context
from modiste.service.settings import Settings

GPS = "48.8584 north"


def with_metadata() -> bytes:
    """A JPEG that tells where and by whom it was taken."""
    buffer, exif = io.BytesIO(), PillowImage.Exif()
    exif[0x010E], exif[0x013B] = GPS, "Photographer"
    PillowImage.fromarray(photo()).save(buffer, "JPEG", exif=exif, comment=b"secret comment")
    return buffer.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that promises billions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body)
            + chunk(b"IEND", b""))  # fmt: skip


def test_a_bomb_is_refused_before_it_is_decoded(shopper: Caller) -> None:
    started = time.perf_counter()
    answer = shopper.post("/v1/persons", files={"photo": bomb()}, status=413)
    assert answer["name"] == "ImageSizeError"
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"MZ" + bytes(100),
        b"#!/bin/sh\nid",
        b"%!PS\n",
    ],
)
def test_what_is_no_picture_is_refused(shopper: Caller, data: bytes) -> None:
    answer = shopper.http.post("/v1/persons", files={"photo": data})
    assert answer.status_code in (400, 422)
    assert answer.json()["name"] in ("ImageLoadError", "RequestError", "OptionError")


def test_a_polyglot_comes_out_as_pixels_alone(shopper: Caller) -> None:
    """A JPEG that is a ZIP and a page too: what is kept is a new PNG."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    person = shopper.person(photo=jpeg(photo()) + archive.getvalue())
    answer = shopper.get(f"/v1/persons/{person}/picture")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"script" not in answer.content
    assert not zipfile.is_zipfile(io.BytesIO(answer.content))


def test_metadata_goes_at_the_door(shopper: Caller, context: Context, shirt: str) -> None:
    sent = with_metadata()
    assert GPS.encode() in sent
    person = shopper.person(photo=sent)
    kept = shopper.get(f"/v1/persons/{person}/picture").content
    done = shopper.post("/v1/try-on", {"person": person, "garments": [shirt]})
    made = shopper.get(done["output"][0]).content
    for data in (kept, made):
        assert GPS.encode() not in data
        assert b"secret comment" not in data
        assert not PillowImage.open(io.BytesIO(data)).getexif()


def test_nothing_of_a_photo_is_on_disk_in_the_clear(
    shopper: Caller, shirt: str, settings: Settings
) -> None:
    sent = png(photo(seed=9))
    person = shopper.person(photo=sent)
    shopper.post("/v1/try-on", {"person": person, "garments": [shirt]})
    files = [p for p in settings.data_dir.rglob("*") if p.is_file()]
    assert len(files) > 4
    for path in files:
        data = path.read_bytes()
        assert b"\x89PNG" not in data, path
        assert sent[200:260] not in data, path


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd",
        "/static/....//app.py", "/static/__init__.py", "/static/.hidden", "/static/",
        "/static/js/../../app.py", "/static/..\\app.py", "/static/%00", "/static/js",
    ],
)  # fmt: skip
def test_paths_reach_the_pages_files_alone(anybody: Caller, path: str) -> None:
    answer = anybody.http.get(path)
    assert answer.status_code == 404
    assert "import" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/v1/results/..%2f..%2fmaster.key?expires=9999999999&signature=0",
        "/v1/results/master.key?expires=9999999999&signature=0",
        "/v1/models/..%2f..%2fmodiste/picture",
        "/v1/models/.../picture",
        "/v1/persons/..%2f..%2fmaster.key",
    ],
)
def test_names_in_paths_reach_no_files(shopper: Caller, path: str) -> None:
    assert shopper.http.get(path).status_code in (403, 404)


NASTY = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'; DROP TABLE garments; --",
    "' OR 1=1 --", "{{7*7}}", "\u202egnp.exe", "=cmd|'/c calc'!A1", "Ünïcödé 衬衫",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_texts_are_data_everywhere(shop: Caller, shopper: Caller, text: str) -> None:
    body = {"title": text, "category": "top", "brand": text[:60], "colour": text[:60], "sku": text}
    made = shop.post("/v1/garments", body, 201)
    answer = shopper.http.get(f"/v1/garments/{made['id']}")
    assert answer.json()["title"] == text
    assert answer.headers["content-type"] == "application/json"
    assert shopper.get("/v1/garments?limit=200")["total"] == 1
    shopper.post("/v1/feedback", {"event_id": text, "reaction": "like", "garment_id": made["id"]})
    assert [event["eventId"] for event in shopper.get("/v1/me")["events"]] == [text]


@pytest.mark.parametrize("text", NASTY)
def test_ids_are_data_too(shopper: Caller, text: str) -> None:
    from urllib.parse import quote

    for path in ("garments", "persons", "status"):
        assert shopper.http.get(f"/v1/{path}/{quote(text, safe='')}").status_code == 404
    answer = shopper.http.post("/v1/size", json={"body_id": text, "garment_id": text})
    assert answer.status_code == 404
    assert shopper.http.get(f"/v1/garments?category={quote(text)}").status_code == 422


def test_a_body_that_is_too_large_is_refused_by_its_length(context: Context) -> None:
    settings = replace(context.settings, max_body=1000)
    caller = Caller(create_app(replace(context, settings=settings)))
    answer = caller.http.post("/v1/sessions", content=b"x" * 1001)
    assert (answer.status_code, answer.json()["name"]) == (413, "BodyTooLarge")
    wrong = caller.http.post("/v1/sessions", content=b"x", headers={"Content-Length": "-1"})
    assert wrong.status_code == 413


def test_a_body_that_is_longer_than_it_says_is_refused_as_it_comes(context: Context) -> None:
    settings = replace(context.settings, max_body=1000)
    caller = Caller(create_app(replace(context, settings=settings)))

    def endless() -> object:
        for _ in range(100):
            yield b"x" * 100

    headers = {"Content-Type": "application/json"}
    answer = caller.http.post("/v1/sessions", content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (413, "BodyTooLarge")


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"3", b'"x"', b"{", b"\xff\xfe", b'{"adult": ' + b"[" * 5000,
     b'{"a":' * 30 + b"1" + b"}" * 30, b'{"adult": "\\u0000"}', b'{"adult": "\\ud800"}'],
)  # fmt: skip
def test_what_is_no_json_is_refused(anybody: Caller, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = anybody.http.post("/v1/sessions", content=body, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (422, "RequestError")


@pytest.mark.parametrize("kind", ["text/plain", "text/xml", "", "application/x-pickle"])
def test_other_content_types_are_refused(anybody: Caller, kind: str) -> None:
    answer = anybody.http.post("/v1/sessions", content=b"{}", headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["name"]) == (415, "UnsupportedMedia")


def test_a_form_with_too_many_parts_is_refused(shopper: Caller) -> None:
    files = [("garments", b"x")] * 100
    assert shopper.http.post("/v1/run", files=files).status_code == 400


def test_a_method_that_is_not_there_is_refused_as_a_problem(anybody: Caller) -> None:
    answer = anybody.http.delete("/healthz")
    assert (answer.status_code, answer.json()["name"]) == (405, "MethodNotAllowed")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_defect_tells_nothing(
    anybody: Caller, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise RuntimeError("a secret path /home/x")

    monkeypatch.setattr(context.store.jobs, "waiting", broken)
    answer = anybody.http.get("/healthz")
    assert (answer.status_code, answer.json()["name"]) == (500, "InternalError")
    assert "secret" not in answer.text


def test_nothing_of_people_is_logged(
    shopper: Caller, shirt: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    sent = base64.b64encode(png(photo())).decode()
    shopper.post("/v1/try-on", {"person": sent, "garments": [shirt]})
    shopper.http.post("/v1/run", json={"person": sent[:-40], "garments": [shirt]})
    shopper.post("/v1/measure", {"sex": "f", "height_cm": 171.25}, 201)
    said = "\n".join(record.getMessage() for record in caplog.records
                     if record.name.startswith("modiste"))  # fmt: skip
    assert sent[:60] not in said
    assert "171.25" not in said
    assert shopper.session["csrf_token"] not in said


def test_headers_keep_a_browser_in_check(anybody: Caller) -> None:
    for path in ("/", "/healthz", "/v1/garments", "/nowhere"):
        headers = anybody.http.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_figures_tell_nothing_of_anybody(
    shopper: Caller, shirt: str, anybody: Caller, app: FastAPI
) -> None:
    person = shopper.person()
    shopper.post("/v1/try-on", {"person": person, "garments": [shirt]})
    anybody.http.get("/no/such/secret-path")
    text = anybody.http.get("/metrics").text
    assert 'modiste_jobs_total{outcome="completed"} 1.0' in text
    assert "modiste_request_seconds_bucket" in text
    for secret in (person, shirt, shopper.session["id"], "secret-path"):
        assert secret not in text


def test_the_data_folder_is_the_only_place_written(
    shopper: Caller, shirt: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(Path("/tmp").glob("tmp*"))  # noqa: S108
    shopper.post("/v1/try-on", {"person": shopper.person(), "garments": [shirt]})
    assert set(Path("/tmp").glob("tmp*")) <= before  # noqa: S108
    assert {p.name for p in settings.data_dir.iterdir()} <= {
        "files", "master.key", "modiste.sqlite", "modiste.sqlite-wal", "modiste.sqlite-shm",
        "gallery",
    }  # fmt: skip


def test_a_large_upload_never_touches_a_disk_on_its_way(
    shopper: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frameworks spill forms over a megabyte into the system's temporary folder, in the clear."""

    def spill(_file: object) -> None:
        raise AssertionError("the upload was written to a temporary file")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", spill)
    noise = np.random.default_rng(0).integers(0, 255, (1200, 1000, 3)).astype(np.uint8)
    assert len(png(noise)) > 2_000_000
    shopper.person(photo=png(noise))


def test_json_in_a_form_that_is_broken_is_told(shopper: Caller) -> None:
    data = {"adjustments": "{broken", "person": "x"}
    answer = shopper.http.post("/v1/run", data=data, files={"garments": b"x"})
    assert (answer.status_code, answer.json()["name"]) == (422, "RequestError")
    assert json.dumps(answer.json())
