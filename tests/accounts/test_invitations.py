"""Invitations: a link that works once, for whom it is meant, and tells nobody why it doesn't."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.invitations import services, throttle
from apps.accounts.models import Invitation, Membership, Role, User
from apps.accounts.workspaces import services as workspaces
from apps.audit.models import Entry
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def invite(cast: Cast, role: str = "editor", **more: Any) -> str:
    """The address of a new invitation's page."""
    body = {"role": role, **more}
    answer = cast.client("owner").post(
        f"/api/workspaces/{cast.workspace.pk}/invitations/", body, content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    link: str = answer.json()["link"]
    assert link.startswith("http://testserver/invitations/")
    return link.removeprefix("http://testserver")


def account(**more: str) -> dict[str, str]:
    return {"name": "Ann", "email": "Ann@Example.com", "password": PASSWORD, **more}


def test_who_is_signed_in_joins_with_one_press(cast: Cast) -> None:
    path, client = invite(cast), cast.client("stranger")
    page = client.get(path).content.decode()
    assert "Join House" in page
    assert "Owner invites you to this workspace as an editor" in page
    assert not cast.stranger.may("viewer", cast.workspace.pk), "looking at it doesn't join"
    assert client.post(path)["Location"] == "/"
    assert cast.stranger.may("editor", cast.workspace.pk)
    told = Entry.objects.get(action="member.joined")
    assert (told.actor_name, told.details) == (
        "stranger@example.com",
        {"role": "editor", "invited_by": "owner@example.com"},
    )


def test_who_has_no_account_makes_one_there_and_is_signed_in(cast: Cast) -> None:
    path, client = invite(cast, "viewer"), Client()
    assert "Make an account and join" in client.get(path).content.decode()
    assert client.post(path, account())["Location"] == "/"
    ann = accounts.user_by_email("ann@example.com")
    assert (ann.name, ann.check_password(PASSWORD)) == ("Ann", True)
    assert client.get("/api/workspaces/").json()[0]["role"] == "viewer"


def test_the_page_leads_to_signing_in_and_back(cast: Cast) -> None:
    path = invite(cast)
    assert f"/sign-in/?next={path}" in Client().get(path).content.decode()


@pytest.mark.parametrize(
    "spoil",
    [
        {"used_at": timezone.now()},
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"token_hash": "0" * 64},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_one_that_does_not_work_says_so_without_telling_why(cast: Cast, spoil: dict[str, Any], method: str) -> None:
    path = invite(cast)
    other = "/invitations/no-such-invitation/"
    Invitation.objects.update(**spoil)
    for who in (cast.client("stranger"), Client()):
        answers = [getattr(who, method)(each, account()) for each in (path, other)]
        assert [answer.status_code for answer in answers] == [410, 410]
        assert answers[0].content == answers[1].content
    assert User.objects.count() == 4
    assert not cast.stranger.may("viewer", cast.workspace.pk)


def test_it_works_once(cast: Cast) -> None:
    path = invite(cast)
    assert Client().post(path, account()).status_code == 302
    assert Client().post(path, account(email="bob@example.com")).status_code == 410
    assert not User.objects.filter(email="bob@example.com").exists()


def test_one_that_names_somebody_is_for_nobody_else(cast: Cast) -> None:
    path, client = invite(cast, email="Guest@Example.com"), cast.client("stranger")
    page = client.get(path).content.decode()
    assert "The invitation is for guest@example.com, and you are signed in as stranger@example.com" in page
    assert client.post(path).status_code == 403
    assert not cast.stranger.may("viewer", cast.workspace.pk)
    # Whatever address is typed, it is the one that was invited.
    assert Client().post(path, account()).status_code == 302
    assert accounts.user_by_email("guest@example.com").may("editor", cast.workspace.pk)
    assert not User.objects.filter(email="ann@example.com").exists()


def test_somebody_s_account_is_not_joined_without_their_password(cast: Cast) -> None:
    path, client = invite(cast), Client()
    answer = client.post(path, account(email="stranger@example.com"))
    assert answer.status_code == 422
    assert "sign in with it to join" in answer.content.decode()
    assert not cast.stranger.may("viewer", cast.workspace.pk)
    assert "_auth_user_id" not in client.session
    assert Client().post(path, account()).status_code == 302, "the invitation wasn't used up"


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"password": "password123"}, {"email": "x"}, {"name": ""}])
def test_what_is_typed_is_judged(cast: Cast, wrong: dict[str, str]) -> None:
    answer = Client().post(invite(cast), account(**wrong))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert User.objects.count() == 4


