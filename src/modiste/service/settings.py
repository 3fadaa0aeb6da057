"""What an operator can set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from modiste.imaging import Limits
from modiste.store.room import Retention

CONSENT_VERSION = "2026-11-23"
"""Version of the consent text that the page shows; a new text is a new version."""
DEMO_SHOP = "demo"


@dataclass(frozen=True)
class Settings:
    """How one server runs.

    Attributes:
        data_dir: files, key and SQLite.
        database_url: another database; None is SQLite in ``data_dir``.
        host, port: where it listens.
        workers: jobs that are done at the same time in this process; 0 only takes them in.
        demo: whether the drawn catalogue is put in at the first start.
        visible_mark: write "AI" into results, besides the metadata.
        origins: web origins of shops that may call the API and embed the page.
        retention: how long things are kept.
        queue_limit: jobs that may wait; more are answered 429.
        max_body: bytes of a request.
        photo_limits: of one picture.
        max_side: longer side, in pixels, at which photos are kept and results made.
        lease: seconds after which a silent worker's job is given to another.
        header_seconds, body_seconds, drain_seconds: for a request's headers, its body, and for
            taking the answer; slower clients are cut off.
        link_seconds: how long a signed address of a result works.
        per_minute: requests of one session; keys have their own.
        sessions_per_minute: sessions that one address may open.
        streams: event streams of one session at a time; of a shop as many as the queue is long.
        tls_cert, tls_key: PEM files of the certificate with its chain and of its key; or none.
        private_webhooks: allow webhooks into private networks; for tests.
        housekeeping: seconds between two sweeps for what has expired.
    """

    data_dir: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    demo: bool = True
    visible_mark: bool = False
    origins: tuple[str, ...] = ()
    retention: Retention = field(default_factory=Retention)
    queue_limit: int = 64
    max_body: int = 24_000_000
    photo_limits: Limits = field(
        default_factory=lambda: Limits(max_bytes=16_000_000, max_pixels=50_000_000)
    )
    max_side: int = 2048
    lease: float = 20.0
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    drain_seconds: float = 120.0
    link_seconds: float = 900.0
    per_minute: int = 600
    sessions_per_minute: int = 60
    streams: int = 8
    tls_cert: Path | None = None
    tls_key: Path | None = None
    private_webhooks: bool = False
    housekeeping: float = 60.0
    environment: Mapping[str, str] | None = None
