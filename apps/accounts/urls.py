"""Addresses of signing in and out, and of one's account.

Names that begin with `account_` or `mfa_` are those by which django-allauth leads from one page to the next.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache

from . import views
from .invitations.views import invitation_page


def page(route: str, view: Any, name: str, template: str) -> URLPattern:  # Any: allauth has no types
    """A view of allauth in this house's look; what it shows is for nobody else's eyes, so that no cache keeps it."""
    shown = never_cache(view.as_view(template_name=f"accounts/{template}"))
    made: URLPattern = (re_path if route.startswith("^") else path)(route, shown, name=name)
    return made


urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="account_login"),
    page("sign-in/code/", mfa.AuthenticateView, "mfa_authenticate", "sign_in_code.html"),
    path("sign-in/<str:token>/", views.sign_in_by_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("invitations/<str:token>/", invitation_page, name="invitation"),
    # Forgotten
    page("forgotten/", account.PasswordResetView, "account_reset_password", "forgotten.html"),
    page("forgotten/sent/", account.PasswordResetDoneView, "account_reset_password_done", "forgotten_sent.html"),
    page(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$",
        account.PasswordResetFromKeyView,
        "account_reset_password_from_key",
        "new_password.html",
    ),
    page(
        "forgotten/done/",
        account.PasswordResetFromKeyDoneView,
        "account_reset_password_from_key_done",
        "new_password_done.html",
    ),
    # One's account
    path("account/", views.account, name="account"),
    path("account/password/", views.ChangePasswordView.as_view(), name="account_change_password"),
    path("account/password/first/", views.SetPasswordView.as_view(), name="account_set_password"),
    path("account/sessions/", views.sessions, name="account-sessions"),
    path("account/two-step/", views.second_step, name="mfa_index"),
    page("account/two-step/on/", totp.ActivateTOTPView, "mfa_activate_totp", "two_step_on.html"),
    page("account/two-step/off/", totp.DeactivateTOTPView, "mfa_deactivate_totp", "two_step_off.html"),
    page("account/two-step/codes/", codes.ViewRecoveryCodesView, "mfa_view_recovery_codes", "codes.html"),
    page(
        "account/two-step/codes/new/", codes.GenerateRecoveryCodesView, "mfa_generate_recovery_codes", "codes_new.html"
    ),
    page("account/two-step/codes/file/", codes.DownloadRecoveryCodesView, "mfa_download_recovery_codes", "codes.txt"),
    page("account/confirm/", account.ReauthenticateView, "account_reauthenticate", "confirm.html"),
    page("account/confirm/code/", mfa.ReauthenticateView, "mfa_reauthenticate", "confirm.html"),
]
