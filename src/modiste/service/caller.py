"""Who calls, as far as routes need to know."""

from __future__ import annotations

from dataclasses import dataclass

from modiste.service.problems import ConsentRequiredError
from modiste.store.sessions import Consent


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes:
        owner: whose objects are reached.
        shop: whose catalogue is shown.
        scopes: what may be done.
        consent: what was agreed to.
        key: id of the API key; None for a shopper.
        session: id of the session; None for a shop.
        expires: end of the session, seconds since 1970.
    """

    owner: str
    shop: str
    scopes: frozenset[str]
    consent: Consent
    key: str | None = None
    session: str | None = None
    expires: float | None = None

    @property
    def catalogues(self) -> tuple[str, ...]:
        """Owners whose garments are seen."""
        return (f"shop:{self.shop}", self.owner)

    def need_photos(self) -> None:
        """Raise ConsentRequiredError unless photos may be processed."""
        if not self.consent.photos:
            raise ConsentRequiredError(
                "Photos need your consent: PUT /v1/me/consent with photos true."
            )
