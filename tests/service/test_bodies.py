"""Measures, sizes, suggestions and guidance: the rooms behind them are tested elsewhere."""

import pytest
from callers import CHART, Caller
from fakes import photo, png

from modiste.service.measuring import scan_kind
from modiste.types import Measure

HER = {"sex": "female", "height_cm": 168, "weight_kg": 62, "age": 30}


def measured(caller: Caller, **more: object) -> dict:  # type: ignore[type-arg]
    found: dict = caller.post("/v1/measure", HER | more, 201)  # type: ignore[type-arg]
    return found


def test_numbers_become_a_body_with_intervals(shopper: Caller) -> None:
    found = measured(shopper, girths={"waist": 74})
    assert found["body_id"].startswith("bod_")
    assert set(found["measurements"]) == {str(m) for m in Measure}
    waist, chest = found["measurements"]["waist"], found["measurements"]["chest"]
    assert waist["source"] == "tape"
    assert abs(waist["mean"] - 74) < 1
    assert chest["source"] == "inferred"
    low, high = chest["interval95"]
    assert low < chest["interval80"][0] < chest["mean"] < chest["interval80"][1] < high
    assert found["shape"][0]["probabilities"]


@pytest.mark.parametrize(
    "change",
    [
        {"sex": "x"}, {"height_cm": -1}, {"height_cm": 9999}, {"girths": {"tail": 10}},
        {"girths": {"height": 170}}, {"girths": {"waist": -3}}, {"girths": {"waist": "wide"}},
        {"age": 500}, {"weight_kg": "Infinity"},
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_are_refused(shopper: Caller, change: dict[str, object]) -> None:
    answer = shopper.http.post("/v1/measure", json=HER | change)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_something_must_be_known(shopper: Caller) -> None:
    assert shopper.post("/v1/measure", {"sex": "f"}, 400)["name"] == "OptionError"


def test_a_scan_that_is_none_is_refused(shopper: Caller) -> None:
    files = {"scan": b"no scan at all"}
    answer = shopper.post("/v1/measure", files=files, data={"sex": "f"}, status=422)
    assert answer["name"] == "InputError"
    files = {"scan": b"x", "photo": png(photo())}
    answer = shopper.post("/v1/measure", files=files, data={"sex": "f"}, status=400)
    assert answer["name"] == "OptionError"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"ply\nformat ascii 1.0\n", "ply"), (b"glTF\x02\0\0\0", "glb"),
        (b"solid x\nfacet", "stl"), (bytes(80) + (1).to_bytes(4, "little") + bytes(50), "stl"),
        (b"# made by\nv 0 0 0\n", "obj"), (b"0.1 0.2 0.3\n", "xyz"), (b"", "xyz"),
    ],
)  # fmt: skip
def test_a_scans_format_is_told_by_its_bytes(data: bytes, kind: str) -> None:
    assert scan_kind(data) == kind


def test_a_size_comes_with_its_zones_and_words(shopper: Caller, shirt: str) -> None:
    body = measured(shopper)["body_id"]
    found = shopper.post("/v1/size", {"garment_id": shirt, "body_id": body, "usual": "M@BRAND"})
    assert found["size"] in ("XS", "S", "M", "L", "XL")
    assert 0 < found["confidence"] <= 1
    assert [size["size"] for size in found["sizes"]] == ["XS", "S", "M", "L", "XL"]
    assert abs(sum(size["share"] for size in found["sizes"]) - 1) < 0.01
    for zone in found["zones"]:
        assert zone["verdict"] in ("tight", "close", "relaxed", "loose")
        assert 0 <= zone["p_too_tight"] <= 1
        assert zone["sd"] > 0
        assert set(zone["word"]) == {"en", "zh"}
    eases = [size["zones"][0]["ease_cm"] for size in found["sizes"]]
    assert eases == sorted(eases)
    assert found["words"]["en"]
    assert found["words"]["zh"]


