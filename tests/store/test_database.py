import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from modiste.store.database import Database, DatabaseError, sqlite_url
from modiste.store.migrate import downgrade, upgrade
from modiste.store.store import Store
from modiste.store.tables import Base, ConsentRow


def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    with store.room.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_and_up_again(store: Store) -> None:
    engine = store.room.database.engine
    with engine.begin() as connection:
        downgrade(connection, "base")
    with engine.begin() as connection:
        assert not set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
        upgrade(connection)
    with engine.begin() as connection:
        assert set(Base.metadata.tables) <= set(inspect(connection).get_table_names())


def test_opening_again_keeps_what_is_there(
    url: str | None, tmp_path: Path, store: Store, owner: str
) -> None:
    again = Store.open(tmp_path, url, environment={})
    consent = again.sessions.consent(owner)
    again.close()
    assert consent is not None
    assert consent.photos


def test_several_processes_may_start_at_once(url: str | None, tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def begin() -> None:
        try:
            Store.open(tmp_path, url, environment={}).close()
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_sqlite_is_durable_and_overwrites_what_is_erased(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "x.sqlite"))
    with database.engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]
    database.close()
    assert found == ["wal", 2, 1, 1]


def test_writers_wait_for_one_another(store: Store) -> None:
    """Read, then write: without a lock from the start SQLite would fail, and counts be lost."""
    database, failed = store.room.database, []

    def add() -> None:
        try:
            for _ in range(5):
                with database.write() as session:
                    session.execute(text("SELECT count(*) FROM consents"))
                    session.add(ConsentRow(owner="x", version="1", photos=True, history=True,
                                           training=False, at=0.0))  # fmt: skip
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM consents")).scalar() == 20


def test_an_exception_undoes_a_transaction(store: Store) -> None:
    row = ConsentRow(owner="x", version="1", photos=True, history=True, training=False, at=0.0)

    def fail() -> None:
        with store.room.database.write() as session:
            session.add(row)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.sessions.consent("x") is None


@pytest.mark.parametrize("address", ["no address", "mysql://x/y", "sqlite:////no/such/folder/x"])
def test_an_address_that_cannot_be_used_is_told(address: str) -> None:
    with pytest.raises(DatabaseError, match=r"cannot be (used|prepared)"):
        Database(address).migrate()


def test_a_server_that_is_not_there_is_told() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/x")
    with pytest.raises(DatabaseError, match="check that it runs"):
        database.migrate()


def test_postgres_addresses_get_the_driver_that_is_installed() -> None:
    assert Database("postgresql://u@h/d").engine.dialect.driver == "psycopg"