def test_a_member_stays_what_they_are(cast: Cast) -> None:
    path, client = invite(cast, "owner"), cast.client("viewer")
    assert "You are a member already" in client.get(path).content.decode()
    assert client.post(path).status_code == 409
    assert not cast.viewer.may("editor", cast.workspace.pk)
    assert cast.client("stranger").post(path).status_code == 302, "the invitation wasn't used up"


def test_it_needs_the_page_s_own_form(cast: Cast) -> None:
    client = cast.client("stranger", enforce_csrf_checks=True)
    assert client.post(invite(cast)).status_code == 403


def test_trying_links_is_slowed_down(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttle.MOST, "guess", 3)
    path, client = invite(cast), Client()
    statuses = [client.get(f"/invitations/guess-{number}/").status_code for number in range(4)]
    assert statuses == [410, 410, 410, 429]
    assert client.get(path).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").get(path).status_code == 200


def test_making_accounts_is_slowed_down(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttle.MOST, "account", 2)
    paths = [invite(cast) for _ in range(3)]
    statuses = [
        Client().post(path, account(email=f"{number}@example.com")).status_code for number, path in enumerate(paths)
    ]
    assert statuses == [302, 302, 429]


def test_only_its_hash_is_kept_and_lists_never_tell_it(cast: Cast) -> None:
    token = invite(cast).strip("/").split("/")[1]
    kept = Invitation.objects.get()
    assert token not in [str(value) for value in kept.__dict__.values()]
    assert len(kept.token_hash) == 64
    listed = cast.client("owner").get(f"/api/workspaces/{cast.workspace.pk}/invitations/")
    assert token not in listed.content.decode()
    assert token not in str(list(Entry.objects.values()))
    assert set(listed.json()[0]) == {"id", "role", "email", "invited_by", "created_at", "expires_at"}


def test_it_is_taken_back_and_listed_no_more(cast: Cast) -> None:
    page, base = invite(cast), f"/api/workspaces/{cast.workspace.pk}/invitations/"
    owner = cast.client("owner")
    (listed,) = owner.get(base).json()
    assert owner.delete(f"{base}{listed['id']}/").status_code == 204
    assert owner.get(base).json() == []
    assert owner.delete(f"{base}{listed['id']}/").status_code == 404
    assert Client().get(page).status_code == 410
    assert [entry.action for entry in Entry.objects.filter(action__startswith="invitation.")] == [
        "invitation.revoked",
        "invitation.created",
    ]


def test_one_of_another_workspace_is_out_of_reach(cast: Cast) -> None:
    invite(cast)
    theirs = workspaces.found_workspace("Other", cast.stranger)
    path = f"/api/workspaces/{theirs.pk}/invitations/{Invitation.objects.get().pk}/"
    assert cast.client("stranger").delete(path).status_code == 404
    assert Invitation.objects.get().revoked_at is None


@pytest.mark.parametrize(
    "wrong", [{"role": "god"}, {"role": "viewer", "expires_in_days": 31}, {"role": "viewer", "email": "x"}, {}]
)
def test_what_can_not_be_is_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    path = f"/api/workspaces/{cast.workspace.pk}/invitations/"
    assert cast.client("owner").post(path, wrong, content_type="application/json").status_code == 400


def test_so_many_are_open_at_most(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "OPEN_PER_WORKSPACE", 1)
    invite(cast)
    answer = cast.client("owner").post(
        f"/api/workspaces/{cast.workspace.pk}/invitations/", {"role": "viewer"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_invitations")


def test_a_full_workspace_takes_nobody_in_and_makes_no_account(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    path = invite(cast)
    monkeypatch.setattr(services, "MEMBERS_PER_WORKSPACE", Membership.objects.filter(workspace=cast.workspace).count())
    assert Client().post(path, account()).status_code == 409
    assert not User.objects.filter(email="ann@example.com").exists()
    assert Invitation.objects.get().used_at is None


def test_a_week_is_what_it_lasts_unless_said(cast: Cast) -> None:
    invite(cast)
    kept = Invitation.objects.get()
    assert kept.expires_at - kept.created_at == timedelta(days=7)
    assert kept.role == Role.EDITOR
