"""The share dialog: people, sites and the embed key; and what viewers may broadcast."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.system import System

from .documents import document, query, text
from .person import Person


def test_an_app_is_shared_with_a_person_and_put_on_a_site(builder: Person, system: System) -> None:
    app = system.make_app(document(queries=[], widgets=[text("one", "one")]), "Shared out", "private")
    studio = builder.build(app)
    studio.at("share").click()
    dialog = studio.page.get_by_role("dialog", name="Share")
    dialog.get_by_role("tab", name="People").click()
    expect(dialog.get_by_text("Shared with nobody beside the workspace.")).to_be_visible()
    dialog.get_by_label("E-mail address").fill("Ada@example.com")
    dialog.get_by_test_id("grant-add").click()
    row = dialog.get_by_test_id("grant")
    expect(row).to_contain_text("ada@example.com")
    row.get_by_label("Role of ada@example.com").select_option("editor")
    expect(row.get_by_label("Role of ada@example.com")).to_have_value("editor")
    row.get_by_role("button", name="Share with ada@example.com no longer").click()
    expect(row).to_have_count(0)

    dialog.get_by_role("tab", name="Embedding").click()
    dialog.get_by_test_id("origin").fill("http://portal.example")
    dialog.get_by_test_id("origin-add").click()
    expect(dialog.get_by_role("alert")).to_contain_text("is not the address of a site")
    dialog.get_by_test_id("origin").fill("https://portal.example/")
    dialog.get_by_test_id("origin-add").click()
    expect(dialog.get_by_test_id("origin-listed")).to_have_text("https://portal.example")
    dialog.get_by_test_id("embed-key-make").click()
    expect(dialog.get_by_test_id("embed-key")).to_have_value(key := dialog.get_by_test_id("embed-key").input_value())
    assert len(key) == 64
    dialog.get_by_role("tab", name="Link").click()
    dialog.get_by_role("tab", name="Embedding").click()
    expect(dialog.get_by_text("Made ")).to_be_visible()
    expect(dialog.get_by_test_id("embed-key")).to_have_count(0)
    builder.expects("400")  # of the site that is none


def test_what_viewers_may_broadcast_is_said_with_the_delivery(builder: Person, system: System) -> None:
    made = document(queries=[query("room", "ws://127.0.0.1:9/", scope="shared", run_on_load=False)], widgets=[])
    app = system.make_app(made, "Room")
    studio = builder.build(app)
    studio.choose("room")
    studio.page.get_by_role("tab", name="Delivery").click()
    may = studio.page.get_by_label("Viewers may broadcast")
    expect(may).to_have_value("scope")
    expect(studio.page.get_by_label("What they may send")).to_have_count(0)
    may.select_option("yes")
    studio.page.get_by_label("What they may send").select_option("object")
    field = studio.page.get_by_test_id("broadcast-field")
    field.get_by_label("Field", exact=True).fill("said")
    field.get_by_role("button", name="What said may be").click()
    field.get_by_label("Longest text").fill("40")
    field.get_by_label("Longest text").press("Enter")
    studio.expect_saved()
    draft = system.api.call("GET", f"/api/apps/{app['id']}/document/")["document"]
    said = draft["queries"][0]["viewers_broadcast"]
    assert (said["allowed"], said["shape"]["type"], said["shape"]["others"]) == (True, "object", False)
    assert [(one["name"], one["type"], one["max_length"]) for one in said["shape"]["fields"]] == [
        ("said", "string", 40)
    ]
