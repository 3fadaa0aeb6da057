"""API keys of shops."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from modiste.store.room import Repository, new_id
from modiste.store.sessions import digest
from modiste.store.tables import ApiKeyRow

PREFIX = "mk_"


@dataclass(frozen=True)
class NewKey:
    """A key that was made; key and secret are told once."""

    row: ApiKeyRow
    key: str
    webhook_secret: str


class Keys(Repository):
    """Keys with scopes."""

    def create(self, shop: str, scopes: Sequence[str], per_minute: int) -> NewKey:
        """Make a key for a shop."""
        key, secret = PREFIX + secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        row = ApiKeyRow(id=new_id("key"), key_hash=digest(key), shop=shop, scopes=list(scopes),
                        per_minute=per_minute, created=self._now, revoked=None)  # fmt: skip
        row.sealed_secret = self._room.cipher.seal(secret.encode(), row.id)
        with self._room.database.write() as session:
            session.add(row)
            self._note(session, f"shop:{shop}", "key.create", row.id)
        return NewKey(row, key, secret)

    def find(self, key: str) -> ApiKeyRow | None:
        """The row of a key that was not revoked."""
        with self._room.database.read() as session:
            row = session.scalar(select(ApiKeyRow).where(ApiKeyRow.key_hash == digest(key)))
        return row if row is not None and row.revoked is None else None

    def secret(self, key_id: str) -> bytes | None:
        """The secret that signs a key's webhooks; None for a key that is gone or revoked."""
        with self._room.database.read() as session:
            row = session.get(ApiKeyRow, key_id)
        if row is None or row.revoked is not None:
            return None
        return self._room.cipher.unseal(row.sealed_secret, row.id)

    def revoke(self, key_id: str) -> bool:
        """Make a key useless; False when there is none such."""
        with self._room.database.write() as session:
            row = session.get(ApiKeyRow, key_id)
            if row is None or row.revoked is not None:
                return False
            row.revoked = self._now
            self._note(session, f"shop:{row.shop}", "key.revoke", row.id)
        return True

    def all(self) -> list[ApiKeyRow]:
        """Every key, oldest first."""
        with self._room.database.read() as session:
            return list(session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created)))
