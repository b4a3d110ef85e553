"""`manage.py exportapp` and `importapp`: apps as code."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command

from apps.accounts.services import create_workspace
from apps.builder import services
from apps.builder.document import AppDocument
from apps.builder.models import App, Release, Visibility
from apps.common.requests import BODY_MAX_BYTES
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    """What the command says, and of what it warns."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path, published: App) -> Path:
    path = tmp_path / "ticker.json"
    run("exportapp", "exchange-ticker", "-o", str(path))
    return path


def change(file: Path, **members: Any) -> None:
    file.write_bytes(orjson.dumps(orjson.loads(file.read_bytes()) | members))


def test_an_app_is_exported_to_standard_output_with_what_is_left_out_told_apart(published: App) -> None:
    out, err = run("exportapp", "exchange-ticker")
    assert orjson.loads(out)["name"] == "Exchange ticker"
    assert out.endswith("}\n")
    assert not out.endswith("\n\n")
    assert err == "left out: queries[0].headers[0].value\n"
    services.save_draft(published, AppDocument(), 1)
    assert "queries" not in orjson.loads(run("exportapp", "exchange-ticker")[0])["document"]
    assert run("exportapp", "exchange-ticker", "--release", "1")[0] == out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nothing",), "There is no app 'nothing'"),
        (("exchange-ticker", "--release", "7"), "There is no release 7"),
        (("exchange-ticker", "-o", "/nowhere/at/all.json"), "can't be written: No such file"),
    ],
)
def test_what_cant_be_exported_says_why(published: App, arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run("exportapp", *arguments)


def test_the_same_file_twice_changes_nothing_the_second_time(cast: Cast, published: App, file: Path) -> None:
    for _ in range(2):
        out, err = run("importapp", str(file), "--publish")
        assert out.splitlines() == [
            "Exchange ticker: the draft says so already, at revision 1.",
            "Exchange ticker: release 1 is live already.",
        ]
        assert err == "", "the draft has what the file left out"
    assert (App.objects.count(), Release.objects.count()) == (1, 1)


def test_a_changed_file_is_a_new_revision_and_a_new_release(cast: Cast, published: App, file: Path) -> None:
    document = orjson.loads(file.read_bytes())["document"] | {"states": [{"name": "last"}, {"name": "more"}]}
    change(file, document=document, name="Renamed")
    out, err = run("importapp", str(file), "--slug", "exchange-ticker", "--publish", "--visibility", "public")
    assert out.splitlines() == [
        "Exchange ticker: is Renamed now.",
        "Renamed: the draft of /a/exchange-ticker/ is at revision 2 now.",
        "Renamed: release 2 is live, for: Anyone with the link.",
    ]
    app = App.objects.get()
    assert (app.name, app.draft_revision, app.visibility) == ("Renamed", 2, Visibility.PUBLIC)
    assert app.release is not None
    assert (app.release.number, app.release.note, app.release.author) == (2, "Imported", cast.owner)
    assert app.draft["queries"][0]["headers"][0]["value"] == "Bearer key-in-a-header", "kept from the draft"
    assert err == ""


def test_only_the_visibility_can_change(published: App, file: Path) -> None:
    out, _ = run("importapp", str(file), "--publish", "--visibility", "public")
    assert out.splitlines()[-1] == "Exchange ticker: Anyone with the link can open it now."
    assert Release.objects.count() == 1


def test_a_new_app_goes_into_the_workspace_named(cast: Cast, file: Path) -> None:
    App.objects.all().delete()
    out, err = run("importapp", str(file), "--slug", "copy-2", "--workspace", "Elsewhere", "--publish")
    assert out.splitlines() == [
        "Exchange ticker: made at /a/copy-2/, in the workspace Elsewhere.",
        "Exchange ticker: release 1 is live, for: Members of the workspace.",
    ]
    assert err == "not in the file, to be filled in: queries[0].headers[0].value\n"
    app = App.objects.get(slug="copy-2")
    assert (app.created_by, app.updated_by) == (cast.stranger, cast.stranger)
    with pytest.raises(CommandError, match="an app of another workspace, Elsewhere"):
        run("importapp", str(file), "--slug", "copy-2", "--workspace", str(cast.workspace.pk))
    run("importapp", str(file))
    assert App.objects.get(slug="exchange-ticker").workspace == cast.workspace, "the first owner's"


@pytest.mark.parametrize(
    ("content", "options", "why"),
    [
        (b"{", (), "is not JSON"),
        (b" " * (BODY_MAX_BYTES + 1), (), "is larger than"),
        (b"{}", (), "not an exported app"),
        (b'{"lowstream": 9}', (), "Update Lowstream"),
        (b'{"lowstream": 1, "name": "A", "document": {}}', ("--slug", "a b"), "can't be an address"),
        (b'{"lowstream": 1, "name": "A", "document": {}}', ("--slug", "a" * 81), "81 characters; at most 80"),
        (b'{"lowstream": 1, "name": "A", "document": {}}', ("--workspace", "Nowhere"), "no workspace 'Nowhere'"),
        (b'{"lowstream": 1, "name": "A", "document": {}}', ("--workspace", "Empty"), "has no owner"),
        (
            b'{"lowstream": 1, "name": "", "document": {"widgets": [{"type": "stat", "name": "a b"}]}}',
            (),
            r"2 faults; nothing was imported(?s:.*)\n  name: must be text(?s:.*)\n  widgets\[0\].name: 'a b'",
        ),
    ],
)
def test_what_cant_be_imported_says_why_and_changes_nothing(
    cast: Cast, tmp_path: Path, content: bytes, options: tuple[str, ...], why: str
) -> None:
    create_workspace("Empty")
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=why):
        run("importapp", str(path), *options)
    assert not App.objects.exists()


def test_a_file_that_isnt_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read: No such file"):
        run("importapp", str(tmp_path / "none.json"))
