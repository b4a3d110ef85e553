"""`GET /healthz`: whether database, Redis and a hub answer; 503 names what doesn't and why."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

from apps.streams.bus import health

logger = logging.getLogger(__name__)

CHECK_SECONDS: Final = 2.0  # a load balancer asks every few seconds; what needs longer is not well


class Unwell(Exception):
    """A check's own reason, fit to be shown to anyone."""


def _look_into_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")  # reads the file; SELECT 1 alone wouldn't
    finally:
        connection.close()  # it belongs to a thread that may never come back


_looking: asyncio.Future[None] | None = None


async def database() -> None:
    """One look at a time: a database that hangs holds one thread, however often somebody asks."""
    global _looking  # noqa: PLW0603 - the one look of this process
    loop = asyncio.get_running_loop()
    if _looking is None or _looking.done() or _looking.get_loop() is not loop:
        _looking = loop.run_in_executor(None, _look_into_database)
    await asyncio.shield(_looking)


async def redis() -> None:
    """Whether PING is answered."""
    await health.redis_answers()


async def hub() -> None:
    """Whether at least one hub is alive."""
    if not await health.hubs_alive():
        raise Unwell("no hub is running")


async def _result(name: str, check: Callable[[], Awaitable[None]]) -> str:
    """`ok`, or the reason in a few words; the details, which may hold addresses, go to the log only."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except Unwell as reason:
        return str(reason)
    except TimeoutError:
        return f"no answer within {CHECK_SECONDS:.0f} s"
    except (RedisError, DatabaseError, OSError) as error:
        logger.info("Health check %s failed: %s", name, error)
        return f"no answer ({type(error).__name__})"
    return "ok"


@never_cache
@require_safe
async def healthz(request: HttpRequest) -> JsonResponse:
    """`{"status": "ok" | "failing", "checks": {name: "ok" | reason}}`."""
    checks = {"database": database, "redis": redis, "hub": hub}
    results = await asyncio.gather(*(_result(name, check) for name, check in checks.items()))
    well = all(result == "ok" for result in results)
    body = {"status": "ok" if well else "failing", "checks": dict(zip(checks, results, strict=True))}
    response = JsonResponse(body, status=200 if well else 503)
    # Django logs each 5xx as an error of the site; this one is the answer, and probes ask every few seconds.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
