"""Workspaces and members over REST: who may see and change what, and that an owner always stays."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.accounts import services as accounts
from apps.accounts.invitations import services as invitations
from apps.accounts.models import Invitation, Membership, Role, User
from apps.accounts.workspaces import services
from apps.audit.models import Entry
from apps.common.errors import AppError, Forbidden
from tests.cast import CAST, Cast

pytestmark = pytest.mark.django_db


def call(client: Client, method: str, path: str, body: Any = None) -> Any:
    options = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(client, method)(path, **options)


# Answers to owner, editor, viewer, stranger, nobody.
MATRIX: list[tuple[str, str, Any, tuple[int, ...]]] = [
    ("patch", "", {"name": "New"}, (200, 403, 403, 404, 401)),
    ("get", "members/", None, (200, 200, 200, 404, 401)),
    ("patch", "members/{editor}/", {"role": "viewer"}, (200, 403, 403, 404, 401)),
    ("delete", "members/{other}/", None, (204, 403, 403, 404, 401)),
    ("get", "invitations/", None, (200, 403, 403, 404, 401)),
    ("post", "invitations/", {"role": "viewer"}, (201, 403, 403, 404, 401)),
    ("delete", "invitations/{invitation}/", None, (204, 403, 403, 404, 401)),
    ("get", "audit/", None, (200, 403, 403, 404, 401)),
    ("get", "members/{stranger}/", None, (405, 405, 405, 405, 401)),
    ("delete", "members/{stranger}/", None, (404, 404, 404, 404, 401)),
]


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(("method", "path", "body", "answers"), MATRIX)
def test_each_of_the_cast_may_do_what_their_role_says(
    cast: Cast, who: str, method: str, path: str, body: Any, answers: tuple[int, ...]
) -> None:
    other = accounts.create_user("other@example.com")
    accounts.add_member(cast.workspace, other, Role.OWNER)
    invitation, _ = invitations.invite(cast.workspace, cast.owner, Role.VIEWER)
    named = {"editor": cast.editor.pk, "other": other.pk, "stranger": cast.stranger.pk, "invitation": invitation.pk}
    if path == "members/{stranger}/" and method == "delete" and who in ("editor", "viewer"):
        answers = (404, 404, 404, 404, 401)
    answer = call(cast.client(who), method, f"/api/workspaces/{cast.workspace.pk}/{path.format(**named)}", body)
    assert answer.status_code == answers[CAST.index(who)], answer.content
    if answer.status_code >= 400:
        assert set(answer.json()) == {"code", "message"}


def test_everybody_lists_their_own_workspaces_and_may_found_one(cast: Cast) -> None:
    viewer = cast.client("viewer")
    assert viewer.get("/api/workspaces/").json() == [{"id": cast.workspace.pk, "name": "House", "role": "viewer"}]
    made = call(viewer, "post", "/api/workspaces/", {"name": "Mine"})
    assert made.status_code == 201
    assert made.json() | {"id": 0} == {"id": 0, "name": "Mine", "role": "owner"}
    assert [one["name"] for one in viewer.get("/api/workspaces/").json()] == ["House", "Mine"]
    assert cast.client("nobody").get("/api/workspaces/").status_code == 401


def test_nobody_owns_more_workspaces_than_the_bound(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "WORKSPACES_PER_PERSON", 2)
    owner = cast.client("owner")
    assert call(owner, "post", "/api/workspaces/", {"name": "2"}).status_code == 201
    refused = call(owner, "post", "/api/workspaces/", {"name": "3"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_workspaces")


def test_members_are_listed_with_name_address_and_role(cast: Cast) -> None:
    listed = cast.client("viewer").get(f"/api/workspaces/{cast.workspace.pk}/members/").json()
    assert listed[0] == {"id": cast.editor.pk, "name": "Editor", "email": "editor@example.com", "role": "editor"}
    assert [one["role"] for one in listed] == ["editor", "owner", "viewer"]


def test_a_role_counts_from_the_next_request_on(cast: Cast) -> None:
    viewer, path = cast.client("viewer"), f"/api/workspaces/{cast.workspace.pk}/members/{cast.viewer.pk}/"
    assert call(viewer, "post", "/api/apps/", {"name": "A"}).status_code == 403
    assert call(cast.client("owner"), "patch", path, {"role": "editor"}).json()["role"] == "editor"
    assert call(viewer, "post", "/api/apps/", {"name": "A"}).status_code == 201
    told = Entry.objects.get(action="member.role_changed")
    assert (told.actor_name, told.target) == ("owner@example.com", "viewer@example.com")
    assert told.details == {"before": "viewer", "role": "editor"}


def test_a_role_that_nobody_knows_is_refused(cast: Cast) -> None:
    path = f"/api/workspaces/{cast.workspace.pk}/members/{cast.viewer.pk}/"
    assert call(cast.client("owner"), "patch", path, {"role": "god"}).status_code == 400


@pytest.mark.parametrize(("method", "body"), [("patch", {"role": "editor"}), ("delete", None)])
def test_the_last_owner_stays_an_owner(cast: Cast, method: str, body: Any) -> None:
    path = f"/api/workspaces/{cast.workspace.pk}/members/{cast.owner.pk}/"
    refused = call(cast.client("owner"), method, path, body)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_owner")
    assert cast.owner.may("owner", cast.workspace.pk)
    accounts.add_member(cast.workspace, cast.editor, Role.OWNER)
    assert call(cast.client("owner"), method, path, body).status_code in (200, 204)


def test_an_owner_who_can_not_sign_in_does_not_count(cast: Cast) -> None:
    accounts.add_member(cast.workspace, cast.editor, Role.OWNER)
    User.objects.filter(pk=cast.editor.pk).update(is_active=False)
    with pytest.raises(AppError, match="only owner"):
        services.remove_member(cast.workspace.pk, cast.owner.pk, cast.owner)


def test_anyone_can_leave_and_is_a_stranger_then(cast: Cast) -> None:
    client, path = cast.client("viewer"), f"/api/workspaces/{cast.workspace.pk}/"
    assert call(client, "delete", f"{path}members/{cast.viewer.pk}/").status_code == 204
    assert client.get(f"{path}members/").status_code == 404
    assert Entry.objects.get(action="member.left").actor_name == "viewer@example.com"


def test_who_is_removed_can_not_come_back_by_an_invitation_of_their_own(cast: Cast) -> None:
    accounts.add_member(cast.workspace, cast.editor, Role.OWNER)
    _, token = invitations.invite(cast.workspace, cast.editor, Role.OWNER)
    services.remove_member(cast.workspace.pk, cast.editor.pk, cast.owner)
    with pytest.raises(AppError, match="works once"):
        invitations.join(token, cast.editor)
    accounts.add_member(cast.workspace, cast.editor, Role.OWNER)
    _, token = invitations.invite(cast.workspace, cast.editor, Role.OWNER)
    services.change_role(cast.workspace.pk, cast.editor.pk, Role.VIEWER, cast.owner)
    assert not Invitation.objects.filter(revoked_at=None).exists()
    with pytest.raises(Forbidden):
        invitations.invite(cast.workspace, cast.editor, Role.OWNER)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_remove_each_other_at_once_one_stays(cast: Cast) -> None:
    accounts.add_member(cast.workspace, cast.editor, Role.OWNER)
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def remove(by: User, whom: User) -> None:
        try:
            barrier.wait(timeout=10)
            services.remove_member(cast.workspace.pk, whom.pk, by)
            outcomes.append("removed")
        except AppError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=remove, args=pair) for pair in ((cast.owner, cast.editor), (cast.editor, cast.owner))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["forbidden", "removed"]
    assert Membership.objects.filter(workspace=cast.workspace, role=Role.OWNER).count() == 1


@pytest.mark.parametrize("number", ["9" * 30, str(2**63)])
@pytest.mark.parametrize("path", ["{}/members/", "{0}/members/{0}/", "{}/audit/", "{0}/invitations/{0}/"])
def test_a_number_larger_than_the_database_s_is_nothing_there(cast: Cast, number: str, path: str) -> None:
    answer = call(
        cast.client("owner"), "delete" if path.startswith("{0}") else "get", f"/api/workspaces/{path.format(number)}"
    )
    assert answer.status_code == 404
    assert call(cast.client("owner"), "delete", f"/api/tokens/{number}/").status_code == 404


def test_a_new_app_goes_where_it_is_said_to(cast: Cast) -> None:
    owner, editor = cast.client("owner"), cast.client("editor")
    other = call(owner, "post", "/api/workspaces/", {"name": "Other"}).json()["id"]
    made = call(owner, "post", "/api/apps/", {"name": "There", "workspace": other})
    assert made.status_code == 201
    assert call(owner, "post", "/api/apps/", {"name": "Here"}).status_code == 201
    assert [one["name"] for one in editor.get("/api/apps/").json()] == ["Here"]
    assert call(editor, "post", "/api/apps/", {"name": "A", "workspace": other}).status_code == 404
    viewer = cast.client("viewer")
    assert call(viewer, "post", "/api/apps/", {"name": "A", "workspace": cast.workspace.pk}).status_code == 403
    file = {"lowstream": 1, "name": "Imported", "document": {}}
    assert call(owner, "post", f"/api/apps/import/?workspace={other}", file).status_code == 201
    assert call(editor, "post", f"/api/apps/import/?workspace={other}", file).status_code == 404
