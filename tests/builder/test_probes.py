"""Testing a definition over REST: who may, what is refused, and a real hub that makes the connection."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from apps.builder.api.probes import ProbeThrottle
from apps.builder.models import App
from apps.streams.bus import keys, probes
from apps.streams.bus.client import connect, connect_sync
from apps.streams.hub.hub import Hub
from tests.cast import CAST, Cast
from tests.fakes.behaviours import Say
from tests.fakes.thread import LoopThread, UpstreamThread
from tests.streams.house import book

pytestmark = pytest.mark.django_db


async def _run_hub(redis_url: str, stop: asyncio.Event) -> None:
    redis = connect(redis_url)
    try:
        await Hub(redis, book("127.0.0.1")).run(stop)
    finally:
        await redis.aclose()


@pytest.fixture
def hub(redis_url: str) -> Iterator[None]:
    """A hub in a thread of its own, listening."""
    with LoopThread() as thread, connect_sync(redis_url) as redis:
        stop: list[asyncio.Event] = []

        async def live() -> None:
            stop.append(asyncio.Event())
            await _run_hub(redis_url, stop[0])

        running = asyncio.run_coroutine_threadsafe(live(), thread.loop)
        while redis.pubsub_numsub(keys.PROBES)[0][1] == 0:
            assert not running.done(), running.exception()
        yield
        thread.do(stop[0].set)
        running.result(10)


def _probe(cast: Cast, who: str, app: App, definition: Any, params: Any = None) -> Any:
    body = {"definition": definition, **({} if params is None else {"params": params})}
    return cast.client(who).post(f"/api/apps/{app.pk}/probe/", body, content_type="application/json")


@pytest.mark.parametrize(("who", "status"), list(zip(CAST, (200, 200, 403, 404, 401), strict=True)))
def test_editors_may_and_others_may_not(cast: Cast, app: App, hub: None, who: str, status: int) -> None:
    with UpstreamThread(Say(['{"n":1}'])) as upstream:
        answer = _probe(cast, who, app, {"url": upstream.url})
        assert answer.status_code == status, answer.content
        assert len(upstream.dials) == (status == 200)
        if status != 200:
            assert set(answer.json()) == {"code", "message"}


def test_the_report_comes_back_whole(cast: Cast, app: App, hub: None) -> None:
    definition = {
        "parameters": [{"name": "pair", "default": "XBT"}, {"name": "n", "type": "number", "default": 1}],
        "query_parameters": [{"name": "pair", "value": "{{ params.pair }}{{ params.n }}{{ user.email }}"}],
    }
    with UpstreamThread(Say(['{"n":1}'])) as upstream:
        report = _probe(cast, "editor", app, {"url": upstream.url, **definition}, {"pair": "ETH", "n": None}).json()
        assert report["ok"]
        assert [step["name"] for step in report["steps"]] == [
            "resolve",
            "guard",
            "connect",
            "handshake",
            "first_message",
        ]
        assert all(set(step) == {"name", "ok", "ms", "detail", "facts"} for step in report["steps"])
        assert report["message"] == '{"n":1}'
        assert [visit.path for visit in upstream.dials] == ["/?pair=ETH1editor%40example.com"]


@pytest.mark.parametrize(
    ("definition", "params", "path"),
    [
        ({"url": "http://a.example/"}, {}, "definition.url"),
        ({}, {}, "definition.url"),
        ({"url": "ws://a.example/", "nonsense": 1}, {}, "definition.nonsense"),
        ("x", {}, "definition"),
        ({"url": "ws://a.example/"}, {"a": [1]}, "params.a.str"),
    ],
)
def test_what_is_no_definition_is_refused(
    cast: Cast, app: App, redis_url: str, definition: Any, params: Any, path: str
) -> None:
    answer = _probe(cast, "editor", app, definition, params)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["errors"][0]["path"] == path


def test_a_parameter_that_isn_t_allowed_is_refused(cast: Cast, app: App, redis_url: str) -> None:
    definition = {"url": "ws://a.example/", "parameters": [{"name": "a", "allowed": ["x", "y"]}]}
    for params in ({"a": "z"}, {}, {"b": 1}):
        answer = _probe(cast, "editor", app, definition, params)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter"), answer.content


def test_without_a_hub_it_says_so_at_once(cast: Cast, app: App, redis_url: str) -> None:
    answer = _probe(cast, "editor", app, {"url": "ws://a.example/"})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "runhub" in answer.json()["message"]
    with connect_sync(redis_url) as redis:
        assert redis.keys("ls:prob*") == []


def test_without_redis_it_says_so(cast: Cast, app: App, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    answer = _probe(cast, "editor", app, {"url": "ws://a.example/"})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "Redis" in answer.json()["message"]


def test_one_at_a_time_for_each_person(cast: Cast, app: App, redis_url: str) -> None:
    with connect_sync(redis_url) as redis:
        redis.set(keys.probing(cast.editor.pk), "another", ex=60)
        answer = _probe(cast, "editor", app, {"url": "ws://a.example/"})
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert redis.get(keys.probing(cast.editor.pk)) == b"another"
        assert _probe(cast, "owner", app, {"url": "ws://a.example/"}).status_code == 503


def test_ten_a_minute(cast: Cast, app: App, redis_url: str) -> None:
    assert ProbeThrottle.rate == "10/min"
    answers = [_probe(cast, "editor", app, {"url": "ws://a.example/"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [503] * 10 + [429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert int(answers[-1]["Retry-After"]) > 0


def test_hubs_that_are_all_busy_are_waited_for_but_not_for_ever(
    cast: Cast, app: App, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "WAIT_SECONDS", 1.5)
    with connect_sync(redis_url) as redis, redis.pubsub() as deaf:
        deaf.subscribe(keys.PROBES)
        assert deaf.get_message(timeout=5)
        answer = _probe(cast, "editor", app, {"url": "ws://a.example/"})
        assert answer.status_code == 503
        calls = 0
        while deaf.get_message(timeout=0.05) is not None:
            calls += 1
        assert calls == 2  # called again after a second
        assert redis.keys("ls:prob*") == []
