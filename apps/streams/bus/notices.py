"""Tells all web processes that an app was saved, published, unpublished or deleted."""

from __future__ import annotations

import json
import logging
from typing import Final

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

CHANNEL: Final = "ls:apps"  # what is said there: {"app": id, "release": …, "draft": …, "access": bool}; see `announce`
WAIT_SECONDS: Final = 1.0  # a person waits for the answer to what they saved; a Redis that hangs must not hold it up


def announce(app: int, release: int | None, draft: int | None, *, access: bool = False) -> None:
    """Say what an app's live release and its draft's revision are now; both None: there is no such app any more.

    `access`: others than before may have it open now.

    Call it when the database has committed. Without Redis nobody hears it and nothing fails: sessions look again when
    it is back.
    """
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=WAIT_SECONDS,
            socket_timeout=WAIT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            client.publish(CHANNEL, json.dumps({"app": app, "release": release, "draft": draft, "access": access}))
    except (RedisError, OSError) as error:
        logger.warning("app %s: its open sessions were not told of the change (%s)", app, error)
