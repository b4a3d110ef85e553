"""`/api/apps/`: apps, drafts, releases and windows. Permission and restriction are the base class's."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import permissions, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from apps.accounts.request_throttle import RequestThrottle
from apps.accounts.tokens import scopes
from apps.builder import selectors, services
from apps.builder.document import StreamQuery
from apps.builder.models import App
from apps.builder.sessions import read_session
from apps.common.answers import checked, problems
from apps.streams.bus.probes import Report

from .base import AppsViewSet
from .probes import ProbeRequest, ProbeThrottle, probe_report
from .serializers import (
    AppSerializer,
    DraftPayload,
    NewAppSerializer,
    PublishSerializer,
    ReleaseDocumentPayload,
    ReleaseSerializer,
    SavedSerializer,
    SavePayload,
    SaveSerializer,
    WhoseWindowSerializer,
    WindowPayload,
    WindowSerializer,
)
from .windows import Part, Whose, clear_window, read_window

RELEASE_NUMBER: Final = OpenApiParameter("number", OpenApiTypes.INT, "path", description="the release's number")
QUERY_NAME: Final = OpenApiParameter("name", OpenApiTypes.STR, "path", description="the query's name")


@extend_schema_view(
    list=extend_schema(
        summary="The apps of your workspaces, last changed first",
        responses={200: AppSerializer(many=True), **problems()},
    ),
    retrieve=extend_schema(summary="One app", responses={200: AppSerializer, **problems(404)}),
)
class AppViewSet(AppsViewSet):
    """Apps of the user's workspaces, and those they were granted."""

    queryset = App.objects.all()
    serializer_class = AppSerializer
    lookup_value_regex = r"\d+"
    pagination_class = None  # bounded by `services.APPS_PER_WORKSPACE`
    roles: ClassVar = {
        "list": "viewer",
        "create": "viewer",  # and editor of some workspace, which the selector checks
        "retrieve": "viewer",
        "partial_update": "editor",
        "destroy": "editor",
        "copy": "editor",
        "document": "editor",
        "save_document": "editor",
        "releases": "viewer",
        "publish": "editor",
        "release_document": "editor",
        "unpublish": "editor",
        "probe": "editor",
        "window": "viewer",  # or whom the release is visible to, which the selector checks
        "clear_window": "viewer",  # likewise; what is not one's own needs an editor
    }

    members_only = frozenset({"destroy", "copy"})

    def get_queryset(self) -> QuerySet[App]:
        """Without documents, unless it is a document that is asked for."""
        apps = super().get_queryset()
        return apps if self.action == "document" else selectors.listed(apps)

    def list(self, request: Request) -> Response:
        """Every app of their workspaces, and every one they were granted."""
        return Response(AppSerializer(self.get_queryset(), many=True).data)

    @extend_schema(
        summary="Create a blank app",
        request=NewAppSerializer,
        responses={201: AppSerializer, **problems(400, 403, 404, 409)},
    )
    def create(self, request: Request) -> Response:
        """A blank app in the workspace named, or the user's first."""
        data = checked(NewAppSerializer(data=request.data))
        user = user_of(request)
        app = services.create_app(selectors.workspace_to_build_in(user, data["workspace"]), user, data["name"])
        return Response(AppSerializer(app).data, status=status.HTTP_201_CREATED)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One app, without its document."""
        return Response(AppSerializer(self.get_object()).data)

    @extend_schema(
        summary="Rename an app, or change who may open it", responses={200: AppSerializer, **problems(400, 403, 404)}
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """`name`, `visibility`, or both."""
        app = self.get_object()
        changes = checked(AppSerializer(app, data=request.data, partial=True))
        if "visibility" in changes:
            scopes.require(request.auth, scopes.PUBLISH)
        return Response(AppSerializer(services.change_app(app, author=user_of(request), **changes)).data)

    @extend_schema(summary="Delete an app and its releases", responses={204: None, **problems(403, 404)})
    def destroy(self, request: Request, pk: str) -> Response:
        """For good."""
        services.delete_app(self.get_object(), user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Copy an app: a new one in the same workspace, with the same draft and no release",
        request=None,
        responses={201: AppSerializer, **problems(403, 404, 409)},
    )
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Named like it, with "copy" behind."""
        app = services.copy_app(self.get_object(), user_of(request))
        return Response(AppSerializer(app).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="The draft", responses={200: DraftPayload, **problems(403, 404)})
    @action(detail=True, methods=["get"])
    def document(self, request: Request, pk: str) -> Response:
        """The draft and its revision, which a save has to name."""
        # Read through the schema: a draft of an older version gets the fields that were added since.
        draft = selectors.document_for(self.get_object().pk, "draft")
        return Response({"document": draft.document.model_dump(mode="json"), "revision": draft.revision})

    @extend_schema(
        summary="Save the draft",
        description="Refused with 409 `stale` when the draft is no longer at `revision`, with 422 "
        "`invalid_document` naming every fault, with 413 `too_large` over 1 MiB.",
        request=SavePayload,
        responses={200: SavedSerializer, **problems(400, 403, 404, 409, 413, 422)},
    )
    @document.mapping.put
    def save_document(self, request: Request, pk: str) -> Response:
        """Whole or not at all."""
        app = self.get_object()
        data = checked(SaveSerializer(data=request.data))
        document = services.parse_document(data["document"])
        saved = services.save_draft(app, document, data["revision"], user_of(request), data["restored"])
        return Response({"revision": saved})

    @extend_schema(
        summary="The newest 200 releases, newest first",
        responses={200: ReleaseSerializer(many=True), **problems(404)},
        filters=False,
    )
    @action(detail=True, methods=["get"])
    def releases(self, request: Request, pk: str) -> Response:
        """Without their documents."""
        return Response(ReleaseSerializer(selectors.releases_of(self.get_object()), many=True).data)

    @extend_schema(
        summary="Publish the draft",
        request=PublishSerializer,
        responses={201: ReleaseSerializer, **problems(400, 403, 404, 409)},
    )
    @releases.mapping.post
    def publish(self, request: Request, pk: str) -> Response:
        """The draft at `revision` becomes the live release; 409 `stale` when it has moved on."""
        app = self.get_object()
        release = services.publish(app, user_of(request), **checked(PublishSerializer(data=request.data)))
        return Response(ReleaseSerializer(release).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="apps_release_document_retrieve",
        summary="A release with its document",
        parameters=[RELEASE_NUMBER],
        responses={200: ReleaseDocumentPayload, **problems(403, 404)},
    )
    @action(detail=True, methods=["get"], url_path=r"releases/(?P<number>\d{1,9})")
    def release_document(self, request: Request, pk: str, number: str) -> Response:
        """To compare it, or to put it in place of the draft."""
        release, document = selectors.release_of(self.get_object(), int(number))
        return Response({**ReleaseSerializer(release).data, "document": document.model_dump(mode="json")})

    @extend_schema(
        summary="Unpublish: take the live release away from viewers", responses={204: None, **problems(403, 404)}
    )
    @action(detail=True, methods=["delete"], url_path="release")
    def unpublish(self, request: Request, pk: str) -> Response:
        """Its streams are closed in every open tab; 404 `not_published` when there is none."""
        services.unpublish(self.get_object(), user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Test a stream query's definition with one real connection",
        description="Each step of the dial with its time, as far as it came; nothing of what the definition sends as "
        "headers, cookies, credentials or query parameters. Ten a minute and one at a time for each person; it takes "
        "up to 24 seconds.",
        request=ProbeRequest,
        responses={200: Report, **problems(400, 403, 404, 429, 503)},
    )
    @action(detail=True, methods=["post"], throttle_classes=[RequestThrottle, ProbeThrottle])
    def probe(self, request: Request, pk: str) -> Response:
        """Nothing is stored."""
        app = self.get_object()
        asked = ProbeRequest.model_validate(request.data)
        return Response(probe_report(user_of(request), app.workspace_id, asked))

    @extend_schema(
        summary="The window of a stream query",
        description="Of the messages after the offset `after` or since the time `since` the first `limit`; without "
        "either, or newest first, the newest `limit`. `gap` says what has left the window after `after`. `as=csv` "
        "begins with the columns offset and at (ISO 8601), then the members of the messages, or `data`.",
        parameters=[WindowSerializer, QUERY_NAME],
        responses={
            (200, "application/json"): WindowPayload,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/x-ndjson"): OpenApiTypes.STR,
            **problems(400, 403, 404, 503),
        },
    )
    @action(
        detail=True,
        methods=["get"],
        url_path=r"queries/(?P<name>[^/]+)/window",
        permission_classes=[permissions.AllowAny],
    )
    def window(self, request: Request, pk: str, name: str) -> HttpResponse:
        """Who may open the app may read its windows."""
        ask = checked(WindowSerializer(data=request.query_params))
        app, query, whose = _whose(request, pk, name, ask)
        part = Part(ask["after"], ask["since"], ask["until"], ask["limit"], ask["order"])
        answer = read_window(app, query, whose, part, ask["as"])
        headers = {"Cache-Control": "no-store"}
        if answer.file_name:
            headers["Content-Disposition"] = content_disposition_header(True, answer.file_name) or "attachment"
        return HttpResponse(answer.body, content_type=answer.content_type, headers=headers)

    @extend_schema(
        summary="Clear the window of a stream query",
        description="The numbering goes on, and whoever watches is told. A shared stream's needs an editor; that of "
        "a session's own stream the session, that of a person's own the person.",
        parameters=[WhoseWindowSerializer, QUERY_NAME],
        responses={204: None, **problems(400, 403, 404, 503)},
    )
    @window.mapping.delete
    def clear_window(self, request: Request, pk: str, name: str) -> Response:
        """Nobody can have its messages any more."""
        ask = checked(WhoseWindowSerializer(data=request.query_params))
        clear_window(*_whose(request, pk, name, ask))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _whose(request: Request, pk: str, name: str, ask: dict[str, Any]) -> tuple[App, StreamQuery, Whose]:
    """Which stream is asked for. Raises as `selectors.app_by_id`, and `not_published`, `unknown_query`."""
    app = selectors.app_by_id(int(pk), request.user, ask["mode"])
    query = selectors.document_for(app.pk, ask["mode"]).query(name)
    session_id = read_session(ask["session"], app.pk, request.user.pk) if ask["session"] else ""
    return app, query, Whose(request.user, session_id, ask["params"])


def user_of(request: Request) -> User:
    assert isinstance(request.user, User)  # the permission class let nobody else in
    return request.user
