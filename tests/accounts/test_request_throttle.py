"""Requests to the REST API: so many a second of a person, or of an address; told, and counted over all processes."""

from __future__ import annotations

import itertools
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts import request_throttle
from apps.builder.models import App, Visibility
from apps.common.cache import SharedCache
from apps.common.figures import limits_reached
from tests.cast import Cast
from tests.system import System, free_port, wait_for

AT_ONCE = request_throttle.BURST_SECONDS  # at one a second
FROM_AN_ADDRESS = AT_ONCE * request_throttle.ADDRESSES_SHARE


@pytest.fixture(autouse=True)
def _one_a_second(settings: Settings) -> Iterator[None]:
    settings.LIMIT_REQUESTS_PER_SECOND = 1
    request_throttle.forget()
    limits_reached.clear()
    yield
    request_throttle.forget()


@pytest.fixture(params=["redis", "away"])
def cache(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SharedCache:
    """The cache in Redis, and in a Redis that is away."""
    url = request.getfixturevalue("redis_url") if request.param == "redis" else f"unix://{tmp_path}/none.sock"
    shared = SharedCache([url], {})
    monkeypatch.setattr(request_throttle, "caches", {"default": shared})
    return shared


def told_off(ask: Callable[[], Any], at_once: int, rate: float) -> None:
    """Ask until it is refused: after as many as may be at once, and those that came back meanwhile."""
    began, let_in = time.monotonic(), 0
    while (answer := ask()).status_code == 200:
        let_in += 1
        assert let_in <= at_once + 1 + (time.monotonic() - began) * rate
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"
    assert json.loads(answer.content)["code"] == "rate_limited"
    assert let_in >= at_once


def test_a_person_who_asks_too_often_is_told_when_to_come_again(cast: Cast, cache: SharedCache) -> None:
    client = cast.client("viewer")
    told_off(lambda: client.get("/api/apps/"), AT_ONCE, 1)
    assert limits_reached == {"requests": 1}
    assert cast.client("editor").get("/api/apps/").status_code == 200, "of a person, not of the address"
    assert client.get("/account/").status_code == 200, "pages aren't counted"


def test_an_address_that_asks_too_often_signed_out_is_told_so_and_no_other_address(
    cast: Cast, published: App, cache: SharedCache, settings: Settings
) -> None:
    settings.PROXIES = 1
    published.visibility = Visibility.PUBLIC
    published.save(update_fields=["visibility"])
    client = Client()

    def ask(address: str) -> Any:  # Any: a response as the test client makes it
        path, headers = f"/api/apps/{published.pk}/session/", {"X-Forwarded-For": address}
        return client.post(path, {}, content_type="application/json", headers=headers)

    network = itertools.cycle(("2001:db8::1", "2001:db8::2"))  # one household's
    told_off(lambda: ask(next(network)), FROM_AN_ADDRESS, request_throttle.ADDRESSES_SHARE)
    assert ask("198.51.100.7").status_code == 200


def test_turns_come_back_at_the_rate_and_nothing_is_kept_of_who_went(redis_url: str) -> None:
    shared = SharedCache([redis_url], {})
    assert [shared.take_turn("a", 20.0, 4) for _ in range(4)] == [0.0] * 4
    wait = shared.take_turn("a", 20.0, 4)
    assert wait is not None
    assert 0.0 < wait <= 0.05
    assert shared.take_turn("b", 20.0, 4) == 0.0
    assert shared.take_turn("c", 4_000_000.0, 4) == 0.0  # more than the clock can tell apart: not "away"
    time.sleep(wait)
    assert shared.take_turn("a", 20.0, 4) == 0.0
    store = shared._cache.get_client()
    wait_for(lambda: not store.keys("*"), 2, "the end of what was counted")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[System, list[str]]]:
    """Two web processes, and their addresses."""
    with System(tmp_path_factory.mktemp("two"), LIMIT_REQUESTS_PER_SECOND="1") as system:
        port = free_port()
        system.start("web2", "runweb", "--port", str(port))
        other = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            try:
                with urllib.request.urlopen(f"{other}/healthz", timeout=5) as answer:
                    return bool(answer.status == 200)
            except OSError:
                return False

        wait_for(answers, 30, "the second web process")
        yield system, [system.base, other]


def test_two_processes_count_as_one(two: tuple[System, list[str]]) -> None:
    system, bases = two
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in system.api.cookies)

    def ask(base: str) -> tuple[int, str | None]:
        request = urllib.request.Request(f"{base}/api/apps/", headers={"Cookie": cookies})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, None
        except urllib.error.HTTPError as error:
            with error:
                assert json.loads(error.read())["code"] == "rate_limited"
                return error.code, error.headers["Retry-After"]

    began, let_in = time.monotonic(), 0
    for base in itertools.cycle(bases):
        status, after = ask(base)
        if status == 429:
            break
        let_in += 1
    assert after == "1"
    assert AT_ONCE <= let_in <= AT_ONCE + 1 + (time.monotonic() - began)
    for base in bases:
        with urllib.request.urlopen(f"{base}/healthz", timeout=5) as answer:
            assert answer.status == 200
