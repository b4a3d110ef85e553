"""Who may do what with an app: the rule that pages, the API and open sockets share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Membership, Role
from apps.builder.models import App, AppRole, Embedding, Visibility
from apps.builder.sharing import services
from apps.builder.sharing.access import EmbedPass, Mode, Pass, may_edit, may_view, permitted, signed_out
from tests.cast import CAST, Cast

pytestmark = pytest.mark.django_db

ORIGIN = "https://portal.example"


def _pass(cast: Cast, app: App, who: str, mode: Mode = "release") -> Pass:
    return Pass(app.pk, mode, None if who == "nobody" else getattr(cast, who).pk)


@pytest.mark.parametrize(
    ("visibility", "mode", "good"),
    [
        ("private", "release", (True, True, True, False, False)),
        ("signed_in", "release", (True, True, True, True, False)),
        ("public", "release", (True, True, True, True, True)),
        ("private", "draft", (True, True, False, False, False)),
        ("public", "draft", (True, True, False, False, False)),
    ],
)
def test_each_of_the_cast_may_stay_where_they_may_enter(
    cast: Cast, published: App, visibility: str, mode: Mode, good: tuple[bool, ...]
) -> None:
    App.objects.update(visibility=visibility)
    passes = [_pass(cast, published, who, mode) for who in CAST]
    assert tuple(one in permitted(passes) for one in passes) == good


@pytest.mark.parametrize(("role", "edits"), [(AppRole.VIEWER, False), (AppRole.EDITOR, True)])
def test_a_grant_opens_the_one_app(cast: Cast, published: App, role: AppRole, edits: bool) -> None:
    services.grant(published, cast.owner, "Stranger@example.com ", role)
    assert may_view(published, cast.stranger)
    assert may_edit(published, cast.stranger) is edits
    release, draft = _pass(cast, published, "stranger"), _pass(cast, published, "stranger", "draft")
    assert permitted([release, draft]) == ({release, draft} if edits else {release})
    other = Pass(published.pk + 1, "release", cast.stranger.pk)
    assert permitted([other]) == set()


def test_a_grant_never_takes_away_what_a_member_has(cast: Cast, published: App) -> None:
    services.grant(published, cast.owner, cast.editor.email, AppRole.VIEWER)
    assert may_edit(published, cast.editor)


def test_what_is_taken_away_holds_no_more(cast: Cast, published: App) -> None:
    services.grant(published, cast.owner, cast.stranger.email, AppRole.EDITOR)
    members = [_pass(cast, published, who, "draft") for who in ("owner", "editor", "stranger")]
    assert permitted(members) == set(members)
    Membership.objects.filter(user=cast.editor).update(role=Role.VIEWER)
    published.grants.all().delete()
    assert permitted(members) == {members[0]}
    cast.owner.is_active = False
    cast.owner.save()
    assert permitted(members) == set()


def test_an_account_that_was_disabled_holds_nothing_open_not_even_what_is_public(cast: Cast, published: App) -> None:
    App.objects.update(visibility=Visibility.PUBLIC)
    mine, nobody = _pass(cast, published, "viewer"), _pass(cast, published, "nobody")
    cast.viewer.is_active = False
    cast.viewer.save()
    assert permitted([mine, nobody]) == {nobody}


def test_a_deleted_app_holds_nobody(cast: Cast, published: App) -> None:
    App.objects.update(visibility=Visibility.PUBLIC)
    passes = [_pass(cast, published, who) for who in CAST]
    published.delete()
    assert permitted(passes) == set()


def test_an_embedded_viewer_stays_as_long_as_the_site_and_the_key_are_good(cast: Cast, published: App) -> None:
    services.embed_on(published, cast.owner, [ORIGIN])
    services.make_embed_key(published, cast.owner)
    held = Pass(published.pk, "release", None, EmbedPass(ORIGIN, Embedding.objects.get().key_id))
    assert permitted([held]) == {held}
    services.embed_on(published, cast.owner, ["https://other.example"])
    assert permitted([held]) == set()
    services.embed_on(published, cast.owner, [ORIGIN])
    services.make_embed_key(published, cast.owner)
    assert permitted([held]) == set()


def test_thousands_of_passes_cost_five_queries(cast: Cast, published: App) -> None:
    passes = [Pass(published.pk + n % 50, "release", cast.viewer.pk + n) for n in range(5_000)]
    passes.append(Pass(published.pk, "release", None, EmbedPass(ORIGIN, "k")))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert permitted(passes) == {_pass(cast, published, "viewer")}
    assert len(queries) == 5


def test_who_has_signed_out_is_found_with_one_query_and_who_is_bound_to_no_sign_in_with_none(
    cast: Cast, published: App
) -> None:
    bound = [replace(_pass(cast, published, "viewer"), user_id=n, login=f"{n:032}") for n in range(1, 5_001)]
    with CaptureQueriesContext(connection) as queries:
        assert signed_out(bound) == set(bound)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert signed_out([_pass(cast, published, who) for who in CAST]) == set()
    assert len(queries) == 0
