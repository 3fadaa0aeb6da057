"""People who were looked at once, and bodies that were measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from modiste.store.room import Repository, new_id
from modiste.store.tables import BodyRow, PersonRow


@dataclass(frozen=True)
class NewPerson:
    """A person to be kept.

    Attributes:
        kind: ``photo`` or ``model``.
        picture: the photo as PNG; None for a gallery model, whose pixels are nobody's.
        view: what was seen of her, as bytes.
        width, height: in pixels.
        model: name in the gallery.
        warnings: sentences for the user.
        lifetime: seconds until it goes; None takes that of photos.
    """

    kind: str
    picture: bytes | None
    view: bytes | None
    width: int
    height: int
    model: str | None = None
    warnings: Sequence[str] = ()
    lifetime: float | None = None


class Persons(Repository):
    """People, by owner."""

    def add(self, owner: str, new: NewPerson) -> PersonRow:
        """Keep a person; her photo goes when it expires."""
        now = self._now
        lifetime = self._room.retention.photos if new.lifetime is None else new.lifetime
        expires = now + lifetime
        row = PersonRow(id=new_id("per"), owner=owner, kind=new.kind, model=new.model,
                        width=new.width, height=new.height, warnings=list(new.warnings),
                        created=now, expires=expires, picture=None, view=None)  # fmt: skip
        with self._room.database.write() as session:
            if new.picture is not None:
                row.picture = self._keep(session, owner, "photo", new.picture, "image/png", expires)
            if new.view is not None:
                row.view = self._keep(
                    session, owner, "view", new.view, "application/octet-stream", expires
                )
            session.add(row)
            self._note(session, owner, "person.add", row.id)
        return row

    def get(self, owner: str, person: str) -> PersonRow | None:
        """A person of this owner that has not expired."""
        with self._room.database.read() as session:
            row = session.scalar(
                select(PersonRow).where(PersonRow.id == person, PersonRow.owner == owner)
            )
        return row if row is not None and (row.expires or 0.0) > self._now else None

    def delete(self, owner: str, person: str) -> bool:
        """Remove a person and her files; False when this owner has none such."""
        with self._room.database.write() as session:
            row = session.scalar(
                select(PersonRow).where(PersonRow.id == person, PersonRow.owner == owner)
            )
            if row is None:
                return False
            self._drop(session, [row.picture, row.view])
            session.delete(row)
            self._note(session, owner, "person.delete", person)
        return True

    def all(self, owner: str) -> list[PersonRow]:
        """Every person of an owner."""
        with self._room.database.read() as session:
            return list(session.scalars(select(PersonRow).where(PersonRow.owner == owner)))


class Bodies(Repository):
    """Bodies, by owner; sealed, since measures are about health as well."""

    def add(self, owner: str, data: dict[str, Any]) -> BodyRow:
        """Keep a body file's content."""
        now, body = self._now, new_id("bod")
        row = BodyRow(id=body, owner=owner, sealed=self._room.cipher.seal_json(data, body),
                      created=now, expires=now + self._room.retention.bodies)  # fmt: skip
        with self._room.database.write() as session:
            session.add(row)
            self._note(session, owner, "body.add", body)
        return row

    def get(self, owner: str, body: str) -> dict[str, Any] | None:
        """A body's content; None when this owner has none such."""
        with self._room.database.read() as session:
            row = session.scalar(select(BodyRow).where(BodyRow.id == body, BodyRow.owner == owner))
        if row is None or row.expires <= self._now:
            return None
        content: dict[str, Any] = self._room.cipher.unseal_json(row.sealed, row.id)
        return content

    def all(self, owner: str) -> list[BodyRow]:
        """Every body of an owner, newest first."""
        with self._room.database.read() as session:
            rows = select(BodyRow).where(BodyRow.owner == owner).order_by(BodyRow.created.desc())
            return list(session.scalars(rows))
