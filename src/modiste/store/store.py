"""The store: one object that holds every repository."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from modiste.errors import OutputError
from modiste.store.crypt import Cipher, load_key
from modiste.store.database import Database, sqlite_url
from modiste.store.erase import Eraser
from modiste.store.events import Events
from modiste.store.garments import Garments
from modiste.store.hooks import Hooks
from modiste.store.jobs import Jobs
from modiste.store.keys import Keys
from modiste.store.persons import Bodies, Persons
from modiste.store.room import Files, Retention, Room
from modiste.store.sessions import Sessions
from modiste.store.vault import Vault

DATABASE_FILE = "modiste.sqlite"


@dataclass(frozen=True)
class Store:
    """All that is kept, opened once per process; safe for threads."""

    room: Room
    sessions: Sessions
    keys: Keys
    persons: Persons
    bodies: Bodies
    garments: Garments
    jobs: Jobs
    events: Events
    hooks: Hooks
    files: Files
    eraser: Eraser

    @classmethod
    def open(
        cls, folder: Path, url: str | None = None, *, retention: Retention | None = None,
        now: Callable[[], float] = time.time, environment: Mapping[str, str] | None = None,
    ) -> Self:  # fmt: skip
        """Open, make or bring up to date what is in ``folder`` and at ``url``.

        Args:
            folder: for files, the key and SQLite's database; made when missing.
            url: of another database.
            retention: how long things are kept.
            now: the clock, seconds since 1970.
            environment: where the key may be; None takes the process's.

        Raises:
            modiste.errors.OperatorError: the folder, the key or the database cannot be used.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise OutputError(
                f"The data folder {folder} cannot be made ({error.strerror}); give another with "
                "--data-dir."
            ) from error
        key = load_key(folder, os.environ if environment is None else environment)
        cipher = Cipher(key)
        database = Database(url or sqlite_url(folder / DATABASE_FILE))
        database.migrate()
        vault = Vault(folder / "files", cipher)
        room = Room(database, vault, cipher, now, retention or Retention())
        return cls(
            room, Sessions(room), Keys(room), Persons(room), Bodies(room), Garments(room),
            Jobs(room), Events(room), Hooks(room), Files(room), Eraser(room),
        )  # fmt: skip

    def close(self) -> None:
        """Give the connections back."""
        self.room.database.close()
