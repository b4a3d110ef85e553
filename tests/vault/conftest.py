"""A key for the vault, and a quick way to put a secret into it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from apps.vault import services
from apps.vault.models import Secret
from tests.cast import Cast


@pytest.fixture(autouse=True)
def key(settings: Settings) -> str:
    """The present key of the vault."""
    made = Fernet.generate_key().decode()
    settings.SECRETS_KEYS = [made]
    return made


@pytest.fixture
def put(cast: Cast) -> Callable[..., Secret]:
    """Store a secret in the cast's workspace."""

    def store(name: str = "KEY", value: str = "a-value-to-hide", *hosts: str) -> Secret:
        return services.create_secret(cast.workspace.pk, cast.owner, name, value, hosts or ("api.example.com",))

    return store
