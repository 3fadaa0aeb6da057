"""The database: SQLite beside the files by default, PostgreSQL for shops."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from modiste.errors import OperatorError

_WRITES = "modiste_writes"
_BUSY_SECONDS = 30
_MIGRATION_LOCK = 0x6D6F6469
"""Number of the advisory lock under which PostgreSQL is migrated."""
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}",
)
"""secure_delete overwrites what is erased."""
_DURABLE, _HASTY = "FULL", "NORMAL"
"""SQLite's ``synchronous``: FULL keeps accepted jobs through a power cut; NORMAL may forget the
last seconds then, but never through a kill, and does not wait for the disk."""


class DatabaseError(OperatorError):
    """The database cannot be reached or its address is none."""

    name = "DatabaseError"


class Database:
    """Opens transactions.

    Args:
        url: of SQLAlchemy, ``sqlite:///path`` or ``postgresql://…``.

    Raises:
        DatabaseError: the address cannot be used.
    """

    def __init__(self, url: str) -> None:
        try:
            address = make_url(url)
            if address.drivername in ("postgresql", "postgres"):
                address = address.set(drivername="postgresql+psycopg")
            self.engine = create_engine(address, **_options(address.get_backend_name()))
        except (ArgumentError, ImportError, SQLAlchemyError) as error:
            raise DatabaseError(
                f"The database address cannot be used ({error}); give sqlite:///path or "
                "postgresql://user@host/name, the latter with the extra: pip install "
                "'modiste[postgres]'."
            ) from error
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._second = self.engine
        if self.is_sqlite:
            self._second = create_engine(address, **_options("sqlite"))
            _prepare_sqlite(self.engine, _DURABLE)
            _prepare_sqlite(self._second, _HASTY)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        self._hasty_writer = self._second.execution_options(**{_WRITES: True})

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that writes; on SQLite one at a time. It is undone by an exception."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def hasty(self) -> Iterator[Session]:
        """A transaction that writes what a power cut may undo: it need not reach the disk yet."""
        with Session(self._hasty_writer, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the tables to the newest version; safe when several processes start at once.

        Raises:
            DatabaseError: no connection.
        """
        from modiste.store.migrate import upgrade

        try:
            with self._writer.begin() as connection:
                self._lock(connection)
                upgrade(connection)
        except SQLAlchemyError as error:
            raise DatabaseError(
                f"The database cannot be prepared ({type(error).__name__}); check that it runs, "
                "its address and the rights of its user."
            ) from error

    def _lock(self, connection: Connection) -> None:
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATION_LOCK})

    def scrub(self) -> None:
        """Overwrite what was deleted: empty SQLite's log; have PostgreSQL vacuum."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            command = "PRAGMA wal_checkpoint(TRUNCATE)" if self.is_sqlite else "VACUUM"
            connection.exec_driver_sql(command)

    def ping(self) -> None:
        """Ask the database for a sign of life. Raises SQLAlchemyError without one."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
        self._second.dispose()


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path}"


def _options(backend: str) -> dict[str, Any]:
    if backend == "sqlite":
        return {"connect_args": {"timeout": _BUSY_SECONDS}, "pool_size": 20, "max_overflow": 40}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 40}


def _prepare_sqlite(engine: Engine, synchronous: str) -> None:
    """Begin writing transactions at once, so that two of them wait instead of failing."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (*_PRAGMAS, f"PRAGMA synchronous={synchronous}"):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
