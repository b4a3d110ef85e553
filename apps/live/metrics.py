"""`GET /metrics`: the figures of the whole house as Prometheus text, asked of any web process.

Every process hangs out its figures in Redis every REPORT_SECONDS; the one that is asked adds its own as they are now.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Iterator
from typing import Final

from channels.db import database_sync_to_async
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.core import Metric
from redis.exceptions import RedisError

from apps.accounts.models import Role, User, Workspace
from apps.common.metrics import CONTENT_TYPE, counter, exposition, gauge, histogram, own_process, report
from apps.streams.bus.board import Board, keep
from apps.streams.bus.client import connect

from .consumer import census
from .figures import figures

KIND: Final = "web"
ANSWER_SECONDS: Final = 2.0  # of Redis; then this process answers for itself alone
_id: Final = secrets.token_hex(8)


def families(redis_up: bool | None = None) -> Iterator[Metric]:
    """The counters since the start, and what is true now; called inside the web's event loop."""
    now = census()
    yield gauge("viewers", "Sockets that have said hello.", now.viewers)
    yield gauge("sockets", "Open sockets.", now.sockets)
    yield gauge("lagging_viewers", "Viewers that are sent no more until they acknowledge.", now.lagging)
    yield gauge("followed_streams", "Streams that this process's viewers follow.", now.streams)
    yield counter("accepted_sockets", "Sockets accepted.", figures.sockets)
    yield counter("closed_sockets", "Sockets closed by the server, by close code.", figures.closes, "code")
    yield counter("frames", "Frames sent to viewers.", figures.frames)
    yield counter("frame_bytes", "Size of those frames, as characters.", figures.bytes)
    yield counter("delivered_messages", "Messages sent, counted once for each viewer.", figures.delivered)
    yield counter("gaps", "Gaps told to viewers.", figures.gaps)
    yield counter("gap_messages", "Messages that were missing in them.", figures.gap_messages)
    yield counter("credit_stalls", "Times that a viewer was sent no more until it acknowledged.", figures.credit_stalls)
    yield histogram("lag_seconds", "From the hub's receiving a frame's newest message to its sending.", figures.lag)
    yield counter("broadcasts", "Broadcasts of viewers, by result.", figures.broadcasts, "code")
    yield gauge("tasks", "Tasks of the event loop.", len(asyncio.all_tasks()))
    if redis_up is not None:
        yield gauge("redis_up", "Whether Redis answered this request; if not, other processes are missing.", redis_up)
    yield from own_process()


async def report_forever() -> None:
    """Hang out this process's figures until cancelled."""
    redis = connect(settings.REDIS_URL)
    try:
        await keep(Board(redis), f"{KIND}:{_id}", lambda: report(KIND, _id, families()))
    finally:
        await redis.aclose()


@never_cache
@require_safe
async def metrics(request: HttpRequest) -> HttpResponse:
    """To who brings METRICS_TOKEN, or to an owner of the house; for all others it isn't there."""
    if not await _may_read(request):
        raise Http404
    others, redis_up = await _others()
    text = exposition([*others, report(KIND, _id, families(redis_up))])
    return HttpResponse(text, content_type=CONTENT_TYPE)


async def _others() -> tuple[list[bytes], bool]:
    """What all other processes told last, and whether Redis answered."""
    redis = connect(settings.REDIS_URL)
    own = f'"id":"{_id}"'.encode()
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return [text for text in await Board(redis).read() if own not in text[:100]], True
    except (RedisError, OSError, TimeoutError):
        return [], False
    finally:
        await redis.aclose()


async def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and given:
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    user = await request.auser()
    return isinstance(user, User) and await database_sync_to_async(_owns)(user)


def _owns(user: User) -> bool:
    """Whether this person owns the workspace that the house was started with; others' owners are guests in it."""
    first = Workspace.objects.order_by("pk").values("pk")[:1]
    return user.memberships.filter(role=Role.OWNER, workspace__in=first).exists()
