import pytest
from callers import Caller
from fastapi import FastAPI

from modiste.service.chores import Chores
from modiste.service.context import Context
from modiste.service.worker import GoneError, Workers
from modiste.store.jobs import Done, NewJob


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/", "text/html"), ("/demo-shop", "text/html"), ("/widget.js", "text/javascript"),
        ("/static/index.html", "text/html"),
    ],
)  # fmt: skip
def test_pages_are_served_with_their_media_types(anybody: Caller, path: str, media: str) -> None:
    answer = anybody.http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    again = anybody.http.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_widget_may_be_loaded_by_other_pages_the_rest_may_not(anybody: Caller) -> None:
    name = "cross-origin-resource-policy"
    assert anybody.http.get("/widget.js").headers[name] == "cross-origin"
    assert anybody.http.get("/").headers[name] == "same-origin"


def test_the_gallery_needs_no_session(anybody: Caller) -> None:
    models = anybody.get("/v1/models")
    assert len(models) >= 20
    answer = anybody.get(models[0]["picture_url"])
    assert answer.headers["content-type"] == "image/jpeg"
    assert anybody.get("/v1/models/nobody/picture", 404)["name"] == "NotFound"


def test_health_tells_the_queue(anybody: Caller) -> None:
    found = anybody.get("/healthz")
    assert (found["status"], found["queue"], found["queue_limit"]) == ("ok", 0, 64)


def test_a_database_that_is_gone_is_told(
    anybody: Caller, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def gone() -> int:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(context.store.jobs, "waiting", gone)
    assert anybody.get("/healthz", 503)["name"] == "DatabaseError"


def test_new_garments_are_read_for_suggestions(
    context: Context, shirt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modiste.service.chores._PAUSE", 0.0)
    monkeypatch.setattr("modiste.service.activity._QUIET", 0.0)
    Chores(context).read_garments()
    row = context.store.garments.get(["shop:demo"], shirt)
    assert row is not None
    assert row.features is not None
    assert len(row.features["embedding"]) == 128
    assert context.store.garments.unread(9) == []


def test_sweeping_drops_what_has_expired_from_memory_too(
    app: FastAPI, shopper: Caller, context: Context, clock
) -> None:  # type: ignore[no-untyped-def]
    shopper.person()
    assert len(context.people._seen) == 1
    clock.forward(3601)
    Chores(context).sweep()
    assert len(context.people._seen) == 0


def test_a_cancelled_job_stops_between_two_stages(context: Context) -> None:
    """The worker hears of it at the next stage, and nothing is kept."""
    job, _ = context.store.jobs.submit("session:x", NewJob({}, "p"), 10)
    claim = context.store.jobs.claim("w", 10)
    assert claim is not None
    context.store.jobs.cancel("session:x", job.id)
    with pytest.raises(GoneError):
        Workers(context)._tell(claim, "render", 0.5)


def test_a_worker_that_stumbles_fails_the_job_and_goes_on(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret path")

    monkeypatch.setattr("modiste.service.worker.make", broken)
    job, _ = context.store.jobs.submit("session:x", NewJob({}, "p"), 10)
    workers = Workers(context)
    assert workers.step()
    assert not workers.step()
    row = context.store.jobs.get("session:x", job.id)
    assert row is not None
    assert row.error is not None
    assert (row.status, row.error["name"]) == ("failed", "InternalError")
    assert "secret" not in str(row.error)


def test_a_result_that_comes_too_late_is_not_kept(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, _ = context.store.jobs.submit("session:x", NewJob({}, "p"), 10)

    def slow(*_: object) -> Done:
        context.store.eraser.everything("session:x")
        return Done([b"png"], [], {})

    monkeypatch.setattr("modiste.service.worker.make", slow)
    assert Workers(context).step()
    assert context.store.jobs.get("session:x", job.id) is None
    files = context.settings.data_dir / "files"
    assert [p for p in files.rglob("*") if p.is_file()] == []


def test_the_type_of_every_problem_leads_to_its_meaning(anybody: Caller, shopper: Caller) -> None:
    page = anybody.http.get("/docs/errors")
    assert page.status_code == 200
    ask = shopper.http.request
    refused = [ask("GET", "/v1/status/none"), ask("POST", "/v1/size", json={"chart": 3}),
               ask("PUT", "/v1/size"), ask("GET", "/no/such/page")]  # fmt: skip
    for answer in refused:
        where, name = answer.json()["type"].split("#")
        assert where == "/docs/errors"
        assert f"<td>{answer.status_code}</td>" in page.text.split(f'id="{name}"')[1][:120]
    rows = page.text.split("<tr id=")[1:]
    assert len(rows) > 20
    assert len({row.split('"')[1] for row in rows}) == len(rows)