def test_a_size_of_a_chart_that_is_sent(shopper: Caller) -> None:
    body = measured(shopper)["body_id"]
    chart = CHART | {"category": "top"}
    found = shopper.post("/v1/size", {"chart": chart, "body_id": body, "intention": "loose"})
    assert found["picture_url"] is None
    tight = shopper.post("/v1/size", {"chart": chart, "body_id": body, "intention": "tight"})
    order = ["XS", "S", "M", "L", "XL"]
    assert order.index(tight["size"]) <= order.index(found["size"])


def test_a_size_needs_a_chart(shopper: Caller, shop: Caller, shirt: str) -> None:
    body = measured(shopper)["body_id"]
    assert shopper.post("/v1/size", {"body_id": body}, 400)["name"] == "OptionError"
    both = {"body_id": body, "garment_id": shirt, "chart": CHART}
    assert shopper.post("/v1/size", both, 400)["name"] == "OptionError"
    bare = shop.post("/v1/garments", {"title": "x", "category": "top"}, 201)["id"]
    answer = shopper.post("/v1/size", {"body_id": body, "garment_id": bare}, 404)
    assert "size chart" in answer["detail"]
    wrong = {"body_id": body, "garment_id": shirt, "usual": "QQ@DE"}
    assert shopper.http.post("/v1/size", json=wrong).status_code in (400, 422)


def test_a_sizes_picture_is_drawn_on_the_body(shopper: Caller, shirt: str) -> None:
    body = measured(shopper)["body_id"]
    found = shopper.post("/v1/size", {"garment_id": shirt, "body_id": body})
    one = shopper.get(found["picture_url"]).content
    other = found["picture_url"].rpartition("=")[0] + "=XL"
    assert one[:4] == b"\x89PNG"
    assert shopper.get(other).content != one
    assert shopper.get(found["picture_url"].rpartition("=")[0] + "=QQ", 400)


def test_a_body_is_dressed_in_the_size_that_is_asked_for(shopper: Caller, shirt: str) -> None:
    body = measured(shopper)["body_id"]
    made = shopper.post("/v1/avatar", {"body_id": body, "pose": "a-pose"}, 201)
    model = shopper.get(made["glb_url"])
    assert model.content[:4] == b"glTF"
    assert model.headers["content-type"] == "model/gltf-binary"
    assert shopper.get(made["picture_url"]).content[:4] == b"\x89PNG"
    job = {"person": made["person_id"], "garments": [shirt], "body": body, "size": "XL"}
    assert shopper.post("/v1/try-on", job)["status"] == "completed"
    looks = {"body_id": body, "hair": "green"}
    assert shopper.post("/v1/avatar", looks, 400)["name"] == "OptionError"


def test_guidance_is_given_in_both_languages(shopper: Caller) -> None:
    body = measured(shopper)["body_id"]
    found = shopper.post("/v1/guidance", {"body_id": body, "goal": "strength", "days": 3})
    assert set(found) == {"en", "zh"}
    assert len(found["en"]["plan"]) == len(found["zh"]["plan"]) == 3
    assert found["en"]["disclaimer"]
    assert found["en"]["goal"] == "strength"


@pytest.mark.parametrize("change", [{"age": 17}, {"pregnant": True}])
def test_guidance_is_refused_to_whom_it_may_harm(
    shopper: Caller, change: dict[str, object]
) -> None:
    body = measured(shopper)["body_id"]
    answer = shopper.post("/v1/guidance", {"body_id": body} | change, 422)
    assert answer["name"] == "GuidanceError"


def test_guidance_needs_an_age(shopper: Caller) -> None:
    told = {"sex": "f", "height_cm": 168, "weight_kg": 60}
    body = shopper.post("/v1/measure", told, 201)["body_id"]
    assert shopper.post("/v1/guidance", {"body_id": body}, 422)["name"] == "GuidanceError"
