"""Who may do what: sessions, keys, consent, and nobody what is another's."""

import pytest
from callers import CONSENT, Caller, key_of
from fakes import photo, png
from fastapi import FastAPI

from modiste.service.context import Context


def test_a_session_has_a_cookie_that_scripts_cannot_read(anybody: Caller) -> None:
    answer = anybody.http.post("/v1/sessions", json={"adult": True, "consent": CONSENT})
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 201
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert answer.json()["consent"] == CONSENT


def test_over_https_the_cookie_works_in_a_frame_and_only_there(app: FastAPI) -> None:
    caller = Caller(app)
    caller.http.base_url = "https://testserver"
    answer = caller.http.post("/v1/sessions", json={"adult": True, "consent": CONSENT})
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("secure", "samesite=none", "partitioned"))
    assert "strict-transport-security" in answer.headers


def test_minors_are_refused(anybody: Caller) -> None:
    answer = anybody.post("/v1/sessions", {"adult": False, "consent": CONSENT}, 403)
    assert answer["name"] == "AdultsOnly"
    assert anybody.get("/v1/sessions/current", 401)["name"] == "Unauthorized"


def test_a_consent_to_an_old_text_is_refused(anybody: Caller) -> None:
    old = CONSENT | {"version": "2020-01"}
    answer = anybody.post("/v1/sessions", {"adult": True, "consent": old}, 409)
    assert answer["name"] == "ConsentVersion"


def test_the_session_is_told_again(shopper: Caller) -> None:
    assert shopper.get("/v1/sessions/current") == shopper.session


def test_a_session_ends(shopper: Caller, clock, context: Context) -> None:  # type: ignore[no-untyped-def]
    clock.forward(context.settings.retention.sessions + 1)
    assert shopper.get("/v1/sessions/current", 401)["name"] == "Unauthorized"


GUARDED = [
    ("GET", "/v1/sessions/current"), ("POST", "/v1/persons"), ("GET", "/v1/persons/x"),
    ("GET", "/v1/persons/x/picture"), ("DELETE", "/v1/persons/x"), ("POST", "/v1/run"),
    ("POST", "/v1/try-on"), ("GET", "/v1/status/x"), ("GET", "/v1/events/x"),
    ("POST", "/v1/cancel/x"), ("POST", "/v1/measure"), ("POST", "/v1/avatar"),
    ("POST", "/v1/size"), ("GET", "/v1/size/picture?body_id=x&garment_id=y&size=z"),
    ("GET", "/v1/garments"), ("POST", "/v1/garments"), ("GET", "/v1/garments/x"),
    ("GET", "/v1/garments/x/picture"), ("PUT", "/v1/garments/x"), ("DELETE", "/v1/garments/x"),
    ("POST", "/v1/garments/import"), ("GET", "/v1/recommendations"), ("POST", "/v1/feedback"),
    ("POST", "/v1/history"), ("GET", "/v1/history/x"), ("DELETE", "/v1/history/x"),
    ("POST", "/v1/guidance"), ("GET", "/v1/me"), ("GET", "/v1/me/stored"),
    ("PUT", "/v1/me/consent"), ("DELETE", "/v1/me"),
]  # fmt: skip
OPEN = {"/v1/sessions", "/v1/models", "/v1/models/{name}/picture", "/v1/results/{name}",
        "/healthz", "/metrics"}  # fmt: skip


def test_every_route_is_either_guarded_or_meant_to_be_open(app: FastAPI) -> None:
    described = set(app.openapi()["paths"])
    guarded = {path.partition("?")[0].replace("/x", "/{}") for _, path in GUARDED}
    named = {path for path in described if path not in OPEN}
    assert {"/".join("{}" if part[:1] == "{" else part for part in p.split("/"))
            for p in named} == guarded  # fmt: skip


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nothing_without_a_session_or_key(anybody: Caller, method: str, path: str) -> None:
    answer = anybody.http.request(method, path, json={} if method in ("POST", "PUT") else None)
    assert (answer.status_code, answer.json()["name"]) == (401, "Unauthorized")


