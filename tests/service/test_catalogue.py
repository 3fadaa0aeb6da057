import io
import json
import zipfile

import pytest
from callers import CHART, Caller
from fakes import photo, png

from modiste.service.context import Context

HEAD = "sku,title,category,price,currency,stock,attributes,picture\n"


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


def test_a_garment_is_added_shown_changed_and_removed(shop: Caller) -> None:
    body = {"title": "Shirt", "category": "top", "sku": "1", "price": 20, "currency": "EUR",
            "chart": CHART, "stock": {"M": 1}, "title_zh": "衬衫"}  # fmt: skip
    made = shop.post("/v1/garments", body, 201)
    assert made["sizes"] == ["XS", "S", "M", "L", "XL"]
    assert made["label"] == {"en": "Shirt", "zh": "衬衫"}
    assert shop.get(f"/v1/garments/{made['id']}") == made
    changed = shop.put(f"/v1/garments/{made['id']}", body | {"title": "Blouse"})
    assert (changed["id"], changed["title"]) == (made["id"], "Blouse")
    shop.delete(f"/v1/garments/{made['id']}")
    shop.get(f"/v1/garments/{made['id']}", 404)


def test_a_picture_comes_back_and_stays_when_the_words_change(shop: Caller, shirt: str) -> None:
    path = f"/v1/garments/{shirt}/picture"
    first = shop.get(path).content
    assert first[:4] == b"\x89PNG"
    shop.put(f"/v1/garments/{shirt}", {"title": "New", "category": "top", "sku": "s-1"})
    assert shop.get(path).content == first


def test_a_garment_without_a_picture_has_none(shop: Caller) -> None:
    made = shop.post("/v1/garments", {"title": "x", "category": "top"}, 201)
    assert shop.get(f"/v1/garments/{made['id']}/picture", 404)["name"] == "NotFound"


def test_a_shoppers_garment_is_hers_for_an_hour(shopper: Caller, stranger: Caller, clock) -> None:  # type: ignore[no-untyped-def]
    files, data = {"picture": png(photo(300, 300))}, {"title": "own", "category": "top"}
    made = shopper.post("/v1/garments", files=files, data=data, status=201)
    assert made["expires_at"] == clock() + 3600
    assert shopper.get("/v1/garments")["total"] == 1
    assert stranger.get("/v1/garments")["total"] == 0
    clock.forward(3600)
    assert shopper.get("/v1/garments")["total"] == 0


def test_pages_of_a_catalogue(shop: Caller) -> None:
    for number in range(5):
        category = "bottom" if number == 2 else "top"
        shop.post("/v1/garments", {"title": str(number), "category": category}, 201)
    found = shop.get("/v1/garments?limit=2&offset=1")
    assert (len(found["items"]), found["total"]) == (2, 5)
    assert shop.get("/v1/garments?category=bottom")["total"] == 1
    for wrong in ("limit=0", "limit=201", "offset=-1", "category=hat", "limit=x"):
        assert shop.get(f"/v1/garments?{wrong}", 422)["name"] == "RequestError"


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""}, {"title": "x" * 201}, {"category": "hat"}, {"price": -1},
        {"price": "NaN"}, {"currency": "euro"}, {"product_url": "javascript:alert(1)"},
        {"product_url": "http://shop.example"}, {"chart": {"sizes": []}}, {"chart": {"a": 1}},
        {"stock": {"M": -1}}, {"picture": "no base64!"}, {"owner": "shop:rival"},
        {"expires": 0}, {"attributes": ["x"] * 21},
    ],
)  # fmt: skip
def test_a_garment_that_cannot_be_is_refused(shop: Caller, change: dict[str, object]) -> None:
    body = {"title": "x", "category": "top"} | change
    answer = shop.http.post("/v1/garments", content=json.dumps(body),
                            headers={"Content-Type": "application/json"})  # fmt: skip
    assert 400 <= answer.status_code < 500
    assert shop.get("/v1/garments")["total"] == 0


def test_a_csv_is_taken_row_by_row(shop: Caller) -> None:
    text = HEAD + "a,Shirt,top,19.90,EUR,S:1 M:0,formal striped,\nb,Hat,hat,,,,,\n,,top,,,,,\n"
    report = shop.post("/v1/garments/import", files={"file": text.encode()})
    assert (report["added"], report["replaced"], report["failed"]) == (1, 0, 2)
    assert [row["row"] for row in report["rows"]] == [2, 3, 4]
    assert "category" in report["rows"][1]["detail"]
    assert "title" in report["rows"][2]["detail"]
    (item,) = shop.get("/v1/garments")["items"]
    assert (item["price"], item["stock"]) == (19.9, {"S": 1, "M": 0})
    assert item["attributes"] == ["formal", "striped"]
    again = shop.post("/v1/garments/import", files={"file": text.encode()})
    assert (again["added"], again["replaced"]) == (0, 1)


def test_a_zip_brings_its_pictures(shop: Caller) -> None:
    rows = HEAD + "a,Shirt,top,,,,,img/a.png\nb,Skirt,bottom,,,,,img/none.png\nc,X,top,,,,,x.txt\n"
    data = zipped(list_csv=rows.encode(), img__a_png=png(photo(300, 300)), x_txt=b"words")
    report = shop.post("/v1/garments/import", files={"file": data})
    assert [row["status"] for row in report["rows"]] == ["added", "failed", "failed"]
    assert "no picture" in report["rows"][1]["detail"]
    assert report["rows"][2]["error"] == "ImageLoadError"
    garment = report["rows"][0]["id"]
    assert shop.get(f"/v1/garments/{garment}/picture").content[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no table", b"title,price\nx,3\n", b"\xff\xfe\x00", b"PK\x03\x04 broken",
        zipped(a_txt=b"x"), zipped(a_csv=b"title,category\n", b_csv=b"title,category\n"),
        b'title,category\n"' + b"x" * 200_000,
    ],
)  # fmt: skip
def test_an_import_that_is_none_is_refused(shop: Caller, data: bytes) -> None:
    answer = shop.http.post("/v1/garments/import", files={"file": data})
    assert answer.status_code in (400, 422), answer.text
    assert shop.get("/v1/garments")["total"] == 0


def test_an_import_needs_its_file(shop: Caller) -> None:
    assert shop.post("/v1/garments/import", {"rows": []}, 400)["name"] == "OptionError"


def test_a_zip_that_unpacks_to_too_much_is_refused(
    shop: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modiste.service.catalogue._MOST_UNPACKED", 1_000_000)
    data = zipped(a_csv=b"title,category\nx,top\n", b_png=bytes(2_000_000))
    assert len(data) < 5_000
    answer = shop.post("/v1/garments/import", files={"file": data}, status=422)
    assert "too much" in answer["detail"]


def test_names_in_a_zip_reach_no_files(shop: Caller, context: Context) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", HEAD + "a,S,top,,,,,../../master.key\nb,S,top,,,,,/etc/passwd\n")
        archive.writestr("../evil.png", png(photo(300, 300)))
    report = shop.post("/v1/garments/import", files={"file": buffer.getvalue()})
    assert report["failed"] == 2
    assert not (context.settings.data_dir.parent / "evil.png").exists()


def test_spreadsheets_with_semicolons_and_a_mark_are_read(shop: Caller) -> None:
    text = "\ufeffTitle;Category;Price\nHemd;top;19,90\n"
    report = shop.post("/v1/garments/import", files={"file": text.encode()})
    assert report["added"] == 1
    assert shop.get("/v1/garments")["items"][0]["price"] == 19.9
