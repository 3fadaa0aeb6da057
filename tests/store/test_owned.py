"""Persons, bodies, garments and events: each its owner's alone."""

import pytest

from modiste.store.events import PICTURE, TASTE
from modiste.store.garments import NewGarment
from modiste.store.persons import NewPerson
from modiste.store.store import Store

PERSON = NewPerson("photo", b"photo", b"view", 30, 40, warnings=["dark"])
SHIRT = NewGarment("s-1", "Shirt", "top", price=3.5, stock={"M": 2}, attributes=["formal"],
                   chart={"sizes": {"M": {"chest": 90}}})  # fmt: skip

LAST = 1000
"""Above the number of every event here."""


def test_a_person_is_its_owners(store: Store, owner: str, other: str) -> None:
    row = store.persons.add(owner, PERSON)
    found = store.persons.get(owner, row.id)
    assert found is not None
    assert (found.width, found.height, found.warnings) == (30, 40, ["dark"])
    assert store.files.read(found.picture or "") == b"photo"
    assert store.files.read(found.view or "") == b"view"
    assert store.persons.get(other, row.id) is None
    assert not store.persons.delete(other, row.id)
    assert [p.id for p in store.persons.all(owner)] == [row.id]
    assert store.persons.all(other) == []


def test_a_deleted_person_takes_her_files_along(store: Store, owner: str) -> None:
    row = store.persons.add(owner, PERSON)
    assert store.persons.delete(owner, row.id)
    assert store.persons.get(owner, row.id) is None
    assert store.files.open(row.picture or "") is None
    assert store.files.open(row.view or "") is None
    assert not store.persons.delete(owner, row.id)