@pytest.mark.parametrize(("method", "path"), [g for g in GUARDED if g[0] != "GET"])
@pytest.mark.parametrize("token", [None, "", "wrong", "0" * 64])
def test_what_changes_something_needs_the_csrf_token(
    shopper: Caller, method: str, path: str, token: str | None
) -> None:
    del shopper.http.headers["X-CSRF-Token"]
    headers = {} if token is None else {"X-CSRF-Token": token}
    answer = shopper.http.request(method, path, json={}, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (403, "CsrfError")


def test_anothers_csrf_token_does_not_do(shopper: Caller, stranger: Caller) -> None:
    shopper.http.headers["X-CSRF-Token"] = stranger.session["csrf_token"]
    assert shopper.post("/v1/run", {}, 403)["name"] == "CsrfError"


@pytest.mark.parametrize("header", ["Bearer mk_wrong", "Bearer ", "Basic eDp5", "mk_x"])
def test_a_wrong_key_opens_nothing_even_with_a_session(shopper: Caller, header: str) -> None:
    shopper.http.headers["Authorization"] = header
    assert shopper.get("/v1/garments", 401)["name"] == "Unauthorized"


def test_a_revoked_key_opens_nothing(app: FastAPI, context: Context) -> None:
    new = context.store.keys.create("demo", ["try-on"], 100)
    caller = Caller(app, {"Authorization": f"Bearer {new.key}"})
    caller.get("/v1/garments")
    context.store.keys.revoke(new.row.id)
    caller.get("/v1/garments", 401)


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/run", "try-on"),
        ("POST", "/v1/measure", "body"),
        ("POST", "/v1/garments/import", "catalogue"),
        ("DELETE", "/v1/garments/x", "catalogue"),
        ("GET", "/v1/recommendations", "recommend"),
        ("GET", "/v1/me", "me"),
    ],
)
def test_a_key_does_what_its_scopes_say(
    app: FastAPI, context: Context, method: str, path: str, scope: str
) -> None:
    others = [s for s in ("try-on", "body", "catalogue", "recommend", "me") if s != scope]
    without = key_of(app, context, "demo", *others)
    answer = without.http.request(method, path, json={} if method == "POST" else None)
    assert (answer.status_code, answer.json()["name"]) == (403, "Forbidden")
    having = key_of(app, context, "demo", scope)
    answer = having.http.request(method, path, json={} if method == "POST" else None)
    assert answer.status_code != 403


def test_shoppers_do_not_write_catalogues(shopper: Caller, shirt: str) -> None:
    body = {"title": "Mine now", "category": "top"}
    assert shopper.put(f"/v1/garments/{shirt}", body, 404)["name"] == "NotFound"
    assert shopper.delete(f"/v1/garments/{shirt}", 404)["name"] == "NotFound"
    files = {"file": b"title,category\nx,top\n"}
    assert shopper.post("/v1/garments/import", files=files, status=403)["name"] == "Forbidden"


def test_a_photo_needs_consent_a_model_does_not(app: FastAPI) -> None:
    caller = Caller(app).begin(photos=False)
    files = {"photo": png(photo())}
    assert caller.post("/v1/persons", files=files, status=403)["name"] == "ConsentRequired"
    files = {"person": png(photo()), "garments": png(photo())}
    assert caller.post("/v1/run", files=files, status=403)["name"] == "ConsentRequired"
    files = {"picture": png(photo())}
    data = {"title": "x", "category": "top"}
    answer = caller.post("/v1/garments", files=files, data=data, status=403)
    assert answer["name"] == "ConsentRequired"
    files = {"photo": png(photo())}
    answer = caller.post("/v1/measure", files=files, data={"sex": "f"}, status=403)
    assert answer["name"] == "ConsentRequired"


@pytest.fixture
def belongings(shopper: Caller, shirt: str) -> dict[str, str]:
    """One object of each kind of the shopper's."""
    person = shopper.person()
    job = shopper.post("/v1/try-on", {"person": person, "garments": [shirt]})
    body = shopper.post("/v1/measure", {"sex": "f", "height_cm": 170}, 201)["body_id"]
    files, data = {"picture": png(photo(300, 300))}, {"title": "own", "category": "top"}
    own = shopper.post("/v1/garments", files=files, data=data, status=201)["id"]
    return {"person": person, "job": job["id"], "body": body, "garment": own}


def attempts(has: dict[str, str], shirt: str) -> list[tuple[str, str, object]]:
    """Every way to reach an object by its id."""
    person, job, body, own = has["person"], has["job"], has["body"], has["garment"]
    return [
        ("GET", f"/v1/persons/{person}", None),
        ("GET", f"/v1/persons/{person}/picture", None),
        ("DELETE", f"/v1/persons/{person}", None),
        ("POST", "/v1/run", {"person": person, "garments": [shirt]}),
        ("POST", "/v1/try-on", {"person": person, "garments": [shirt]}),
        ("GET", f"/v1/status/{job}", None),
        ("GET", f"/v1/events/{job}", None),
        ("POST", f"/v1/cancel/{job}", {}),
        ("POST", "/v1/persons", {"body": body}),
        ("POST", "/v1/avatar", {"body_id": body}),
        ("POST", "/v1/size", {"body_id": body, "garment_id": shirt}),
        ("GET", f"/v1/size/picture?body_id={body}&garment_id={shirt}&size=M", None),
        ("POST", "/v1/guidance", {"body_id": body, "age": 30}),
        ("GET", f"/v1/garments/{own}", None),
        ("GET", f"/v1/garments/{own}/picture", None),
        ("PUT", f"/v1/garments/{own}", {"title": "x", "category": "top"}),
        ("DELETE", f"/v1/garments/{own}", None),
        ("POST", "/v1/feedback", {"garment_id": own, "reaction": "like", "event_id": "e"}),
        ("POST", "/v1/feedback", {"try_on_id": job, "reaction": "like", "event_id": "e"}),
    ]


