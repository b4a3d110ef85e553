"""Everything that writes secrets. A value goes in and never comes out here."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.audit import services as audit
from apps.common.errors import AppError
from apps.common.redaction import SHORTEST, marker

from .hosts import HOSTS_MAX, read_host
from .models import Secret
from .sealing import Content, NoKeys, Unreadable, reseal, seal

SECRETS_PER_WORKSPACE: Final = 200  # the list is one answer; more than anyone can survey
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
VALUE_MAX: Final = 4_096  # characters; more than any header is read for, and a JWT or a key fits
USED_EVERY: Final = timedelta(hours=1)  # `last_used_at` is no finer, so that a dial seldom writes


def create_secret(workspace_id: int, author: User, name: str, value: str, hosts: Sequence[str]) -> Secret:
    """A new one. Raises `bad_name`, `bad_value`, `bad_hosts`, `name_taken`, `too_many_secrets` or `no_keys`."""
    if not NAME.fullmatch(name):
        raise AppError(
            "bad_name",
            "A secret's name is letters, digits and _, not beginning with a digit, at most 64 of them: "
            "it is written {{ secrets.NAME }}.",
        )
    _check_value(name, value)
    bound = _hosts(hosts)
    try:
        with transaction.atomic():
            if Secret.objects.filter(workspace_id=workspace_id).count() >= SECRETS_PER_WORKSPACE:
                raise AppError(
                    "too_many_secrets",
                    f"The workspace has {SECRETS_PER_WORKSPACE} secrets, the most there can be; delete one first.",
                    HTTPStatus.CONFLICT,
                )
            secret = Secret.objects.create(
                workspace_id=workspace_id,
                name=name,
                hosts=bound,
                sealed=_sealed(workspace_id, name, bound, value),
                created_by=author,
                updated_by=author,
            )
            audit.record("secret.created", workspace_id=workspace_id, actor=author, target=name, hosts=bound)
    except IntegrityError:
        raise AppError("name_taken", f"There is already a secret {name}.", HTTPStatus.CONFLICT) from None
    return secret


def replace_secret(secret: Secret, author: User, value: str | None, hosts: Sequence[str] | None = None) -> Secret:
    """Give it another value, and with it perhaps other hosts. Raises `value_needed`, and as `create_secret`.

    Hosts never change without the value: who could send a secret elsewhere could read it there.
    """
    before = list(secret.hosts)
    bound = before if hosts is None else _hosts(hosts)
    if value is None:
        raise AppError(
            "value_needed",
            "Give the secret's value again: its hosts can't be changed without it, "
            "so that nobody who doesn't know it can have it sent elsewhere.",
        )
    _check_value(secret.name, value)
    with transaction.atomic():
        secret.hosts = bound
        secret.sealed = _sealed(secret.workspace_id, secret.name, bound, value)
        secret.updated_at, secret.updated_by = timezone.now(), author
        secret.save(update_fields=["hosts", "sealed", "updated_at", "updated_by"])
        record = partial(audit.record, workspace_id=secret.workspace_id, actor=author, target=secret.name)
        record("secret.replaced")
        if bound != before:
            record("secret.hosts_changed", before=before, after=bound)
    return secret


@transaction.atomic
def delete_secret(secret: Secret, author: User) -> None:
    """For good; a query that uses it fails at its next dial."""
    audit.record("secret.deleted", workspace_id=secret.workspace_id, actor=author, target=secret.name)
    secret.delete()


def rotate() -> tuple[int, list[str]]:
    """Encrypt all anew with the newest key: how many were, and those that no key opens. Raises `no_keys`."""
    done, closed = 0, []
    for pk in list(Secret.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():  # one by one, so that nobody who saves a secret waits for all
            secret = Secret.objects.select_for_update().filter(pk=pk).first()
            if secret is None:
                continue
            try:
                secret.sealed = reseal(secret.sealed)
            except NoKeys:
                raise _no_keys() from None
            except Unreadable:
                closed.append(str(secret))
                continue
            secret.save(update_fields=["sealed"])
            done += 1
    return done, closed


def note_use(ids: Collection[int]) -> None:
    """A dial uses these secrets now."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY)
    Secret.objects.filter(stale, pk__in=ids).update(last_used_at=now)


def _sealed(workspace_id: int, name: str, hosts: list[str], value: str) -> str:
    try:
        return seal(Content(workspace_id, name, tuple(hosts), value))
    except NoKeys:
        raise _no_keys() from None


def _no_keys() -> AppError:
    return AppError(
        "no_keys",
        "Secrets can't be encrypted: there is no key. The operator sets LOWSTREAM_SECRETS_KEYS.",
        HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _check_value(name: str, value: str) -> None:
    """Raise `bad_value`; the reason never repeats it."""
    reason = ""
    if len(value) < SHORTEST:
        reason = f"is shorter than {SHORTEST} characters, so it could not be kept out of logs and messages"
    elif len(value) > VALUE_MAX:
        reason = f"has {len(value):,} characters; at most {VALUE_MAX:,}"
    elif value != value.strip():
        reason = "begins or ends with white space, which comes from copying; leave that out"
    elif "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        reason = "has a character in it that can't be sent"
    elif value in marker(name):
        reason = f"is part of {marker(name)}, which is shown in its place; choose another name"
    if reason:
        raise AppError("bad_value", f"The value {reason}.")


def _hosts(hosts: Sequence[str]) -> list[str]:
    """In one spelling, each once."""
    if not hosts:
        raise AppError("bad_hosts", "Name at least one host that the secret may be sent to, such as api.example.com.")
    if len(hosts) > HOSTS_MAX:
        raise AppError("bad_hosts", f"{len(hosts)} hosts are too many for one secret; at most {HOSTS_MAX}.")
    try:
        return list(dict.fromkeys(read_host(host) for host in hosts))
    except ValueError as error:
        raise AppError("bad_hosts", f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
