"""Nothing that was erased is left: the whole data folder and database are searched for it."""

from pathlib import Path

import pytest
from sqlalchemy import select, text

from modiste.store.events import TASTE
from modiste.store.garments import NewGarment
from modiste.store.jobs import Done, NewJob
from modiste.store.persons import NewPerson
from modiste.store.sessions import Consent, owner_of
from modiste.store.store import Store
from modiste.store.tables import AuditRow, Base, FileRow

MARK = "PLANTED-9f31c0"


def plant(store: Store, owner: str) -> None:
    """Leave the mark wherever an owner can put something."""
    mark = MARK.encode()
    store.persons.add(owner, NewPerson("photo", mark, mark, 3, 4, warnings=[MARK]))
    store.bodies.add(owner, {"note": MARK})
    store.garments.put(owner, NewGarment(MARK, MARK, "top", attributes=[MARK]), mark, 3600)
    store.events.add(owner, "demo", MARK, TASTE, {"note": MARK})
    store.files.add(owner, "scene", mark, "model/gltf-binary", None)
    hook = {"key": "key_1", "url": f"https://x.example/{MARK}"}
    for number in range(2):
        store.jobs.submit(
            owner, NewJob({"note": MARK, "webhook": hook}, MARK, f"{MARK}{number}"), 9
        )
    claim = store.jobs.claim("w", 10)
    assert claim is not None
    store.jobs.finish(claim, Done([mark], [MARK], {MARK: 1.0}))


def traces(store: Store, folder: Path) -> list[str]:
    """Files and tables that hold the mark."""
    mark = MARK.encode()
    found = [str(p) for p in folder.rglob("*") if p.is_file() and mark in p.read_bytes()]
    with store.room.database.engine.connect() as connection:
        for table in Base.metadata.tables:
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
            found += [table for row in rows if MARK in repr(tuple(row))]
    return found


def test_the_search_itself_finds_what_is_there(store: Store, owner: str, tmp_path: Path) -> None:
    plant(store, owner)
    assert set(traces(store, tmp_path)) & {"events", "garments", "jobs"}


def test_pictures_bodies_and_requests_are_never_on_disk_in_the_clear(
    store: Store, owner: str, tmp_path: Path
) -> None:
    mark = MARK.encode()
    store.persons.add(owner, NewPerson("photo", mark, mark, 3, 4))
    store.bodies.add(owner, {"note": MARK})
    store.jobs.submit(owner, NewJob({"note": MARK}, "print"), 9)
    assert traces(store, tmp_path) == []


def test_erasing_leaves_no_trace(store: Store, owner: str, tmp_path: Path) -> None:
    plant(store, owner)
    gone = store.eraser.everything(owner)
    assert traces(store, tmp_path) == []
    assert all(gone[name] >= 1 for name in ("persons", "bodies", "jobs", "garments", "events",
                                            "webhooks", "consents", "files"))  # fmt: skip
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == []


def test_erasing_ends_the_session_and_is_logged_without_content(store: Store) -> None:
    opened = store.sessions.open("demo", Consent("1"))
    owner = owner_of(opened.row)
    plant(store, owner)
    store.eraser.everything(owner)
    assert store.sessions.find(opened.token) is None
    assert store.eraser.log(owner)[-1].action == "erase"
    with store.room.database.read() as session:
        for row in session.scalars(select(AuditRow)):
            assert MARK not in repr(vars(row))


def test_erasing_one_leaves_the_other(store: Store, owner: str, other: str) -> None:
    plant(store, other)
    store.eraser.everything(owner)
    assert len(store.persons.all(other)) == 1
    assert len(store.jobs.all(other)) == 2


def test_a_job_that_is_running_while_its_owner_erases_keeps_nothing(
    store: Store, owner: str, tmp_path: Path
) -> None:
    store.jobs.submit(owner, NewJob({}, "print"), 9)
    claim = store.jobs.claim("w", 10)
    assert claim is not None
    store.eraser.everything(owner)
    assert store.jobs.finish(claim, Done([MARK.encode()], [], {})) is None
    assert not store.jobs.renew(claim, 10)
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == []


def test_withdrawn_photos_take_results_and_bodies_along_but_not_history(
    store: Store, owner: str, tmp_path: Path
) -> None:
    plant(store, owner)
    store.eraser.photos(owner)
    assert store.persons.all(owner) == []
    assert store.bodies.all(owner) == []
    assert store.jobs.all(owner) == []
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == []
    assert len(store.events.of(owner)) == 1
    assert store.sessions.consent(owner) is not None


@pytest.mark.parametrize(("seconds", "left"), [(3599, 5), (3601, 3), (86401, 1)])
def test_what_has_had_its_time_goes_from_disk(
    store: Store, owner: str, clock, tmp_path: Path, seconds: float, left: int
) -> None:  # type: ignore[no-untyped-def]
    plant(store, owner)
    clock.forward(seconds)
    store.eraser.expired()
    files = [p for p in (tmp_path / "files").rglob("*") if p.is_file()]
    # Photo, view and garment go after an hour, the result after a day; the avatar has no end.
    assert len(files) == {5: 5, 3: 2, 1: 1}[left]


def test_a_session_that_is_over_goes_with_all_that_is_its(
    store: Store, owner: str, clock, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    plant(store, owner)
    clock.forward(store.room.retention.sessions + 1)
    assert store.eraser.expired() >= 1
    assert traces(store, tmp_path) == []


def test_old_lines_of_the_log_go(store: Store, owner: str, clock) -> None:  # type: ignore[no-untyped-def]
    clock.forward(store.room.retention.audit + 1)
    store.eraser.expired()
    assert [line.action for line in store.eraser.log(owner)] == ["erase"]


def test_files_without_a_row_are_swept(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store.files.add("shop:a", "garment", b"x", "image/png", None)
    orphan = store.room.vault.put(b"left by a process that died")
    store.eraser.sweep_orphans()
    assert store.room.vault.get(orphan) is not None
    monkeypatch.setattr("modiste.store.erase.HOUR", -10.0)
    store.eraser.sweep_orphans()
    assert store.room.vault.get(orphan) is None
    assert store.room.vault.get(kept) == b"x"


def test_a_file_whose_bytes_are_gone_is_not_there(store: Store) -> None:
    name = store.files.add("shop:a", "garment", b"x", "image/png", None)
    store.room.vault.delete(name)
    assert store.files.open(name) is None
    with store.room.database.read() as session:
        assert session.get(FileRow, name) is not None
