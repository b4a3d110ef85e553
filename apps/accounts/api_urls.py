"""Addresses of workspaces, members, invitations and API tokens, under `/api/`."""

from __future__ import annotations

from typing import Final

from django.urls import path

from .invitations.api import InvitationsViewSet
from .tokens.api import TokenViewSet
from .workspaces.api import MembersViewSet, WorkspacesViewSet

ONE: Final = "workspaces/<int:workspace_id>/"

workspaces = WorkspacesViewSet.as_view({"get": "list", "post": "create"})
workspace = WorkspacesViewSet.as_view({"patch": "partial_update"})
members = MembersViewSet.as_view({"get": "list"})
member = MembersViewSet.as_view({"patch": "partial_update", "delete": "destroy"})
invitations = InvitationsViewSet.as_view({"get": "list", "post": "create"})
invitation = InvitationsViewSet.as_view({"delete": "destroy"})
tokens = TokenViewSet.as_view({"get": "list", "post": "create", "delete": "destroy_all"})
token = TokenViewSet.as_view({"delete": "destroy"})

urlpatterns = [
    path("workspaces/", workspaces, name="workspaces"),
    path(ONE, workspace, name="workspace"),
    path(f"{ONE}members/", members, name="members"),
    path(f"{ONE}members/<int:user_id>/", member, name="member"),
    path(f"{ONE}invitations/", invitations, name="invitations"),
    path(f"{ONE}invitations/<int:invitation_id>/", invitation, name="invitation-of-workspace"),
    path("tokens/", tokens, name="tokens"),
    path("tokens/<int:token_id>/", token, name="token"),
]
