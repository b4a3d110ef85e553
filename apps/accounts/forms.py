"""The forms of signing in and of one's account: django-allauth's, in this house's words.

It comes without types, hence the marks at the classes made from its own.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from .models import User

# Any: allauth's forms have no types.

PASSWORD_HELP: Final = "At least 10 characters; not one that many people use."  # noqa: S105
# A code is good for its half minute, and for the tolerance before and after.
CODE_SECONDS: Final = (2 * mfa_settings.TOTP_TOLERANCE + 1) * mfa_settings.TOTP_PERIOD


class Worded:
    """Mixed into a form: gives its fields the house's labels, hints and look."""

    fields: dict[str, forms.Field]
    words: dict[str, tuple[str, str]] = {}  # noqa: RUF012 - field: (label, hint)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = self.words.get(name, (field.label, ""))
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "input"
        self.begin_with(next(iter(self.fields)))

    def begin_with(self, name: str) -> None:
        """Where the page's focus is; "" leaves it to the browser."""
        for each, field in self.fields.items():
            field.widget.attrs["autofocus"] = each == name


class SignInForm(Worded, account.LoginForm):  # type: ignore[misc]
    """E-mail and password; says nothing about which of the two was wrong."""

    words = {"login": ("E-mail", ""), "password": ("Password", "")}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        if self.is_bound:  # it was the password, most often
            self.begin_with("password")


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """For who has one."""

    words = {  # noqa: RUF012
        "oldpassword": ("Present password", ""),
        "password1": ("New password", PASSWORD_HELP),
        "password2": ("New password again", ""),
    }

    def clean_oldpassword(self) -> str:
        """Counted like signing in: a session left open must not be a place to guess."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(Worded, account.SetPasswordForm):  # type: ignore[misc]
    """For who has none yet."""

    words = {"password1": ("New password", PASSWORD_HELP), "password2": ("New password again", "")}  # noqa: RUF012


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Behind the mailed link."""

    words = SetPasswordForm.words


class ForgotPasswordForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """Mails a link, or to an address without an account that there is none: the page says the same in both cases."""

    words = {"email": ("E-mail", "")}  # noqa: RUF012

    def save(self, request: HttpRequest, **_: Any) -> str:
        """Send one mail, whoever it is, so that neither the page nor its pace tells who has an account."""
        email: str = self.cleaned_data["email"]
        if self.users:
            request_password_reset(request, email, self.users, account.default_token_generator)
        else:
            get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class ConfirmByPasswordForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """Is it still you?"""

    words = {"password": ("Password", "")}  # noqa: RUF012


class CodeInput(forms.TextInput):
    """Empty again after a wrong code: nobody corrects one."""

    def format_value(self, value: Any) -> None:
        """Nothing to begin with."""

    def __init__(self) -> None:
        super().__init__({"class": "input", "autofocus": True, "autocomplete": "one-time-code", "spellcheck": "false"})


class Coded(Worded):
    """A code from the telephone, or a recovery code; each works once."""

    user: User
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = CodeInput()

    def clean_code(self) -> str:
        """allauth remembers a used code for half a minute, but with the tolerance it is good for longer."""
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form it is mixed into
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                raise get_adapter().validation_error("rate_limited") from None
            raise
        if self.authenticator.type == Authenticator.Type.TOTP:
            digits = "".join(filter(str.isdigit, code))
            if not cache.add(f"code-used:{self.user.pk}:{digits}", 1, CODE_SECONDS):
                raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class CodeForm(Coded, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    words = {"code": ("Code", "Six digits from your authenticator app, or one of your recovery codes.")}  # noqa: RUF012


class ConfirmByCodeForm(Coded, mfa.ReauthenticateForm):  # type: ignore[misc]
    """Is it still you?"""

    words = CodeForm.words


class TurnOnForm(Worded, ActivateTOTPForm):  # type: ignore[misc]
    """Proves that the app has the seed."""

    words = {"code": ("Code", "The six digits that the app shows now.")}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = CodeInput()


class NameForm(Worded, forms.ModelForm):  # type: ignore[type-arg]
    """What others see of a person."""

    words = {"name": ("Name", "What others in your workspaces see. Empty: your e-mail address.")}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin_with("")  # the page is for looking, too

    class Meta:
        model = User
        fields = ("name",)
