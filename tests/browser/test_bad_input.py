"""Bad input in the studio: each fault is said where its author looks, the rest goes on, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.fakes.behaviours import Behaviour, CloseAtOnce, Numbered, Refuse, Say, Stall
from tests.fakes.thread import UpstreamThread
from tests.system import System, free_port

from .documents import document, query, run, stat, text
from .person import Person
from .studio import Studio

DIAL_SECONDS = 10  # the hub's patience with an upstream that doesn't answer


@pytest.fixture(autouse=True)
def _no_traceback(builder: Person, system: System) -> Iterator[None]:
    """No person sees one, whatever happened."""
    yield
    for page in builder.context.pages:
        said = page.locator("body").inner_text() + "".join(frame.locator("body").inner_text() for frame in page.frames)
        assert "Traceback" not in said
        assert 'File "' not in said


@pytest.fixture
def studio(system: System, builder: Person) -> Studio:
    """A new app with a query that nobody has run."""
    app = system.api.call("POST", "/api/apps/", {"name": "Bad input"})
    system.api.call(
        "PUT",
        f"/api/apps/{app['id']}/document/",
        {
            "revision": app["draft_revision"],
            "document": document([query("feed", "ws://127.0.0.1:9/", run_on_load=False)], [], states=("last",)),
        },
    )
    return builder.build(app)


def test_a_query_without_a_good_name_and_address_is_not_made(studio: Studio) -> None:
    form = studio.page.locator("form.new-query")
    for name, url, said in (
        ("good", "https://example.com/", '"https://example.com/" must start with ws:// or wss://.'),
        ("good", "ws://", "names no host."),
        ("good", "", "Enter an address that starts with wss:// or ws://."),
        ("good", "wss://me:secret@example.com/", "Put credentials in a header, not in the URL."),
        ("2fast", "ws://127.0.0.1:9/", "Start with a letter, _ or $."),
        ("two words", "ws://127.0.0.1:9/", "Use letters, digits, _ and $ only."),
        ("class", "ws://127.0.0.1:9/", '"class" is a reserved word. Choose another name.'),
        ("feed", "ws://127.0.0.1:9/", '"feed" is taken. Choose another name.'),
        ("last", "ws://127.0.0.1:9/", '"last" is taken. Choose another name.'),
    ):
        studio.add_query(name, url)
        expect(form).to_contain_text(said)
    expect(studio.page.locator(".items [data-query]")).to_have_count(1)
    studio.expect_saved()


def test_faults_that_the_server_finds_stand_at_their_field_until_mended(builder: Person, studio: Studio) -> None:
    builder.expects("422")
    studio.choose("feed")
    address = studio.at("query-url")
    address.fill("http://example.com/feed")
    expect(studio.at("save-state")).to_have_attribute("data-state", "invalid")
    expect(studio.page.get_by_label("Queries and states").first).to_contain_text("must start with ws:// or wss://")
    studio.at("query-run").click()
    expect(studio.at("query-error")).to_contain_text("The draft has problems.")
    address.fill("ws://127.0.0.1:9/feed")
    studio.expect_saved()


def test_names_that_are_wrong_or_taken_are_refused_where_they_stand(studio: Studio) -> None:
    studio.add_widget("stat", "price", value="{{ last.value }}")
    name = studio.at("widget-name")
    for wrong, said in (("last", "is taken"), ("3x", "Start with a letter"), ("a-b", "Use letters, digits")):
        name.fill(wrong)
        name.press("Enter")
        expect(studio.panel("Inspector").get_by_role("alert")).to_contain_text(said)
    name.press("Escape")
    expect(name).to_have_value("price")
    studio.expect_saved()


def test_each_upstream_that_fails_says_how_and_the_others_go_on(system: System, builder: Person) -> None:
    behaviours: dict[str, Behaviour] = {
        "refusing": Refuse(401),
        "hanging": Stall(),
        "garbage": Say(["not json at all {", b"\xff\xfe", '{"fine": 1}']),
        "closing": CloseAtOnce(1008, "not today"),
        "steady": Numbered(rate=10),
    }
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(UpstreamThread(each)).url for name, each in behaviours.items()}
        addresses["absent"] = f"ws://127.0.0.1:{free_port()}/"
        queries = [query(name, url) for name, url in addresses.items()]
        widgets = [stat("steadyCount", "{{ steady.messages.length }}"), text("fine", "{{ garbage.data.fine }}")]
        studio = builder.build(system.make_app(document(queries, widgets), "Upstreams"))

        def expect_told(name: str, status: str, *words: str, seconds: float = 15.0) -> None:
            studio.choose(name)
            for word in words:
                expect(studio.page.locator(".reason")).to_contain_text(word, timeout=seconds * 1_000)
            studio.expect_status(re.compile(status), name)

        expect_told("refusing", "failed", "401")
        expect_told("closing", "retrying|connecting", "1008", "not today")
        expect_told("absent", "retrying|connecting", "127.0.0.1")
        expect_told("hanging", "retrying|connecting", f"{DIAL_SECONDS} s", seconds=DIAL_SECONDS + 10)
        studio.choose("garbage")
        studio.expect_status("open", "garbage")
        messages = studio.at("messages")
        expect(messages.locator("[data-kind=error]")).to_have_count(2)
        expect(messages.locator("[data-kind=error]").last).to_contain_text("not json at all {")
        expect(messages.locator("[data-kind=message]")).to_have_count(1)
        studio.choose("steady")
        studio.expect_status("open", "steady")
        expect(studio.at("messages")).to_contain_text('{"n":20}')


def _both_save(studio: Studio, state: str, path: str, save_theirs: Callable[[], Any]) -> Any:  # Any: JSON
    """Add a state; while its save is on the way, somebody else saves."""
    held: list[Route] = []
    saved = None

    def hold(route: Route) -> None:
        if route.request.method == "PUT" and saved is None:
            held.append(route)
        else:
            route.continue_()

    studio.page.route(f"**{path}", hold)
    studio.add_state(state)
    expect(studio.at("save-state")).not_to_have_attribute("data-state", "saved")
    saved = save_theirs()
    # The route stays: Chromium lets go of held requests by itself when the last route is taken away.
    for route in held:
        route.continue_()
    return saved


def test_a_stale_save_is_refused_and_both_versions_can_still_be_had(
    system: System, builder: Person, studio: Studio
) -> None:
    builder.expects("409")
    app_id = studio.page.url.rstrip("/").rsplit("/", 1)[1]
    path = f"/api/apps/{app_id}/document/"
    studio.expect_saved()

    theirs = system.api.call("GET", path)
    theirs["document"]["states"].append({"name": "theirs"})
    theirs["revision"] = _both_save(studio, "mine", path, lambda: system.api.call("PUT", path, theirs))["revision"]
    expect(studio.at("stale")).to_contain_text("This app was changed elsewhere")
    expect(studio.at("save-state")).to_have_attribute("data-state", "stale")
    names = [state["name"] for state in system.api.call("GET", path)["document"]["states"]]
    assert names == ["last", "theirs"], "the refused save changed nothing"
    expect(studio.at("item-mine")).to_be_visible()

    studio.at("publish").click()
    studio.at("publish-confirm").click()
    expect(studio.at("publish-error")).to_contain_text("changed elsewhere")
    studio.page.keyboard.press("Escape")

    with studio.page.expect_download() as download:
        studio.at("stale-theirs").click()
    assert '"mine"' in download.value.path().read_text()
    expect(studio.at("item-theirs")).to_be_visible()
    expect(studio.at("item-mine")).to_have_count(0)
    studio.expect_saved()

    theirs["document"]["states"].append({"name": "again"})
    _both_save(studio, "mine", path, lambda: system.api.call("PUT", path, theirs))
    studio.at("stale-mine").click()
    studio.at("stale-overwrite").click()
    studio.expect_saved()
    names = [state["name"] for state in system.api.call("GET", path)["document"]["states"]]
    assert names == ["last", "theirs", "mine"]


def test_errors_of_app_code_are_told_with_name_and_line(system: System, builder: Person) -> None:
    with UpstreamThread(Numbered(rate=10)) as upstream:
        handlers = (
            run("success", "const a = 1;\nif (a) {"),
            run("success", "const price = event.data.n;\n\nif (price === 3) price.nothing.at(0);"),
            run("success", "counter.setValue(event.data.n)"),
        )
        widgets = [stat("good", "{{ counter.value }}"), stat("bad", "{{ counter.value }}")]
        widgets[1]["properties"]["value"] = "{{ missing.name }}"
        startup = "window.ready = true;\nconsole.log('started');\nnoSuchThing();"
        app = system.make_app(
            document([query("numbers", upstream.url, *handlers)], widgets, startup, ("counter",)), "Errors"
        )
        studio = builder.build(app)
        studio.tab("Messages and console", "Console")
        console = studio.at("console")
        for where, said in (
            ("numbers · success · handler 1", "SyntaxError"),
            ("numbers · success · handler 2, line 3", "TypeError: Cannot read properties of undefined"),
            ("script · startup, line 3", "ReferenceError: noSuchThing is not defined"),
            ("script · startup, line 2", "started"),
        ):
            line = console.locator(".console-line").filter(has_text=where)
            expect(line.first).to_contain_text(said)
        studio.at("outline-bad").click()
        expect(studio.panel("Inspector")).to_contain_text("There is no missing in this app.")
        studio.choose("startup")
        expect(studio.page.get_by_label("Queries and states").first).to_contain_text(
            "noSuchThing is not defined (line 3)"
        )
        studio.choose("numbers")
        studio.tab("Query settings", "Events")
        expect(studio.at("handler-success").first).to_contain_text("SyntaxError")
        good = studio.page.frame_locator("iframe.app-frame").locator('[data-widget="good"] .stat')
        expect(good).not_to_have_text("–")
        before = good.inner_text()
        expect(good).not_to_have_text(before)  # the third handler runs on
