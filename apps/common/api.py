"""The base of the REST API: the user's own workspaces only, and nothing that isn't declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import exceptions, viewsets
from rest_framework.request import Request

from . import schema  # noqa: F401 - registers itself
from .errors import Forbidden, NotFound

ModelT = TypeVar("ModelT", bound=Model)

ID_MAX: Final = 2**63 - 1  # the column's; SQLite raises beyond it


class Person(Protocol):
    """What the API needs to know of a signed-in user (`apps.accounts.models.User`)."""

    def may(self, role: str, workspace_id: int) -> bool:
        """Whether the user has at least this role there."""
        ...


class WorkspaceViewSet(viewsets.GenericViewSet[ModelT], Generic[ModelT]):
    """Objects of the user's workspaces; others don't exist for them.

    `roles` names the least role of every action. An action it doesn't name is refused: forgetting is safe.
    `workspace_path` leads from the object to its workspace, for the ORM.
    """

    roles: ClassVar[Mapping[str, str]] = {}
    workspace_path: ClassVar[str] = "workspace"

    def get_queryset(self) -> QuerySet[ModelT]:
        """Restricted to the workspaces the user is a member of."""
        everything = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return everything.none()
        return everything.filter(**{f"{self.workspace_path}__memberships__user": self.request.user})

    def check_permissions(self, request: Request) -> None:
        """Signed in, and the action is declared."""
        super().check_permissions(request)
        if self.action is not None and self.action not in self.roles and self.action != "metadata":
            raise exceptions.MethodNotAllowed(str(request.method))

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        """The user's role in the object's workspace suffices for the action."""
        super().check_object_permissions(request, obj)
        self.require(self.roles.get(self.action or "", "owner"), obj.workspace_id)

    def require(self, role: str, workspace_id: int) -> None:
        """Raise `forbidden` unless the user has at least this role in the workspace."""
        person: Person = self.request.user  # type: ignore[assignment]  # the permissions let nobody else in
        if not person.may(role, workspace_id):
            raise Forbidden(f"You need to be {'an' if role[0] in 'aeiou' else 'a'} {role} of the workspace to do this.")


class OfWorkspaceViewSet(WorkspaceViewSet[ModelT], Generic[ModelT]):
    """Objects of the workspace that the address names: `/api/workspaces/<workspace_id>/…`.

    The role is checked before anything is looked up. For who isn't a member there is no such workspace.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """No number in the address is larger than the database's."""
        if any(isinstance(value, int) and value > ID_MAX for value in kwargs.values()):
            raise NotFound("There is nothing at this address.")
        super().initial(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ModelT]:
        """Those of the workspace."""
        return super().get_queryset().filter(**{f"{self.workspace_path}_id": self.kwargs.get("workspace_id")})

    def check_permissions(self, request: Request) -> None:
        """A member of the workspace, in a role that suffices."""
        super().check_permissions(request)
        role = self.roles.get(self.action or "")
        if role is None or "workspace_id" not in self.kwargs:
            return
        person: Person = request.user  # type: ignore[assignment]  # the permissions let nobody else in
        if not person.may("viewer", self.kwargs["workspace_id"]):
            raise NotFound("There is no such workspace, or you are not a member of it.")
        self.require(role, self.kwargs["workspace_id"])
