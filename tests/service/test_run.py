"""Try-ons as jobs: from a request to a picture."""

import base64
import io
import json

import numpy as np
import pytest
from callers import Caller
from fakes import NOBODY, jpeg, photo, png
from PIL import Image as PillowImage

from modiste.service.context import Context
from modiste.service.render import mark


def opened(data: bytes) -> PillowImage.Image:
    return PillowImage.open(io.BytesIO(data))


def test_a_photo_and_a_garment_make_a_picture(shopper: Caller, shirt: str) -> None:
    person = shopper.person()
    accepted = shopper.post("/v1/run", {"person": person, "garments": [shirt]}, status=202)
    assert accepted["status"] == "queued"
    assert accepted["status_url"] == f"/v1/status/{accepted['id']}"
    done = shopper.done(accepted["id"])
    assert (done["status"], done["progress"]) == ("completed", {"stage": "done", "fraction": 1.0})
    assert done["error"] is None
    assert done["seconds"]
    assert "a note" in done["warnings"]
    (seen,) = done["garments"]
    assert seen["landmarks"]["hem_left"]["visibility"] == 1
    assert {"kind", "category", "sleeve", "neckline", "leg_length"} <= set(seen)
    (link,) = done["output"]
    answer = shopper.get(link)
    assert answer.headers["content-type"] == "image/png"
    assert opened(answer.content).size == (480, 640)


def test_a_result_says_that_a_machine_made_it(shopper: Caller, shirt: str) -> None:
    job = shopper.post("/v1/run", {"person": shopper.person(), "garments": [shirt]}, 202)["id"]
    data = shopper.get(shopper.done(job)["output"][0]).content
    found = opened(data).info
    assert "Synthetic" in found["Comment"]
    assert "compositeWithTrainedAlgorithmicMedia" in found["XML:com.adobe.xmp"]


def test_pixels_outside_the_clothes_are_the_photos(shopper: Caller, shirt: str) -> None:
    image = photo()
    person = shopper.person(photo=png(image))
    job = shopper.post("/v1/run", {"person": person, "garments": [shirt]}, 202)["id"]
    made = np.asarray(opened(shopper.get(shopper.done(job)["output"][0]).content))
    changed = (made != image).any(axis=2)
    assert changed.any()
    assert not changed[:40].any()
    assert not changed[:, :60].any()


def test_everything_inline_in_json(shopper: Caller) -> None:
    body = {
        "person": base64.b64encode(jpeg(photo())).decode(),
        "garments": ["data:image/png;base64," + base64.b64encode(png(photo(300, 300))).decode()],
        "category": "tops",
    }
    assert shopper.done(shopper.post("/v1/run", body, 202)["id"])["status"] == "completed"


def test_everything_inline_in_a_form(shopper: Caller) -> None:
    files = [("person", png(photo())), ("garments", png(photo(300, 300))),
             ("garments", png(photo(310, 300)))]  # fmt: skip
    data = {"quality": "draft", "adjustments": '{"girth": 0.1}', "num_samples": "2"}
    found = shopper.post("/v1/run", files=files, data=data, status=202)
    assert len(shopper.done(found["id"])["output"]) == 2


def test_the_synchronous_call_answers_with_the_picture(shopper: Caller, shirt: str) -> None:
    done = shopper.post("/v1/try-on", {"person": shopper.person(), "garments": [shirt]})
    assert done["status"] == "completed"
    assert shopper.get(done["output"][0]).content[:4] == b"\x89PNG"


def test_a_person_is_looked_at_once(shopper: Caller, shirt: str, context: Context) -> None:
    with context.studios.lend() as one, context.studios.lend() as two:
        seers = [one._perception, two._perception]
    person = shopper.person()
    before = sum(seer.looks for seer in seers)  # type: ignore[attr-defined]
    for _ in range(3):
        shopper.post("/v1/try-on", {"person": person, "garments": [shirt]})
    assert before == 1
    assert sum(seer.looks for seer in seers) == 1  # type: ignore[attr-defined]


def test_a_person_is_known_after_a_restart(shopper: Caller, shirt: str, context: Context) -> None:
    person = shopper.person()
    first = shopper.post("/v1/try-on", {"person": person, "garments": [shirt]})
    context.people.forget(shopper.owner)
    second = shopper.post("/v1/try-on", {"person": person, "garments": [shirt]})
    one, two = (shopper.get(found["output"][0]).content for found in (first, second))
    assert (np.asarray(opened(one)) == np.asarray(opened(two))).all()


