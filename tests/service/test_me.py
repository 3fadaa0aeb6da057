"""What is kept of a shopper: told, taken along, withdrawn, erased."""

import io
import json
import zipfile
from pathlib import Path

from callers import CONSENT, Caller
from fakes import photo, png
from sqlalchemy import text

from modiste.service.context import Context
from modiste.service.settings import Settings
from modiste.store.tables import Base

MARK = "PLANTED-77c1"


def live(shopper: Caller, shirt: str) -> dict[str, str]:
    """Leave something of every kind, marked where words can be left."""
    person = shopper.person()
    body = shopper.post(
        "/v1/measure", {"sex": "f", "height_cm": 168.125, "weight_kg": 61.375}, 201
    )["body_id"]
    headers = {"Idempotency-Key": MARK}
    job = shopper.post("/v1/try-on", {"person": person, "garments": [shirt]}, headers=headers)
    said = {"garment_id": shirt, "reaction": "like", "event_id": MARK, "size": MARK[:10]}
    shopper.post("/v1/feedback", said)
    files, data = {"picture": png(photo(300, 300))}, {"title": MARK, "category": "top"}
    own = shopper.post("/v1/garments", files=files, data=data, status=201)["id"]
    shopper.post("/v1/run", {"person": person, "garments": [own]}, 202)
    shopper.get("/v1/recommendations")
    return {"person": person, "body": body, "job": job["id"], "own": own}


def traces(context: Context, *marks: str) -> list[str]:
    """Where marks are left: in any file of the data folder, or any row."""
    found = []
    for path in context.settings.data_dir.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += [f"{path}: {mark}" for mark in marks if mark.encode() in data]
    with context.store.room.database.engine.connect() as connection:
        for table in Base.metadata.tables:
            for row in connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608
                found += [f"{table}: {mark}" for mark in marks if mark in repr(tuple(row))]
    return found


def test_what_is_stored_is_told(shopper: Caller, shirt: str, clock) -> None:  # type: ignore[no-untyped-def]
    live(shopper, shirt)
    found = shopper.get("/v1/me/stored")
    assert found["files"]["photo"]["until"] == clock() + 3600
    assert found["files"]["result"]["until"] == clock() + 86400
    assert found["persons"]["count"] == 1
    assert found["bodies"]["count"] == 1
    assert found["events"]["count"] == 1
    assert found["retention_seconds"]["photos"] == 3600


def test_the_export_holds_everything(shopper: Caller, shirt: str) -> None:
    ids = live(shopper, shirt)
    found = shopper.get("/v1/me")
    assert found["consents"][0]["version"] == CONSENT["version"]
    assert found["persons"][0]["id"] == ids["person"]
    assert found["bodies"][0]["body"]["observed"][0]["value"] == 168.125
    assert ids["job"] in [job["id"] for job in found["try_ons"]]
    assert found["events"][0]["eventId"] == MARK
    assert found["garments"][0]["title"] == MARK
    assert {line["action"] for line in found["log"]} >= {"consent", "person.add", "job.add"}


def test_the_zip_holds_the_pictures_too(shopper: Caller, shirt: str) -> None:
    live(shopper, shirt)
    answer = shopper.get("/v1/me?format=zip")
    assert "attachment" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("export.json"))
        pictures = [name for name in names if name.endswith(".png")]
        assert all(archive.read(name)[:4] == b"\x89PNG" for name in pictures)
    assert told["format"] == "modiste-export"
    assert {name.partition("/")[0] for name in pictures} == {"photo", "garment", "result"}


def test_erasing_leaves_no_trace_anywhere(
    shopper: Caller, shirt: str, context: Context, stranger: Caller
) -> None:
    ids = live(shopper, shirt)
    assert traces(context, MARK)
    shopper.delete("/v1/me")
    left = traces(context, MARK, "168.125", "61.375", *ids.values(), shopper.session["csrf_token"])
    # The audit log keeps ids of what there was, which are random and tell nothing.
    assert [line for line in left if not line.startswith(("audit", str(context.settings.data_dir)))
            ] == []  # fmt: skip
    assert traces(context, MARK, "168.125", "61.375") == []
    shopper.get("/v1/me", 401)
    context.people.sweep()
    assert len(context.people._seen) == 0
    assert len(context.suggestions._sizes) == 0
    stranger.get("/v1/garments")


def test_only_the_catalogues_files_are_left_on_disk(
    shopper: Caller, shirt: str, settings: Settings
) -> None:
    ids = live(shopper, shirt)
    shopper.done(shopper.get("/v1/me")["try_ons"][0]["id"])
    assert ids
    shopper.delete("/v1/me")
    files = [p for p in Path(settings.data_dir / "files").rglob("*") if p.is_file()]
    assert len(files) == 1


def test_withdrawing_the_consent_to_photos_erases_them(
    shopper: Caller, shirt: str, context: Context
) -> None:
    ids = live(shopper, shirt)
    answer = shopper.put("/v1/me/consent", CONSENT | {"photos": False})
    assert answer["consent"]["photos"] is False
    shopper.get(f"/v1/persons/{ids['person']}", 404)
    shopper.get(f"/v1/status/{ids['job']}", 404)
    found = shopper.get("/v1/me")
    assert (found["persons"], found["bodies"], found["try_ons"], found["files"]) == ([], [], [], [])
    assert len(found["events"]) == 1
    assert len(found["consents"]) == 2
    assert shopper.post("/v1/persons", files={"photo": png(photo())}, status=403)
    assert shopper.get("/v1/sessions/current")["consent"]["photos"] is False


def test_withdrawing_the_consent_to_history_erases_it_alone(shopper: Caller, shirt: str) -> None:
    ids = live(shopper, shirt)
    shopper.put("/v1/me/consent", CONSENT | {"history": False})
    found = shopper.get("/v1/me")
    assert found["events"] == []
    shopper.get(f"/v1/persons/{ids['person']}")


def test_training_is_a_choice_of_its_own(shopper: Caller) -> None:
    shopper.put("/v1/me/consent", CONSENT | {"training": True})
    consents = shopper.get("/v1/me")["consents"]
    assert [c["training"] for c in consents] == [False, True]


def test_a_consent_to_another_text_changes_nothing(shopper: Caller) -> None:
    answer = shopper.put("/v1/me/consent", CONSENT | {"version": "1999"}, 409)
    assert answer["name"] == "ConsentVersion"
    assert shopper.get("/v1/sessions/current")["consent"] == CONSENT


def test_a_key_has_no_consent_and_does_not_erase_a_shop(shop: Caller, shirt: str) -> None:
    assert shop.put("/v1/me/consent", CONSENT, 403)["name"] == "Forbidden"
    assert shop.delete("/v1/me", 403)["name"] == "Forbidden"
    assert shop.get(f"/v1/garments/{shirt}")["id"] == shirt
    assert shop.get("/v1/me")["garments"][0]["id"] == shirt
