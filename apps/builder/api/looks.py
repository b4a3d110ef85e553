"""How apps look in a list: `/api/apps/streams/`, `/api/apps/<id>/thumbnail/` and `…/outline/`."""

from __future__ import annotations

from dataclasses import asdict
from typing import ClassVar, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from redis import RedisError
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.builder import selectors, services
from apps.builder.models import App
from apps.builder.outline import outline_of
from apps.builder.pictures import read_picture
from apps.common.answers import problems
from apps.common.errors import Unavailable
from apps.common.requests import PictureParser
from apps.streams.bus.census import Streams, streams_of_apps

from .base import AppsViewSet
from .serializers import BoxSerializer, StreamsSerializer

PICTURES: Final = ("image/webp", "image/png")


class AppLooksViewSet(AppsViewSet):
    """For members of the workspace: all of it shows the draft."""

    queryset = App.objects.all()
    lookup_value_regex = r"\d+"
    pagination_class = None
    roles: ClassVar = {"streams": "viewer", "outline": "viewer", "thumbnail": "viewer", "store_thumbnail": "editor"}

    def get_queryset(self) -> QuerySet[App]:
        """Without documents and images."""
        return selectors.listed(super().get_queryset())

    @extend_schema(
        summary="How many streams your apps have at work now",
        description="Of everybody who has them open, the studio among them; an app without streams is left out.",
        responses={200: StreamsSerializer(many=True), **problems(503)},
        filters=False,
    )
    @action(detail=False, methods=["get"])
    def streams(self, request: Request) -> Response:
        """Cheap enough to be asked every few seconds."""
        try:
            found = streams_of_apps()
        except RedisError as error:
            raise Unavailable("The streams can't be counted: Redis doesn't answer. Try again in a moment.") from error
        ids = self.get_queryset().filter(pk__in=found).values_list("pk", flat=True)
        counts = [{"app": pk, **asdict(found.get(pk, Streams()))} for pk in sorted(ids)]
        return Response(StreamsSerializer(counts, many=True).data, headers={"Cache-Control": "no-store"})

    @extend_schema(
        summary="An app from afar: the widgets of its draft's first page as boxes",
        responses={200: BoxSerializer(many=True), **problems(404)},
        filters=False,
    )
    @action(detail=True, methods=["get"])
    def outline(self, request: Request, pk: str) -> Response:
        """At most 60, from the top."""
        draft = selectors.document_for(self.get_object().pk, "draft")
        return Response(BoxSerializer(outline_of(draft.document), many=True).data)

    @extend_schema(summary="The picture of an app", responses={(200, "image/*"): OpenApiTypes.BINARY, **problems(404)})
    @action(detail=True, methods=["get"], parser_classes=[PictureParser])
    def thumbnail(self, request: Request, pk: str) -> HttpResponse:
        """404 while none was taken."""
        found = selectors.thumbnail_of(self.get_object())
        etag = f'"{found.digest}"'
        answer = get_conditional_response(request, etag=etag) or HttpResponse(
            bytes(found.image), content_type=found.content_type
        )
        answer["ETag"] = etag
        answer["Cache-Control"] = "private, no-cache"  # asked for anew each time, sent again only when it has changed
        return answer

    @extend_schema(
        summary="Put a picture in place of the last one",
        description="A still WebP or PNG of at most 640 × 400 pixels and 60 KiB; else 413 `too_large` or 422 "
        "`not_a_picture`.",
        request=dict.fromkeys(PICTURES, OpenApiTypes.BINARY),
        responses={204: None, **problems(403, 404, 413, 415, 422)},
    )
    @thumbnail.mapping.put
    def store_thumbnail(self, request: Request, pk: str) -> Response:
        """Judged by its bytes, kept as it is."""
        app = self.get_object()
        content = request.data if isinstance(request.data, bytes) else b""  # an empty body isn't parsed
        services.store_thumbnail(app, read_picture(content))
        return Response(status=status.HTTP_204_NO_CONTENT)
