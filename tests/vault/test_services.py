"""Secrets as they are stored: sealed, bound, replaced, rotated; and what the check says of those that don't open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from apps.audit.models import Entry
from apps.common.errors import AppError
from apps.vault import checks, sealing, selectors, services
from apps.vault.models import Secret
from tests.cast import Cast

Put = Callable[..., Secret]
VALUE = "a-value-to-hide"


def value_of(secret: Secret) -> str | None:
    return selectors.secrets_for(secret.workspace_id, [secret.name])[secret.name].value


def _told() -> QuerySet[Entry]:
    """The audit log's entries about secrets."""
    return Entry.objects.filter(action__startswith="secret.").order_by("pk")


def test_a_secret_is_stored_sealed_and_opens_for_a_hub(put: Put) -> None:
    secret = put("KEY", VALUE, "API.example.com", "*.example.net:8443", "api.example.com")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_secret")
        assert VALUE not in str(cursor.fetchall())
    found = selectors.secrets_for(secret.workspace_id, ["KEY", "OTHER"])
    assert list(found) == ["KEY"]
    assert (found["KEY"].value, found["KEY"].hosts) == (VALUE, ("api.example.com", "*.example.net:8443"))
    assert VALUE not in repr(found)
    assert VALUE not in repr(sealing.unseal(secret.sealed, secret.workspace_id, "KEY", secret.hosts))


def test_another_workspace_has_none_of_it(put: Put, cast: Cast) -> None:
    put()
    [elsewhere] = cast.stranger.memberships.values_list("workspace_id", flat=True)
    assert selectors.secrets_for(elsewhere, ["KEY"]) == {}


@pytest.mark.parametrize("change", ["workspace_id", "name", "hosts", "broken hosts", "sealed"])
def test_a_row_that_was_tampered_with_does_not_open(put: Put, cast: Cast, change: str) -> None:
    secret, other = put("KEY"), put("OTHER", "another-value-to-hide", "other.example.com")
    [elsewhere] = cast.stranger.memberships.values_list("workspace_id", flat=True)
    tampered = {"workspace_id": elsewhere, "name": "NEW", "hosts": ["evil.example"], "sealed": other.sealed}
    field = change.removeprefix("broken ")
    Secret.objects.filter(pk=secret.pk).update(**{field: 5 if change == "broken hosts" else tampered[field]})
    secret.refresh_from_db()
    assert value_of(secret) is None
    assert selectors.secrets_for(secret.workspace_id, [secret.name])[secret.name].hosts == ()
    assert selectors.unreadable() == [secret]


@pytest.mark.parametrize(
    ("name", "value", "hosts", "code"),
    [
        ("", VALUE, ["a.example"], "bad_name"),
        ("1KEY", VALUE, ["a.example"], "bad_name"),
        ("a b", VALUE, ["a.example"], "bad_name"),
        ("K" * 65, VALUE, ["a.example"], "bad_name"),
        ("KEY", "abc", ["a.example"], "bad_value"),
        ("KEY", "x" * 4097, ["a.example"], "bad_value"),
        ("KEY", f"{VALUE}\n", ["a.example"], "bad_value"),
        ("KEY", "half \ud800 of it", ["a.example"], "bad_value"),
        ("KEY", "nul\x00nul", ["a.example"], "bad_value"),
        ("KEY", "secret", ["a.example"], "bad_value"),
        ("KEY", VALUE, [], "bad_hosts"),
        ("KEY", VALUE, ["wss://a.example/"], "bad_hosts"),
        ("KEY", VALUE, [f"h{n}.example" for n in range(21)], "bad_hosts"),
    ],
)
def test_what_can_not_be_a_secret_is_refused_without_repeating_it(
    cast: Cast, name: str, value: str, hosts: list[str], code: str
) -> None:
    with pytest.raises(AppError) as caught:
        services.create_secret(cast.workspace.pk, cast.owner, name, value, hosts)
    assert caught.value.code == code
    assert code != "bad_value" or value == "secret" or value not in caught.value.message
    assert not Secret.objects.exists()
    assert not _told().exists()


