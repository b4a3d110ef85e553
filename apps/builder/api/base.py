"""The base of everything under `/api/apps/`: apps of the user's workspaces, and those they were granted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request

from apps.accounts.models import User
from apps.builder.models import App
from apps.builder.sharing import access
from apps.common.api import WorkspaceViewSet


class AppsViewSet(WorkspaceViewSet[App]):
    """`roles` counts for a role in the workspace and for one granted in the app alike.

    `members_only` names the actions for which the workspace's role counts alone: they reach beyond the one app.
    """

    queryset = App.objects.all()
    members_only: ClassVar[frozenset[str]] = frozenset()

    def get_queryset(self) -> QuerySet[App]:
        """A token is of one workspace, so only who is signed in has what they were granted elsewhere."""
        apps = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return apps
        if isinstance(self.request.user, User) and self.request.auth is None:
            return App.objects.filter(pk__in=access.open_to(self.request.user).values("pk"))
        return apps

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        """A role in the app suffices, where the action is one of the app alone."""
        if self._is_granted(request, obj):
            return
        super().check_object_permissions(request, obj)

    def _is_granted(self, request: Request, app: App) -> bool:
        role = self.roles.get(self.action or "", "owner")
        if not isinstance(request.user, User) or request.auth is not None or (self.action or "") in self.members_only:
            return False
        standing = access.standing(app, request.user)
        return role == "viewer" or (role == "editor" and standing.may_edit)
