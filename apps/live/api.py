"""Opening an app: the page asks here for what the sandbox needs in order to connect."""

from __future__ import annotations

from typing import Annotated, Any, Final

from drf_spectacular.utils import extend_schema
from pydantic import BaseModel, WithJsonSchema
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.builder import selectors
from apps.builder.api.viewsets import problems
from apps.builder.document import AppDocument, StreamQuery
from apps.common.errors import AppError
from apps.common.requests import ReadingSessionAuthentication

from . import protocol
from .tokens import TOKEN_SECONDS, Claims, mint_token, new_session_id, read_session, sign_session

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
        responses={200: OpenedApp, **problems(400, 403, 404)},
    )
    def post(self, request: Request, app_id: int) -> Response:
        """Who may view the app gets the live release, editors also the draft."""
        serializer = OpeningSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        mode = serializer.validated_data["mode"]
        user = request.user if isinstance(request.user, User) else None
        app = selectors.app_by_id(app_id, request.user, mode)
        loaded = selectors.document_for(app.pk, mode)
        user_id = user.pk if user else None
        session_id = _session_id(serializer.validated_data["session"], app.pk, user_id)
        document = loaded.document.model_dump(mode="json")
        return Response(
            {
                "token": mint_token(Claims(app.workspace_id, app.pk, mode, loaded.release, session_id, user_id)),
                "session": sign_session(session_id, app.pk, user_id),
                "expires_in": TOKEN_SECONDS,
                "socket": SOCKET_PATH,
                "user": {"id": user.pk, "email": user.email, "name": user.name} if user else None,
                "document": document if mode == "draft" else without_upstreams(document),
                "release": loaded.release,
                "title": app.name,
            },
            headers={"Cache-Control": "no-store"},
        )


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


def _session_id(text: str | None, app_id: int, user_id: int | None) -> str:
    """The session this string names; a new one when there is none, or it isn't this person's."""
    if text:
        try:
            return read_session(text, app_id, user_id)
        except AppError:
            pass  # signed in or out meanwhile, or a restored tab of another server: start afresh
    return new_session_id()
