"""Who may do what with an app: one rule for pages, for the API, and for sockets that are open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from apps.accounts.models import Membership, Role, User
from apps.accounts.people import logins
from apps.builder.models import App, AppGrant, Embedding, Visibility
from apps.common.errors import Forbidden

FEW: Final = 500  # people; to name more of them to the database costs more than to hear of all members

Mode = Literal["release", "draft"]
Viewer = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class EmbedPass:
    """What an embed token was good for: the site that shows the app, and the key that signed the token."""

    origin: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Pass:
    """What somebody holds open, and as whom; nobody signed in: `user_id` None.

    `login`: the sign-in under which it was opened (`apps.accounts.people.logins`).
    """

    app_id: int
    mode: Mode
    user_id: int | None
    embed: EmbedPass | None = None
    login: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is to an app: their role in its workspace, and the one they were granted in it; "" for none."""

    visibility: str
    signed_in: bool
    member: str = ""
    granted: str = ""

    @property
    def may_view(self) -> bool:
        """Open the published app."""
        if self.visibility == Visibility.PUBLIC:
            return True
        return self.signed_in and (self.visibility == Visibility.SIGNED_IN or bool(self.member or self.granted))

    @property
    def may_edit(self) -> bool:
        """Change the app, and see its draft."""
        return self.signed_in and any(role and Role(role).includes(Role.EDITOR) for role in (self.member, self.granted))


def standing(app: App, user: Viewer) -> Standing:
    """What this person is to this app; two queries."""
    if not isinstance(user, User):
        return Standing(app.visibility, signed_in=False)
    member = Membership.objects.filter(workspace_id=app.workspace_id, user=user).values_list("role", flat=True).first()
    granted = AppGrant.objects.filter(app=app, user=user).values_list("role", flat=True).first()
    return Standing(app.visibility, user.is_active, member or "", granted or "")


def may_edit(app: App, user: Viewer) -> bool:
    """Whether this person may change the app and see its draft."""
    return isinstance(user, User) and standing(app, user).may_edit


def may_view(app: App, user: Viewer) -> bool:
    """Whether this person may open the published app."""
    return app.visibility == Visibility.PUBLIC or standing(app, user).may_view


def require_editor(app: App, user: Viewer) -> None:
    """Raise `forbidden` for who isn't one."""
    if not may_edit(app, user):
        raise Forbidden("You need to be an editor of this app or of its workspace to do this.")


def open_to(user: User) -> QuerySet[App]:
    """The apps of the person's workspaces, and those they were granted."""
    workspaces = Membership.objects.filter(user=user).values("workspace")
    return App.objects.filter(Q(workspace__in=workspaces) | Q(pk__in=AppGrant.objects.filter(user=user).values("app")))


def signed_out(passes: Collection[Pass]) -> set[Pass]:
    """Those whose sign-in has ended since, of however many: one query."""
    bound = [one for one in passes if one.login is not None and one.user_id is not None]
    lasting = logins.lasting({one.user_id for one in bound if one.user_id is not None}) if bound else set()
    return {one for one in bound if one.login not in lasting}


def permitted(passes: Collection[Pass]) -> set[Pass]:
    """Those that may be held now, of however many: at most five queries, each for all of them."""
    apps = {pk: (workspace, visibility) for pk, workspace, visibility in _apps(passes)}
    asked = {one.user_id for one in passes if one.user_id is not None}
    members: dict[tuple[int, int], str] = {}
    grants: dict[tuple[int, int], str] = {}
    users: set[int] = set()
    if asked:
        held = Membership.objects.filter(workspace_id__in={pk for pk, _ in apps.values()}, user__is_active=True)
        granted = AppGrant.objects.filter(app_id__in=apps, user__is_active=True)
        if len(asked) <= FEW:
            held, granted = held.filter(user_id__in=asked), granted.filter(user_id__in=asked)
        members = {(user, workspace): role for user, workspace, role in held.values_list("user", "workspace", "role")}
        grants = {(user, app): role for user, app, role in granted.values_list("user", "app", "role")}
        users = {user for user, _ in (*members, *grants)}
        if rest := asked - users:
            users |= set(User.objects.filter(pk__in=rest, is_active=True).values_list("pk", flat=True))
    framed = {one.app_id for one in passes if one.embed is not None}
    embeddings = Embedding.objects.in_bulk(framed) if framed else {}

    def holds(one: Pass) -> bool:
        if one.app_id not in apps:
            return False
        if one.embed is not None:
            site, key = one.embed.origin, one.embed.key_id
            embedding = embeddings.get(one.app_id)
            return embedding is not None and bool(key) and key == embedding.key_id and site in embedding.origins
        if one.user_id is not None and one.user_id not in users:
            return False  # whatever the app is: the account is gone or was disabled
        workspace, visibility = apps[one.app_id]
        user = one.user_id or 0
        person = Standing(
            visibility, bool(user), members.get((user, workspace), ""), grants.get((user, one.app_id), "")
        )
        return person.may_edit if one.mode == "draft" else person.may_view

    return {one for one in passes if holds(one)}


def _apps(passes: Collection[Pass]) -> QuerySet[App, tuple[int, int, str]]:
    return App.objects.filter(pk__in={one.app_id for one in passes}).values_list("pk", "workspace_id", "visibility")
