"""`/api/workspaces/` and `/api/workspaces/<id>/members/`."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Membership, Role, Workspace
from apps.accounts.requests import user_of
from apps.common.answers import checked, problems
from apps.common.api import OfWorkspaceViewSet

from . import services


class WorkspaceSerializer(serializers.ModelSerializer[Membership]):
    """A workspace, and what one is in it."""

    id = serializers.IntegerField(source="workspace.pk", read_only=True)
    name = serializers.CharField(source="workspace.name", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "name", "role")
        read_only_fields = ("role",)


class WorkspaceNameSerializer(serializers.Serializer[Workspace]):
    """What a workspace is called."""

    name = serializers.CharField(max_length=120)


class WorkspacesViewSet(OfWorkspaceViewSet[Membership]):
    """Those one is a member of."""

    queryset = Membership.objects.select_related("workspace").order_by("workspace__name", "workspace_id")
    serializer_class = WorkspaceSerializer
    pagination_class = None  # bounded by `services.WORKSPACES_PER_PERSON`, and those one was invited to
    roles: ClassVar = {"list": "viewer", "create": "viewer", "partial_update": "owner"}

    @extend_schema(
        summary="Your workspaces, and your role in each",
        responses={200: WorkspaceSerializer(many=True), **problems()},
    )
    def list(self, request: Request) -> Response:
        """By name."""
        return Response(WorkspaceSerializer(self._mine(request), many=True).data)

    @extend_schema(
        summary="Make a workspace; you become its owner",
        request=WorkspaceNameSerializer,
        responses={201: WorkspaceSerializer, **problems(400, 403, 409)},
    )
    def create(self, request: Request) -> Response:
        """An empty one."""
        name = checked(WorkspaceNameSerializer(data=request.data))["name"]
        workspace = services.found_workspace(name, user_of(request))
        made = self._mine(request).get(workspace=workspace)
        return Response(WorkspaceSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Rename a workspace",
        request=WorkspaceNameSerializer,
        responses={200: WorkspaceSerializer, **problems(400, 403, 404)},
    )
    def partial_update(self, request: Request, workspace_id: int) -> Response:
        """By an owner."""
        name = checked(WorkspaceNameSerializer(data=request.data))["name"]
        services.rename_workspace(Workspace.objects.get(pk=workspace_id), name, user_of(request))
        return Response(WorkspaceSerializer(self._mine(request).get(workspace_id=workspace_id)).data)

    def _mine(self, request: Request) -> QuerySet[Membership]:
        return WorkspacesViewSet.queryset.filter(user=user_of(request))


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A person in a workspace."""

    id = serializers.IntegerField(source="user_id", read_only=True, help_text="the person's")
    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "name", "email", "role")
        read_only_fields = ("role",)


class RoleSerializer(serializers.Serializer[Membership]):
    """Another role."""

    role = serializers.ChoiceField(choices=Role.choices)


class MembersViewSet(OfWorkspaceViewSet[Membership]):
    """Who is in the workspace."""

    queryset = Membership.objects.select_related("user").order_by("user__email")
    serializer_class = MemberSerializer
    pagination_class = None  # bounded by `services.MEMBERS_PER_WORKSPACE`
    roles: ClassVar = {
        "list": "viewer",
        "partial_update": "owner",
        "destroy": "viewer",  # oneself; others by an owner, which the service checks
    }

    @extend_schema(summary="The members of a workspace", responses={200: MemberSerializer(many=True), **problems(404)})
    def list(self, request: Request, workspace_id: int) -> Response:
        """By e-mail address."""
        return Response(MemberSerializer(self.get_queryset(), many=True).data)

    @extend_schema(
        summary="Change a member's role",
        description="By an owner. 409 `last_owner` where no other owner would be left.",
        request=RoleSerializer,
        responses={200: MemberSerializer, **problems(400, 403, 404, 409)},
    )
    def partial_update(self, request: Request, workspace_id: int, user_id: int) -> Response:
        """It counts from the next request on."""
        role = Role(checked(RoleSerializer(data=request.data))["role"])
        member = services.change_role(workspace_id, user_id, role, user_of(request))
        return Response(MemberSerializer(member).data)

    @extend_schema(
        summary="Remove a member, or leave",
        description="Anyone can leave; owners remove others. Their open invitations are taken back. 409 `last_owner` "
        "where no other owner would be left.",
        responses={204: None, **problems(403, 404, 409)},
    )
    def destroy(self, request: Request, workspace_id: int, user_id: int) -> Response:
        """The person's account stays."""
        services.remove_member(workspace_id, user_id, user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