def test_photos_go_after_an_hour_models_stay_longer(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    photo = store.persons.add(owner, PERSON)
    model = store.persons.add(
        owner, NewPerson("model", None, None, 3, 4, model="mara", lifetime=9e6)
    )
    clock.forward(3600)
    assert store.persons.get(owner, photo.id) is None
    assert store.files.read(photo.picture or "") is None
    found = store.persons.get(owner, model.id)
    assert found is not None
    assert (found.model, found.picture) == ("mara", None)


def test_a_body_is_sealed_and_its_owners(store: Store, owner: str, other: str, clock) -> None:  # type: ignore[no-untyped-def]
    row = store.bodies.add(owner, {"waist": 71.25})
    assert b"71.25" not in row.sealed
    assert store.bodies.get(owner, row.id) == {"waist": 71.25}
    assert store.bodies.get(other, row.id) is None
    clock.forward(1)
    newer = store.bodies.add(owner, {"waist": 72})
    assert [b.id for b in store.bodies.all(owner)] == [newer.id, row.id]
    clock.forward(store.room.retention.bodies)
    assert store.bodies.get(owner, newer.id) is None


def test_a_garment_is_seen_through_its_owners_catalogue(store: Store, owner: str) -> None:
    row, fresh = store.garments.put("shop:a", SHIRT, b"png")
    assert fresh
    found = store.garments.get(["shop:b", "shop:a"], row.id)
    assert found is not None
    assert (found.title, found.price, found.stock) == ("Shirt", 3.5, {"M": 2})
    assert found.chart == {"sizes": {"M": {"chest": 90}}}
    assert store.files.read(found.picture or "") == b"png"
    assert store.garments.get(["shop:b", owner], row.id) is None


def test_the_same_sku_replaces_and_keeps_the_picture(store: Store) -> None:
    first, _ = store.garments.put("shop:a", SHIRT, b"png")
    store.garments.learn(first.id, {"embedding": [1.0]})
    second, fresh = store.garments.put("shop:a", NewGarment("s-1", "Blouse", "top"))
    assert (second.id, fresh, second.title) == (first.id, False, "Blouse")
    assert (second.picture, second.features) == (first.picture, {"embedding": [1.0]})
    third, _ = store.garments.put("shop:a", SHIRT, b"other")
    assert store.files.read(first.picture or "") is None
    assert store.files.read(third.picture or "") == b"other"
    assert third.features is None


def test_one_sku_in_two_shops_is_two_garments(store: Store) -> None:
    assert store.garments.put("shop:a", SHIRT)[0].id != store.garments.put("shop:b", SHIRT)[0].id


def test_garments_are_replaced_and_deleted_by_their_owner_alone(store: Store) -> None:
    row, _ = store.garments.put("shop:a", SHIRT, b"png")
    assert store.garments.replace("shop:b", row.id, SHIRT) is None
    assert not store.garments.delete("shop:b", row.id)
    changed = store.garments.replace("shop:a", row.id, NewGarment("s-2", "Coat", "top"))
    assert changed is not None
    assert (changed.id, changed.sku) == (row.id, "s-2")
    assert store.garments.delete("shop:a", row.id)
    assert store.garments.get(["shop:a"], row.id) is None
    assert store.files.read(row.picture or "") is None


def test_pages_count_filter_and_end(store: Store, clock) -> None:  # type: ignore[no-untyped-def]
    for number, category in enumerate(["top", "bottom", "top", "dress"]):
        store.garments.put("shop:a", NewGarment(str(number), f"G{number}", category))
        clock.forward(1)
    rows, total = store.garments.page(["shop:a"], 2, 1)
    assert ([r.sku for r in rows], total) == (["1", "2"], 4)
    rows, total = store.garments.page(["shop:a"], 10, 0, "top")
    assert ([r.sku for r in rows], total) == (["0", "2"], 2)
    assert store.garments.page(["shop:b"], 10) == ([], 0)


def test_a_catalogues_version_tells_every_change(store: Store, clock) -> None:  # type: ignore[no-untyped-def]
    seen = {store.garments.version(["shop:a"])}
    row, _ = store.garments.put("shop:a", SHIRT, b"png")
    seen.add(store.garments.version(["shop:a"]))
    store.garments.learn(row.id, {"embedding": []})
    seen.add(store.garments.version(["shop:a"]))
    clock.forward(5)
    store.garments.put("shop:a", SHIRT)
    seen.add(store.garments.version(["shop:a"]))
    assert len(seen) == 4


def test_only_pictured_garments_of_shops_are_to_be_read(store: Store, owner: str) -> None:
    shop, _ = store.garments.put("shop:a", SHIRT, b"png")
    store.garments.put("shop:a", NewGarment("bare", "Bare", "top"))
    store.garments.put(owner, SHIRT, b"png", lifetime=60)
    assert [row.id for row in store.garments.unread(10)] == [shop.id]
    store.garments.learn(shop.id, {"error": "GarmentError"})
    assert store.garments.unread(10) == []


def test_a_brought_garment_goes_with_its_time(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    row, _ = store.garments.put(owner, SHIRT, b"png", lifetime=60)
    clock.forward(60)
    assert store.garments.get([owner], row.id) is None


@pytest.mark.parametrize("title", ["'; DROP TABLE garments; --", '"', "%", "\\", "<script>"])
def test_titles_are_data(store: Store, title: str) -> None:
    row, _ = store.garments.put("shop:a", NewGarment(title, title, "top"))
    found = store.garments.get(["shop:a"], row.id)
    assert found is not None
    assert (found.title, found.sku) == (title, title)


def test_an_event_counts_once_per_owner(store: Store, owner: str, other: str) -> None:
    assert store.events.add(owner, "a", "e1", TASTE, {"n": 1})
    assert not store.events.add(owner, "a", "e1", TASTE, {"n": 2})
    assert store.events.add(other, "a", "e1", TASTE, {"n": 3})
    assert [row.data for row in store.events.of(owner)] == [{"n": 1}]


def test_events_are_told_by_kind_and_by_shop(store: Store, owner: str, other: str) -> None:
    store.events.add(owner, "a", "1", TASTE, {"n": 1})
    store.events.add(owner, "a", "2", PICTURE, {"n": 2})
    store.events.add(other, "b", "3", TASTE, {"n": 3})
    store.events.add(other, "a", "4", TASTE, {"n": 4})
    assert [r.data["n"] for r in store.events.of(owner, PICTURE)] == [2]
    of_shop = store.events.of_shop("a")
    assert [r.data["n"] for r in of_shop] == [1, 4]
    assert [r.data["n"] for r in store.events.of_shop("a", of_shop[0].seq)] == [4]
    assert (store.events.count("a", LAST), store.events.count("b", LAST)) == (2, 1)


def test_forgotten_events_are_gone(store: Store, owner: str, other: str) -> None:
    store.events.add(owner, "a", "1", TASTE, {})
    store.events.add(other, "a", "1", TASTE, {})
    assert store.events.forget(owner) == 1
    assert store.events.of(owner) == []
    assert store.events.count("a", LAST) == 1
