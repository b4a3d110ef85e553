"""Encryption of what is stored: a secret's value, together with all that it is bound to.

Workspace, name and hosts stand in the sealed text beside the value. So rows that somebody swaps or rewrites in the
database don't open: nobody moves a secret to another workspace, another name or another host without the keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

VERSION: Final = 1  # of what is sealed


class NoKeys(Exception):
    """There is no key to encrypt with."""


class Unreadable(Exception):
    """No key opens it, or it isn't what the row says it is."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is sealed. The value never shows in a representation of it."""

    workspace_id: int
    name: str
    hosts: tuple[str, ...]
    value: str = field(repr=False)


def seal(content: Content) -> str:
    """Encrypt with the newest key. Raises NoKeys."""
    body = {
        "v": VERSION,
        "workspace": content.workspace_id,
        "name": content.name,
        "hosts": content.hosts,
        "value": content.value,
    }
    return _box().encrypt(orjson.dumps(body)).decode()


def unseal(sealed: str, workspace_id: int, name: str, hosts: object) -> Content:
    """Open what was sealed for just this. Raises NoKeys and Unreadable; neither says anything of what is inside."""
    try:
        body = orjson.loads(_box().decrypt(sealed.encode()))
    except (InvalidToken, orjson.JSONDecodeError):
        raise Unreadable from None
    bound = {"v": VERSION, "workspace": workspace_id, "name": name, "hosts": hosts}
    if any(body.get(key) != value for key, value in bound.items()):
        raise Unreadable
    return Content(workspace_id, name, tuple(body["hosts"]), body["value"])


def reseal(sealed: str) -> str:
    """The same, encrypted with the newest key. Raises NoKeys and Unreadable."""
    try:
        return _box().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def _box() -> MultiFernet:
    return _box_of(tuple(settings.SECRETS_KEYS))


@lru_cache(maxsize=4)  # of one process: its own keys; tests have others
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise NoKeys
    return MultiFernet([Fernet(key) for key in keys])
