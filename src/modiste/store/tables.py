"""The tables. Times are seconds since 1970 UTC; ``sealed`` columns are encrypted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Double, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_ID = String(64)
_OWNER = String(80)
_JSON = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """Parent of all tables."""


class SessionRow(Base):
    """An anonymous shopper; of the cookie and the CSRF token only hashes are kept."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    shop: Mapped[str] = mapped_column(_ID)
    created: Mapped[float] = mapped_column(Double)
    expires: Mapped[float] = mapped_column(Double, index=True)


class ConsentRow(Base):
    """One statement of consent; the newest of an owner counts, older ones are the proof."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    owner: Mapped[str] = mapped_column(_OWNER, index=True)
    version: Mapped[str] = mapped_column(String(32))
    photos: Mapped[bool] = mapped_column(Boolean)
    history: Mapped[bool] = mapped_column(Boolean)
    training: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[float] = mapped_column(Double)


class ApiKeyRow(Base):
    """A shop's key; of the key itself only a hash is kept."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    shop: Mapped[str] = mapped_column(_ID, index=True)
    scopes: Mapped[list[str]] = mapped_column(_JSON)
    per_minute: Mapped[int] = mapped_column(Integer)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[float] = mapped_column(Double)
    revoked: Mapped[float | None] = mapped_column(Double)


class FileRow(Base):
    """An encrypted file: whose it is, what it is, and when it goes."""

    __tablename__ = "files"
    name: Mapped[str] = mapped_column(_ID, primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    media: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    created: Mapped[float] = mapped_column(Double)
    expires: Mapped[float | None] = mapped_column(Double, index=True)


class PersonRow(Base):
    """A person who was looked at once: her picture and what was seen are files."""

    __tablename__ = "persons"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    model: Mapped[str | None] = mapped_column(String(64))
    picture: Mapped[str | None] = mapped_column(_ID)
    view: Mapped[str | None] = mapped_column(_ID)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    warnings: Mapped[list[str]] = mapped_column(_JSON)
    created: Mapped[float] = mapped_column(Double)
    expires: Mapped[float | None] = mapped_column(Double, index=True)


class BodyRow(Base):
    """A measured body, sealed."""

    __tablename__ = "bodies"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER, index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[float] = mapped_column(Double)
    expires: Mapped[float] = mapped_column(Double, index=True)


class JobRow(Base):
    """A try-on that was accepted; the request is sealed."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER)
    idempotency_key: Mapped[str | None] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    sealed_request: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(32))
    fraction: Mapped[float] = mapped_column(Double)
    output: Mapped[list[str]] = mapped_column(_JSON)
    warnings: Mapped[list[str]] = mapped_column(_JSON)
    seconds: Mapped[dict[str, float]] = mapped_column(_JSON)
    garments: Mapped[list[dict[str, Any]]] = mapped_column(_JSON, server_default="[]")
    error: Mapped[dict[str, Any] | None] = mapped_column(_JSON)
    created: Mapped[float] = mapped_column(Double)
    finished: Mapped[float | None] = mapped_column(Double)
    expires: Mapped[float] = mapped_column(Double, index=True)
    attempts: Mapped[int] = mapped_column(Integer)
    lease: Mapped[str | None] = mapped_column(_ID)
    worker: Mapped[str | None] = mapped_column(String(128))
    leased_until: Mapped[float | None] = mapped_column(Double)
    __table_args__ = (
        Index("ix_jobs_queue", "status", "created"),
        Index("ix_jobs_key", "owner", "idempotency_key", unique=True),
    )


class GarmentRow(Base):
    """A garment of a shop's catalogue, or one that a shopper brought."""

    __tablename__ = "garments"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER, index=True)
    sku: Mapped[str] = mapped_column(String(128))
    title: Mapped[str] = mapped_column(Text)
    title_zh: Mapped[str | None] = mapped_column(Text)
    brand: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(64))
    colour: Mapped[str] = mapped_column(String(64))
    price: Mapped[float | None] = mapped_column(Double)
    currency: Mapped[str] = mapped_column(String(8))
    product_url: Mapped[str | None] = mapped_column(Text)
    chart: Mapped[dict[str, Any] | None] = mapped_column(_JSON)
    stock: Mapped[dict[str, int]] = mapped_column(_JSON)
    attributes: Mapped[list[str]] = mapped_column(_JSON)
    picture: Mapped[str | None] = mapped_column(_ID)
    features: Mapped[dict[str, Any] | None] = mapped_column(_JSON)
    recipe: Mapped[dict[str, Any] | None] = mapped_column(_JSON)
    created: Mapped[float] = mapped_column(Double)
    updated: Mapped[float] = mapped_column(Double)
    expires: Mapped[float | None] = mapped_column(Double, index=True)
    __table_args__ = (Index("ix_garments_sku", "owner", "sku", unique=True),)


class EventRow(Base):
    """What a shopper did with a garment; counts once per ``event_id``."""

    __tablename__ = "events"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    owner: Mapped[str] = mapped_column(_OWNER)
    shop: Mapped[str] = mapped_column(_ID)
    event_id: Mapped[str] = mapped_column(String(128))
    about: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]] = mapped_column(_JSON)
    at: Mapped[float] = mapped_column(Double)
    __table_args__ = (
        Index("ix_events_once", "owner", "event_id", unique=True),
        Index("ix_events_of_shop", "shop", "about", "seq"),
    )


class WebhookRow(Base):
    """A message to a shop that is still to be delivered; address and text are sealed."""

    __tablename__ = "webhooks"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    owner: Mapped[str] = mapped_column(_OWNER, index=True)
    job: Mapped[str] = mapped_column(_ID)
    key: Mapped[str] = mapped_column(_ID)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer)
    due: Mapped[float] = mapped_column(Double, index=True)
    created: Mapped[float] = mapped_column(Double)


class AuditRow(Base):
    """Who did what to which object, and when; never pictures, numbers of bodies, or addresses."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[float] = mapped_column(Double, index=True)
    owner: Mapped[str] = mapped_column(_OWNER)
    action: Mapped[str] = mapped_column(String(48))
    about: Mapped[str] = mapped_column(String(80))
