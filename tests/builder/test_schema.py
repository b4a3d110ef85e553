"""The OpenAPI schema is whole and says what the API does."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    answer = Client().get("/api/schema/?format=json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_it_is_generated_and_validated_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=StringIO())
    assert "Warning" not in capsys.readouterr().err


def test_every_address_of_the_api_is_in_it(schema: dict[str, Any]) -> None:
    def addresses(patterns: list[Any], prefix: str = "") -> set[str]:
        found: set[str] = set()
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found |= addresses(pattern.url_patterns, path)
            elif isinstance(pattern, URLPattern):
                found.add(path)
        return found

    def plain(path: str) -> str:
        path = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", "{}", path).replace("^", "").replace("$", "").rstrip("\\Z")
        return "/" + path.lstrip("/")

    served = {plain(path) for path in addresses(get_resolver().url_patterns) if path.lstrip("^").startswith("api/")}
    described = {re.sub(r"\{[^}]*\}", "{}", path) for path in schema["paths"]}
    assert served - {"/api/", "/api/schema/"} == described


def test_the_document_s_own_schema_is_in_it(schema: dict[str, Any]) -> None:
    schemas = schema["components"]["schemas"]
    assert schemas["DraftPayload"]["properties"]["document"]["$ref"] == "#/components/schemas/AppDocument"
    assert set(schemas["AppDocument"]["properties"]) == {
        *("format", "queries", "javascript_queries", "states", "transformers", "responders"),
        *("scripts", "pages", "widgets", "appearance"),
    }


def test_every_operation_names_its_errors(schema: dict[str, Any]) -> None:
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            assert "application/problem+json" in answers["401"]["content"], f"{method} {path}"
