"""What all shoppers of a shop did is where a new one's suggestions begin."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from callers import Caller
from fastapi import FastAPI

from modiste.service import memory
from modiste.service.context import Context
from modiste.service.memory import Memory
from modiste.service.shelf import Shelves


@pytest.fixture
def shelf(shop: Caller, context: Context) -> list[str]:
    """Ten tops without charts: even ones alike, odd ones alike."""
    ids = []
    for number in range(10):
        body = {"title": f"G{number}", "category": "top", "sku": str(number), "stock": {"M": 1}}
        ids.append(shop.post("/v1/garments", body, 201)["id"])
        embedding = np.zeros(128)
        embedding[number % 2], embedding[2 + number] = 1, 0.2
        context.store.garments.learn(ids[-1], {"embedding": embedding.tolist(), "palette": []})
    return ids


def react(caller: Caller, garment: str, reaction: str, event: str = "e1") -> None:
    caller.post("/v1/feedback", {"garment_id": garment, "reaction": reaction, "event_id": event})


def seen(caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get("/v1/recommendations")["items"]
    return found


def crowd(app: FastAPI, garment: str, count: int = 5, **body: Any) -> list[Caller]:
    """Shoppers who all like a garment, under the same event id."""
    callers = [Caller(app).begin() for _ in range(count)]
    for caller in callers:
        if body:
            caller.post("/v1/measure", body, 201)
        react(caller, garment, "like")
    return callers


def test_a_new_shopper_sees_first_what_others_like(
    app: FastAPI, shopper: Caller, shelf: list[str], context: Context
) -> None:
    crowd(app, shelf[6])
    context.suggestions.learn()
    best = seen(shopper)[0]
    assert best["garment"]["id"] == shelf[6]
    assert best["reasons"][0] == {
        "code": "popular", "en": "Other shoppers like it.", "zh": "其他顾客喜欢它。",
    }  # fmt: skip


def test_who_erases_herself_leaves_nothing_behind(
    app: FastAPI, shopper: Caller, shelf: list[str], context: Context
) -> None:
    before = seen(shopper)
    callers = crowd(app, shelf[6])
    context.suggestions.learn()
    assert seen(shopper) != before
    for caller in callers:
        caller.delete("/v1/me")
    assert seen(shopper) == before


def test_a_withdrawn_consent_to_history_counts_no_more(
    app: FastAPI, shopper: Caller, shelf: list[str], context: Context
) -> None:
    before = seen(shopper)
    for caller in crowd(app, shelf[6]):
        consent = caller.session["consent"] | {"history": False}
        caller.put("/v1/me/consent", consent)
    context.suggestions.learn()
    assert seen(shopper) == before


def test_bodies_tell_whose_taste_counts(
    app: FastAPI, shopper: Caller, stranger: Caller, shelf: list[str], context: Context
) -> None:
    """Women like even garments, men odd ones; each sees those of people like them first."""
    woman = {"sex": "f", "height_cm": 166, "weight_kg": 62}
    man = {"sex": "m", "height_cm": 180, "weight_kg": 80}
    for number in (0, 2, 4):
        crowd(app, shelf[number], 8, **woman)
        crowd(app, shelf[number + 1], 8, **man)
    context.suggestions.learn()
    for caller, body, parity in ((shopper, woman, 0), (stranger, man, 1)):
        caller.post("/v1/measure", body, 201)
        order = [shelf.index(item["garment"]["id"]) for item in seen(caller)]
        assert [number % 2 for number in order[:3]] == [parity] * 3


def test_a_growing_crowd_is_learnt_from_in_time(
    app: FastAPI, shopper: Caller, shelf: list[str], context: Context
) -> None:
    crowd(app, shelf[6], 5)
    context.suggestions.learn()
    assert seen(shopper)[0]["garment"]["id"] == shelf[6]
    crowd(app, shelf[3], 12)
    context.suggestions.learn()
    assert seen(shopper)[0]["garment"]["id"] == shelf[3]


def test_what_one_shop_learns_another_does_not(
    app: FastAPI, rival: Caller, shelf: list[str], context: Context
) -> None:
    for number in range(4):
        body = {"title": f"R{number}", "category": "top", "sku": str(number), "stock": {"M": 1}}
        rival.post("/v1/garments", body, 201)
    before = seen(rival)
    crowd(app, shelf[6])
    context.suggestions.learn()
    assert seen(rival) == before


def test_a_long_history_is_learnt_in_the_background(
    app: FastAPI, shop: Caller, shopper: Caller, shelf: list[str], context: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A request learns a few events only; what is left waits for the background, in pieces."""
    monkeypatch.setattr(memory, "_INLINE", 4)
    monkeypatch.setattr(memory, "_CHUNK", 7)
    before = seen(shopper)
    rows = [f"c{n},{shelf[6]},like" for n in range(20)]
    table = "\n".join(["customer,item,event", *rows]).encode()
    assert shop.post("/v1/history", files={"file": table})["added"] == 20
    learnt = Memory(context.store, "demo", lambda *_: 0.0)
    assert learnt.risks("me", []) == []
    assert learnt.due("any")
    learnt.catch_up()
    context.suggestions.learn()
    after = seen(shopper)
    assert after != before
    assert after[0]["garment"]["id"] == shelf[6]


def test_a_shop_with_a_backlog_begins_cold(shop: Caller, shelf: list[str], context: Context,
                                           monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(memory, "_INLINE", 4)
    rows = [f"c{n},{shelf[6]},like" for n in range(20)]
    shop.post("/v1/history", files={"file": "\n".join(["customer,item,event", *rows]).encode()})
    learnt = Memory(context.store, "demo", lambda *_: 0.0)
    catalogue = Shelves(context.store)("demo")
    assert catalogue is not None
    assert not learnt.population(catalogue, lambda _: None).popularity.any()
    learnt.catch_up()
    assert learnt.population(catalogue, lambda _: None).popularity.any()
