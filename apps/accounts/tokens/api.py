"""`/api/tokens/`: a person's own API tokens."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import ApiToken
from apps.accounts.requests import user_of
from apps.common.answers import checked, problems
from apps.common.api import ID_MAX
from apps.common.errors import NotFound

from . import schema, services  # noqa: F401 - the schema registers itself
from .scopes import Scope


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token without its value, which nobody can be told again."""

    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices), read_only=True)

    class Meta:
        model = ApiToken
        fields: tuple[str, ...] = (
            *("id", "name", "shown", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"),
        )
        read_only_fields = fields


class NewTokenSerializer(serializers.Serializer[ApiToken]):
    """What it is for, what it may do, and for how long."""

    name = serializers.CharField(max_length=120)
    scopes = serializers.MultipleChoiceField(choices=Scope.choices, allow_empty=False)
    expires_in_days = serializers.IntegerField(min_value=1, max_value=services.DAYS_MAX)


class IssuedTokenSerializer(TokenSerializer):
    """A new token with its value."""

    token = serializers.CharField(help_text="to be sent as `Authorization: Bearer …`; told this once")

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "token")
        read_only_fields = fields


class TokenViewSet(viewsets.GenericViewSet[ApiToken]):
    """Everybody's own; an owner sees those of others in the audit log."""

    queryset = ApiToken.objects.all()
    serializer_class = TokenSerializer
    pagination_class = None  # bounded by `services.TOKENS_PER_PERSON`, and some that have ended

    def get_queryset(self) -> QuerySet[ApiToken]:
        """One's own."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset().none()
        return super().get_queryset().filter(user=user_of(self.request))

    @extend_schema(
        summary="Your API tokens, newest first",
        description="Also those that ended in the last 30 days. Not for tokens.",
        responses={200: TokenSerializer(many=True), **problems()},
    )
    def list(self, request: Request) -> Response:
        """Without values."""
        return Response(TokenSerializer(self.get_queryset(), many=True).data)

    @extend_schema(
        summary="Make an API token",
        description="It acts as you, with your roles, within its scopes. Its value is in this answer and nowhere "
        "else. Not for tokens.",
        request=NewTokenSerializer,
        responses={201: IssuedTokenSerializer, **problems(400, 403, 409)},
    )
    def create(self, request: Request) -> Response:
        """The value is told once."""
        asked = checked(NewTokenSerializer(data=request.data))
        scopes = [scope for scope in Scope.values if scope in asked["scopes"]]
        token, value = services.issue(user_of(request), asked["name"], scopes, asked["expires_in_days"])
        answer = {**TokenSerializer(token).data, "token": value}
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(
        operation_id="tokens_destroy_all",
        summary="Revoke all your API tokens",
        description="Those that work, as after a password that others may have known. Not for tokens.",
        responses={204: None, **problems(403)},
    )
    def destroy_all(self, request: Request) -> Response:
        """They stop working at once."""
        services.revoke_all(user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Revoke an API token", responses={204: None, **problems(403, 404)})
    def destroy(self, request: Request, token_id: int) -> Response:
        """It stops working at once."""
        token = self.get_queryset().filter(pk=token_id).first() if token_id <= ID_MAX else None
        if token is None:
            raise NotFound("You have no such token.")
        services.revoke(token)
        return Response(status=status.HTTP_204_NO_CONTENT)
