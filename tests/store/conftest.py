"""Stores on both databases, and a clock that tests turn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from modiste.store.database import Database
from modiste.store.sessions import Consent, owner_of
from modiste.store.store import DATABASE_FILE, Store
from modiste.store.tables import Base
from postgres_server import binaries, running


@dataclass
class Clock:
    """Seconds since 1970, as the test says."""

    at: float = field(default=1_700_000_000.0)

    def __call__(self) -> float:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real server that lives as long as the tests."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with running() as url:
        yield url


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    Store.open(folder, environment={}).close()
    return folder / DATABASE_FILE


@pytest.fixture(scope="session")
def emptied(postgres: str) -> str:
    """The server's database with all tables."""
    database = Database(postgres)
    database.migrate()
    database.close()
    return postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """No address for SQLite, whose file is there; that of the real server for PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), tmp_path)
        return None
    found: str = request.getfixturevalue("emptied")
    database = Database(found)
    database.migrate()
    with database.engine.begin() as connection:
        tables = ", ".join(Base.metadata.tables)
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    database.close()
    return found


@pytest.fixture
def store(url: str | None, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store.open(tmp_path, url, now=clock, environment={})
    yield opened
    opened.close()


@pytest.fixture
def owner(store: Store) -> str:
    return owner_of(store.sessions.open("demo", Consent("1", photos=True, history=True)).row)


@pytest.fixture
def other(store: Store) -> str:
    return owner_of(store.sessions.open("demo", Consent("1", photos=True, history=True)).row)
