"""What every route needs, made once per app: no globals."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from modiste.body.model import Model
from modiste.service.activity import Activity
from modiste.service.bulletin import Bulletin
from modiste.service.cache import Cache
from modiste.service.features import Features
from modiste.service.gallery import Gallery
from modiste.service.limiter import Limiter
from modiste.service.measuring import Measuring
from modiste.service.metrics import Metrics
from modiste.service.people import People
from modiste.service.places import Places
from modiste.service.settings import Settings
from modiste.service.signing import Signer
from modiste.service.studios import Studios
from modiste.service.suggest import Suggestions
from modiste.service.wardrobe import Wardrobe
from modiste.store.store import Store


@dataclass(frozen=True)
class Context:
    """Store, nets, caches, signer, limits and figures of one server.

    ``streams`` counts what callers listen to; ``mirrors`` which of them stand before a live mirror.
    """

    settings: Settings
    store: Store
    studios: Studios
    gallery: Gallery
    people: People
    wardrobe: Wardrobe
    measuring: Measuring
    suggestions: Suggestions
    figures: Cache[Model]
    features: Features
    activity: Activity
    bulletin: Bulletin
    streams: Places
    mirrors: Places
    signer: Signer
    limiter: Limiter
    metrics: Metrics

    @classmethod
    def open(
        cls, settings: Settings, studios: Studios | None = None,
        now: Callable[[], float] = time.time,
    ) -> Context:  # fmt: skip
        """Open the store and prepare the rest; nets are loaded at first use.

        Args:
            settings: of the operator.
            studios: for tests that need no nets.
            now: the clock, seconds since 1970.

        Raises:
            modiste.errors.OperatorError: folder, key or database cannot be used.
        """
        store = Store.open(settings.data_dir, settings.database_url,
                           retention=settings.retention, now=now,
                           environment=settings.environment)  # fmt: skip
        studios = studios or Studios(max(settings.workers, 1))
        gallery = Gallery(settings.data_dir / "gallery")
        return cls(
            settings, store, studios, gallery, People(store, gallery, settings.max_side),
            Wardrobe(store), Measuring(settings.photo_limits), Suggestions(store), Cache(4),
            Features(), Activity(), Bulletin(), Places(), Places(),
            Signer(store.room.cipher, now, settings.link_seconds), Limiter(now),
            Metrics(),
        )  # fmt: skip


def context_of(request: Request) -> Context:
    """The context of the app that a request came to."""
    found: Context = request.app.state.context
    return found
