"""Requests in: JSON or a form, checked against one model."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from modiste.errors import InputError, OptionError

Model = TypeVar("Model", bound=BaseModel)
JSON, FORM = "application/json", "multipart/form-data"
_MOST_PARTS = 60
_MOST_DEPTH = 20
_TEXT_PART = 200_000


async def payload(request: Request) -> dict[str, Any]:
    """What was sent, as names and values; files are bytes, repeated names are lists.

    Raises:
        HTTPException: 415 for another content type.
        RequestValidationError: it is no JSON object or no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == JSON:
        return _object(await request.body())
    if kind in (FORM, "application/x-www-form-urlencoded"):
        return await _form(request)
    raise HTTPException(415, f"Send {JSON} or {FORM}.")


def file_of(sent: dict[str, Any], what: str) -> bytes:
    """The part ``file`` of a form that has no other. Raises OptionError, which names ``what``."""
    if set(sent) != {"file"} or not isinstance(sent["file"], bytes):
        raise OptionError(f"Send the {what} as the form's part 'file'.")
    return sent["file"]


def text_of(data: bytes, what: str) -> str:
    """A table's text. Raises InputError, which names ``what``, when it is not in UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"The {what} is not in UTF-8; save it as CSV UTF-8.") from None


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise _wrong("The body is no JSON.") from None
    if not isinstance(found, dict):
        raise _wrong("The body is no JSON object.")
    if _too_odd(found):
        raise _wrong("The body is nested too deep or holds NUL characters or half of a character.")
    return found


def _too_odd(value: Any, depth: int = 0) -> bool:
    """Whether a value could not be kept: too deep, NULs, or lone surrogates."""
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        inner: list[Any] = [*value, *value.values()]
    else:
        inner = value if isinstance(value, list) else []
    return depth > _MOST_DEPTH or any(_too_odd(part, depth + 1) for part in inner)


async def _form(request: Request) -> dict[str, Any]:
    form = await _parsed(request)
    found: dict[str, Any] = {}
    try:
        for name, value in form.multi_items():
            content = await value.read() if isinstance(value, UploadFile) else value
            if name in found:
                earlier = found[name]
                found[name] = [*(earlier if isinstance(earlier, list) else [earlier]), content]
            else:
                found[name] = content
    finally:
        await form.close()
    if _too_odd({k: v for k, v in found.items() if isinstance(v, str)}):
        raise _wrong("A field holds NUL characters.")
    return found


class _InMemory(MultiPartParser):
    """Keeps parts in memory; the body's size is limited, and a photo must not touch a disk."""

    spool_max_size = 1 << 40


async def _parsed(request: Request) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        return await request.form(max_fields=_MOST_PARTS, max_part_size=_TEXT_PART)
    parser = _InMemory(request.headers, request.stream(), max_files=_MOST_PARTS,
                       max_fields=_MOST_PARTS, max_part_size=_TEXT_PART)  # fmt: skip
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise HTTPException(400, error.message) from None


def _wrong(message: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body",), "msg": message, "type": "value_error"}])


def read_as(model: type[Model], found: dict[str, Any], *, lists: tuple[str, ...] = ()) -> Model:
    """Check what :func:`payload` gave.

    Args:
        model: what it must be.
        found: names and values; in forms, objects and lists may be JSON text.
        lists: names of which one value stands for a list of one.

    Raises:
        RequestValidationError: it is something else.
    """
    for name in lists:
        if name in found and not isinstance(found[name], list):
            value = _decoded(found[name])
            found[name] = value if isinstance(value, list) else [value]
    for name, field in model.model_fields.items():
        if isinstance(found.get(name), str) and "dict" in str(field.annotation):
            found[name] = _decoded(found[name])
    try:
        return model.model_validate(found)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
        raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in details]) from None


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def body(model: type[Model], *, lists: tuple[str, ...] = ()) -> Any:
    """A dependency: the request's body, JSON or form, as ``model``."""

    async def read(request: Request) -> Model:
        return read_as(model, await payload(request), lists=lists)

    return Depends(read)


def described(model: type[BaseModel], *kinds: str) -> dict[str, Any]:
    """What OpenAPI is told of a body that :func:`body` reads."""
    schema = model.model_json_schema()
    inline = _inlined(schema, schema.pop("$defs", {}))
    kinds = kinds or (JSON,)
    return {"requestBody": {"required": True, "content": {k: {"schema": inline} for k in kinds}}}


def _inlined(node: Any, defs: dict[str, Any]) -> Any:
    if isinstance(node, dict):
        if "$ref" in node:
            return _inlined(defs[node["$ref"].rpartition("/")[2]], defs)
        return {key: _inlined(value, defs) for key, value in node.items()}
    return [_inlined(value, defs) for value in node] if isinstance(node, list) else node
