"""An app in a frame of another site: by signed tokens, never as somebody who is signed in here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.builder.test_embedding import sign
from tests.fakes.behaviours import Say
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .conftest import Come
from .documents import document, query, text
from .person import Person
from .site import Site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def embedded(system: System, site: Site) -> Iterator[dict[str, Any]]:
    """A private app with a live figure and the viewer's name, and `key`, its embed key; both names of the site may."""
    with UpstreamThread(Say(['"tick"'])) as upstream:
        made = document(
            queries=[query("ticks", upstream.url, scope="shared")],
            widgets=[text("seen", "{{ ticks.messages.length > 0 ? 'live' : 'waiting' }}"), text("who", WHO)],
        )
        app = system.make_app(made, "Embedded", "private")
        path = f"/api/apps/{app['id']}/embedding/"
        system.api.call("PUT", path, {"origins": [site.elsewhere]})
        yield {**app, "key": system.api.call("POST", f"{path}key/")["key"]}


WHO = "{{ (currentUser?.name ?? 'nobody') + ' (' + currentUser?.id + ')' }}"


def shown_in(person: Person, site: Site, app: dict[str, Any], origin: str, **claims: Any) -> tuple[Page, FrameLocator]:
    """The site's page, opened under the origin that the token names; and the app in its frame."""
    said = {"app": app["id"], "exp": int(time.time()) + 300, "origin": origin, **claims}
    token = sign(app["key"], said) if app.get("key") else ""
    site.html = f'<iframe id=app width=900 height=600 src="{person.base}/a/{app["slug"]}/?embed={token}"></iframe>'
    page = person.open(f"{origin}/")
    return page, page.frame_locator("#app").frame_locator("iframe.app-frame")


def test_another_site_s_people_see_a_private_app_without_a_cookie(
    come: Come, site: Site, embedded: dict[str, Any]
) -> None:
    person = come(signed_in=False)
    _, app = shown_in(person, site, embedded, site.elsewhere, name="Ada", email="ada@portal.example")
    expect(app.get_by_text("live", exact=True)).to_be_visible()
    expect(app.get_by_text("Ada (null)")).to_be_visible()
    assert person.context.cookies() == []


def test_who_is_signed_in_here_is_nobody_there(
    come: Come, system: System, site: Site, embedded: dict[str, Any]
) -> None:
    path = f"/api/apps/{embedded['id']}/embedding/"
    system.api.call("PUT", path, {"origins": [site.elsewhere, site.near]})
    owner = come()
    _, app = shown_in(owner, site, embedded, site.near)  # of the same site, so that browsers send the cookie
    expect(app.get_by_text("nobody (")).to_be_visible()
    expect(app.get_by_text("live", exact=True)).to_be_visible()


def test_a_site_that_is_not_listed_shows_nothing(come: Come, site: Site, embedded: dict[str, Any]) -> None:
    person = come(signed_in=False)
    person.expects("frame-ancestors", "403")
    said = {"app": embedded["id"], "exp": int(time.time()) + 300, "origin": site.elsewhere}
    src = f"{person.base}/a/{embedded['slug']}/?embed={sign(embedded['key'], said)}"
    site.html = f'<iframe id=app src="{src}"></iframe>'
    page = person.open(f"{site.near}/")  # a token for another of the site's names
    expect(page.get_by_role("heading", name="Portal")).to_be_visible()
    expect(page.frame_locator("#app").locator("iframe.app-frame")).to_have_count(0)
    assert any("frame-ancestors" in fault for fault in person.faults)
    page.goto(src)  # and the link by itself
    expect(page.get_by_text("within another site")).to_be_visible()


def test_a_key_that_is_withdrawn_closes_what_was_opened_with_it(come: Come, system: System, site: Site) -> None:
    app = system.make_app(document(queries=[], widgets=[text("who", WHO)]), "Withdrawn", "private")
    path = f"/api/apps/{app['id']}/embedding/"
    system.api.call("PUT", path, {"origins": [site.elsewhere]})
    app["key"] = system.api.call("POST", f"{path}key/")["key"]
    _, frame = shown_in(come(signed_in=False), site, app, site.elsewhere, name="Ada")
    expect(frame.get_by_text("Ada (null)")).to_be_visible()
    system.api.call("DELETE", f"{path}key/")
    expect(frame.get_by_text("You may not open this app any more.")).to_be_visible()
