"""`/api/samples/`: what a new app can start from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.builder import selectors
from apps.builder.api.serializers import AppSerializer, BoxSerializer
from apps.builder.outline import outline_of
from apps.common.answers import problems
from apps.common.errors import NotFound

from . import services
from .samples import SAMPLES, Sample


class SampleSerializer(serializers.Serializer[Any]):  # Any: a dataclass
    """One sample."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    description = serializers.CharField()
    outline = serializers.SerializerMethodField(help_text="what it looks like from afar")

    @extend_schema_field(BoxSerializer(many=True))
    def get_outline(self, sample: Sample) -> list[dict[str, Any]]:
        """Its widgets as boxes."""
        return [asdict(box) for box in outline_of(sample.document(settings.EXCHANGE_URL))]


class SamplesView(APIView):
    """All samples."""

    @extend_schema(
        summary="The sample apps",
        responses={200: SampleSerializer(many=True), **problems()},
        operation_id="samples_list",
    )
    def get(self, request: Request) -> Response:
        """The same for everyone signed in."""
        return Response(SampleSerializer(SAMPLES.values(), many=True).data)


class SampleView(APIView):
    """One sample."""

    @extend_schema(
        summary="Create an app from a sample", request=None, responses={201: AppSerializer, **problems(403, 404, 409)}
    )
    def post(self, request: Request, slug: str) -> Response:
        """A draft in the user's workspace, not published."""
        sample = SAMPLES.get(slug)
        if sample is None:
            raise NotFound(f"There is no sample {slug!r}; GET /api/samples/ lists them.")
        assert isinstance(request.user, User)  # the permission class let nobody else in
        app = services.create_from_sample(selectors.workspace_to_build_in(request.user), request.user, sample)
        return Response(AppSerializer(app).data, status=status.HTTP_201_CREATED)
