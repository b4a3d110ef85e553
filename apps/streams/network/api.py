"""`/api/workspaces/<id>/network/`: where the workspace's streams may lead. Editors see it, owners change it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.common.answers import checked, problems
from apps.common.api import ID_MAX
from apps.common.errors import Forbidden, NotFound

from . import services
from .selectors import Written, written

NOT_THERE: Final = "There is no such workspace, or you are not a member of it."


class RestrictionsSerializer(serializers.Serializer[Any]):
    """The owners' lists: hosts, `host:port`, `*.domain`, networks, `:port`. An empty `only` restricts nothing."""

    only = serializers.ListField(
        child=serializers.CharField(allow_blank=True), help_text="the only places that streams may lead to"
    )
    deny = serializers.ListField(
        child=serializers.CharField(allow_blank=True), help_text="where streams may never lead; wins over all"
    )


class NetworkSerializer(RestrictionsSerializer):
    """With what the operator allows this workspace."""

    allow = serializers.ListField(
        child=serializers.CharField(), help_text="private places that the operator has opened for this workspace"
    )


class NetworkView(APIView):
    """The rules of one workspace."""

    @extend_schema(
        operation_id="workspaces_network_retrieve",
        summary="Where the streams of a workspace may lead",
        responses={200: NetworkSerializer, **problems(403, 404)},
    )
    def get(self, request: Request, workspace_id: int) -> Response:
        """For editors."""
        member(request, workspace_id, "editor")
        found = written([workspace_id]).get(workspace_id, Written())
        return Response(NetworkSerializer(asdict(found)).data)

    @extend_schema(
        operation_id="workspaces_network_update",
        summary="Restrict where the streams of a workspace may lead",
        description="Both lists anew, at most 200 entries each. They can but restrict: what is private only the "
        "operator opens. Hubs follow within 10 seconds, and close what is open to a place that is now denied.",
        request=RestrictionsSerializer,
        responses={200: NetworkSerializer, **problems(400, 403, 404)},
    )
    def put(self, request: Request, workspace_id: int) -> Response:
        """For owners."""
        actor = member(request, workspace_id, "owner")
        lists = checked(RestrictionsSerializer(data=request.data))
        changed = services.restrict(workspace_id, actor, lists["only"], lists["deny"])
        return Response(NetworkSerializer(asdict(changed)).data)


def member(request: Request, workspace_id: int, role: str) -> User:
    """Who asks, if they have at least this role. Raises `not_found` or `forbidden`."""
    user = request.user
    assert isinstance(user, User)  # the permission class lets nobody else in
    if workspace_id > ID_MAX or not user.may("viewer", workspace_id):
        raise NotFound(NOT_THERE)
    if not user.may(role, workspace_id):
        raise Forbidden(f"You need to be an {role} of the workspace to do this.")
    return user
