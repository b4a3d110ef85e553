"""Signing in and out, and one's account. What isn't here is django-allauth's own view (see urls)."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView, PasswordChangeView, PasswordSetView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.errors import AppError

from .agents import agent_in_words, ago_in_words
from .forms import NameForm
from .models import User
from .people import services
from .people.signing_in import sign_in
from .services import redeem_sign_in_link
from .tokens.services import usable_of


class SignInView(LoginView):  # type: ignore[misc]
    """`/sign-in/`: who is signed in already goes on to where they wanted to go."""

    template_name = "accounts/sign_in.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        """429 while blocked, 422 for a wrong password; the form again in both cases."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 429 if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts") else 422
        return response


@never_cache
@require_GET
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """`/sign-in/<token>/`: signs in once, then leads to the app list."""
    try:
        user = redeem_sign_in_link(token)
    except AppError as error:
        context = {"problem": error, "signed_in": request.user.is_authenticated}
        return render(request, "accounts/link_invalid.html", context, status=int(error.status))
    sign_in(request, user, "link")
    return redirect("/")


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/sign-out/`: ends this browser's session."""
    logout(request)
    return redirect("/sign-in/")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """`/account/`: who one is here, and the way to the rest."""
    person = _person(request)
    form = NameForm(request.POST if request.method == "POST" else None, instance=User(name=person.name))
    if request.method == "POST" and form.is_valid():
        services.set_name(person, form.cleaned_data["name"])
        messages.success(request, "Your name is saved.")
        return redirect("account")
    held = person.memberships.select_related("workspace").order_by("workspace__name")
    context = {
        "form": form,
        "memberships": held,
        "second_step": is_mfa_enabled(person, [Authenticator.Type.TOTP]),
        "tokens": usable_of(person).count(),
        "sessions": len(UserSession.objects.purge_and_list(person)),
    }
    return render(request, "accounts/account.html", context)


def _has_second_step(request: HttpRequest) -> bool:
    return request.user.is_authenticated and is_mfa_enabled(request.user, [Authenticator.Type.TOTP])


@method_decorator([never_cache, login_required], name="dispatch")
@method_decorator(reauthentication_required(enabled=_has_second_step), name="dispatch")
class ChangePasswordView(PasswordChangeView):  # type: ignore[misc]
    """`/account/password/`: asks for the present password, and before that for a code where there is a second step."""

    template_name = "accounts/password.html"


@method_decorator([never_cache, login_required], name="dispatch")
@method_decorator(reauthentication_required(enabled=_has_second_step), name="dispatch")
class SetPasswordView(PasswordSetView):  # type: ignore[misc]
    """`/account/password/first/`: for who has only signed in by links."""

    template_name = "accounts/password.html"


@never_cache
@login_required
@require_GET
def second_step(request: HttpRequest) -> HttpResponse:
    """`/account/two-step/`: whether it is on, and what can be done with it."""
    held = {each.type: each for each in Authenticator.objects.filter(user=_person(request))}
    codes = held.get(Authenticator.Type.RECOVERY_CODES)
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    totp = held.get(Authenticator.Type.TOTP)
    last_used = ago_in_words(totp.last_used_at) if totp and totp.last_used_at else ""
    return render(request, "accounts/two_step.html", {"totp": totp, "last_used": last_used, "codes_left": left})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """`/account/sessions/`: where one is signed in. POST ends one (`session`), or all others."""
    person = _person(request)
    if request.method == "POST":
        messages.success(request, _ended(request, person))
        return redirect("account-sessions")
    listed = [
        {
            "session": each,
            "agent": agent_in_words(each.user_agent),
            "current": each.is_current(),
            "seen": ago_in_words(each.last_seen_at),
            "begun": ago_in_words(each.created_at),
        }
        for each in UserSession.objects.purge_and_list(person)
    ]
    listed.sort(key=_newest_first)
    return render(request, "accounts/sessions.html", {"sessions": listed})


def _ended(request: HttpRequest, person: User) -> str:
    chosen = request.POST.get("session", "")
    if chosen.isdecimal():
        services.end_session(request, person, int(chosen))
        return "That browser is signed out."
    count = services.end_other_sessions(request, person)
    return f"{count} other {'browser is' if count == 1 else 'browsers are'} signed out."


def _newest_first(listed: dict[str, Any]) -> tuple[bool, float]:
    return not listed["current"], -listed["session"].last_seen_at.timestamp()


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required
    return request.user
