"""The sign-in form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from . import throttle


class SignInForm(AuthenticationForm):
    """E-mail and password; counts failures and says nothing about which of the two was wrong."""

    username = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "class": "input"}),
    )
    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "input"})
    )

    error_messages = {  # noqa: RUF012 - Django's way to word errors
        "invalid_login": "That e-mail and password don't fit together. Try again, or use a one-time link.",
        "inactive": "That e-mail and password don't fit together. Try again, or use a one-time link.",
        "throttled": "Too many wrong passwords. Wait 15 minutes, or use a one-time link.",
    }

    def clean(self) -> dict[str, Any]:
        """Refuse while blocked; count what fails."""
        email = self.cleaned_data.get("username") or ""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        if throttle.is_blocked(email, address):
            raise forms.ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            throttle.count_failure(email, address)
            raise
        throttle.forget_failures(email, address)
        return cleaned
