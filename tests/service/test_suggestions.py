import numpy as np
import pytest
from callers import CHART, Caller

from modiste.service.context import Context
from modiste.service.features import palette
from modiste.testing import flat_scene
from modiste.types import Category


@pytest.fixture
def shelf(shop: Caller, context: Context) -> list[str]:
    """Eight garments of two styles: even ones alike, odd ones alike."""
    ids = []
    for number in range(8):
        body = {"title": f"G{number}", "title_zh": f"衣{number}", "sku": str(number),
                "category": "top" if number < 6 else "bottom", "chart": CHART,
                "stock": {s["size"]: 1 for s in CHART["sizes"]},
                "attributes": ["plain", "formal"][number % 2 :][:1]}  # fmt: skip
        ids.append(shop.post("/v1/garments", body, 201)["id"])
        embedding = np.zeros(128)
        embedding[number % 2], embedding[2 + number] = 1, 0.2
        context.store.garments.learn(ids[-1], {"embedding": embedding.tolist(), "palette": []})
    return ids


def order(found: dict) -> list[str]:  # type: ignore[type-arg]
    return [item["garment"]["id"] for item in found["items"]]


def said(garment: str, reaction: str, event: str, **more: object) -> dict[str, object]:
    return {"garment_id": garment, "reaction": reaction, "event_id": event, **more}


def test_an_empty_catalogue_suggests_nothing(shopper: Caller) -> None:
    found = shopper.get("/v1/recommendations")
    assert (found["items"], found["outfits"]) == ([], [])


def test_a_like_changes_the_order_in_the_same_answer(shopper: Caller, shelf: list[str]) -> None:
    answer = shopper.post("/v1/feedback", said(shelf[1], "like", "e1"))
    found = answer["recommendations"]
    assert answer["stored"]
    alike = [g for g in order(found)[:3] if shelf.index(g) % 2 == 1]
    assert len(alike) >= 2
    reasons = [reason for item in found["items"] for reason in item["reasons"]]
    because = next(reason for reason in reasons if reason["code"] == "because")
    assert because["en"] == "Because you liked G1."
    assert because["zh"] == "因为您喜欢衣1。"
    assert order(shopper.get("/v1/recommendations")) == order(found)


def test_what_is_disliked_is_not_shown_again(shopper: Caller, shelf: list[str]) -> None:
    found = shopper.post("/v1/feedback", said(shelf[0], "dislike", "e1"))
    assert shelf[0] not in order(found["recommendations"])


def test_a_replayed_event_changes_nothing(shopper: Caller, shelf: list[str]) -> None:
    first = shopper.post("/v1/feedback", said(shelf[1], "like", "e1"))
    again = shopper.post("/v1/feedback", said(shelf[0], "sleeves_too_long", "e1"))
    assert again["replayed"]
    assert not again["stored"]
    assert again["adjustments"] == {}
    assert order(again["recommendations"]) == order(first["recommendations"])


def test_one_shoppers_taste_is_not_anothers(
    shopper: Caller, stranger: Caller, shelf: list[str]
) -> None:
    before = order(stranger.get("/v1/recommendations"))
    shopper.post("/v1/feedback", said(shelf[before.index(before[-1])], "dislike", "e1"))
    assert order(stranger.get("/v1/recommendations")) == before


def test_reactions_to_a_picture_drive_the_next(shopper: Caller, shelf: list[str]) -> None:
    first = shopper.post("/v1/feedback", said(shelf[0], "sleeves_too_long", "e1"))
    assert first["adjustments"] == {"sleeve_length": -0.1}
    shown = first["adjustments"]
    second = shopper.post("/v1/feedback", said(shelf[0], "sleeves_too_long", "e2", shown=shown))
    assert second["adjustments"]["sleeve_length"] == pytest.approx(-0.2)
    assert second["preferences"]["top"]["sleeve_length"] < 0
    small = shopper.post("/v1/feedback", said(shelf[0], "too_small", "e3", size="S"))
    assert small["adjustments"]["girth"] > 0


