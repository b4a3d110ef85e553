"""`/api/apps/<id>/grants/` and `/api/apps/<id>/embedding/`: with whom an app is shared, and which sites show it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import BaseModel
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.builder import selectors
from apps.builder.models import App, AppGrant, AppRole, Embedding
from apps.builder.sharing import services
from apps.builder.sharing.embedding import ORIGINS_MAX
from apps.common.answers import checked, problems

from .base import AppsViewSet
from .viewsets import user_of

GRANT_ID: Final = OpenApiParameter("grant", OpenApiTypes.INT, "path", description="the grant's id")
ORIGIN_LENGTH: Final = 300  # a name of a host has 253


class GrantSerializer(serializers.ModelSerializer[AppGrant]):
    """A role in one app. Whether an account has the address isn't told: without one the grant gives nothing."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=AppRole.choices)

    class Meta:
        model = AppGrant
        fields = ("id", "email", "role")
        read_only_fields = ("id",)


class OriginsSerializer(serializers.Serializer[Any]):
    """Sites that may show the app."""

    origins = serializers.ListField(
        child=serializers.CharField(max_length=ORIGIN_LENGTH), max_length=ORIGINS_MAX, allow_empty=True
    )


class EmbeddingPayload(BaseModel):
    """Where the app may be shown; `key_made_at` null: no tokens can be made."""

    origins: list[str]
    key_made_at: datetime | None


class EmbedKeyPayload(BaseModel):
    """The new key: it is told this once."""

    key: str


class AppSharingViewSet(AppsViewSet):
    """For editors of the app or its workspace."""

    queryset = App.objects.all()
    lookup_value_regex = r"\d+"
    pagination_class = None
    roles: ClassVar = dict.fromkeys(
        ("grants", "give", "take_back", "embedding", "embed", "make_key", "withdraw_key"), "editor"
    )

    def get_queryset(self) -> QuerySet[App]:
        """Without documents."""
        return super().get_queryset().defer("draft")

    @extend_schema(
        summary="With whom an app is shared beside its workspace",
        responses={200: GrantSerializer(many=True), **problems(403, 404)},
        filters=False,
    )
    @action(detail=True, methods=["get"])
    def grants(self, request: Request, pk: str) -> Response:
        """By address."""
        return Response(GrantSerializer(selectors.grants_of(self.get_object()), many=True).data)

    @extend_schema(
        summary="Share an app with a person, or change their role",
        description="By the address of an account here. The answer is the same where there is none; then the grant "
        "gives nothing, and has to be made again once there is one.",
        request=GrantSerializer,
        responses={200: GrantSerializer, **problems(400, 403, 404)},
    )
    @grants.mapping.post
    def give(self, request: Request, pk: str) -> Response:
        """One role a person."""
        app = self.get_object()
        data = checked(GrantSerializer(data=request.data))
        granted = services.grant(app, user_of(request), data["email"], AppRole(data["role"]))
        return Response(GrantSerializer(granted).data)

    @extend_schema(
        operation_id="apps_grants_destroy",
        summary="Share an app with a person no longer",
        parameters=[GRANT_ID],
        responses={204: None, **problems(403, 404)},
    )
    @action(detail=True, methods=["delete"], url_path=r"grants/(?P<grant>\d{1,18})")
    def take_back(self, request: Request, pk: str, grant: str) -> Response:
        """What they have open is closed within seconds."""
        services.revoke(self.get_object(), user_of(request), int(grant))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="On which sites an app may be shown", responses={200: EmbeddingPayload, **problems(403, 404)}
    )
    @action(detail=True, methods=["get"])
    def embedding(self, request: Request, pk: str) -> Response:
        """The key itself is never told again."""
        return Response(_payload(selectors.embedding_of(self.get_object())))

    @extend_schema(
        summary="Say on which sites an app may be shown",
        description="Origins such as https://portal.example; http:// only for localhost. An empty list: nowhere else.",
        request=OriginsSerializer,
        responses={200: EmbeddingPayload, **problems(400, 403, 404)},
    )
    @embedding.mapping.put
    def embed(self, request: Request, pk: str) -> Response:
        """All of them at once."""
        app = self.get_object()
        origins = checked(OriginsSerializer(data=request.data))["origins"]
        return Response(_payload(services.embed_on(app, user_of(request), origins)))

    @extend_schema(
        summary="Make an app's embed key, in place of the last one",
        description="It signs embed tokens (docs/embedding.md). The answer is the only one that has it.",
        request=None,
        responses={201: EmbedKeyPayload, **problems(403, 404)},
    )
    @action(detail=True, methods=["post"], url_path="embedding/key")
    def make_key(self, request: Request, pk: str) -> Response:
        """Tokens of the last key are good no more."""
        key = services.make_embed_key(self.get_object(), user_of(request))
        return Response({"key": key}, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(
        operation_id="apps_embedding_key_destroy",
        summary="Withdraw an app's embed key",
        responses={204: None, **problems(403, 404)},
    )
    @make_key.mapping.delete
    def withdraw_key(self, request: Request, pk: str) -> Response:
        """No token opens the app any more."""
        services.withdraw_embed_key(self.get_object(), user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _payload(embedding: Embedding) -> dict[str, Any]:
    return {"origins": embedding.origins, "key_made_at": embedding.key_made_at}
