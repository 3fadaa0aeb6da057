"""The API does what its description says: schemathesis sends what the OpenAPI allows, and more."""

import pytest
import schemathesis
from callers import Caller, key_of
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from modiste.service.context import Context

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance,
          response_schema_conformance]  # fmt: skip


GENERATE = settings(max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck))  # fmt: skip
PATHS = ("sessions", "models", "persons", "garments", "run", "try-on", "status", "cancel",
         "events", "results", "measure", "avatar", "size", "guidance", "recommendations",
         "feedback", "history", "me", "healthz", "metrics")  # fmt: skip


@pytest.fixture
def described(app: FastAPI, context: Context) -> BaseSchema:
    key = key_of(app, context, "demo")
    found = schemathesis.openapi.from_asgi("/v1/openapi.json", app)
    found.config.update(headers={"Authorization": key.http.headers["Authorization"]})
    return found


def named(path: str) -> str:
    """The first word of a path after the version."""
    return next(part for part in path.split("/") if part not in ("", "v1"))


@pytest.mark.parametrize("name", PATHS)
def test_every_answer_is_described(name: str, described: BaseSchema) -> None:
    found = [result.ok() for result in described.get_all_operations()]
    operations = [operation for operation in found if named(operation.path) == name]
    assert operations
    for operation in operations:

        @GENERATE
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        check()


def test_no_path_is_left_out(described: BaseSchema) -> None:
    assert {named(result.ok().path) for result in described.get_all_operations()} == set(PATHS)


def test_every_route_has_a_summary_and_an_error_form(anybody: Caller) -> None:
    found = anybody.get("/v1/openapi.json")
    assert len(found["paths"]) > 25
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            problem = operation["responses"]["422"]["content"]
            assert list(problem) == ["application/problem+json"], (method, path)


def test_bodies_are_described_for_every_way_to_send_them(anybody: Caller) -> None:
    paths = anybody.get("/v1/openapi.json")["paths"]
    for path in ("/v1/run", "/v1/persons", "/v1/measure", "/v1/garments"):
        content = paths[path]["post"]["requestBody"]["content"]
        assert set(content) == {"application/json", "multipart/form-data"}
        assert "$ref" not in str(content)
