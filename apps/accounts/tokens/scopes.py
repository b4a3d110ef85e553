"""What each call of the API asks of an API token. The one place: what isn't named here, no token may do.

So tokens don't manage tokens, members, invitations or workspaces, and don't reach the values of secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from django.db import models

from apps.common.errors import AppError


class Scope(models.TextChoices):
    """A token has one or more; none includes another."""

    READ = "read", "Read apps, drafts, releases and windows"
    WRITE = "write", "Make apps, save drafts, clear windows, test queries"
    PUBLISH = "publish", "Change what viewers see: publish, unpublish, who may open an app, delete an app"


READ: Final = Scope.READ
WRITE: Final = Scope.WRITE
PUBLISH: Final = Scope.PUBLISH

SCOPES: Final[Mapping[str, Mapping[str, Scope]]] = {
    "app-list": {"GET": READ, "POST": WRITE},
    "app-detail": {"GET": READ, "PATCH": WRITE, "DELETE": PUBLISH},  # PATCH of the visibility: PUBLISH, see the view
    "app-copy": {"POST": WRITE},
    "app-document": {"GET": READ, "PUT": WRITE},
    "app-releases": {"GET": READ, "POST": PUBLISH},
    "app-release-document": {"GET": READ},
    "app-unpublish": {"DELETE": PUBLISH},
    "app-probe": {"POST": WRITE},
    "app-window": {"GET": READ, "DELETE": WRITE},
    "app-file-export": {"GET": READ},
    "app-file-import-file": {"POST": WRITE},
    "app-looks-streams": {"GET": READ},
    "app-looks-outline": {"GET": READ},
    "app-looks-thumbnail": {"GET": READ, "PUT": WRITE},
    "samples": {"GET": READ},
    "sample": {"POST": WRITE},
    "workspaces": {"GET": READ},
    "audit": {"GET": READ},
    "audit-export": {"GET": READ},
    "schema": {"GET": READ},
}
"""By the name of the address and the method. A new call is refused to tokens until it stands here."""


class ScopeMissing(AppError):
    """The token is good, but not for this."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, message: str) -> None:
        super().__init__("scope_missing", message)


def scope_of(name: str, method: str) -> Scope | None:
    """What a call asks for; None: no token may make it."""
    return SCOPES.get(name, {}).get("GET" if method == "HEAD" else method)


def require(held: object, scope: Scope | None) -> None:
    """Raise `scope_missing` unless the held scopes (`None`: no token, so a person by themselves) suffice."""
    if held is None:
        return
    if scope is None:
        raise ScopeMissing("API tokens can't do this. Sign in, and do it in a browser.")
    assert isinstance(held, frozenset)
    if scope not in held:
        raise ScopeMissing(f"This needs a token of the scope {scope.value!r}; this one has {', '.join(sorted(held))}.")
