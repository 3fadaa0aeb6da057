"""``/v1/sessions``: shoppers come without a name."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request, Response

from modiste.service.auth import COOKIE, AnyCaller
from modiste.service.caller import Caller
from modiste.service.context import Context, context_of
from modiste.service.inputs import body, described
from modiste.service.problems import (
    AdultsOnlyError,
    ConsentVersionError,
    UnauthorizedError,
)
from modiste.service.routes.common import router as make_router
from modiste.service.schemas import ConsentBody, SessionBody
from modiste.service.settings import CONSENT_VERSION
from modiste.store.sessions import Consent, owner_of

router = make_router("sessions")


@router.post("/sessions", status_code=201, openapi_extra=described(SessionBody))
def begin(
    request: Request, response: Response, wanted: Annotated[SessionBody, body(SessionBody)]
) -> dict[str, Any]:
    """Begin a session: adults only, with a consent to today's text."""
    context = context_of(request)
    address = request.client.host if request.client else "?"
    context.limiter.take(f"sessions of {address}", context.settings.sessions_per_minute)
    if not wanted.adult:
        raise AdultsOnlyError("The fitting room is for people of 18 years and older.")
    consent = checked(wanted.consent)
    opened = context.store.sessions.open(wanted.shop, consent)
    _set_cookie(request, response, opened.token, context.settings.retention.sessions)
    row = opened.row
    caller = Caller(owner_of(row), row.shop, frozenset(), consent, session=row.id,
                    expires=row.expires)  # fmt: skip
    return told(context, caller)


@router.get("/sessions/current")
def current(request: Request, caller: AnyCaller) -> dict[str, Any]:
    """The session of the cookie."""
    if caller.session is None:
        raise UnauthorizedError("A key is no session.")
    return told(context_of(request), caller)


def told(context: Context, caller: Caller) -> dict[str, Any]:
    """A session as the page needs it."""
    consent = caller.consent
    return {
        "id": caller.session,
        "csrf_token": context.signer.csrf(caller.session or ""),
        "expires_at": caller.expires,
        "consent": consent_of(consent),
        "shop": caller.shop,
    }


def consent_of(consent: Consent) -> dict[str, Any]:
    """A consent as JSON."""
    return {"version": consent.version, "photos": consent.photos, "history": consent.history,
            "training": consent.training}  # fmt: skip


def checked(wanted: ConsentBody) -> Consent:
    """A consent to today's text. Raises ConsentVersionError for another."""
    if wanted.version != CONSENT_VERSION:
        raise ConsentVersionError(
            f"The text in force is {CONSENT_VERSION}; show it, and send the consent to it."
        )
    return Consent(wanted.version, wanted.photos, wanted.history, wanted.training)


def _set_cookie(request: Request, response: Response, token: str, seconds: float) -> None:
    """Strict enough for the page; over https also for the frame on a shop's page (CHIPS).

    Written by hand because Python's ``http.cookies`` knows ``Partitioned`` from 3.14 on only.
    """
    secure = request.url.scheme == "https"
    where = "SameSite=None; Secure; Partitioned" if secure else "SameSite=Lax"
    response.headers.append(
        "Set-Cookie", f"{COOKIE}={token}; Max-Age={int(seconds)}; Path=/; HttpOnly; {where}"
    )