@pytest.mark.parametrize("who", ["stranger", "shop", "rival"])
def test_nothing_of_one_is_reached_by_another(
    who: str, request: pytest.FixtureRequest, belongings: dict[str, str], shirt: str,
    shopper: Caller,
) -> None:  # fmt: skip
    other: Caller = request.getfixturevalue(who)
    for method, path, body in attempts(belongings, shirt):
        answer = other.http.request(method, path, json=body)
        assert (answer.status_code, answer.json()["name"]) == (404, "NotFound"), (method, path)
    other_person = other.person()
    stolen = {"person": other_person, "garments": [belongings["garment"]]}
    assert other.post("/v1/run", stolen, 404)["name"] == "NotFound"
    stolen = {"person": other_person, "garments": [shirt], "body": belongings["body"], "size": "M"}
    assert other.post("/v1/run", stolen, 404)["name"] == "NotFound"
    assert shopper.get(f"/v1/persons/{belongings['person']}")["id"] == belongings["person"]
    assert belongings["garment"] not in str(other.get("/v1/garments"))
    assert belongings["person"] not in str(other.get("/v1/me"))


def test_a_rivals_catalogue_is_not_seen(rival: Caller, shirt: str, shopper: Caller) -> None:
    assert rival.get("/v1/garments")["total"] == 0
    rival.get(f"/v1/garments/{shirt}", 404)
    assert shopper.get("/v1/garments")["total"] == 1


def test_signed_addresses_work_for_a_while_and_only_as_they_are(
    shopper: Caller, anybody: Caller, shirt: str, clock
) -> None:  # type: ignore[no-untyped-def]
    body = {"person": shopper.person(), "garments": [shirt], "num_samples": 2}
    one, two = shopper.post("/v1/try-on", body)["output"]
    anybody.get(one)
    name, query = one.partition("?")[0].rpartition("/")[2], one.partition("?")[2]
    swapped = f"/v1/results/{two.partition('?')[0].rpartition('/')[2]}?{query}"
    longer = one.replace("expires=1", "expires=2")
    cut = one[:-1]
    for wrong in (swapped, longer, cut, one + "0", one.replace(name, "../" + name)):
        assert anybody.http.get(wrong).status_code in (403, 404), wrong
    assert anybody.get(swapped, 403)["name"] == "LinkExpired"
    clock.forward(3600)
    assert anybody.get(one, 403)["name"] == "LinkExpired"
    fresh = shopper.get(f"/v1/status/{shopper.get('/v1/me')['try_ons'][0]['id']}")["output"][0]
    anybody.get(fresh)


def test_a_signed_address_dies_with_its_owners_data(
    shopper: Caller, anybody: Caller, shirt: str
) -> None:
    link = shopper.post("/v1/try-on", {"person": shopper.person(), "garments": [shirt]})["output"]
    shopper.delete("/v1/me")
    assert anybody.get(link[0], 404)["name"] == "NotFound"


def test_photos_are_not_to_be_had_by_a_signed_address(
    shopper: Caller, anybody: Caller, context: Context
) -> None:
    """Whoever could sign any name would get results only, never photos."""
    shopper.person()
    (row,) = context.store.persons.all(shopper.owner)
    assert anybody.get(context.signer.link(row.picture or ""), 404)["name"] == "NotFound"


def test_rates_are_limited_per_caller(context: Context, settings, clock) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from modiste.service.app import create_app

    tight = replace(context, settings=replace(settings, per_minute=3, sessions_per_minute=2))
    app = create_app(tight)
    one, two = Caller(app).begin(), Caller(app).begin()
    answer = Caller(app).http.post("/v1/sessions", json={"adult": True, "consent": CONSENT})
    assert answer.status_code == 429
    for _ in range(3):
        one.get("/v1/garments")
    answer = one.http.get("/v1/garments")
    assert (answer.status_code, answer.json()["name"]) == (429, "RateLimited")
    assert 1 <= int(answer.headers["retry-after"]) <= 21
    two.get("/v1/garments")
    clock.forward(20)
    one.get("/v1/garments")


def test_only_allowed_origins_may_call_and_frame(app: FastAPI, anybody: Caller) -> None:
    def asked(origin: str) -> str | None:
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = anybody.http.options("/v1/run", headers=headers)
        found: str | None = answer.headers.get("access-control-allow-origin")
        return found

    assert asked("https://shop.example") == "https://shop.example"
    assert asked("https://evil.example") is None
    assert asked("null") is None
    policy = anybody.http.get("/healthz").headers["content-security-policy"]
    assert "frame-ancestors 'self' https://shop.example" in policy
    assert "unsafe" not in policy
