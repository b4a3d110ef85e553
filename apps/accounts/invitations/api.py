"""`/api/workspaces/<id>/invitations/`: for owners."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Invitation, Role, Workspace
from apps.accounts.requests import user_of
from apps.common.answers import checked, problems
from apps.common.api import OfWorkspaceViewSet
from apps.common.errors import NotFound

from . import services
from .selectors import usable


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An open invitation without its link, which nobody can be told again."""

    email = serializers.CharField(read_only=True, help_text="only this person can join; empty: whoever has the link")
    invited_by = serializers.SerializerMethodField(help_text="their name or e-mail; null when nobody is known")

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = ("id", "role", "email", "invited_by", "created_at", "expires_at")
        read_only_fields = fields

    @extend_schema_field({"type": "string", "nullable": True})
    def get_invited_by(self, invitation: Invitation) -> str | None:
        """How people know them."""
        return str(invitation.invited_by) if invitation.invited_by else None


class NewInvitationSerializer(serializers.Serializer[Invitation]):
    """Who may join as what, and until when."""

    role = serializers.ChoiceField(choices=Role.choices)
    email = serializers.EmailField(
        max_length=254,
        required=False,
        allow_blank=True,
        default="",
        help_text="then only this person can join; nothing is sent",
    )
    expires_in_days = serializers.IntegerField(
        min_value=1, max_value=services.DAYS_MAX, required=False, default=services.DAYS
    )


class IssuedInvitationSerializer(InvitationSerializer):
    """A new invitation with its link."""

    link = serializers.URLField(help_text="to be passed on; told this once")

    class Meta(InvitationSerializer.Meta):
        fields = (*InvitationSerializer.Meta.fields, "link")
        read_only_fields = fields


class InvitationsViewSet(OfWorkspaceViewSet[Invitation]):
    """What is open: a way into the workspace."""

    queryset = Invitation.objects.select_related("invited_by")
    serializer_class = InvitationSerializer
    pagination_class = None  # bounded by `services.OPEN_PER_WORKSPACE`
    roles: ClassVar = {"list": "owner", "create": "owner", "destroy": "owner"}

    def get_queryset(self) -> QuerySet[Invitation]:
        """Those that can be used."""
        return usable(super().get_queryset())

    @extend_schema(
        summary="The open invitations of a workspace, newest first",
        responses={200: InvitationSerializer(many=True), **problems(403, 404)},
    )
    def list(self, request: Request, workspace_id: int) -> Response:
        """Without links."""
        return Response(InvitationSerializer(self.get_queryset(), many=True).data)

    @extend_schema(
        summary="Invite somebody by a link that works once",
        description="The link is in this answer and nowhere else; nothing is sent by e-mail.",
        request=NewInvitationSerializer,
        responses={201: IssuedInvitationSerializer, **problems(400, 403, 404, 409)},
    )
    def create(self, request: Request, workspace_id: int) -> Response:
        """The link is told once."""
        asked = checked(NewInvitationSerializer(data=request.data))
        workspace = Workspace.objects.get(pk=workspace_id)
        role, days = Role(asked["role"]), asked["expires_in_days"]
        invitation, token = services.invite(workspace, user_of(request), role, asked["email"], days)
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        answer = {**InvitationSerializer(invitation).data, "link": link}
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(summary="Take an invitation back", responses={204: None, **problems(403, 404)})
    def destroy(self, request: Request, workspace_id: int, invitation_id: int) -> Response:
        """Its link stops working."""
        invitation = self.get_queryset().filter(pk=invitation_id).first()
        if invitation is None:
            raise NotFound("This invitation isn't open any more.")
        services.revoke(invitation, user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
