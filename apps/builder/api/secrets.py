"""`/api/workspaces/<id>/secrets/`: what secrets there are. A value goes in, and nothing here gives it out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.builder.secret_uses import Use, uses_of
from apps.common.answers import checked, problems
from apps.common.api import OfWorkspaceViewSet
from apps.vault import selectors, services
from apps.vault.hosts import HOSTS_MAX
from apps.vault.models import Secret
from apps.vault.services import VALUE_MAX

from .viewsets import user_of

WORKSPACE: Final = OpenApiParameter("workspace_id", OpenApiTypes.INT, "path", description="the workspace's id")
NAME: Final = OpenApiParameter("name", OpenApiTypes.STR, "path", description="the secret's name")
HOST_MAX: Final = 300  # characters as written: more than any host and port has


class UseSerializer(serializers.Serializer[Any]):
    """An app that uses a secret. `published`: its live release does, else only the draft."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    published = serializers.BooleanField()


class SecretSerializer(serializers.ModelSerializer[Secret]):
    """All that is told of a secret."""

    created_by = serializers.SerializerMethodField(help_text="their name or e-mail; null when nobody is known")
    updated_by = serializers.SerializerMethodField(help_text="likewise")
    hosts = serializers.ListField(child=serializers.CharField(), help_text="host, host:port or *.domain")
    used_by = serializers.SerializerMethodField(help_text="apps whose draft or live release names it")

    class Meta:
        model = Secret
        fields = (
            *("name", "hosts", "created_at", "created_by", "updated_at", "updated_by", "last_used_at"),
            "used_by",
        )

    @extend_schema_field({"type": "string", "nullable": True})
    def get_created_by(self, secret: Secret) -> str | None:
        """How people know them."""
        return str(secret.created_by) if secret.created_by else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_updated_by(self, secret: Secret) -> str | None:
        """How people know them."""
        return str(secret.updated_by) if secret.updated_by else None

    @extend_schema_field(UseSerializer(many=True))
    def get_used_by(self, secret: Secret) -> list[dict[str, Any]]:
        """From the context, which has them of all secrets."""
        uses: dict[str, list[Use]] = self.context["uses"]
        return [asdict(use) for use in uses.get(secret.name, [])]


class ReplaceSecretSerializer(serializers.Serializer[Any]):
    """`value`: never told again. `hosts`: as they are when left out; they don't change without the value."""

    value = serializers.CharField(max_length=VALUE_MAX, trim_whitespace=False, required=False, write_only=True)
    hosts = serializers.ListField(
        child=serializers.CharField(max_length=HOST_MAX), max_length=HOSTS_MAX, required=False, write_only=True
    )


class NewSecretSerializer(serializers.Serializer[Any]):
    """A secret is written `{{ secrets.NAME }}` in what stream queries send."""

    name = serializers.CharField(max_length=64)
    value = serializers.CharField(max_length=VALUE_MAX, trim_whitespace=False, write_only=True)
    hosts = serializers.ListField(child=serializers.CharField(max_length=HOST_MAX), max_length=HOSTS_MAX)


class SecretViewSet(OfWorkspaceViewSet[Secret]):
    """The secrets of one workspace."""

    queryset = Secret.objects.all()
    serializer_class = SecretSerializer
    lookup_field = "name"
    lookup_value_regex = r"[A-Za-z0-9_]{1,64}"
    pagination_class = None  # bounded by `services.SECRETS_PER_WORKSPACE`
    roles: ClassVar = {"list": "editor", "create": "owner", "update": "owner", "destroy": "owner"}

    def get_queryset(self) -> QuerySet[Secret]:
        """Without what is sealed."""
        return selectors.listed(super().get_queryset())

    def _answer(self, secrets: Any, *, many: bool = False) -> Any:  # Any: one or several, as the serializer takes them
        context = {"uses": uses_of(self.kwargs["workspace_id"])}
        return SecretSerializer(secrets, many=many, context=context).data

    @extend_schema(
        summary="The secrets of a workspace, by name",
        description="Never their values. For editors, who may use them.",
        parameters=[WORKSPACE],
        responses={200: SecretSerializer(many=True), **problems(403, 404)},
    )
    def list(self, request: Request, workspace_id: int) -> Response:
        """With what uses them."""
        return Response(self._answer(self.get_queryset(), many=True))

    @extend_schema(
        summary="Add a secret",
        parameters=[WORKSPACE],
        request=NewSecretSerializer,
        responses={201: SecretSerializer, **problems(400, 403, 404, 409, 503)},
    )
    def create(self, request: Request, workspace_id: int) -> Response:
        """For owners."""
        data = checked(NewSecretSerializer(data=request.data))
        secret = services.create_secret(workspace_id, user_of(request), data["name"], data["value"], data["hosts"])
        return Response(self._answer(secret), status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Replace a secret's value, and perhaps its hosts",
        description="Refused with `value_needed` without the value. What runs goes on with the old one until its next "
        "dial.",
        parameters=[WORKSPACE, NAME],
        request=ReplaceSecretSerializer,
        responses={200: SecretSerializer, **problems(400, 403, 404, 503)},
    )
    def update(self, request: Request, workspace_id: int, name: str) -> Response:
        """For owners."""
        secret = self.get_object()
        data = checked(ReplaceSecretSerializer(data=request.data))
        secret = services.replace_secret(secret, user_of(request), data.get("value"), data.get("hosts"))
        return Response(self._answer(secret))

    @extend_schema(summary="Delete a secret", parameters=[WORKSPACE, NAME], responses={204: None, **problems(403, 404)})
    def destroy(self, request: Request, workspace_id: int, name: str) -> Response:
        """For owners. Queries that use it fail at their next dial."""
        services.delete_secret(self.get_object(), user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