def test_a_garment_that_is_none_fails_the_job_with_its_name(shopper: Caller) -> None:
    files = {"person": png(photo()), "garments": png(photo(300, 300, first=NOBODY))}
    done = shopper.done(shopper.post("/v1/run", files=files, status=202)["id"])
    assert done["status"] == "failed"
    assert done["error"]["name"] == "GarmentError"
    assert done["error"]["status"] == 422
    assert done["output"] == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"garments": []}, "RequestError"),
        ({"garments": ["x"] * 5}, "RequestError"),
        ({"garments": ["not base64 !"]}, "ImageLoadError"),
        ({"garments": ["https://shop.example/shirt.png"]}, "ImageLoadError"),
        ({"garments": [base64.b64encode(b"\xff\xd8\xff broken").decode()]}, "ImageLoadError"),
        ({"garments": ["gar_" + "0" * 32]}, "NotFound"),
        ({"person": "per_" + "0" * 32}, "NotFound"),
        ({"person": base64.b64encode(png(photo(100, 100))).decode()}, "ImageSizeError"),
        ({"category": "hat"}, "InputError"),
        ({"quality": "perfect"}, "RequestError"),
        ({"seed": -1}, "RequestError"),
        ({"num_samples": 9}, "RequestError"),
        ({"adjustments": {"wings": 1}}, "OptionError"),
        ({"adjustments": {"girth": 9}}, "OptionError"),
        ({"body": "bod_" + "0" * 32}, "NotFound"),
        ({"size": "XXXXL"}, "OptionError"),
        ({"unknown": 1}, "RequestError"),
        ({"webhook_url": "https://shop.example/hook"}, "Forbidden"),
    ],
)
def test_a_wrong_request_is_refused_by_name(
    shopper: Caller, shirt: str, change: dict[str, object], name: str
) -> None:
    body = {"person": shopper.person(), "garments": [shirt]} | change
    answer = shopper.http.post("/v1/run", json=body)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["name"] == name
    assert found["status"] == answer.status_code
    assert len(found["detail"]) < 500


def test_errors_do_not_repeat_what_was_sent(shopper: Caller) -> None:
    answer = shopper.http.post("/v1/run", json={"person": "secret words", "garments": 3})
    assert answer.status_code == 422
    assert "secret" not in answer.text


def test_the_same_key_is_the_same_job(shopper: Caller, shirt: str) -> None:
    body = {"person": shopper.person(), "garments": [shirt]}
    headers = {"Idempotency-Key": "once"}
    first, second = (shopper.post("/v1/run", body, 202, headers=headers) for _ in range(2))
    assert first["id"] == second["id"]
    other = shopper.http.post("/v1/run", json=body | {"seed": 5}, headers=headers)
    assert (other.status_code, other.json()["name"]) == (409, "IdempotencyConflict")


def test_a_full_queue_says_when_to_come_back(
    shopper: Caller, shirt: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"person": shopper.person(), "garments": [shirt]}
    monkeypatch.setattr(context.store.jobs, "waiting", lambda: 64)
    answer = shopper.http.post("/v1/run", json=body)
    assert (answer.status_code, answer.json()["name"]) == (429, "QueueFull")
    assert int(answer.headers["retry-after"]) >= 1


def test_events_tell_progress_and_then_the_end(shopper: Caller, shirt: str) -> None:
    job = shopper.post("/v1/run", {"person": shopper.person(), "garments": [shirt]}, 202)
    with shopper.http.stream("GET", job["events_url"]) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = list(stream.iter_lines())
    kinds = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    last = json.loads([line for line in lines if line.startswith("data: ")][-1][6:])
    assert set(kinds[:-1]) <= {"progress"}
    assert kinds[-1] == "done"
    assert last["status"] == "completed"
    assert last["id"] == job["id"]


def test_a_finished_job_is_not_cancelled(shopper: Caller, shirt: str) -> None:
    done = shopper.post("/v1/try-on", {"person": shopper.person(), "garments": [shirt]})
    assert shopper.post(f"/v1/cancel/{done['id']}")["status"] == "completed"


def test_results_and_photos_go_when_their_time_is_over(
    shopper: Caller, shirt: str, clock, context: Context
) -> None:  # type: ignore[no-untyped-def]
    person = shopper.person()
    done = shopper.post("/v1/try-on", {"person": person, "garments": [shirt]})
    clock.forward(3601)
    assert shopper.get(f"/v1/persons/{person}", 404)["name"] == "NotFound"
    body = {"person": person, "garments": [shirt]}
    assert shopper.post("/v1/run", body, 404)["name"] == "NotFound"
    clock.forward(86400)
    assert shopper.get(f"/v1/status/{done['id']}", 404)["name"] == "NotFound"


def test_the_visible_mark_is_in_one_corner_only() -> None:
    image = np.full((640, 480, 3), 128, np.uint8)
    marked = mark(image)
    assert (image == 128).all()
    changed = (marked != image).any(axis=2)
    assert changed[-60:, -60:].any()
    assert not changed[:500].any()
    assert not changed[:, :380].any()