def test_a_name_stands_once_in_a_workspace(put: Put, cast: Cast) -> None:
    put("KEY")
    with pytest.raises(AppError, match="already a secret KEY") as caught:
        put("KEY", "another value")
    assert caught.value.code == "name_taken"
    [elsewhere] = cast.stranger.memberships.values_list("workspace_id", flat=True)
    services.create_secret(elsewhere, cast.stranger, "KEY", VALUE, ["a.example"])


def test_there_are_only_so_many(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "SECRETS_PER_WORKSPACE", 1)
    put("KEY")
    with pytest.raises(AppError, match="has 1 secrets"):
        put("TWO")


def test_replacing_needs_the_value_above_all_for_other_hosts(put: Put, cast: Cast) -> None:
    secret = put("KEY", VALUE)
    with pytest.raises(AppError) as caught:
        services.replace_secret(secret, cast.owner, None, ["evil.example"])
    assert caught.value.code == "value_needed"
    secret.refresh_from_db()
    assert (secret.hosts, value_of(secret)) == (["api.example.com"], VALUE)
    services.replace_secret(secret, cast.owner, "the-next-value")
    secret.refresh_from_db()
    assert (secret.hosts, value_of(secret)) == (["api.example.com"], "the-next-value")
    services.replace_secret(secret, cast.owner, "the-third-value", ["b.example"])
    secret.refresh_from_db()
    assert (secret.hosts, value_of(secret)) == (["b.example"], "the-third-value")


def test_what_happens_to_secrets_is_in_the_audit_log_without_their_values(put: Put, cast: Cast) -> None:
    secret = put("KEY", VALUE)
    services.replace_secret(secret, cast.owner, "the-next-value", ["b.example"])
    services.delete_secret(secret, cast.owner)
    entries = list(_told().values_list("action", "target", "actor_name", "details"))
    assert [entry[0] for entry in entries] == [
        "secret.created",
        "secret.replaced",
        "secret.hosts_changed",
        "secret.deleted",
    ]
    assert {entry[1:3] for entry in entries} == {("KEY", "owner@example.com")}
    assert entries[2][3] == {"before": ["api.example.com"], "after": ["b.example"]}
    assert "value" not in str(entries)


def test_last_use_is_noted_to_the_hour(put: Put) -> None:
    secret = put()
    services.note_use([secret.pk])
    secret.refresh_from_db()
    first = secret.last_used_at
    assert first is not None
    services.note_use([secret.pk])
    secret.refresh_from_db()
    assert secret.last_used_at == first
    Secret.objects.update(last_used_at=timezone.now() - timedelta(hours=2))
    services.note_use([secret.pk])
    secret.refresh_from_db()
    assert secret.last_used_at is not None
    assert secret.last_used_at >= first


def test_without_a_key_nothing_is_stored(put: Put, settings: Settings) -> None:
    settings.SECRETS_KEYS = []
    with pytest.raises(AppError) as caught:
        put()
    assert caught.value.code == "no_keys"
    assert not Secret.objects.exists()


def rotated() -> str:
    output = StringIO()
    call_command("rotatesecrets", stdout=output)
    return output.getvalue().strip()


def test_rotation_encrypts_all_with_the_newest_key(put: Put, key: str, settings: Settings) -> None:
    secrets = [put("ONE", "value-of-one"), put("TWO", "value-of-two")]
    new = Fernet.generate_key().decode()
    settings.SECRETS_KEYS = [new, key]
    assert rotated() == "2 secrets encrypted with the newest key."
    settings.SECRETS_KEYS = [new]
    for secret in secrets:
        secret.refresh_from_db()
    assert [value_of(secret) for secret in secrets] == ["value-of-one", "value-of-two"]
    assert checks.secrets_can_be_opened(None) == []


def test_a_lost_key_is_told_by_the_check_and_by_rotation(
    put: Put, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    put("ONE", VALUE)
    assert checks.secrets_can_be_opened(None) == []
    settings.SECRETS_KEYS = [Fernet.generate_key().decode()]
    put("TWO", "another-value")
    [error] = checks.secrets_can_be_opened(None)
    assert "1 stored secret can't be opened with the keys there are: ONE (House)" in error.msg
    assert "LOWSTREAM_SECRETS_KEYS" in str(error.hint)
    with pytest.raises(CommandError, match="1 could not be opened with any key"):
        rotated()
    with pytest.raises(SystemCheckError, match="can't be opened"):
        call_command("check", tags=["secrets"])
    assert VALUE not in caplog.text
