"""Tests of a definition: a web process asks, any hub that has a hand free takes it, and one answer comes back."""

from __future__ import annotations

import secrets
import time
from typing import Final

from django.conf import settings
from pydantic import BaseModel, ConfigDict, JsonValue
from redis.exceptions import TimeoutError as RedisTimeout

from apps.streams.definition import Scalar, StreamDefinition

from . import keys
from .client import AsyncRedis, connect_sync
from .control import Person

PROBE_SECONDS: Final = 20.0  # for the whole test; a dial alone may take 10
WAIT_SECONDS: Final = PROBE_SECONDS + 4.0  # of who asked: for a hub to take it, and for the answer to come back
KEPT_SECONDS: Final = 30  # of an answer that nobody fetches
CALL_AGAIN_SECONDS: Final = 1  # hubs that were busy are called again

StepName = str


class Ask(BaseModel):
    """What is to be tested. `workspace`: whose secrets it may use, and whose rules say where it may lead."""

    model_config = ConfigDict(frozen=True)

    workspace: int
    definition: StreamDefinition
    params: dict[str, Scalar] = {}
    user: Person | None = None


class Step(BaseModel):
    """One step of the test and how long it took. `detail` is for a person; `facts` differ from step to step."""

    name: StepName
    ok: bool
    ms: float
    detail: str = ""
    facts: dict[str, JsonValue] = {}


class Report(BaseModel):
    """How far the test came. `message`: the first thing the upstream said, cut short."""

    ok: bool
    steps: list[Step]
    message: str | None = None


class NoHub(Exception):
    """No hub took the test."""


class Busy(Exception):
    """A test of this person's runs already."""


class Probes:
    """The hub's side."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis

    async def take(self, id_: str) -> Ask | None:
        """Take a test, unless another hub has it."""
        text = await self._redis.getdel(keys.probe(id_))
        return None if text is None else Ask.model_validate_json(text)

    async def answer(self, id_: str, report: Report) -> None:
        """Give the answer to who waits for it."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.rpush(keys.probe_answer(id_), report.model_dump_json())
            pipe.expire(keys.probe_answer(id_), KEPT_SECONDS)
            await pipe.execute()


def ask_sync(ask: Ask, person: int) -> Report:
    """Have a hub test a definition, and wait. For REST; raises Busy, NoHub and redis.RedisError."""
    id_ = secrets.token_hex(8)
    with connect_sync(settings.REDIS_URL) as redis:
        if not redis.set(keys.probing(person), id_, nx=True, ex=int(WAIT_SECONDS) + 1):
            raise Busy
        try:
            redis.set(keys.probe(id_), ask.model_dump_json(), ex=int(WAIT_SECONDS))
            deadline = time.monotonic() + WAIT_SECONDS
            while time.monotonic() < deadline:
                if redis.publish(keys.PROBES, id_) == 0 and redis.exists(keys.probe(id_)):
                    raise NoHub
                try:
                    found = redis.blpop([keys.probe_answer(id_)], CALL_AGAIN_SECONDS)
                except RedisTimeout:
                    continue
                if found is not None:
                    return Report.model_validate_json(found[1])
            raise NoHub
        finally:
            redis.delete(keys.probe(id_), keys.probing(person))
