"""Requests to hubs that are answered: each is awaited for a while, and ends in a word of what came of it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable
from typing import Final

from redis.exceptions import RedisError

from apps.common.errors import AppError
from apps.streams.bus.control import Answer, Control, Request

ANSWER_SECONDS: Final = 10  # for a hub to answer; longer than it waits for the upstream's socket
ANSWERS_MAX: Final = 10_000  # awaited at once in this process


class Answers:
    """What this process has asked and awaits; `web` is its id."""

    def __init__(self, control: Control, web: str) -> None:
        self._control = control
        self._web = web
        self._awaited: dict[int, asyncio.Future[Answer]] = {}
        self._numbers = itertools.count(1)

    def __len__(self) -> int:
        return len(self._awaited)

    async def ask(self, request: Request) -> Awaitable[None]:
        """Hand a request to the hub that owns the stream; what is returned ends once the hub has done it.

        Requests are handed over in the order of these calls. Both steps raise AppError when it can't be.
        """
        if len(self._awaited) >= ANSWERS_MAX:
            raise AppError("rate_limited", "The server awaits too many confirmations; try again.")
        number = next(self._numbers)
        self._awaited[number] = asyncio.get_running_loop().create_future()
        try:
            heard = await self._control.ask(request.model_copy(update={"id": number, "reply_to": self._web}))
        except (RedisError, OSError):
            del self._awaited[number]
            raise AppError("unavailable", "The server's message store does not answer; try again.") from None
        except BaseException:
            del self._awaited[number]
            raise
        if not heard:
            del self._awaited[number]
            raise AppError("not_connected", "The upstream is not connected.")
        return self._confirmed(number)

    def take(self, text: bytes) -> None:
        """An answer has come."""
        answer = Answer.model_validate_json(text)
        future = self._awaited.get(answer.id)
        if future is not None and not future.done():
            future.set_result(answer)

    async def _confirmed(self, number: int) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await self._awaited[number]
        except TimeoutError:
            message = f"No confirmation within {ANSWER_SECONDS} s; it may have been sent."
            raise AppError("not_confirmed", message) from None
        finally:
            del self._awaited[number]
        if answer.code:
            raise AppError(answer.code, answer.message)
