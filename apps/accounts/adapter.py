"""How django-allauth does things in this house: what it counts, what it says, what it mails, what it encrypts."""

from __future__ import annotations

import base64
import logging
from contextlib import suppress
from functools import lru_cache
from smtplib import SMTPException
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from apps.common.errors import Unavailable

from . import throttle
from .address import address_of
from .models import User
from .people import services
from .tokens.services import usable_of

logger = logging.getLogger(__name__)

# Any: allauth has no types.

# What a page says after something was done, by the name of allauth's text. Of anything else nothing is said.
SAID: Final = {
    "account/messages/password_changed.txt": "Your password is changed. Every other browser was signed out.",
    "account/messages/password_set.txt": "Your password is set. Every other browser was signed out.",
    "mfa/messages/totp_activated.txt": "Two-step sign-in is on.",
    "mfa/messages/totp_deactivated.txt": "Two-step sign-in is off.",
}
# What a person is told by mail, since somebody else may have done it.
NOTICES: Final = {
    "account/email/password_changed": "The password was changed.",
    "account/email/password_set": "A password was set.",
    "account/email/password_reset": "The password was set anew by a mailed link.",
    "mfa/email/totp_activated": "Two-step sign-in was turned on.",
    "mfa/email/totp_deactivated": "Two-step sign-in was turned off.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made; the old ones are void.",
}
OF_PASSWORDS: Final = {name for name in NOTICES if name.startswith("account/email/password_")}
MAILS: Final = {
    "account/email/password_reset_key": ("Set a new password", "accounts/mail/reset.txt"),
    "account/email/unknown_account": ("Somebody asked for a new password", "accounts/mail/unknown.txt"),
    **dict.fromkeys(NOTICES, ("Your Lowstream account has changed", "accounts/mail/notice.txt")),
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth comes without types
    """Passwords, mails and messages."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That e-mail and password don't fit together. Try again, or set a new password.",
        "too_many_login_attempts": "Too many wrong attempts. Wait 15 minutes, or use a one-time link.",
        "rate_limited": "Too many wrong codes. Wait an hour.",
        "incorrect_password": "That isn't your password.",
        "enter_current_password": "That isn't your present password.",
        "invalid_password_reset": "This link is no longer valid.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; refuse it when there have been too many."""
        email, address = credentials["email"], address_of(request)
        attempt = throttle.count_attempt(email, address, lambda: _has_been_here(email, address))
        request.sign_in_attempt = attempt  # type: ignore[attr-defined]  # for authentication_failed
        if attempt.just_blocked:
            services.tell_refused(email, "sign_in.throttled", address, minutes=throttle.PERIOD_SECONDS // 60)
        if attempt.blocked:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The person whose password it is, or None."""
        person = super().authenticate(request, **credentials)
        if person is not None:
            throttle.forget_attempt(credentials["email"], address_of(request))
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell of the first of a row; should they become too many, that is told as well."""
        email = credentials["email"]
        if request.sign_in_attempt.number == 1 and User.objects.filter(email=email.lower()).exists():  # type: ignore[attr-defined]
            services.tell_refused(email, "sign_in.failed", address_of(request), reason="password")

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether it is this person's password; counted like signing in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return bool(found is not None and found.pk == user.pk)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second step proves that it's still them by it: a password alone must not be able to turn it off."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] == "mfa_reauthenticate"] or methods

    def get_client_ip(self, request: HttpRequest) -> str:
        """Never fails: without an address people still sign in."""
        return address_of(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """These pages are for browsers."""
        return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation or by command."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponseBase:
        """As if there were no such person."""
        return redirect(settings.LOGIN_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return reverse("account")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_: Any, **more: Any
    ) -> None:
        """Say one of SAID on the next page."""
        text = more.get("message") or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, text)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of MAILS as plain text. Raises `unavailable` when the mail server doesn't take it."""
        subject, template = MAILS[template_prefix]
        try:
            send_mail(subject, render_to_string(template, context), None, [email])
        except (OSError, SMTPException) as error:
            logger.error("no mail could be sent: %s", error)
            raise Unavailable(
                "The mail could not be sent. Try again later, or ask whoever runs this server for a one-time link."
            ) from None

    def send_notification_mail(self, template_prefix: str, user: User, *_: Any, **__: Any) -> None:
        """Tell a person of a change. That the mail can't be sent doesn't undo the change."""
        if template_prefix not in NOTICES:
            return
        facts = {
            "what": NOTICES[template_prefix],
            "at": timezone.now(),
            "address": address_of(self.request),
            "tokens": usable_of(user).count() if template_prefix in OF_PASSWORDS else 0,
        }
        with suppress(Unavailable):  # the log has it
            self.send_mail(template_prefix, user.email, facts)


def _has_been_here(email: str, address: str) -> bool:
    return bool(UserSession.objects.filter(user__email=email.strip().lower(), ip=address).exists())


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]  # likewise
    """Codes. Their seeds are encrypted, so that a copy of the database makes no codes."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code isn't right, or was used already. The app shows another every 30 seconds.",
    }

    def encrypt(self, text: str) -> str:
        """By a key that is derived from SECRET_KEY."""
        return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart; former keys are in SECRET_KEY_FALLBACKS."""
        try:
            return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise Unavailable(
                "The codes can't be checked, since SECRET_KEY has changed. Whoever runs this server can make a one-time"
                " link, with which two-step sign-in is turned off."
            ) from None


@lru_cache(maxsize=4)  # one set of keys, and those of tests
def _box(*keys: str) -> MultiFernet:
    def derived(key: str) -> Fernet:
        # The same SECRET_KEY signs cookies; a key of its own for each purpose.
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lowstream: seeds of sign-in codes")
        return Fernet(base64.urlsafe_b64encode(kdf.derive(key.encode())))

    return MultiFernet([derived(key) for key in keys])
