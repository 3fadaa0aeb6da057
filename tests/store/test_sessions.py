from pathlib import Path

from sqlalchemy import select

from modiste.store.sessions import Consent, owner_of
from modiste.store.store import Store
from modiste.store.tables import ConsentRow, SessionRow

AGREED = Consent("1", photos=True)


def test_a_token_finds_its_session(store: Store) -> None:
    one, two = store.sessions.open("a", AGREED), store.sessions.open("b", AGREED)
    assert one.token != two.token
    found = store.sessions.find(one.token)
    assert found is not None
    assert (found.id, found.shop) == (one.row.id, "a")


def test_tokens_that_are_wrong_find_nothing(store: Store) -> None:
    opened = store.sessions.open("a", AGREED)
    for wrong in ("", "x", opened.token[:-1], opened.row.token_hash, opened.row.id):
        assert store.sessions.find(wrong) is None


def test_the_token_itself_is_not_kept(store: Store) -> None:
    opened = store.sessions.open("a", AGREED)
    with store.room.database.read() as session:
        row = session.scalars(select(SessionRow)).one()
        assert opened.token not in "".join(str(value) for value in vars(row).values())


def test_a_session_ends(store: Store, clock) -> None:  # type: ignore[no-untyped-def]
    opened = store.sessions.open("a", AGREED)
    clock.forward(store.room.retention.sessions - 1)
    assert store.sessions.find(opened.token) is not None
    clock.forward(1)
    assert store.sessions.find(opened.token) is None


def test_the_newest_consent_counts_and_older_ones_stay_as_proof(store: Store) -> None:
    owner = owner_of(store.sessions.open("a", AGREED).row)
    store.sessions.agree(owner, Consent("2", history=True))
    assert store.sessions.consent(owner) == Consent("2", photos=False, history=True)
    with store.room.database.read() as session:
        rows = session.scalars(select(ConsentRow).order_by(ConsentRow.id)).all()
    assert [(r.version, r.photos, r.training) for r in rows] == [("1", True, False),
                                                                 ("2", False, False)]  # fmt: skip


def test_who_never_agreed_has_no_consent(store: Store) -> None:
    assert store.sessions.consent("session:nobody") is None


def test_training_is_never_implied() -> None:
    assert not Consent("1", photos=True, history=True).training


def test_a_key_is_told_once_and_found_by_itself(store: Store, tmp_path: Path) -> None:
    new = store.keys.create("shop", ["try-on"], 60)
    row = store.keys.find(new.key)
    assert row is not None
    assert (row.shop, row.scopes, row.per_minute) == ("shop", ["try-on"], 60)
    assert store.keys.find(new.key + "x") is None
    assert new.key not in str(vars(row))
    assert store.keys.secret(new.row.id) == new.webhook_secret.encode()
    assert new.webhook_secret.encode() not in row.sealed_secret


def test_a_revoked_key_opens_nothing(store: Store) -> None:
    new = store.keys.create("shop", ["try-on"], 60)
    assert store.keys.revoke(new.row.id)
    assert store.keys.find(new.key) is None
    assert store.keys.secret(new.row.id) is None
    assert not store.keys.revoke(new.row.id)
    assert not store.keys.revoke("key_unknown")
    assert [row.revoked is not None for row in store.keys.all()] == [True]
