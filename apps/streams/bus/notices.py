"""Tells all web processes that an app was saved, published, unpublished or deleted."""

from __future__ import annotations

import json
import logging
from typing import Final

from django.conf import settings
from redis.exceptions import RedisError

from .client import connect_sync

logger = logging.getLogger(__name__)

CHANNEL: Final = "ls:apps"  # what is said there: {"app": id, "release": number or null, "draft": revision or null}


def announce(app: int, release: int | None, draft: int | None) -> None:
    """Say what an app's live release and its draft's revision are now; both None: there is no such app any more.

    Call it when the database has committed. Without Redis nobody hears it and nothing fails: sessions look again when
    it is back.
    """
    try:
        with connect_sync(settings.REDIS_URL) as redis:
            redis.publish(CHANNEL, json.dumps({"app": app, "release": release, "draft": draft}))
    except (RedisError, OSError) as error:
        logger.warning("app %s: its open sessions were not told of the change (%s)", app, error)
