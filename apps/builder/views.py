"""Pages that carry the front end: each gives its script what it needs as JSON in `#page-data`.

`page-data` of every page: `{csrf_token, user}`; the studio and the viewer add `app`, the viewer `mode` and `editor`,
the studio `exchange` (where the built-in exchange is, if it is to be offered), the settings `workspaces`.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from apps.accounts.models import Membership, User
from apps.common.csp import HEADER, HTML_FRAME_POLICY, frame_policy, page_policy
from apps.common.headers import HTML_FRAME_HEADERS, frame_headers

from . import selectors
from .models import App


@never_cache
@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """`/`: the app list."""
    return _front_end(request, "src/studio/home.tsx", "Apps")


@never_cache
@require_safe
@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    """`/settings/`: a person's own, and those of their workspaces."""
    held = Membership.objects.filter(user_id=request.user.pk).select_related("workspace").order_by("workspace_id")
    workspaces = [{"id": one.workspace_id, "name": one.workspace.name, "role": one.role} for one in held]
    return _front_end(request, "src/studio/settings.tsx", "Settings", workspaces=workspaces)


@never_cache
@require_safe
@login_required
def studio(request: HttpRequest, app_id: int) -> HttpResponse:
    """`/apps/<id>/`: the studio, for editors."""
    app = selectors.app_by_id(app_id, request.user, "draft")
    exchange = settings.EXCHANGE_URL if settings.EXCHANGE_OFFERED else None
    return _front_end(request, "src/studio/main.tsx", app.name, app=_app(app), exchange=exchange)


@never_cache
@require_safe
def viewer(request: HttpRequest, slug: str) -> HttpResponse:
    """`/a/<slug>/`: the live release, or with `?draft=1` the draft, for editors."""
    mode: selectors.Mode = "draft" if request.GET.get("draft") == "1" else "release"
    app = selectors.app_by_slug(slug, request.user, mode)
    editor = selectors.may_edit(app, request.user)
    if mode == "release" and app.release_id is None:
        return render(request, "builder/unpublished.html", {"app": app, "editor": editor}, status=404)
    return _front_end(request, "src/host/viewer.ts", app.name, app=_app(app), mode=mode, editor=editor)


@xframe_options_exempt
@require_safe
def frame(request: HttpRequest) -> HttpResponse:
    """`/frame/`: the sandboxed page that runs app code. The same for everyone; all it knows comes by `postMessage`."""
    response = render(None, "builder/frame.html")
    return _with(response, {HEADER: frame_policy(request), **frame_headers(request)})


@xframe_options_exempt
@require_safe
def html_frame(request: HttpRequest) -> HttpResponse:
    """`/frame/html/`: an empty page within the player, to be filled with a builder's HTML. The same for everyone."""
    return _with(render(None, "builder/html_frame.html"), {HEADER: HTML_FRAME_POLICY, **HTML_FRAME_HEADERS})


def _app(app: App) -> dict[str, Any]:
    return {"id": app.pk, "slug": app.slug, "name": app.name, "visibility": app.visibility}


def _front_end(request: HttpRequest, entry: str, title: str, **data: Any) -> HttpResponse:
    user = request.user
    # Only who is signed in needs a token, so that a public app's viewers get no cookie.
    token = get_token(request) if isinstance(user, User) else ""
    person = {"id": user.pk, "email": user.email, "name": user.name} if isinstance(user, User) else None
    nonce = secrets.token_urlsafe(16)
    data = {"csrf_token": token, "user": person, **data}
    context = {"entry": entry, "title": title, "nonce": nonce, "data": data}
    return _with(render(request, "builder/front_end.html", context), {HEADER: page_policy(request, nonce)})


def _with(response: HttpResponse, headers: dict[str, str]) -> HttpResponse:
    for name, value in headers.items():
        response.headers[name] = value
    return response
