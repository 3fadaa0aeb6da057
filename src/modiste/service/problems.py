"""Errors of the service, and how every error becomes ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from modiste.errors import ModisteError
from modiste.store.jobs import QueueFullError

_LOG = logging.getLogger("modiste.service")
MEDIA = "application/problem+json"


class ServiceError(ModisteError):
    """The root of what the service itself refuses.

    Attributes:
        headers: of the answer, such as ``Retry-After``.
    """

    name: ClassVar[str] = "ServiceError"
    headers: Mapping[str, str] = {}


class NotFoundError(ServiceError):
    """There is no such thing, or it is another's."""

    name: ClassVar[str] = "NotFound"
    http_status: ClassVar[int] = 404


class UnauthorizedError(ServiceError):
    """No session and no key, or one that is over."""

    name: ClassVar[str] = "Unauthorized"
    http_status: ClassVar[int] = 401
    headers: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}


class ForbiddenError(ServiceError):
    """The key lacks the scope, or the call is not for shoppers."""

    name: ClassVar[str] = "Forbidden"
    http_status: ClassVar[int] = 403


class CsrfError(ServiceError):
    """The header X-CSRF-Token is missing or wrong."""

    name: ClassVar[str] = "CsrfError"
    http_status: ClassVar[int] = 403


class AdultsOnlyError(ServiceError):
    """The fitting room is for adults."""

    name: ClassVar[str] = "AdultsOnly"
    http_status: ClassVar[int] = 403


class ConsentRequiredError(ServiceError):
    """What was asked for needs a consent that was not given or was withdrawn."""

    name: ClassVar[str] = "ConsentRequired"
    http_status: ClassVar[int] = 403


class ConsentVersionError(ServiceError):
    """The consent is to a text that is not the one shown today."""

    name: ClassVar[str] = "ConsentVersion"
    http_status: ClassVar[int] = 409


class LinkError(ServiceError):
    """A signed address was altered or its time is over."""

    name: ClassVar[str] = "LinkExpired"
    http_status: ClassVar[int] = 403


class RequestError(ServiceError):
    """The request is not of the form that the API describes."""

    name: ClassVar[str] = "RequestError"
    http_status: ClassVar[int] = 422


class BodyTooLargeError(ServiceError):
    """The request has too many bytes."""

    name: ClassVar[str] = "BodyTooLarge"
    http_status: ClassVar[int] = 413


class WebhookError(ServiceError):
    """The webhook's address cannot be used."""

    name: ClassVar[str] = "WebhookRefused"
    http_status: ClassVar[int] = 422


class RateLimitedError(ServiceError):
    """Too many requests in a minute."""

    name: ClassVar[str] = "RateLimited"
    http_status: ClassVar[int] = 429

    def __init__(self, seconds: float) -> None:
        wait = max(1, round(seconds + 0.5))
        super().__init__(f"Too many requests; try again in {wait} s.")
        self.headers = {"Retry-After": str(wait)}


_PLAIN = {
    "BadRequest": (400, "The request cannot be read."),
    "MethodNotAllowed": (405, "The address takes other methods."),
    "UnsupportedMedia": (415, "The request's media type is not taken."),
    "InternalError": (500, "A defect of the service; it was logged."),
}
"""Errors that no class of ours stands for."""
_BY_STATUS = {400: "BadRequest", 404: "NotFound", 405: "MethodNotAllowed",
              413: "BodyTooLarge", 415: "UnsupportedMedia"}  # fmt: skip
_SECRETS = frozenset({"input", "ctx", "url"})
"""Parts of pydantic's errors that would echo what was sent."""


def meanings() -> list[tuple[str, int, str]]:
    """Name, status and first sentence of every error that an answer can carry, by name."""
    found = dict(_PLAIN)
    kinds = [ModisteError]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        text = (kind.__doc__ or "").strip().split("\n")[0]
        found.setdefault(kind.name, (kind.http_status, text))
    return [(name, *found[name]) for name in sorted(found)]


def problem(name: str, status: int, detail: str) -> dict[str, Any]:
    """The body of an error."""
    return {"type": f"/docs/errors#{name}", "title": HTTPStatus(status).phrase, "status": status,
            "detail": detail, "name": name}  # fmt: skip


def problem_of(error: ModisteError) -> dict[str, Any]:
    """The body of one of our errors."""
    return problem(error.name, error.http_status, str(error))


def answer(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a response."""
    return JSONResponse(dict(body), body["status"], dict(headers or {}), MEDIA)


def install(app: FastAPI) -> None:
    """Register the handlers; no error leaves the service in another form."""
    app.add_exception_handler(ModisteError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ModisteError)  # noqa: S101
    headers = dict(getattr(error, "headers", {}))
    if isinstance(error, QueueFullError):
        headers["Retry-After"] = str(max(1, error.waiting // 4))
    if error.http_status >= 500:
        _LOG.error("%s: %s", error.name, error)
    return answer(problem_of(error), headers)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [{k: v for k, v in e.items() if k not in _SECRETS} for e in error.errors()]
    where = ".".join(str(part) for part in found[0]["loc"]) if found else "request"
    said = found[0]["msg"] if found else "not as described"
    body = problem("RequestError", 422, f"{where}: {said}.")
    return answer(body | {"errors": found})


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    name = _BY_STATUS.get(error.status_code, "RequestError")
    return answer(problem(name, error.status_code, str(error.detail)), error.headers)


async def _unexpected(request: Request, error: Exception) -> Response:
    _LOG.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
    return answer(problem("InternalError", 500, "This is a defect of the service; it was logged."))
