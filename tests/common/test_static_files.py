"""Static files over ASGI: WhiteNoise's headers, no warning, and nothing but what is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, RequestFactory
from pytest_django import Settings

from apps.common.static_files import StaticFiles

SCRIPT = b"export const answer = 42;\n"


@pytest.fixture
def static_files(tmp_path: Path, settings: Settings) -> Iterator[StaticFiles]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "manifest.json").write_text("{}")
    settings.STATIC_ROOT = tmp_path
    yield StaticFiles(lambda request: HttpResponse(b"the site", status=418))


def get(static_files: StaticFiles, path: str, method: str = "GET", **headers: str) -> HttpResponse:
    request: HttpRequest = RequestFactory().generic(method, path, headers=headers)
    response = static_files(request)
    assert isinstance(response, HttpResponse)
    return response


def test_a_built_file_is_served_whole_for_any_origin_and_for_ever(static_files: StaticFiles) -> None:
    response = get(static_files, "/static/assets/main-1a2b.js")
    assert (response.status_code, response.content) == (200, SCRIPT)
    assert response["Content-Type"] == 'text/javascript; charset="utf-8"'
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "max-age=315360000, public, immutable"


def test_a_file_without_a_hash_in_its_name_is_not_immutable(static_files: StaticFiles) -> None:
    assert "immutable" not in get(static_files, "/static/manifest.json")["Cache-Control"]


def test_a_part_of_a_file_and_its_head_alone(static_files: StaticFiles) -> None:
    part = get(static_files, "/static/assets/main-1a2b.js", range="bytes=0-5")
    assert (part.status_code, part.content) == (206, b"export")
    head = get(static_files, "/static/assets/main-1a2b.js", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(SCRIPT))


def test_what_a_browser_has_already_is_not_sent_again(static_files: StaticFiles) -> None:
    etag = get(static_files, "/static/assets/main-1a2b.js")["ETag"]
    again = get(static_files, "/static/assets/main-1a2b.js", **{"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/static/", "/static/missing.js", "/static/../secret", "/static/assets"])
def test_everything_else_is_the_sites_affair(static_files: StaticFiles, path: str) -> None:
    assert get(static_files, path).status_code == 418


def test_a_front_end_that_is_not_built_is_a_remark_in_the_log(
    tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STATIC_ROOT = tmp_path / "dist"
    StaticFiles(lambda request: HttpResponse())
    assert f"No front end at {tmp_path / 'dist'}" in caplog.text


async def test_over_asgi_no_warning_is_given(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "a.js").write_bytes(SCRIPT)
    settings.STATIC_ROOT = tmp_path
    response = await AsyncClient().get("/static/a.js")  # warnings are errors here
    assert (response.status_code, response.content) == (200, SCRIPT)
