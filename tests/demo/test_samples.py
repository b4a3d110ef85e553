"""The samples are valid documents, are given once, and can be made again by hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from apps.accounts.models import Role, User, Workspace
from apps.accounts.services import add_member, create_user, ensure_owner
from apps.builder.document import read_document
from apps.builder.models import App, Visibility
from apps.demo.samples import SAMPLES

URL = "wss://ws.kraken.com"


@pytest.fixture
def owner(db: None) -> User:
    return ensure_owner()


@pytest.mark.parametrize("slug", SAMPLES)
def test_a_sample_is_a_valid_document(slug: str) -> None:
    document, faults = read_document(SAMPLES[slug].document(URL).model_dump(mode="json"))
    assert faults == []
    assert document is not None


def test_the_ticker_has_the_manuals_lines_and_one_address_to_change() -> None:
    document = SAMPLES["exchange-ticker"].document(URL)
    code = document.scripts.startup + "".join(
        handler.action.code  # type: ignore[union-attr]
        for query in document.queries
        for handler in query.events
    )
    for line in (
        'krakenStockTicker.broadcast({"event": "subscribe", "pair": ["XBT/USD"], "subscription": {"name": "ohlc"}});',
        "window.krakenStockTickerData = [];",
        "currentTickerData.value.split(',')",
        "clockTickerData.setValue(x.time);",
    ):
        assert line in code
    assert document.model_dump_json().count(URL) == 1


@pytest.mark.parametrize("slug", SAMPLES)
def test_its_widgets_stand_beside_each_other_on_their_grid(slug: str) -> None:
    taken: dict[tuple[object, int, int], str] = {}
    for widget in SAMPLES[slug].document(URL).widgets:
        place = widget.layout
        assert place.x + place.w <= 12
        for cell in [(x, y) for x in range(place.x, place.x + place.w) for y in range(place.y, place.y + place.h)]:
            assert taken.setdefault((widget.parent, *cell), widget.name) == widget.name


def test_samples_are_given_once_published_for_everyone_signed_in(owner: User, settings: Any) -> None:
    settings.EXCHANGE_URL = "ws://127.0.0.1:8333/"
    call_command("loadsamples")
    assert set(App.objects.values_list("name", flat=True)) == {sample.name for sample in SAMPLES.values()}
    app = App.objects.get(name="Exchange ticker")
    assert (app.name, app.visibility, app.created_by) == ("Exchange ticker", Visibility.SIGNED_IN, owner)
    assert app.release is not None
    assert app.release.document == app.draft
    assert app.draft["queries"][0]["url"] == "ws://127.0.0.1:8333/"
    call_command("loadsamples")
    assert App.objects.count() == len(SAMPLES)
    app.delete()
    call_command("loadsamples")
    assert App.objects.count() == len(SAMPLES) - 1


def test_an_editor_makes_an_app_from_a_sample(owner: User, client: Client) -> None:
    editor = create_user("editor@example.com")
    add_member(Workspace.objects.get(), editor, Role.EDITOR)
    client.force_login(editor)
    listed = client.get("/api/samples/").json()
    assert [sample["slug"] for sample in listed] == list(SAMPLES)
    outline = listed[0].pop("outline")
    assert len(outline) == len(SAMPLES["exchange-ticker"].document(URL).widgets)
    assert outline[0] == {"type": "stat", "x": 0.0, "y": 0.0, "w": 3.0, "h": 2.0}
    assert listed[0] == {
        "slug": "exchange-ticker",
        "name": "Exchange ticker",
        "description": SAMPLES["exchange-ticker"].description,
    }
    answer = client.post("/api/samples/exchange-ticker/", content_type="application/json")
    assert answer.status_code == 201
    item = answer.json()
    assert (item["name"], item["release"], item["draft_revision"]) == ("Exchange ticker", None, 1)
    assert App.objects.get(pk=item["id"]).created_by == editor


def test_a_viewer_and_a_stranger_make_none(owner: User, client: Client) -> None:
    viewer, stranger = create_user("viewer@example.com"), create_user("stranger@example.com")
    add_member(Workspace.objects.get(), viewer, Role.VIEWER)
    for person in (viewer, stranger):
        client.force_login(person)
        answer = client.post("/api/samples/exchange-ticker/", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    client.logout()
    assert client.get("/api/samples/").status_code == 401
    assert client.post("/api/samples/exchange-ticker/").status_code == 401
    assert App.objects.count() == 0


def test_an_unknown_sample_is_not_found(owner: User, client: Client) -> None:
    client.force_login(owner)
    answer = client.post("/api/samples/nothing/", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "'nothing'" in answer.json()["message"]
