"""Hears of what django-allauth does with accounts, and sees to what follows from it."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.html import format_html

from apps.accounts import throttle
from apps.accounts.address import address_of
from apps.accounts.models import User
from apps.accounts.tokens import services as tokens

from . import services
from .signing_in import methods_of

# Any: signals bring what they bring.

TOKENS_PAGE: Final = "/settings/#tokens"
TURNED_ON: Final = {"totp": "second_step.turned_on"}  # its recovery codes come with it and aren't told of
TURNED_OFF: Final = {"totp": "second_step.turned_off"}


def listen() -> None:
    """Connect all receivers, once."""
    user_logged_in.connect(_signed_in)
    account.password_changed.connect(_password_changed)
    account.password_set.connect(_password_changed)
    account.password_reset.connect(_password_reset)
    mfa.authenticator_added.connect(_second_step_added)
    mfa.authenticator_removed.connect(_second_step_removed)
    mfa.authenticator_reset.connect(_codes_made_anew)
    mfa.authenticator_used.connect(_second_step_used)
    mfa.authentication_failed.connect(_code_refused)


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    if hasattr(request, "allauth"):  # else it is a test's, which came through no middleware
        services.begin_session(request, user, methods_of(request, user))


def _password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    services.password_changed(request, user, "password.changed")
    _say_what_goes_on(request, user)


def _password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    throttle.forget_person(user.email, address_of(request))
    services.password_changed(request, user, "password.reset")
    _say_what_goes_on(request, user)


def _say_what_goes_on(request: HttpRequest, user: User) -> None:
    """Programs don't stop with a password: whoever changes it because somebody else knew it must hear of them."""
    count = tokens.usable_of(user).count()
    if count:
        what = "1 API token of yours still works" if count == 1 else f"{count} API tokens of yours still work"
        link = format_html('<a href="{}">Look at them</a>', TOKENS_PAGE)
        text = format_html("{}. {}, and revoke what somebody else may have or may have made.", what, link)
        messages.warning(request, text)


def _second_step_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if action := TURNED_ON.get(authenticator.type):
        services.tell_own(request, user, action)


def _second_step_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if action := TURNED_OFF.get(authenticator.type):
        services.tell_own(request, user, action)


def _codes_made_anew(request: HttpRequest, user: User, **_: Any) -> None:
    services.tell_own(request, user, "recovery_codes.renewed")


def _second_step_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.refresh_from_db()  # it was marked as used on another copy
        services.tell_own(request, user, "recovery_code.used", left=len(authenticator.wrap().get_unused_codes()))


def _code_refused(request: HttpRequest, user: User, **_: Any) -> None:
    # Ten an hour at most, by the rate limit of codes.
    services.tell(user, "sign_in.failed", None, {"address": address_of(request), "reason": "code"})
