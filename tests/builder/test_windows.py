"""Reading a stream's window over REST, out of a real Redis."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from apps.builder import selectors
from apps.builder.models import App, Visibility
from apps.builder.sessions import new_session_id, sign_session
from apps.streams.bus.client import connect
from apps.streams.bus.lease import Leases
from apps.streams.bus.window import Window
from apps.streams.core.message import Batch, encode
from apps.streams.core.plan import stream_key
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _fill(redis_url: str, app: App, name: str, identity: str, first: int, last: int) -> str:
    """What a hub would have received: messages {"n": first} to {"n": last}, one a millisecond."""
    stream = stream_key(app.pk, name, selectors.document_for(app.pk, "draft").query(name).definition(), identity)

    async def append() -> None:
        redis = connect(redis_url)
        owned = await Leases(redis, "hub").acquire(stream, "epoch1")
        assert owned is not None
        payloads = [b'{"n":%d}' % number for number in range(first, last + 1)]
        text = encode("epoch1", first, list(range(first, last + 1)), payloads)
        await Window(redis).append(stream, owned.fence, Batch("epoch1", first, last, text), first)
        await redis.aclose()

    asyncio.run(append())
    return stream


def test_the_newest_messages_come_oldest_first(cast: Cast, published: App, redis_url: str) -> None:
    stream = _fill(redis_url, published, "shared", "", 1, 30)
    answer = cast.client("viewer").get(f"/api/apps/{published.pk}/queries/shared/window/?limit=2")
    assert answer.json() == {
        "stream": stream,
        "epoch": "epoch1",
        "top": 30,
        "messages": [{"offset": 29, "at": 29, "data": {"n": 29}}, {"offset": 30, "at": 30, "data": {"n": 30}}],
        "gap": None,
    }


def test_after_an_offset_only_what_follows_comes(cast: Cast, published: App, redis_url: str) -> None:
    _fill(redis_url, published, "shared", "", 1, 30)
    client, path = cast.client("viewer"), f"/api/apps/{published.pk}/queries/shared/window/"
    assert [m["offset"] for m in client.get(f"{path}?after=27").json()["messages"]] == [28, 29, 30]
    assert [m["offset"] for m in client.get(f"{path}?after=10&limit=2").json()["messages"]] == [11, 12]
    assert client.get(f"{path}?after=30").json()["messages"] == []


def test_what_has_left_the_window_is_reported_with_its_size(cast: Cast, published: App, redis_url: str) -> None:
    _fill(redis_url, published, "shared", "", 21, 30)
    answer = cast.client("viewer").get(f"/api/apps/{published.pk}/queries/shared/window/?after=5").json()
    assert answer["gap"] == {"from": 6, "to": 20, "count": 15}
    assert answer["messages"][0]["offset"] == 21


def test_a_stream_that_never_ran_has_an_empty_window(cast: Cast, published: App, redis_url: str) -> None:
    answer = cast.client("viewer").get(f"/api/apps/{published.pk}/queries/shared/window/").json()
    assert (answer["top"], answer["messages"], answer["gap"]) == (0, [], None)


def test_a_session_s_own_stream_needs_that_session(cast: Cast, published: App, redis_url: str) -> None:
    session_id = new_session_id()
    _fill(redis_url, published, "ticker", session_id, 1, 3)
    client, path = cast.client("viewer"), f"/api/apps/{published.pk}/queries/ticker/window/"
    missing = client.get(path)
    assert (missing.status_code, missing.json()["code"]) == (400, "session_required")
    own = client.get(path, {"session": sign_session(session_id, published.pk, cast.viewer.pk)})
    assert [m["data"] for m in own.json()["messages"]] == [{"n": 1}, {"n": 2}, {"n": 3}]
    others = client.get(path, {"session": sign_session(session_id, published.pk, cast.owner.pk)})
    assert (others.status_code, others.json()["code"]) == (400, "bad_session")


def test_anyone_may_read_the_window_of_a_public_app(cast: Cast, published: App, redis_url: str) -> None:
    App.objects.update(visibility=Visibility.PUBLIC)
    path = f"/api/apps/{published.pk}/queries/shared/window/"
    assert cast.client("nobody").get(path).status_code == 200
    assert cast.client("stranger").get(path).status_code == 200
    assert cast.client("nobody").get(f"{path}?mode=draft").status_code == 401


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("gone/window/", 404, "unknown_query"),
        ("shared/window/?limit=0", 400, "invalid"),
        ("shared/window/?limit=x", 400, "invalid"),
        ("shared/window/?after=-1", 400, "invalid"),
        ("shared/window/?after=99999999999999999999", 400, "invalid"),
        ("shared/window/?mode=other", 400, "invalid"),
        ("ticker/window/?session=rubbish", 400, "bad_session"),
    ],
)
def test_a_wrong_request_is_told(
    cast: Cast, published: App, redis_url: str, query: str, status: int, code: str
) -> None:
    answer = cast.client("owner").get(f"/api/apps/{published.pk}/queries/{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_redis_that_does_not_answer_is_a_503(cast: Cast, published: App, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = cast.client("owner").get(f"/api/apps/{published.pk}/queries/shared/window/")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "127.0.0.1" not in answer.content.decode()
