"""The way up: wishes for streams, requests to the hub that owns one, and its answers."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from apps.streams.definition import Scalar, StreamDefinition

from . import keys
from .client import AsyncRedis, script
from .lease import Ownership

WISH_SECONDS: Final = 120  # how long a wish's definition outlives its last renewal; longer than any grace
RENEW_AT_ONCE: Final = 500  # stream keys per call: a millisecond of Redis
VIEWERS_SECONDS: Final = 12  # how long a web process's count of viewers holds; two renewals

logger = logging.getLogger(__name__)


class Person(BaseModel):
    """Whose stream it is, as `{{ user.… }}` has it."""

    model_config = ConfigDict(frozen=True)

    id: int
    email: str
    name: str


class Wish(BaseModel):
    """What a hub is told of a stream; `app` and `query` are for logs.

    `workspace`: whose secrets it may use, and whose rules say where it may lead.
    `params`: a value for each declared parameter. `user`: only for a definition that refers to it.
    """

    model_config = ConfigDict(frozen=True)

    app: int  # first, for the census
    workspace: int
    query: str
    definition: StreamDefinition
    params: dict[str, Scalar] = {}
    user: Person | None = None


class Wished(NamedTuple):
    """A wish, and until when it holds by Redis's clock (ms)."""

    wish: Wish
    until_ms: int


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


class Offer(BaseModel):
    """Among hubs, while `sender` leaves.

    `stand_by`: connect to the stream's upstream beside its owner; `ready`: done, hand it over; `take`: the stream is
    yours, with this ownership; `refuse`: it did not work out.
    """

    model_config = ConfigDict(frozen=True)

    op: Literal["stand_by", "ready", "take", "refuse"]
    stream: str
    sender: str
    owned: Ownership | None = None


TO_HUB: Final = TypeAdapter[Request | Offer](Annotated[Request | Offer, Field(discriminator="op")])


class Control:
    """Wishes, requests and answers through one Redis client."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._id = secrets.token_hex(8)  # under which viewers are counted
        self._viewers: dict[str, tuple[int, float]] = {}  # stream -> how many, and until when that holds
        self._shorten = redis.register_script(script("shorten"))
        self._want = redis.register_script(script("want"))
        self._wanted = redis.register_script(script("wanted"))
        self._ask = redis.register_script(script("ask"))

    async def wish(self, stream: str, wish: Wish, seconds: float) -> None:
        """Ask for a stream to be open for so long, and wake the hubs."""
        await self._redis.set(keys.wish(stream), wish.model_dump_json(), ex=WISH_SECONDS)
        await self._want(keys=[keys.WANTED], args=[int(seconds * 1000), stream])
        await self._redis.publish(keys.WAKE, stream)

    async def renew(self, streams: Mapping[str, int] | Sequence[str], seconds: float) -> tuple[list[str], list[str]]:
        """Prolong wishes; return the streams whose wish Redis has lost, and those that no hub owns.

        The values of a mapping say how many watch each stream here.
        """
        lost: list[str] = []
        unowned: list[str] = []
        keys_of = list(streams)
        for start in range(0, len(keys_of), RENEW_AT_ONCE):
            some = keys_of[start : start + RENEW_AT_ONCE]
            await self._want(keys=[keys.WANTED], args=[int(seconds * 1000), *some])
            async with self._redis.pipeline(transaction=False) as pipe:
                for stream in some:
                    pipe.expire(keys.wish(stream), WISH_SECONDS)
                    pipe.exists(keys.lease(stream))
                answers = await pipe.execute()
            lost += [stream for stream, kept in zip(some, answers[::2], strict=True) if not kept]
            unowned += [stream for stream, owned in zip(some, answers[1::2], strict=True) if not owned]
        if isinstance(streams, Mapping):
            await self._count(streams)
        return lost, unowned

    async def _count(self, viewers: Mapping[str, int]) -> None:
        """Tell how many watch each stream in this process: these, and those of other calls within VIEWERS_SECONDS."""
        now = time.monotonic()
        self._viewers = {stream: entry for stream, entry in self._viewers.items() if entry[1] > now}
        self._viewers |= {stream: (count, now + VIEWERS_SECONDS) for stream, count in viewers.items()}
        if not self._viewers:
            return
        name = keys.viewers(self._id)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(name)
            pipe.hset(name, mapping={stream: count for stream, (count, _) in self._viewers.items()})
            pipe.expire(name, VIEWERS_SECONDS)
            await pipe.execute()
        await self._want(keys=[keys.WEBS], args=[VIEWERS_SECONDS * 1000, self._id])

    async def shorten(self, stream: str, seconds: float) -> None:
        """End a wish after so long at the latest, unless somebody renews it."""
        await self._shorten(keys=[keys.WANTED], args=[int(seconds * 1000), stream])

    async def drop(self, stream: str) -> None:
        """End the wish for a stream at once."""
        self._viewers.pop(stream, None)
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zrem(keys.WANTED, stream)
            pipe.delete(keys.wish(stream))
            await pipe.execute()
        await self.ask(Request(op="close", stream=stream))

    async def wanted(self) -> tuple[int, dict[str, int]]:
        """Redis's clock (ms), and each stream that anyone wishes for now with when its wish ends."""
        reply = await self._wanted(keys=[keys.WANTED])
        ends = zip(reply[1::2], reply[2::2], strict=True)
        return int(reply[0]), {member.decode(): int(float(end)) for member, end in ends}

    async def wishes_for(self, streams: Sequence[str]) -> dict[str, Wished]:
        """The wishes themselves; those that are over, or can't be read, are left out."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for stream in streams:
                pipe.get(keys.wish(stream))
                pipe.zscore(keys.WANTED, stream)
            answers = await pipe.execute()
        found: dict[str, Wished] = {}
        for stream, text, until_ms in zip(streams, answers[::2], answers[1::2], strict=True):
            if text is not None and until_ms is not None:
                try:
                    found[stream] = Wished(Wish.model_validate_json(text), int(until_ms))
                except ValidationError as error:
                    logger.error("stream %s: its wish can't be read: %s", stream, error)
        return found

    async def offer(self, hub: str, offer: Offer) -> bool:
        """Say something to another hub; False when it doesn't listen."""
        return bool(await self._redis.publish(f"{keys.HUB_PREFIX}{hub}", offer.model_dump_json()))

    async def ask(self, request: Request) -> bool:
        """Hand a request to the owner; False when no hub owns the stream."""
        received = await self._ask(keys=[keys.lease(request.stream)], args=[keys.HUB_PREFIX, request.model_dump_json()])
        return bool(received)

    async def answer(self, web: str, answer: Answer) -> None:
        """Answer a web process."""
        await self._redis.publish(f"{keys.WEB_PREFIX}{web}", answer.model_dump_json())