def test_without_the_consent_to_history_nothing_is_kept(
    app, shelf: list[str], context: Context
) -> None:  # type: ignore[no-untyped-def]
    caller = Caller(app).begin(history=False)
    answer = caller.post("/v1/feedback", said(shelf[0], "sleeves_too_long", "e1"))
    assert not answer["stored"]
    assert answer["adjustments"] == {"sleeve_length": -0.1}
    assert context.store.events.of(caller.owner) == []


def test_with_a_body_sizes_and_risks_are_told(shopper: Caller, shelf: list[str]) -> None:
    shopper.post("/v1/measure", {"sex": "f", "height_cm": 168, "weight_kg": 62}, 201)
    found = shopper.get("/v1/recommendations?limit=3")
    assert len(found["items"]) == 3
    for item in found["items"]:
        assert item["size"] in [size["size"] for size in CHART["sizes"]]
        assert sum(item["risk"][k] for k in ("small", "fit", "large")) == pytest.approx(1, abs=0.01)
        assert any(reason["code"] == "in-stock" for reason in item["reasons"])


def test_others_returns_raise_the_risk(
    app, shopper: Caller, shelf: list[str], context: Context
) -> None:  # type: ignore[no-untyped-def]
    shopper.post("/v1/measure", {"sex": "f", "height_cm": 168, "weight_kg": 62}, 201)
    before = {i["garment"]["id"]: i for i in shopper.get("/v1/recommendations")["items"]}
    wanted = before[shelf[0]]
    for number in range(6):
        other = Caller(app).begin()
        other.post("/v1/feedback", said(shelf[0], "too_small", f"e{number}", size=wanted["size"]))
    after = {i["garment"]["id"]: i for i in shopper.get("/v1/recommendations")["items"]}
    assert after[shelf[0]]["risk"]["small"] > wanted["risk"]["small"]
    other.delete("/v1/me")
    erased = {i["garment"]["id"]: i for i in shopper.get("/v1/recommendations")["items"]}
    assert erased[shelf[0]]["risk"]["small"] < after[shelf[0]]["risk"]["small"]


def test_exploring_tells_how_likely_each_garment_was_shown(
    shopper: Caller, shelf: list[str]
) -> None:
    plain = shopper.get("/v1/recommendations?limit=3")["items"]
    assert [item["propensity"] for item in plain] == [1, 1, 1]
    seen = [shopper.get("/v1/recommendations?limit=3&explore=0.5") for _ in range(40)]
    assert len({tuple(order(found)) for found in seen}) > 3
    first = {item["propensity"] for found in seen for item in found["items"][:1]}
    drawn = 0.5 / len(shelf)
    assert sorted(first) == pytest.approx([drawn, 0.5 + drawn], abs=1e-4)
    assert shopper.http.get("/v1/recommendations?explore=0.9").status_code == 422


def test_outfits_join_a_top_and_a_bottom(shopper: Caller, shelf: list[str]) -> None:
    outfits = shopper.get("/v1/recommendations")["outfits"]
    assert outfits
    for outfit in outfits:
        kinds = {garment["category"] for garment in outfit["garments"]}
        assert kinds == {"top", "bottom"}


@pytest.mark.parametrize(
    "change",
    [
        {"reaction": "hate"}, {"event_id": ""}, {"event_id": "x" * 129}, {"shown": {"wings": 1}},
        {"shown": 3}, {"extra": 1},
    ],
)  # fmt: skip
def test_a_reaction_that_is_none_is_refused(
    shopper: Caller, shelf: list[str], change: dict[str, object]
) -> None:
    answer = shopper.http.post("/v1/feedback", json=said(shelf[0], "like", "e1") | change)
    assert answer.status_code in (400, 422)
    assert shopper.get("/v1/me")["events"] == []


def test_a_palette_names_the_garments_colours() -> None:
    found = palette(flat_scene(Category.TOP).garment)
    lightness, a, b, share = found[0]
    assert share > 0.5
    assert a > 40
    assert b > 10
    assert 20 < lightness < 70
    assert found[:, 3].sum() == pytest.approx(1, abs=0.1)
