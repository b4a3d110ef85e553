"""Every operation of the OpenAPI schema, with good and bad input made from the schema itself, as three people.

Whatever is sent: no fault of ours (500), and each answer is as the schema says, by status, type and body. Operations
that are added to the API are tried by themselves. The examples are the same in every run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from apps.accounts import request_throttle
from apps.builder.models import App

from .cast import Cast

EXAMPLES = 3  # of each operation and kind; more are a matter of minutes, not of another program
ROLES = ("owner", "stranger", "nobody")
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
LARGE = ("/document/", "/import/", "/probe/")  # a document is large: seconds for one example, so there is one of each
AIMED = 0.8  # of the path parameters that could name something do
SHOWN = 20
CSRF = "a" * 32


@pytest.fixture
def schema(cast: Cast) -> Iterator[Any]:  # Any: schemathesis's own
    answer = Client().get("/api/schema/?format=json")
    loaded = schemathesis.openapi.from_dict(answer.json(), config=SchemathesisConfig())
    loaded.app = get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's own transaction goes on
    # Streamed by another thread, which has no part in this test's transaction: tests/audit has tests of its own.
    yield loaded.exclude(path_regex="/audit/export/$")
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def cookies_of(cast: Cast, role: str) -> dict[str, str]:
    """Of a signed-in person, with what CSRF asks for."""
    session = {} if role == "nobody" else {"sessionid": cast.client(role).cookies["sessionid"].value}
    return {"csrftoken": CSRF, **session}


class Visit:
    """Tries one operation after the other; `wrong` holds what was answered otherwise than it should be."""

    def __init__(self, cookies: dict[str, dict[str, str]], known: dict[str, Any]) -> None:
        self.wrong: dict[str, str] = {}
        self.fine = dict.fromkeys(cookies, 0)  # answers that were no refusal
        self._cookies = cookies
        self._known = known
        self._dice = random.Random(0)

    def try_all(self, operation: Any, mode: GenerationMode) -> None:
        """Some examples of an operation, each as everybody."""
        self._dice.seed(operation.label)
        tried = given(case=operation.as_strategy(generation_mode=mode))(self._try)
        settings(
            max_examples=1 if operation.path.endswith(LARGE) else EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(tried)()

    def _try(self, case: Any) -> None:
        for name in list(case.path_parameters or {}):
            if name in self._known and self._dice.random() < AIMED:
                case.path_parameters[name] = self._known[name]
        for role, cookies in self._cookies.items():
            request_throttle.forget()
            with transaction.atomic():
                response = case.call(headers={"X-CSRFToken": CSRF}, cookies=cookies)
                transaction.set_rollback(True)
            self.fine[role] += response.status_code < 400
            try:
                case.validate_response(response, checks=list(CHECKS))
            except (FailureGroup, AssertionError) as error:
                label = f"{case.operation.label} as {role}: {response.status_code}"
                self.wrong.setdefault(label, _told(error))


@pytest.mark.timeout(240)
def test_no_operation_fails_or_answers_otherwise_than_the_schema_says(
    schema: Any, cast: Cast, published: App, redis_url: str
) -> None:
    known = {
        **dict.fromkeys(("id", "app_id", "pk"), published.pk),
        **dict.fromkeys(("workspace_id", "workspace_pk", "workspace"), cast.workspace.pk),
        "name": "ticker",
        "number": 1,
        "slug": "market",
    }
    visit = Visit({role: cookies_of(cast, role) for role in ROLES}, known)
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            visit.try_all(operation, mode)
    assert len(operations) > 20
    assert visit.fine["owner"] > len(operations)  # what is sent is not refused as a whole
    shown = list(visit.wrong.items())[:SHOWN]
    assert not shown, "\n\n".join(f"{where}\n{what}" for where, what in shown)


def _told(error: BaseException) -> str:
    if isinstance(error, FailureGroup):
        return "\n".join(f"{each.title}: {each.message}"[:700] for each in error.exceptions)
    return str(error)[:700]
