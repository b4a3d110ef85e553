"""`/api/apps/import/` and `/api/apps/<id>/export/`: apps as files."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.builder import selectors, services
from apps.builder.files import file_of, read_file
from apps.builder.models import App
from apps.common.answers import checked, problems

from .base import AppsViewSet
from .serializers import ExportSerializer, FileAnswer, FilePayload, ImportedSerializer, WhereSerializer
from .viewsets import user_of


class AppFileViewSet(AppsViewSet):
    """Out of a workspace and into one."""

    queryset = App.objects.all()
    lookup_value_regex = r"\d+"
    roles: ClassVar = {
        "export": "editor",  # also of a release: it has what viewers never get, such as addresses and headers
        "import_file": "viewer",  # and editor of some workspace, which the selector checks
    }

    def get_queryset(self) -> QuerySet[App]:
        """Without documents; which one is asked for is read by itself."""
        return selectors.listed(super().get_queryset())

    @extend_schema(
        summary="Export an app as a file",
        description="JSON to keep and compare: fields in a steady order, those with the schema's own value left out. "
        "Never a credential: tokens, passwords and the like are emptied, and named in `left_out`.",
        parameters=[ExportSerializer],
        responses={200: FileAnswer, **problems(400, 403, 404)},
    )
    @action(detail=True, methods=["get"])
    def export(self, request: Request, pk: str) -> HttpResponse:
        """The draft, or a release."""
        app = self.get_object()
        number = checked(ExportSerializer(data=request.query_params))["release"]
        found = selectors.document_for(app.pk, "draft" if number is None else "release", number)
        services.tell_exported(app, user_of(request), number)
        name = f"{app.slug}.json" if number is None else f"{app.slug}-release-{number}.json"
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
        }
        return HttpResponse(file_of(app.name, found.document), content_type="application/json", headers=headers)

    @extend_schema(
        summary="Import an app from a file: a new one in your workspace, not published",
        description="Refused with 422: `not_an_app`, `newer_format`, or `invalid_document` naming every fault; with "
        "413 `too_large` over 1 MiB.",
        parameters=[WhereSerializer],
        request=FilePayload,
        responses={201: ImportedSerializer, **problems(400, 403, 404, 409, 413, 422)},
    )
    @action(detail=False, methods=["post"], url_path="import")
    def import_file(self, request: Request) -> Response:
        """Whole or not at all."""
        user = user_of(request)
        where = checked(WhereSerializer(data=request.query_params))["workspace"]
        workspace = selectors.workspace_to_build_in(user, where)
        said = read_file(request.data)
        app = services.create_app(workspace, user, said.name, said.document, action="app.imported")
        app.left_out = said.left_out  # type: ignore[attr-defined]  # for the serializer
        return Response(ImportedSerializer(app).data, status=status.HTTP_201_CREATED)
