"""Has Django know of the vault's check."""

from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault."""

    name = "apps.vault"

    def ready(self) -> None:
        """Register the check."""
        from . import checks  # noqa: F401 - registers itself, once there are models
