"""Signing in by password or by one-time link, and signing out."""

from __future__ import annotations

from typing import Final

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from apps.common.errors import AppError

from .forms import SignInForm
from .services import redeem_sign_in_link

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


class SignInView(LoginView):
    """`/sign-in/`: who is signed in already goes on to where they wanted to go."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """429 while blocked, 422 for a wrong password; the form again in both cases."""
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error("__all__", "throttled") else 422
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
    login(request, user, backend=BACKEND)
    return redirect("/")


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/sign-out/`: ends this browser's session."""
    logout(request)
    return redirect("/sign-in/")
