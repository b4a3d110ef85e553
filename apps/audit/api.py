"""`/api/workspaces/<id>/audit/`: what happened in a workspace, for its owners."""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.answers import checked, problems
from apps.common.api import OfWorkspaceViewSet

from . import services
from .exports import CONTENT_TYPES, entry_of, written
from .models import Entry
from .selectors import Filter, page_of

PAGE_MAX: Final = 200  # more than fills a screen


class AuditFilterSerializer(serializers.Serializer[Any]):
    """What is looked for; what is left out matches all."""

    person = serializers.CharField(max_length=254, required=False, default="", help_text="part of an e-mail address")
    action = serializers.CharField(
        max_length=60, required=False, default="", help_text="such as `app.published`, or `app` for all about apps"
    )
    target = serializers.CharField(max_length=200, required=False, default="", help_text="part of what it was done to")
    until = serializers.DateTimeField(required=False, default=None, help_text="ISO 8601; only what happened before")

    def get_fields(self) -> dict[str, Any]:
        """Also `from`, which Python keeps for itself."""
        since = serializers.DateTimeField(
            required=False, default=None, help_text="ISO 8601; only what happened then or later"
        )
        return {**super().get_fields(), "from": since}


class AuditPageAskSerializer(AuditFilterSerializer):
    """Which page of it."""

    cursor = serializers.CharField(
        max_length=40, required=False, default="", help_text="`next` of the page before; the newest when left out"
    )
    limit = serializers.IntegerField(min_value=1, max_value=PAGE_MAX, required=False, default=50)


class AuditExportSerializer(AuditFilterSerializer):
    """As what."""

    def get_fields(self) -> dict[str, Any]:
        """Also `as`."""
        return {**super().get_fields(), "as": serializers.ChoiceField(choices=["csv", "ndjson"], default="csv")}


class AuditEntrySerializer(serializers.Serializer[Any]):
    """One thing that somebody did."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    person = serializers.CharField(help_text="the e-mail address they had; empty where the system did it")
    action = serializers.CharField(help_text="`<thing>.<what happened to it>`")
    target = serializers.CharField(help_text="to what, as people knew it then")
    details = serializers.DictField(help_text="what else is known, such as a release's number")


class AuditPageSerializer(serializers.Serializer[Any]):
    """Entries, newest first. `next` is the cursor of the next page, empty at the end."""

    entries = AuditEntrySerializer(many=True)
    next = serializers.CharField()


class AuditViewSet(OfWorkspaceViewSet[Entry]):
    """For owners: it says what everybody did."""

    queryset = Entry.objects.all()
    pagination_class = None
    roles: ClassVar = {"page": "owner", "export": "owner"}

    @extend_schema(
        operation_id="workspaces_audit",
        summary="The audit log, newest first",
        parameters=[AuditPageAskSerializer],
        responses={200: AuditPageSerializer, **problems(400, 403, 404)},
    )
    def page(self, request: Request, workspace_id: int) -> Response:
        """A page of it."""
        ask = checked(AuditPageAskSerializer(data=request.query_params))
        found, following = page_of(self._filtered(ask), ask["cursor"], ask["limit"])
        answer = {"entries": [entry_of(entry) for entry in found], "next": following}
        return Response(answer, headers={"Cache-Control": "no-store"})

    @extend_schema(
        operation_id="workspaces_audit_export",
        summary="The audit log as a file, newest first",
        parameters=[AuditExportSerializer],
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/x-ndjson"): OpenApiTypes.STR,
            **problems(400, 403, 404),
        },
    )
    def export(self, request: Request, workspace_id: int) -> StreamingHttpResponse:
        """All that matches, sent while it is read."""
        ask = checked(AuditExportSerializer(data=request.query_params))
        name = f"audit-{workspace_id}-{timezone.now():%Y-%m-%d}.{ask['as']}"
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
        }
        services.record(
            "audit.exported", workspace_id=workspace_id, actor=cast(services.Actor, request.user), form=ask["as"]
        )
        body = written(self._filtered(ask), ask["as"])
        return StreamingHttpResponse(body, content_type=CONTENT_TYPES[ask["as"]], headers=headers)

    def _filtered(self, ask: dict[str, Any]) -> QuerySet[Entry]:
        wanted = Filter(ask["person"], ask["action"], ask["target"], ask["from"], ask["until"])
        return wanted.of(self.get_queryset())
