"""What happens with accounts is heard here, whichever way it comes about."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Connects the receivers."""

    name = "apps.accounts"

    def ready(self) -> None:
        """Called by Django once all models are there."""
        from .people import hearing

        hearing.listen()
