"""Who calls: a shopper's session (cookie and CSRF token) or a shop's key (bearer)."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from fastapi import Depends, Request

from modiste.service.caller import Caller
from modiste.service.context import Context, context_of
from modiste.service.problems import (
    CsrfError,
    ForbiddenError,
    UnauthorizedError,
)
from modiste.store.keys import PREFIX
from modiste.store.sessions import Consent, owner_of

COOKIE = "modiste_session"
CSRF_HEADER = "X-CSRF-Token"
SCOPES = ("try-on", "body", "catalogue", "recommend", "me")
_SHOPPER_SCOPES = frozenset({"try-on", "body", "recommend", "me", "own-garments"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def caller(request: Request) -> Caller:
    """The caller of a request.

    Raises:
        UnauthorizedError: nobody known.
        CsrfError: a session without its token in a request that changes something.
        RateLimitedError: too many requests.
    """
    context = context_of(request)
    bearer = request.headers.get("authorization", "")
    if bearer:
        return _shop(context, bearer)
    return _shopper(context, request)


def _shop(context: Context, header: str) -> Caller:
    kind, _, key = header.partition(" ")
    row = context.store.keys.find(key.strip()) if kind.lower() == "bearer" else None
    if row is None or not key.strip().startswith(PREFIX):
        raise UnauthorizedError("This API key is not known; make one with 'modiste keys create'.")
    context.limiter.take(row.id, row.per_minute)
    agreed = Consent("contract", photos=True, history=True)
    return Caller(f"shop:{row.shop}", row.shop, frozenset(row.scopes), agreed, key=row.id)


def _shopper(context: Context, request: Request) -> Caller:
    token = request.cookies.get(COOKIE, "")
    row = context.store.sessions.find(token) if token else None
    if row is None:
        raise UnauthorizedError("There is no session; begin one with POST /v1/sessions.")
    if request.method not in _SAFE:
        right = context.signer.csrf(row.id)
        sent = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(right.encode(), sent.encode()):
            raise CsrfError(f"The header {CSRF_HEADER} is missing or wrong; see the session.")
    context.limiter.take(row.id, context.settings.per_minute)
    owner = owner_of(row)
    consent = context.store.sessions.consent(owner) or Consent("")
    return Caller(owner, row.shop, _SHOPPER_SCOPES, consent, session=row.id, expires=row.expires)


def scoped(scope: str) -> Any:
    """A dependency: the caller, who must have a scope."""

    def check(found: Annotated[Caller, Depends(caller)]) -> Caller:
        if scope not in found.scopes:
            raise ForbiddenError(f"This needs the scope '{scope}'.")
        return found

    return Depends(check)


TryOnCaller = Annotated[Caller, scoped("try-on")]
BodyCaller = Annotated[Caller, scoped("body")]
RecommendCaller = Annotated[Caller, scoped("recommend")]
MeCaller = Annotated[Caller, scoped("me")]
AnyCaller = Annotated[Caller, Depends(caller)]
