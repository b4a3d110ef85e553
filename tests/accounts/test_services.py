"""One-time links, the first owner, members."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import Membership, Role, SignInLink, User, Workspace
from apps.common.errors import AppError

pytestmark = pytest.mark.django_db


def test_first_owner_is_made_once_with_a_workspace() -> None:
    first = services.ensure_owner()
    again = services.ensure_owner()
    assert first == again
    assert first.email == "owner@localhost"
    assert not first.has_usable_password()
    assert Membership.objects.get().role == Role.OWNER
    assert Workspace.objects.count() == 1


def test_a_link_signs_in_exactly_once() -> None:
    user = services.ensure_owner()
    token = services.issue_sign_in_link(user)
    assert services.redeem_sign_in_link(token) == user
    with pytest.raises(AppError, match="works once") as caught:
        services.redeem_sign_in_link(token)
    assert caught.value.code == "link_invalid"


def test_a_link_is_worthless_after_an_hour() -> None:
    token = services.issue_sign_in_link(services.ensure_owner())
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(AppError, match="for an hour"):
        services.redeem_sign_in_link(token)


def test_a_link_lives_for_an_hour() -> None:
    services.issue_sign_in_link(services.ensure_owner())
    link = SignInLink.objects.get()
    assert link.expires_at - link.created_at == timedelta(hours=1)


def test_the_token_itself_is_stored_nowhere() -> None:
    token = services.issue_sign_in_link(services.ensure_owner())
    link = SignInLink.objects.get()
    assert token not in link.token_hash
    assert len(link.token_hash) == 64


def test_a_deactivated_user_s_link_is_refused() -> None:
    user = services.ensure_owner()
    token = services.issue_sign_in_link(user)
    User.objects.update(is_active=False)
    with pytest.raises(AppError):
        services.redeem_sign_in_link(token)


def test_expired_links_are_swept_away_by_the_next() -> None:
    user = services.ensure_owner()
    services.issue_sign_in_link(user)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    services.issue_sign_in_link(user)
    assert SignInLink.objects.count() == 1


def test_an_email_is_taken_in_any_case() -> None:
    services.create_user("Ann@Example.com")
    with pytest.raises(AppError) as caught:
        services.create_user("ann@example.COM")
    assert caught.value.code == "email_taken"
    assert services.user_by_email(" ANN@example.com").email == "ann@example.com"


@pytest.mark.parametrize(
    ("held", "asked", "answer"),
    [
        ("owner", "owner", True),
        ("owner", "viewer", True),
        ("editor", "owner", False),
        ("editor", "editor", True),
        ("viewer", "editor", False),
        ("viewer", "viewer", True),
    ],
)
def test_a_role_includes_those_below_it(held: str, asked: str, answer: bool) -> None:
    user, workspace = services.create_user("a@example.com"), services.create_workspace("W")
    services.add_member(workspace, user, Role(held))
    assert user.may(asked, workspace.pk) is answer
    assert user.may(asked, services.create_workspace("Other").pk) is False
