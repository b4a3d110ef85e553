"""Which apps of a workspace use which of its secrets: in the draft, or in the live release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from .models import App

_USE: Final = re.compile(r"\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Use:
    """An app that says a secret's name. `published`: its live release does, else only the draft."""

    id: int
    name: str
    published: bool


def uses_of(workspace_id: int) -> dict[str, list[Use]]:
    """By secret, apps in order of their names. The database looks for the word, so that few documents are read."""
    apps = App.objects.filter(workspace_id=workspace_id).order_by("name", "pk")
    drafts = apps.annotate(text=Cast("draft", TextField())).filter(text__contains="secrets.")
    releases = apps.annotate(text=Cast("release__document", TextField())).filter(text__contains="secrets.")
    found: dict[int, tuple[str, set[str]]] = {}
    for pk, name, document in drafts.values_list("pk", "name", "draft"):
        found.setdefault(pk, (name, set()))[1].update(_names(document))
    live: dict[int, set[str]] = {}
    for pk, name, document in releases.values_list("pk", "name", "release__document"):
        live[pk] = set(_names(document))
        found.setdefault(pk, (name, set()))[1].update(live[pk])
    uses: dict[str, list[Use]] = {}
    for pk, (name, secrets) in sorted(found.items(), key=lambda item: (item[1][0].casefold(), item[0])):
        for secret in secrets:
            uses.setdefault(secret, []).append(Use(pk, name, secret in live.get(pk, ())))
    return uses


def _names(document: object) -> Iterator[str]:
    return (found[1] for found in _USE.finditer(orjson.dumps(document).decode()))
