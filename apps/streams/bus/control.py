"""The way up: wishes for streams, requests to the hub that owns one, and its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from apps.streams.definition import Scalar, StreamDefinition

from . import keys
from .client import AsyncRedis, script

WISH_SECONDS: Final = 120  # how long a wish's definition outlives its last renewal; longer than any grace
RENEW_AT_ONCE: Final = 500  # stream keys per call: a millisecond of Redis


class Person(BaseModel):
    """Whose stream it is, as `{{ user.… }}` has it."""

    model_config = ConfigDict(frozen=True)

    id: int
    email: str
    name: str


class Wish(BaseModel):
    """What a hub is told of a stream; `app` and `query` are for logs.

    `params`: a value for each declared parameter. `user`: only for a definition that refers to it.
    """

    model_config = ConfigDict(frozen=True)

    app: int
    query: str
    definition: StreamDefinition
    params: dict[str, Scalar] = {}
    user: Person | None = None


class Request(BaseModel):
    """To the hub that owns `stream`.

    `broadcast` sends `text` (base64 of a binary message, if `binary`) and keeps it under the name `remember`, if that
    isn't empty; `forget` drops what is kept under `remember`, or all; `close` ends the connection; `run` redials one
    that ended; `reached` tells how far the only viewer of a session's own stream has been sent (`id` is the offset).
    """

    model_config = ConfigDict(frozen=True)

    op: Literal["broadcast", "forget", "close", "run", "reached"]
    stream: str
    id: int = 0
    reply_to: str = ""  # a web process's id
    text: str = ""
    binary: bool = False
    remember: str = ""


class Answer(BaseModel):
    """To the web process that asked: code '' means done."""

    model_config = ConfigDict(frozen=True)

    id: int
    code: str = ""
    message: str = ""


class Control:
    """Wishes, requests and answers through one Redis client."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._want = redis.register_script(script("want"))
        self._wanted = redis.register_script(script("wanted"))
        self._ask = redis.register_script(script("ask"))

    async def wish(self, stream: str, wish: Wish, seconds: float) -> None:
        """Ask for a stream to be open for so long, and wake the hubs."""
        await self._redis.set(keys.wish(stream), wish.model_dump_json(), ex=WISH_SECONDS)
        await self._want(keys=[keys.WANTED], args=[int(seconds * 1000), stream])
        await self._redis.publish(keys.WAKE, stream)

    async def renew(self, streams: Sequence[str], seconds: float) -> tuple[list[str], list[str]]:
        """Prolong wishes; return the streams whose wish Redis has lost, and those that no hub owns."""
        lost: list[str] = []
        unowned: list[str] = []
        for start in range(0, len(streams), RENEW_AT_ONCE):
            some = streams[start : start + RENEW_AT_ONCE]
            await self._want(keys=[keys.WANTED], args=[int(seconds * 1000), *some])
            async with self._redis.pipeline(transaction=False) as pipe:
                for stream in some:
                    pipe.expire(keys.wish(stream), WISH_SECONDS)
                    pipe.exists(keys.lease(stream))
                answers = await pipe.execute()
            lost += [stream for stream, kept in zip(some, answers[::2], strict=True) if not kept]
            unowned += [stream for stream, owned in zip(some, answers[1::2], strict=True) if not owned]
        return lost, unowned

    async def drop(self, stream: str) -> None:
        """End the wish for a stream at once."""
        await self._redis.zrem(keys.WANTED, stream)
        await self.ask(Request(op="close", stream=stream))

    async def wanted(self) -> set[str]:
        """All streams that anyone wishes for now."""
        return {member.decode() for member in await self._wanted(keys=[keys.WANTED])}

    async def wish_for(self, stream: str) -> Wish | None:
        """The wish itself; None when it has expired."""
        text = await self._redis.get(keys.wish(stream))
        return None if text is None else Wish.model_validate_json(text)

    async def ask(self, request: Request) -> bool:
        """Hand a request to the owner; False when no hub owns the stream."""
        received = await self._ask(keys=[keys.lease(request.stream)], args=[keys.HUB_PREFIX, request.model_dump_json()])
        return bool(received)

    async def answer(self, web: str, answer: Answer) -> None:
        """Answer a web process."""
        await self._redis.publish(f"{keys.WEB_PREFIX}{web}", answer.model_dump_json())
