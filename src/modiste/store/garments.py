"""Catalogues of shops, and garments that shoppers bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from modiste.store.room import Repository, new_id
from modiste.store.tables import GarmentRow


@dataclass(frozen=True)
class NewGarment:
    """What is known of a garment.

    Attributes:
        sku: the shop's own number; a second garment with it replaces the first.
        title, title_zh, brand, kind, colour: for people.
        category: ``top``, ``bottom`` or ``dress``.
        price, currency: as shown.
        product_url: of the shop's page.
        chart: the size chart as JSON of :func:`modiste.fit.plain.parse_json`.
        stock: pieces by size.
        attributes: words such as ``striped``.
        recipe: how a drawn garment is drawn again, instead of a picture.
    """

    sku: str
    title: str
    category: str
    title_zh: str | None = None
    brand: str = ""
    kind: str = ""
    colour: str = ""
    price: float | None = None
    currency: str = ""
    product_url: str | None = None
    chart: Mapping[str, Any] | None = None
    stock: Mapping[str, int] = field(default_factory=dict)
    attributes: Sequence[str] = ()
    recipe: Mapping[str, Any] | None = None


class Garments(Repository):
    """Garments; a reader sees those of the owners that are named."""

    def put(
        self, owner: str, new: NewGarment, picture: bytes | None = None,
        lifetime: float | None = None,
    ) -> tuple[GarmentRow, bool]:  # fmt: skip
        """Add a garment, or replace the owner's one with the same sku.

        Args:
            owner: whose catalogue.
            new: all fields.
            picture: PNG; None keeps the one there is.
            lifetime: seconds until it goes; None keeps it.

        Returns:
            The garment, and whether it is new.
        """
        with self._room.database.write() as session:
            row = session.scalar(
                select(GarmentRow).where(GarmentRow.owner == owner, GarmentRow.sku == new.sku)
            )
            fresh = row is None
            if row is None:
                row = GarmentRow(id=new_id("gar"), owner=owner, created=self._now, picture=None,
                                 features=None)  # fmt: skip
                session.add(row)
            self._fill(session, row, new, picture, lifetime)
            self._note(session, owner, "garment.put", row.id)
        return row, fresh

    def replace(
        self, owner: str, garment: str, new: NewGarment, picture: bytes | None = None
    ) -> GarmentRow | None:
        """Overwrite a garment of this owner; None when there is none such."""
        with self._room.database.write() as session:
            row = session.scalar(
                select(GarmentRow).where(GarmentRow.id == garment, GarmentRow.owner == owner)
            )
            if row is not None:
                self._fill(session, row, new, picture, None)
                self._note(session, owner, "garment.put", row.id)
        return row

    def _fill(
        self, session: Session, row: GarmentRow, new: NewGarment, picture: bytes | None,
        lifetime: float | None,
    ) -> None:  # fmt: skip
        expires = None if lifetime is None else self._now + lifetime
        row.sku, row.title, row.title_zh, row.brand = new.sku, new.title, new.title_zh, new.brand
        row.category, row.kind, row.colour = new.category, new.kind, new.colour
        row.price, row.currency, row.product_url = new.price, new.currency, new.product_url
        row.chart = None if new.chart is None else dict(new.chart)
        row.stock, row.attributes = dict(new.stock), list(new.attributes)
        row.recipe = None if new.recipe is None else dict(new.recipe)
        row.updated, row.expires = self._now, expires
        if picture is not None:
            self._drop(session, [row.picture])
            row.features = None
            row.picture = self._keep(session, row.owner, "garment", picture, "image/png", expires)

    def learn(self, garment: str, features: Mapping[str, Any]) -> None:
        """Keep what was seen of a garment's picture: embedding and palette."""
        with self._room.database.write() as session:
            row = session.get(GarmentRow, garment)
            if row is not None:
                row.features = dict(features)

    def get(self, owners: Sequence[str], garment: str) -> GarmentRow | None:
        """A garment of one of these owners."""
        with self._room.database.read() as session:
            return session.scalar(
                select(GarmentRow).where(GarmentRow.id == garment, *self._seen(owners))
            )

    def page(
        self, owners: Sequence[str], limit: int, offset: int = 0, category: str | None = None
    ) -> tuple[list[GarmentRow], int]:
        """Some garments of these owners, oldest first, and how many there are."""
        where = list(self._seen(owners))
        if category is not None:
            where.append(GarmentRow.category == category)
        with self._room.database.read() as session:
            total = session.scalar(select(func.count(GarmentRow.id)).where(*where)) or 0
            rows = session.scalars(
                select(GarmentRow).where(*where).order_by(GarmentRow.created, GarmentRow.id)
                .limit(limit).offset(offset)
            )  # fmt: skip
            return list(rows), int(total)

    def version(self, owners: Sequence[str]) -> tuple[int, int, float]:
        """Count, count of those that were read, and newest change: what tells catalogues apart."""
        columns = (func.count(GarmentRow.id), func.count(GarmentRow.features),
                   func.max(GarmentRow.updated))  # fmt: skip
        with self._room.database.read() as session:
            found = session.execute(select(*columns).where(*self._seen(owners))).one()
        return int(found[0]), int(found[1]), float(found[2] or 0.0)

    def unread(self, limit: int) -> list[GarmentRow]:
        """Garments of shops whose pictures were not read yet."""
        pictured = or_(GarmentRow.picture.is_not(None), GarmentRow.recipe.is_not(None))
        query = select(GarmentRow).where(
            GarmentRow.features.is_(None), GarmentRow.expires.is_(None), pictured
        )
        with self._room.database.read() as session:
            return list(session.scalars(query.order_by(GarmentRow.created).limit(limit)))

    def delete(self, owner: str, garment: str) -> bool:
        """Remove a garment and its picture; False when this owner has none such."""
        with self._room.database.write() as session:
            row = session.scalar(
                select(GarmentRow).where(GarmentRow.id == garment, GarmentRow.owner == owner)
            )
            if row is None:
                return False
            self._drop(session, [row.picture])
            session.delete(row)
            self._note(session, owner, "garment.delete", garment)
        return True

    def _seen(self, owners: Sequence[str]) -> tuple[Any, ...]:
        alive = or_(GarmentRow.expires.is_(None), GarmentRow.expires > self._now)
        return GarmentRow.owner.in_(list(owners)), alive
