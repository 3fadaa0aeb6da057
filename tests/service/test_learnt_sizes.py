"""Sizes in the service learn: from what a shopper wore, and from what others sent back."""

from __future__ import annotations

from typing import Any

import pytest
from callers import CHART, Caller

ORDER = [size["size"] for size in CHART["sizes"]]
BODY = {"sex": "f", "height_cm": 168, "weight_kg": 62}


@pytest.fixture
def shelf(shop: Caller) -> list[str]:
    """Three tops and a bottom of one chart, and a top of another, whose sizes are one smaller."""
    other = CHART | {
        "sizes": [s | {k: v - 6 for k, v in s.items() if k != "size"} for s in CHART["sizes"]]
    }
    wanted = [("top", CHART)] * 3 + [("bottom", CHART), ("top", other)]
    return [
        shop.post("/v1/garments", {"title": f"G{n}", "category": category, "sku": f"sku-{n}",
                                   "chart": chart, "stock": dict.fromkeys(ORDER, 1)}, 201)["id"]
        for n, (category, chart) in enumerate(wanted)
    ]  # fmt: skip


def advised(caller: Caller, garment: str) -> dict[str, Any]:
    bodies = caller.get("/v1/me")["bodies"]
    body = bodies[0]["id"] if bodies else caller.post("/v1/measure", BODY, 201)["body_id"]
    found: dict[str, Any] = caller.post("/v1/size", {"body_id": body, "garment_id": garment})
    return found


def at(advice: dict[str, Any]) -> int:
    return ORDER.index(advice["size"])


def say(caller: Caller, garment: str, size: str, event: str, **more: object) -> None:
    said = {"garment_id": garment, "size": size, "event_id": event, "reaction": "keep"}
    caller.post("/v1/feedback", said | more)


def test_what_was_too_small_raises_the_next_advice(shopper: Caller, shelf: list[str]) -> None:
    before = advised(shopper, shelf[1])
    assert before["learnt_from"] == 0
    say(shopper, shelf[0], before["size"], "1", reaction="too_small")
    say(shopper, shelf[2], before["size"], "2", reaction="return", reason="SIZE_TOO_SMALL")
    after = advised(shopper, shelf[1])
    assert after["learnt_from"] == 2
    assert at(after) == at(before) + 1
    assert advised(shopper, shelf[3])["learnt_from"] == 0
    found = shopper.get("/v1/recommendations")["items"]
    sizes = {item["garment"]["id"]: item["size"] for item in found}
    assert sizes[shelf[1]] == after["size"]


def test_a_size_of_another_chart_counts_by_its_centimetres(
    shopper: Caller, shelf: list[str]
) -> None:
    before = advised(shopper, shelf[1])
    for number in range(4):
        say(shopper, shelf[4], ORDER[at(before) + 1], f"{number}", fit=0)
    assert advised(shopper, shelf[1])["size"] == before["size"]
    assert advised(shopper, shelf[1])["confidence"] > before["confidence"]


def test_without_consent_to_history_nothing_is_learnt(app: Any, shelf: list[str]) -> None:
    caller = Caller(app).begin(history=False)
    before = advised(caller, shelf[1])
    say(caller, shelf[0], before["size"], "1", reaction="too_small")
    assert advised(caller, shelf[1]) == before


def test_who_takes_a_larger_size_tells_that_it_runs_small(
    app: Any, shopper: Caller, shelf: list[str]
) -> None:
    """The gap between the size that was worn and the one that chart and body ask for counts."""
    before = advised(shopper, shelf[0])
    for number in range(10):
        other = Caller(app).begin()
        advised(other, shelf[0])
        say(other, shelf[0], ORDER[at(before) + 1], str(number), fit=0)
    after = advised(shopper, shelf[0])
    assert after["runs"]["steps"] > 0.5
    assert after["runs"]["reactions"] == 10
    assert advised(shopper, shelf[1])["runs"] is None


def test_what_runs_small_counts_less_against_the_wearer(
    app: Any, shop: Caller, shopper: Caller, shelf: list[str]
) -> None:
    """Who found small what all find small has not grown."""
    before = advised(shopper, shelf[1])
    rows = "\n".join(f"c{n},sku-0,returned,{before['size']},too small" for n in range(12))
    table = f"customer,sku,event,size,reason\n{rows}".encode()
    shop.post("/v1/history", files={"file": table})
    for number in range(3):
        say(shopper, shelf[0], before["size"], str(number), reaction="too_small")
    assert advised(shopper, shelf[0])["size"] == ORDER[at(before) + 1]
    assert advised(shopper, shelf[1])["size"] == before["size"]


def test_every_size_tells_its_risk(shopper: Caller, shelf: list[str]) -> None:
    risks = [size["risk"] for size in advised(shopper, shelf[0])["sizes"]]
    assert [r["small"] for r in risks] == sorted((r["small"] for r in risks), reverse=True)
    assert [r["large"] for r in risks] == sorted(r["large"] for r in risks)
    assert max(risks, key=lambda r: r["fit"]) is risks[at(advised(shopper, shelf[0]))]
