"""`/invitations/<token>/`: joining a workspace. Looking at it uses nothing up; one press does."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts.models import Invitation, User
from apps.accounts.people.signing_in import sign_in
from apps.common.errors import AppError
from apps.common.pages import problem_page
from apps.common.problems import Problem

from . import services, throttle
from .forms import AccountForm
from .selectors import by_token

WAIT: Final = Problem(
    429, "rate_limited", "Too many attempts from your network. Wait 15 minutes, then open the link again."
)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Who is signed in joins by a press; who isn't signs in, or makes an account."""
    if throttle.is_blocked(request):
        return problem_page(request, WAIT)
    try:
        invitation = by_token(token)
        if request.method != "POST":
            return _page(request, token, invitation)
        if isinstance(request.user, User):
            services.join(token, request.user)
            return redirect("/")
        return _join_as_new(request, token, invitation)
    except AppError as error:
        if error.code == "invitation_invalid":
            throttle.count(request, "guess")
        status = int(error.status)
        return render(request, "accounts/invitation_invalid.html", {"problem": error}, status=status)


def _join_as_new(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = AccountForm(invitation, request.POST)
    if not form.is_valid():
        return _page(request, token, invitation, form)
    throttle.count(request, "account")
    given = form.cleaned_data
    try:
        user = services.join_as_new(token, given["email"], given["name"], given["password"])
    except AppError as error:
        if error.code != "email_taken":
            raise
        form.add_error("email", "There is an account with this address already: sign in with it to join.")
        return _page(request, token, invitation, form)
    sign_in(request, user, "invitation")
    return redirect("/")


def _page(request: HttpRequest, token: str, invitation: Invitation, form: AccountForm | None = None) -> HttpResponse:
    user = request.user
    context: dict[str, Any] = {"invitation": invitation, "path": request.path}
    if isinstance(user, User):
        context["other_person"] = bool(invitation.email) and invitation.email != user.email
        context["member"] = user.memberships.filter(workspace=invitation.workspace).exists()
    else:
        context["form"] = form or AccountForm(invitation)
    status = 422 if form is not None else 200
    return render(request, "accounts/invitation.html", context, status=status)
