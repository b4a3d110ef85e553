"""Versions of an app: compared, restored, published and unpublished; shown to viewers who have an older one open."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .conftest import Come
from .documents import Json, button, document, query, run, shown, text
from .person import Person
from .studio import Studio

COUNTING = """
if (last.value && event.data.n !== last.value + 1) holes.setValue((holes.value || 0) + 1);
last.setValue(event.data.n);
"""


def _choose(studio: Studio, release: int, item: str) -> None:
    studio.at(f"release-{release}").get_by_role("button", name=f"Release {release}").click()
    studio.page.get_by_role("menuitem", name=item).click()


def _part(studio: Studio, name: str) -> Locator:
    return studio.at("difference").locator(f'[data-part="{name}"]')


def test_releases_are_compared_restored_and_taken_back(system: System, builder: Person) -> None:
    script = {"name": "script", "code": "const a = 1;\nreturn a;"}
    app = system.make_app({**document([], [text("title", "One"), text("old", "x")]), "javascript_queries": [script]})
    path = f"/api/apps/{app['id']}/document/"
    first = json.dumps(system.api.call("GET", path)["document"])
    studio = builder.build(app)
    studio.at("panel-outline").click()
    studio.at("outline-title").click()
    studio.at("property-content").fill("Two")
    studio.at("outline-old").click()
    studio.at("delete-widget").click()
    studio.choose("script")
    studio.write(studio.at("javascript-code"), "const a = 2;\nreturn a;")
    studio.add_widget("text", "added", content="new")

    # What is about to be published is told before it is.
    studio.at("publish").click()
    studio.at("publish-changes").click()
    expect(_part(studio, "title")).to_contain_text("One → Two")
    expect(_part(studio, "added")).to_contain_text("widget added")
    expect(_part(studio, "old")).to_contain_text("widget removed")
    studio.at("publish-note").fill("Two of it")
    studio.at("visibility-public").check()
    studio.at("publish-confirm").click()
    studio.at("publish-done").click()

    studio.at("panel-releases").click()
    expect(studio.at("release-2")).to_contain_text("live")
    expect(studio.at("release-2")).to_contain_text("Two of it")
    expect(studio.at("release-1")).not_to_contain_text("live")
    _choose(studio, 2, "Compare with release 1")
    expect(_part(studio, "script").locator("del")).to_have_text("− const a = 1;\n")
    expect(_part(studio, "script").locator("ins")).to_have_text("+ const a = 2;\n")
    dialog = studio.page.get_by_role("dialog", name="Compare versions")
    dialog.get_by_label("From", exact=True).select_option("draft")
    expect(dialog.get_by_text("No difference.")).to_be_visible()
    dialog.get_by_label("To", exact=True).select_option("Release 1")
    expect(_part(studio, "title")).to_contain_text("Two → One")
    dialog.get_by_role("button", name="Close").last.click()

    _choose(studio, 1, "Restore into the draft")
    studio.at("restore-confirm").click()
    expect(studio.at("undo")).to_have_attribute("title", "Undo: Restore release 1 (Ctrl Z)")
    studio.expect_saved()
    assert json.dumps(system.api.call("GET", path)["document"]) == first
    (workspace,) = system.api.call("GET", "/api/workspaces/")
    log = f"/api/workspaces/{workspace['id']}/audit/?action=app.restored"
    assert system.api.call("GET", log)["entries"][0]["details"]["release"] == 1
    studio.at("undo").click()
    studio.expect_saved()
    assert "Two" in json.dumps(system.api.call("GET", path)["document"])

    _choose(studio, 2, "Unpublish")
    studio.at("unpublish-confirm").click()
    expect(studio.at("save-state")).to_contain_text("not published yet")
    expect(studio.at("release-2")).not_to_contain_text("live")
    assert system.api.call("GET", f"/api/apps/{app['id']}/")["release"] is None


@pytest.fixture
def publish(system: System) -> Any:  # Any: a function
    def release(app: Json, content: Json) -> None:
        path = f"/api/apps/{app['id']}"
        draft = system.api.call("GET", f"{path}/document/")
        saved = system.api.call("PUT", f"{path}/document/", {"document": content, "revision": draft["revision"]})
        system.api.call("POST", f"{path}/releases/", {"revision": saved["revision"], "visibility": "public"})

    return release


def test_a_viewer_is_shown_a_new_release_without_losing_anything(system: System, publish: Any, come: Come) -> None:
    visitor = come(signed_in=False)
    with UpstreamThread(Numbered(rate=20)) as upstream, UpstreamThread(Numbered(rate=20)) as other:
        ticker = query("ticker", upstream.url, run("success", COUNTING))
        widgets = [
            button("more", "counter.setValue((counter.value || 0) + 1)"),
            {"type": "input", "name": "note", "properties": {"label": "Note"}},
            shown("told", "[counter.value, note.value, holes.value, ticker.messages.length, window.started]"),
            shown("now", "last.value"),
        ]
        states = ("counter", "last", "holes")
        first = document([ticker], [dict(one) for one in widgets], "window.started = (window.started || 0) + 1", states)
        app = system.make_app(first, visibility="public")
        viewer = visitor.view(app)
        viewer.wait(lambda: (viewer.value("now") or 0) > 5, "some messages")
        for _ in range(3):
            viewer.widget("more").get_by_role("button").click()
        viewer.player.get_by_role("textbox", name="Note").fill("kept")
        viewer.wait(lambda: viewer.value("told")[:2] == [3, "kept"], "the counter and the note")
        viewer.page.evaluate("window.samePage = true")
        kept = viewer.value("told")[3]

        second = document(
            [ticker, query("other", other.url)],
            [*(dict(one) for one in widgets), shown("fresh", "[counter.value, other.messages.length > 3]")],
            "window.started = (window.started || 0) + 1",
            states,
        )
        publish(app, second)
        notice = viewer.page.locator("[data-notice=release]")
        expect(notice).to_contain_text("A new version is ready.")
        expect(viewer.widget("fresh")).to_have_count(0)
        notice.get_by_role("button", name="Show it").click()
        viewer.wait(lambda: viewer.value("fresh") == [3, True], "the new widget, with the new query's messages")
        expect(notice).to_have_count(0)
        counter, note, holes, messages, started = viewer.value("told")
        assert (counter, note, holes, started) == (3, "kept", None, 1)
        assert messages >= kept
        expect(viewer.player.get_by_role("textbox", name="Note")).to_have_value("kept")
        assert viewer.page.evaluate("window.samePage")
        at = viewer.value("now")
        viewer.wait(lambda: viewer.value("now") > at + 5, "further messages")
        assert viewer.value("told")[2] is None, "no message is missing"
        assert len(upstream.dials) == 1

        # With another start-up script the code starts anew; the window and what was typed stay.
        publish(app, {**second, "scripts": {"startup": "window.started = 'anew'"}})
        notice.get_by_role("button", name="Show it").click()
        viewer.wait(lambda: (viewer.value("told") or [0] * 5)[4] == "anew", "the new script")
        assert viewer.value("told")[1] == "kept"
        viewer.wait(lambda: viewer.value("told")[3] >= messages, "the window")
        assert viewer.page.evaluate("window.samePage")
        assert len(upstream.dials) == 1
