"""A shop brings in what it knows of its customers: orders, returns, reactions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from callers import CHART, Caller
from fakes import Clock
from fastapi import FastAPI
from starlette.testclient import TestClient

from modiste.service.context import Context
from modiste.store.room import DAY


@pytest.fixture
def shelf(shop: Caller) -> list[str]:
    stock = {s["size"]: 1 for s in CHART["sizes"]}
    return [
        shop.post("/v1/garments", {"title": f"G{n}", "category": "top", "sku": f"sku-{n}",
                                   "chart": CHART, "stock": stock}, 201)["id"]
        for n in range(6)
    ]  # fmt: skip


def table(*rows: str) -> bytes:
    return "\n".join(("customer,sku,event,size,reason,date", *rows)).encode()


def bring(shop: Caller, data: bytes, status: int = 200) -> Any:
    return shop.post("/v1/history", status=status, files={"file": data})


def ids(found: dict[str, Any]) -> list[str]:
    return [item["garment"]["id"] for item in found["items"]]


def returned(count: int, sku: str = "sku-0", size: str = "M") -> bytes:
    return table(*(f"c{n},{sku},returned,{size},too small," for n in range(count)))


def test_each_row_counts_once_and_bad_ones_are_told(shop: Caller, shelf: list[str]) -> None:
    rows = ("ann,sku-0,kept,M,,", "bob,sku-9,kept,M,,", "eve,sku-1,liked,,,", ",sku-1,kept,M,,",
            "old,sku-1,kept,M,,2001-01-01", f"ann,{shelf[1]},returned,L,too big,")  # fmt: skip
    found = bring(shop, table(*rows))
    assert (found["added"], found["repeated"], found["stale"], found["failed"]) == (2, 0, 1, 3)
    assert [row["row"] for row in found["rows"]] == [3, 4, 5]
    assert "no garment 'sku-9'" in found["rows"][0]["detail"]
    assert "eventType" in found["rows"][1]["detail"]
    assert "'user' is empty" in found["rows"][2]["detail"]
    assert bring(shop, table(*rows))["repeated"] == 2
    told = shop.get("/v1/history/ann")["events"]
    assert [(e["itemId"], e["eventType"]) for e in told] == [
        (shelf[0], "keep"), (shelf[1], "return"),
    ]  # fmt: skip
    assert told[1]["reason"] == "SIZE_TOO_LARGE"


def test_json_lines_are_taken_too(shop: Caller, shelf: list[str], clock: Clock) -> None:
    event = {"eventId": "1", "userId": "ann", "itemId": "sku-2", "eventType": "purchase",
             "sentAt": clock()}  # fmt: skip
    lines = [json.dumps(event), "[1]", "{", json.dumps(event | {"eventId": "2", "fit": 9})]
    found = bring(shop, "\n".join(lines).encode())
    assert (found["added"], found["failed"]) == (1, 3)
    assert [row["row"] for row in found["rows"]] == [2, 3, 4]


def test_returns_warn_the_next_shopper(shop: Caller, shopper: Caller, shelf: list[str]) -> None:
    shopper.post("/v1/measure", {"sex": "f", "height_cm": 168, "weight_kg": 62}, 201)
    before = {i["garment"]["id"]: i for i in shopper.get("/v1/recommendations")["items"]}
    bring(shop, returned(8, size=before[shelf[0]]["size"]))
    after = {i["garment"]["id"]: i for i in shopper.get("/v1/recommendations")["items"]}
    order = [size["size"] for size in CHART["sizes"]]
    at = order.index(before[shelf[0]]["size"])
    assert after[shelf[0]]["size"] == order[at + 1]
    assert all(after[i]["size"] == before[i]["size"] for i in shelf[1:])
    body = shopper.get("/v1/me")["bodies"][0]["id"]
    advice = shopper.post("/v1/size", {"body_id": body, "garment_id": shelf[0]})
    assert advice["size"] == order[at + 1]
    assert advice["runs"]["reactions"] == 8
    assert advice["runs"]["steps"] == 1
    assert any("it runs small by" in warning for warning in advice["warnings"])
    assert any("偏小" in warning for warning in advice["warnings_zh"])
    small = [size["risk"]["small"] for size in advice["sizes"]]
    assert small == sorted(small, reverse=True)
    old = advice["sizes"][at]["risk"]
    assert (old["reactions"], old["flagged"]) == (8, True)
    assert "10 in 10 found it small" in old["en"]
    assert advice["sizes"][at + 1]["risk"]["small"] < old["small"] / 2


def test_a_customer_is_suggested_what_suits_her(
    shop: Caller, shopper: Caller, shelf: list[str], context: Context
) -> None:
    bring(shop, table(*(f"c{n},sku-4,kept,M,," for n in range(5)), "ann,sku-4,kept,M,,"))
    context.suggestions.learn()
    assert ids(shopper.get("/v1/recommendations"))[0] == shelf[4]
    assert shelf[4] not in ids(shop.get("/v1/recommendations?customer=ann"))
    assert shelf[4] in ids(shop.get("/v1/recommendations?customer=new"))


def test_a_shop_reports_a_reaction_as_it_happens(shop: Caller, shelf: list[str]) -> None:
    said = {"event_id": "1", "garment_id": shelf[0], "size": "M", "customer": "ann",
            "reaction": "return", "reason": "SIZE_TOO_SMALL"}  # fmt: skip
    answer = shop.post("/v1/feedback", said)
    assert answer["stored"]
    assert shelf[0] not in ids(answer["recommendations"])
    event = shop.get("/v1/history/ann")["events"][0]
    assert (event["reason"], event["userId"]) == ("SIZE_TOO_SMALL", "ann")


def test_a_body_tells_a_customers_size(shop: Caller, shelf: list[str], rival: Caller) -> None:
    body = shop.post("/v1/measure", {"sex": "f", "height_cm": 168, "weight_kg": 62}, 201)["body_id"]
    asked = f"/v1/recommendations?customer=ann&body_id={body}"
    assert all(item["size"] for item in shop.get(asked)["items"])
    assert not any(i["size"] for i in shop.get("/v1/recommendations?customer=ann")["items"])
    rival.get(asked, 404)


def test_erasing_a_customer_erases_what_was_learnt(
    shop: Caller, shopper: Caller, shelf: list[str], context: Context
) -> None:
    before = ids(shopper.get("/v1/recommendations"))
    bring(shop, table(*(f"c{n},{before[-1]},kept,M,," for n in range(4))))
    context.suggestions.learn()
    assert ids(shopper.get("/v1/recommendations"))[0] == before[-1]
    for number in range(4):
        shop.delete(f"/v1/history/c{number}")
    assert ids(shopper.get("/v1/recommendations")) == before
    shop.delete("/v1/history/c0", 404)
    shop.get("/v1/history/c0", 404)


def test_a_customers_name_is_nowhere_in_the_database(
    shop: Caller, shelf: list[str], context: Context
) -> None:
    bring(shop, table("anna.karenina@example.org,sku-0,kept,M,,"))
    context.store.room.database.scrub()
    for path in context.settings.data_dir.rglob("*"):
        assert not path.is_file() or b"karenina" not in path.read_bytes()


def test_customers_are_one_shops(shop: Caller, rival: Caller, shelf: list[str]) -> None:
    bring(shop, table("ann,sku-0,kept,M,,"))
    rival.get("/v1/history/ann", 404)
    rival.delete("/v1/history/ann", 404)
    assert bring(rival, table("ann,sku-0,kept,M,,"))["failed"] == 1
    assert len(shop.get("/v1/history/ann")["events"]) == 1


@pytest.mark.parametrize("path", ["/v1/recommendations?customer=ann", "/v1/history/ann"])
def test_shoppers_have_no_customers(shopper: Caller, path: str) -> None:
    shopper.get(path, 403)


def test_shoppers_bring_nothing_in(shopper: Caller, shelf: list[str]) -> None:
    bring(shopper, table("ann,sku-0,kept,M,,"), 403)
    said = {"event_id": "1", "garment_id": shelf[0], "reaction": "like", "customer": "ann"}
    shopper.post("/v1/feedback", said, 403)


def test_old_events_of_customers_go(
    app: FastAPI, shop: Caller, shelf: list[str], context: Context, clock: Clock
) -> None:
    bring(shop, table("ann,sku-0,kept,M,,"))
    clock.forward(729 * DAY)
    context.store.eraser.expired()
    shop.get("/v1/history/ann")
    clock.forward(2 * DAY)
    context.store.eraser.expired()
    shop.get("/v1/history/ann", 404)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"), (b"\xff\xfe\x00", "UTF-8"), (b"customer,event\nann,kept", "'item'"),
        (b'customer,sku,event\n"ann,kept', "CSV"),
        (b"customer,sku,event\n" + b"a,b,kept\n" * 50_001, "50000"),
    ],
)  # fmt: skip
def test_what_is_no_history_is_refused(shop: Caller, data: bytes, words: str) -> None:
    http: TestClient = shop.http
    answer = http.post("/v1/history", files={"file": ("h.csv", data)})
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
