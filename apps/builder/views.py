"""Pages that carry the front end: each gives its script what it needs as JSON in `#page-data`.

`page-data` of every page: `{csrf_token, user}`; the studio and the viewer add `app`, the viewer `mode`, `editor` and
perhaps `embed` (the token it was opened with), the studio `draft` (as `/api/apps/<id>/document/` serves it) and
`exchange` (where the built-in exchange is, if it is to be offered), the app list and the settings `workspaces`.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.common.csp import HEADER, HTML_FRAME_POLICY, allow_frames_of, frame_policy, page_policy
from apps.common.errors import Forbidden
from apps.common.headers import HTML_FRAME_HEADERS, frame_headers

from . import selectors
from .api.serializers import AppSerializer
from .models import App


@never_cache
@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """`/`: the app list."""
    return _front_end(request, "src/studio/home.tsx", "Apps", workspaces=_workspaces(request))


@never_cache
@require_safe
@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    """`/settings/`: a person's own, and those of their workspaces."""
    return _front_end(request, "src/studio/settings.tsx", "Settings", workspaces=_workspaces(request))


@never_cache
@require_safe
@login_required
def studio(request: HttpRequest, app_id: int) -> HttpResponse:
    """`/apps/<id>/`: the studio, for editors. It comes with the draft, so that it can begin at once."""
    app = selectors.app_by_id(app_id, request.user, "draft")
    loaded = selectors.document_for(app.pk, "draft")
    draft = {"document": loaded.document.model_dump(mode="json"), "revision": loaded.revision}
    exchange = settings.EXCHANGE_URL if settings.EXCHANGE_OFFERED else None
    item = AppSerializer(app).data
    return _front_end(request, "src/studio/main.tsx", app.name, app=item, draft=draft, exchange=exchange)


@never_cache
@require_safe
def viewer(request: HttpRequest, slug: str) -> HttpResponse:
    """`/a/<slug>/`: the live release, or with `?draft=1` the draft, for editors.

    With `?embed=` an embed token, in a frame of the site that it names: the release, for whomever it speaks of.
    """
    if token := request.GET.get("embed"):
        return _embedded(request, slug, token)
    mode: selectors.Mode = "draft" if request.GET.get("draft") == "1" else "release"
    app = selectors.app_by_slug(slug, request.user, mode)
    editor = selectors.may_edit(app, request.user)
    if mode == "release" and app.release_id is None:
        return render(request, "builder/unpublished.html", {"app": app, "editor": editor}, status=404)
    response = _front_end(request, "src/host/viewer.ts", app.name, app=_app(app), mode=mode, editor=editor)
    if mode == "release" and (origins := selectors.frame_origins(app)):
        allow_frames_of(response, origins)
    return response


def _embedded(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Dest", "iframe") not in ("iframe", "frame"):
        raise Forbidden("This link opens an app within another site's page only.", "embed_refused")
    app, viewer = selectors.embedded_app(token, slug=slug)
    if app.release_id is None:
        response = render(request, "builder/unpublished.html", {"app": app, "editor": False}, status=404)
    else:
        request.user = AnonymousUser()  # whoever is signed in here: the page speaks for whom the token names
        data = {"app": _app(app), "mode": "release", "editor": False, "embed": token}
        response = _front_end(request, "src/host/viewer.ts", app.name, **data)
    allow_frames_of(response, [viewer.held.origin])
    return response


@xframe_options_exempt
@require_safe
def frame(request: HttpRequest) -> HttpResponse:
    """`/frame/`: the sandboxed page that runs app code. The same for everyone; all it knows comes by `postMessage`.

    `?app=`: the sites that may show this app may also have the frame in theirs, with our page in between.
    """
    response = render(None, "builder/frame.html")
    response = _with(response, {HEADER: frame_policy(request), **frame_headers(request)})
    if origins := selectors.frame_origins_of(request.GET.get("app", "")):
        allow_frames_of(response, ["'self'", *origins])
    return response


@xframe_options_exempt
@require_safe
def html_frame(request: HttpRequest) -> HttpResponse:
    """`/frame/html/`: an empty page within the player, to be filled with a builder's HTML. The same for everyone."""
    return _with(render(None, "builder/html_frame.html"), {HEADER: HTML_FRAME_POLICY, **HTML_FRAME_HEADERS})


def _workspaces(request: HttpRequest) -> list[dict[str, Any]]:
    assert isinstance(request.user, User)  # a sign-in was required
    held = request.user.memberships.select_related("workspace").order_by("workspace_id")
    return [{"id": one.workspace_id, "name": one.workspace.name, "role": one.role} for one in held]


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
