"""Testing a stream query's definition over REST: a hub makes the connection, this asks it and waits."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from redis import RedisError
from rest_framework.throttling import UserRateThrottle

from apps.accounts.models import User
from apps.common.errors import AppError, Unavailable
from apps.streams.bus.control import Person
from apps.streams.bus.probes import Ask, Busy, NoHub, ask_sync
from apps.streams.core.plan import BadParameter, plan
from apps.streams.definition import PARAMETERS_MAX, Scalar, StreamDefinition, given


class ProbeThrottle(UserRateThrottle):
    """Ten a minute for each person: every test dials somebody else's server."""

    scope = "probe"
    rate = "10/min"


class ProbeRequest(BaseModel):
    """What to test. `params`: values of the declared parameters; those left out have their defaults."""

    model_config = ConfigDict(extra="forbid")

    definition: StreamDefinition
    params: Annotated[dict[str, Scalar | None], Field(max_length=PARAMETERS_MAX)] = {}


def probe_report(user: User, workspace_id: int, asked: ProbeRequest) -> dict[str, Any]:
    """The report as JSON. Raises `bad_parameter`, `rate_limited` or `unavailable`."""
    person = Person(id=user.pk, email=user.email, name=user.name)
    try:
        params = given(asked.definition.parameters, asked.params)
        plan(asked.definition, params, person.model_dump())
    except (BadParameter, ValueError) as error:
        raise AppError("bad_parameter", f"The test can't be made: {error}.") from error
    try:
        ask = Ask(workspace=workspace_id, definition=asked.definition, params=params, user=person)
        report = ask_sync(ask, user.pk)
    except Busy:
        raise AppError(
            "rate_limited", "A test of yours runs already; wait for its end.", HTTPStatus.TOO_MANY_REQUESTS
        ) from None
    except NoHub:
        raise Unavailable(
            "No hub took the test: none is running, or all are busy. Connections are made by hubs "
            "(manage.py runhub); try again once one runs."
        ) from None
    except RedisError as error:
        raise Unavailable("The test can't be made: Redis doesn't answer. Try again in a moment.") from error
    return report.model_dump(mode="json")
