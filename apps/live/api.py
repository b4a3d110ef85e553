"""Opening an app: the page asks here for what the sandbox needs in order to connect."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Annotated, Any, Final

from django.conf import settings
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel, WithJsonSchema
from redis.exceptions import RedisError
from rest_framework import exceptions, permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.address import address_of
from apps.accounts.models import User
from apps.accounts.people.logins import login_of
from apps.builder import selectors
from apps.builder.document import AppDocument, StreamQuery
from apps.builder.models import App
from apps.builder.sessions import Person
from apps.builder.sharing.embedding import TOKEN_MAX, EmbedViewer
from apps.common.answers import problems
from apps.common.errors import AppError
from apps.common.requests import ReadingSessionAuthentication
from apps.streams.bus.tickets import count

from . import protocol
from .tokens import TOKEN_SECONDS, Claims, mint_token, new_session_id, read_session, sign_session

logger = logging.getLogger(__name__)

SOCKET_PATH: Final = "/live/"


class OpeningSerializer(serializers.Serializer[Any]):
    """What to open, and the session to go on with."""

    mode = serializers.ChoiceField(choices=["release", "draft"], required=False, default="release")
    session = serializers.CharField(
        max_length=1024,
        required=False,
        allow_blank=True,
        allow_null=True,
        default="",
        help_text="what this endpoint gave before, to keep the session after a reload",
    )
    embed = serializers.CharField(
        max_length=TOKEN_MAX,
        required=False,
        allow_blank=True,
        default="",
        help_text="an embed token, of an app in a frame of another site; whoever is signed in here is then nobody",
    )


class OpenedApp(BaseModel):
    """All that a player needs. `token` opens the socket within `expires_in` seconds."""

    token: str
    session: str
    expires_in: int
    socket: str
    user: protocol.User | None
    document: Annotated[
        AppDocument,
        WithJsonSchema({"type": "object", "description": "an AppDocument; a release's says not how the server dials"}),
    ]
    release: int | None
    title: str


class SessionView(APIView):
    """`POST /api/apps/{id}/session/`: it mints, and writes nothing; hence no CSRF.

    So a viewer's page that was opened signed-out goes on working after a sign-in in another tab.
    """

    authentication_classes = (ReadingSessionAuthentication,)
    permission_classes = (permissions.AllowAny,)

    @extend_schema(
        operation_id="apps_session_create",
        summary="Open an app: mint a viewer token",
        request=OpeningSerializer,
        responses={200: OpenedApp, **problems(400, 403, 404, 429)},
    )
    def post(self, request: Request, app_id: int) -> Response:
        """Who may view the app gets the live release, editors also the draft; an embed token gives the release."""
        serializer = OpeningSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        mode, embed = asked["mode"], None
        user = request.user if isinstance(request.user, User) and not asked["embed"] else None
        if user is None:
            _count_opening(address_of(request._request), app_id)
        if asked["embed"]:
            app, embed = _embedded(app_id, mode, asked["embed"])
        else:
            app = selectors.app_by_id(app_id, request.user, mode)
        loaded = selectors.document_for(app.pk, mode)
        user_id = user.pk if user else None
        person = user_id if embed is None else f"{embed.held.origin} {embed.email} {embed.name}"
        session_id = _session_id(asked["session"], app.pk, person)
        document = loaded.document.model_dump(mode="json")
        login = None if user is None else login_of(request._request, user)
        claims = Claims(app.workspace_id, app.pk, mode, loaded.release, session_id, user_id, embed, login)
        return Response(
            {
                "token": mint_token(claims),
                "session": sign_session(session_id, app.pk, person),
                "expires_in": TOKEN_SECONDS,
                "socket": SOCKET_PATH,
                "user": _person(user, embed),
                "document": document if mode == "draft" else without_upstreams(document),
                "release": loaded.release,
                "title": app.name,
            },
            headers={"Cache-Control": "no-store"},
        )


def _embedded(app_id: int, mode: str, token: str) -> tuple[App, EmbedViewer]:
    if mode != "release":
        raise AppError("embed_refused", "An embed token opens the published app, not the draft.", HTTPStatus.FORBIDDEN)
    return selectors.embedded_app(token, app_id=app_id)


def _person(user: User | None, embed: EmbedViewer | None) -> dict[str, Any] | None:
    if user is not None:
        return {"id": user.pk, "email": user.email, "name": user.name}
    if embed is not None and (embed.name or embed.email):
        return {"id": None, "email": embed.email, "name": embed.name}
    return None


def _count_opening(address: str, app_id: int) -> None:
    """Nobody needs an account to open a public app, so that a program could open it for ever.

    Counted in Redis, for all web processes; while that is away, nothing is counted.
    """
    bounds = {f"open:address:{address}": settings.OPENINGS_PER_ADDRESS, f"open:app:{app_id}": settings.OPENINGS_PER_APP}
    try:
        wait = count(bounds)
    except RedisError as error:
        logger.warning("openings of app %s are not counted (%s)", app_id, error)
        return
    if wait:
        raise exceptions.Throttled(wait, "Too many open this app just now; try again in {wait} s.")


# What a player may know of a query: how it is run, read, kept and shown. All else says how the server dials.
SHOWN: Final = (
    *("kind", "name", "run_on_load", "arguments", "delivery", "events"),
    *("triggers", "notifications", "confirm", "timeout_ms"),
    *("reconnect", "format", "limits", "explode", "fields", "order", "window", "scope"),
)
SHOWN_OF_PARAMETERS: Final = ("name", "type", "default")
_BLANK: Final = StreamQuery.model_construct(url="", name="").model_dump(mode="json")


def without_upstreams(document: dict[str, Any]) -> dict[str, Any]:
    """The document as viewers get it: addresses, headers and hand-shakes stay on the server, which alone dials.

    A key typed into a header or a URL would otherwise reach every viewer's browser.
    """
    return {**document, "queries": [_without_upstream(query) for query in document["queries"]]}


def _without_upstream(query: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {"allowed": [], "pattern": "", **{field: each[field] for field in SHOWN_OF_PARAMETERS}}
        for each in query["parameters"]
    ]
    return {**_BLANK, **{field: query[field] for field in SHOWN}, "parameters": parameters}


def _session_id(text: str | None, app_id: int, person: Person) -> str:
    """The session this string names; a new one when there is none, or it isn't this person's."""
    if text:
        try:
            return read_session(text, app_id, person)
        except AppError:
            pass  # signed in or out meanwhile, or a restored tab of another server: start afresh
    return new_session_id()
