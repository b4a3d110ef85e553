"""Static files over ASGI: WhiteNoise's headers and ours, and nothing but what is there."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytest_django import Settings

from apps.common.csp import DATA_POLICY
from apps.common.headers import EVERYWHERE
from apps.common.static_files import StaticFiles

SCRIPT = b"export const answer = 42;\n" * 20
PATH = "/static/assets/main-1a2b.js"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "main-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "manifest.json").write_text("{}")
    settings.STATIC_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def static_files(folder: Path) -> Iterator[StaticFiles]:
    yield StaticFiles(the_site)


async def the_site(scope: Any, receive: Any, send: Any) -> None:
    """Behind it."""
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"the site"})


async def get(static_files: StaticFiles, path: str = PATH, method: str = "GET", **headers: str) -> Answer:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await static_files({"type": "http", "path": path, "method": method, "headers": given}, None, send)
    start, body = sent
    pairs = [(name.decode(), value.decode()) for name, value in start["headers"]]
    assert len({name for name, _ in pairs}) == len(pairs), "a header is said once"
    return Answer(start["status"], dict(pairs), body["body"])


async def test_a_built_file_is_served_whole_for_any_origin_and_for_ever(static_files: StaticFiles) -> None:
    answer = await get(static_files)
    assert (answer.status, answer.body) == (200, SCRIPT)
    assert answer.headers["content-type"] == 'text/javascript; charset="utf-8"'
    assert answer.headers["content-length"] == str(len(SCRIPT))
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"


async def test_it_goes_compressed_to_whoever_takes_that(static_files: StaticFiles) -> None:
    answer = await get(static_files, accept_encoding="gzip, deflate, br")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == SCRIPT
    assert "accept-encoding" in answer.headers["vary"].lower()


async def test_it_says_what_all_answers_say_to_browsers(static_files: StaticFiles) -> None:
    for answer in (await get(static_files), await get(static_files, method="POST")):
        said = answer.headers
        others = {name.lower(): value for name, value in EVERYWHERE.items()}
        assert said.items() >= {**others, "cross-origin-resource-policy": "cross-origin"}.items()
        assert said["content-security-policy"] == DATA_POLICY
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] == said["cross-origin-opener-policy"] == "same-origin"
        assert said["x-frame-options"] == "DENY"
        assert "strict-transport-security" not in said


async def test_a_file_without_a_hash_in_its_name_is_not_immutable(static_files: StaticFiles) -> None:
    assert "immutable" not in (await get(static_files, "/static/manifest.json")).headers["cache-control"]


async def test_a_part_of_a_file_and_its_head_alone(static_files: StaticFiles) -> None:
    part = await get(static_files, range="bytes=0-5")
    assert (part.status, part.body) == (206, b"export")
    head = await get(static_files, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(SCRIPT))
    assert (await get(static_files, method="POST")).status == 405


async def test_what_a_browser_has_already_is_not_sent_again(static_files: StaticFiles) -> None:
    again = await get(static_files, if_none_match=(await get(static_files)).headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/static/", "/static/missing.js", "/static/../secret", "/static/assets"])
async def test_everything_else_is_the_sites_affair(static_files: StaticFiles, path: str) -> None:
    assert (await get(static_files, path)).status == 418


async def test_with_https_only_what_came_by_it_is_answered(folder: Path, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 600
    static_files = StaticFiles(the_site)
    assert (await get(static_files)).status == 418, "the site leads it there"
    answer = await get(static_files, x_forwarded_proto="https")
    assert (answer.status, answer.headers["strict-transport-security"]) == (200, "max-age=600")


async def test_a_front_end_that_is_not_built_is_a_remark_in_the_log(
    tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STATIC_ROOT = tmp_path / "dist"
    assert (await get(StaticFiles(the_site))).status == 418
    assert f"No front end at {tmp_path / 'dist'}" in caplog.text
