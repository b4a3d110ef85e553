"""`manage.py check`: says when stored secrets can't be opened with the keys there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import Error as DatabaseFailure

from . import selectors

SHOWN: Final = 5  # names; enough to know which they are


@register("secrets")
def secrets_can_be_opened(
    app_configs: Sequence[AppConfig] | None,
    **kwargs: Any,  # Any: Django's
) -> list[CheckMessage]:
    """An error when any can't; nothing when there is no database yet."""
    try:
        closed = selectors.unreadable()
    except DatabaseFailure:
        return []
    if not closed:
        return []
    names = ", ".join(f"{secret.name} ({secret.workspace.name})" for secret in closed[:SHOWN])
    more = f" and {len(closed) - SHOWN} more" if len(closed) > SHOWN else ""
    return [
        Error(
            f"{len(closed)} stored {'secret' if len(closed) == 1 else 'secrets'} can't be opened with the keys there "
            f"are: {names}{more}. Streams that use them fail.",
            hint="Put the key they were encrypted with back into LOWSTREAM_SECRETS_KEYS (or var/secrets_key), behind "
            "the newest; or give those secrets new values in the workspace's settings.",
            id="vault.E001",
        )
    ]
