"""Reading a stream's window over REST, out of a real Redis."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any

import pytest

from apps.builder import selectors, services
from apps.builder.document import AppDocument
from apps.builder.models import App, Visibility
from apps.builder.sessions import new_session_id, sign_session
from apps.streams.bus.client import connect, connect_sync
from apps.streams.bus.lease import Leases
from apps.streams.bus.window import Row, Window
from apps.streams.core.message import encode, name_of, read
from apps.streams.core.plan import stream_key
from tests.cast import CAST, DOCUMENT, Cast

pytestmark = pytest.mark.django_db


def _stream(app: App, name: str, identity: str, **values: Any) -> str:
    return stream_key(app.pk, name, selectors.document_for(app.pk, "draft").query(name).definition(), identity, values)


def _write(redis_url: str, stream: str, first: int, payloads: list[bytes], keys: list[str] | None = None) -> str:
    """What a hub would have received: one a millisecond, message n at n ms."""

    async def append() -> None:
        redis = connect(redis_url)
        owned = await Leases(redis, "hub").acquire(stream, "epoch1")
        assert owned is not None
        times = list(range(first, first + len(payloads)))
        batch = read(encode("epoch1", first, times, payloads, keys))
        window = Window(redis)
        if keys is None:
            await window.append(stream, owned.fence, batch, first)
        else:
            await window.take(stream, owned.fence, "epoch1", keyed=True, max_age_ms=0)
            rows = [Row(name_of(k), first + i, times[i], payloads[i]) for i, k in enumerate(keys)]
            await window.upsert(stream, owned.fence, batch, first - 1, rows, [])
        await redis.aclose()

    asyncio.run(append())
    return stream


def _fill(redis_url: str, app: App, name: str, identity: str, first: int, last: int) -> str:
    """Messages {"n": first} to {"n": last}."""
    return _write(redis_url, _stream(app, name, identity), first, [b'{"n":%d}' % n for n in range(first, last + 1)])


def _path(app: App, name: str = "shared") -> str:
    return f"/api/apps/{app.pk}/queries/{name}/window/"


def _with_query(app: App, **query: Any) -> App:
    """The published app with one more query, `more`."""
    document = {**DOCUMENT, "queries": [*DOCUMENT["queries"], {"name": "more", "url": "wss://x.example/", **query}]}
    revision = services.save_draft(app, AppDocument.model_validate(document), 1)
    author = app.releases.get().author
    assert author is not None
    services.publish(app, author, revision, Visibility.PUBLIC, "")
    app.refresh_from_db()
    return app


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
        ("shared/window/?since=yesterday", 400, "invalid"),
        ("shared/window/?until=-1", 400, "invalid"),
        ("shared/window/?order=random", 400, "invalid"),
        ("shared/window/?as=xlsx", 400, "invalid"),
        ("shared/window/?params={", 400, "bad_parameter"),
        ("shared/window/?params=[]", 400, "bad_parameter"),
        ('shared/window/?params={"pair":"x"}', 400, "bad_parameter"),
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


@pytest.mark.parametrize(
    ("query", "offsets"),
    [
        ("order=newest&limit=3", [30, 29, 28]),
        ("after=10&limit=3", [11, 12, 13]),
        ("after=10&limit=3&order=newest", [30, 29, 28]),
        ("since=25", list(range(25, 31))),
        ("since=5&limit=2", [5, 6]),
        ("since=0&limit=2", [1, 2]),
        ("until=3", [1, 2]),
        ("until=10&limit=2", [8, 9]),
        ("since=20&until=23", [20, 21, 22]),
        ("since=20&until=23&order=newest&limit=2", [22, 21]),
        ("since=1970-01-01T00:00:00.029Z", [29, 30]),
        ("since=1970-01-01T00:00:00.029", [29, 30]),
        ("since=1970-01-01T01:00:00.029%2B01:00&after=29", [30]),
        ("since=31", []),
    ],
)
def test_a_part_of_the_window_is_asked_for(
    cast: Cast, published: App, redis_url: str, query: str, offsets: list[int]
) -> None:
    _fill(redis_url, published, "shared", "", 1, 30)
    answer = cast.client("viewer").get(f"{_path(published)}?{query}")
    assert [message["offset"] for message in answer.json()["messages"]] == offsets


def test_a_keyed_window_names_its_keys(cast: Cast, published: App, redis_url: str) -> None:
    app = _with_query(published, scope="shared", window={"key": "$.k"})
    _write(redis_url, _stream(app, "more", ""), 1, [b"1", b"2"], ["a", "b"])
    answer = cast.client("viewer").get(f"{_path(app, 'more')}?after=1").json()
    assert answer["messages"] == [{"offset": 2, "at": 2, "key": "b", "data": 2}]
    assert answer["gap"] is None


def test_csv_is_a_table_that_runs_nothing(cast: Cast, published: App, redis_url: str) -> None:
    payloads = [
        b'{"pair":"XBT/USD","price":"-1.50","last":{"a":1,"b":[1,2]}}',
        b'{"note":"=HYPERLINK(\\"x\\")","pair":"a,\\"b\\"\\nc","flag":true,"none":null,"at":7}',
        b'"+cmd"',
        b"-3",
        b'{"@x":"@y","tab":"\\t1"}',
    ]
    _write(redis_url, _stream(published, "shared", ""), 1, payloads)
    answer = cast.client("viewer").get(f"{_path(published)}?as=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{published.slug}-shared.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))
    assert answer.content.count(b"\r\n") == 6
    assert rows[0] == [
        *("offset", "at", "pair", "price", "last.a", "last.b"),
        *("note", "flag", "none", "data.at", "data", "'@x", "tab"),
    ]
    assert rows[1] == ["1", "1970-01-01T00:00:00.001Z", "XBT/USD", "-1.50", "1", "[1,2]", *[""] * 7]
    assert rows[2][2:] == ['a,"b"\nc', "", "", "", '\'=HYPERLINK("x")', "true", "", "7", "", "", ""]
    assert [row[10] for row in rows[3:5]] == ["'+cmd", "-3"]
    assert rows[5][11:] == ["'@y", "'\t1"]


def test_ndjson_is_a_message_a_line_as_the_upstream_sent_it(cast: Cast, published: App, redis_url: str) -> None:
    _write(redis_url, _stream(published, "shared", ""), 1, [b'{"n":1.10}', b'"two"'])
    answer = cast.client("viewer").get(f"{_path(published)}?as=ndjson&order=newest")
    assert answer["Content-Type"] == "application/x-ndjson"
    assert answer["Content-Disposition"].endswith('-shared.ndjson"')
    assert answer.content == b'{"offset":2,"at":2,"data":"two"}\n{"offset":1,"at":1,"data":{"n":1.10}}\n'


def test_an_empty_window_is_an_empty_file(cast: Cast, published: App, redis_url: str) -> None:
    client = cast.client("viewer")
    assert client.get(f"{_path(published)}?as=csv").content == b"offset,at\r\n"
    assert client.get(f"{_path(published)}?as=ndjson").content == b""


def test_parameters_choose_the_stream(cast: Cast, published: App, redis_url: str) -> None:
    app = _with_query(
        published,
        scope="shared",
        url="wss://x.example/{{ params.pair }}",
        parameters=[{"name": "pair", "default": "a"}],
    )
    for pair in ("a", "b"):
        _write(redis_url, _stream(app, "more", "", pair=pair), 1, [b'"%s"' % pair.encode()])
    client = cast.client("nobody")
    assert client.get(_path(app, "more")).json()["messages"][0]["data"] == "a"
    assert client.get(_path(app, "more"), {"params": '{"pair":"b"}'}).json()["messages"][0]["data"] == "b"
    assert client.get(_path(app, "more"), {"params": '{"pair":"c"}'}).json()["messages"] == []
    wrong = client.get(_path(app, "more"), {"params": '{"pair":5}'})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_parameter")


def test_a_person_s_own_stream_is_that_person_s(cast: Cast, published: App, redis_url: str) -> None:
    app = _with_query(published, scope="user")
    _write(redis_url, _stream(app, "more", f"user:{cast.viewer.pk}"), 1, [b"1"])
    assert len(cast.client("viewer").get(_path(app, "more")).json()["messages"]) == 1
    assert cast.client("owner").get(_path(app, "more")).json()["messages"] == []
    for method in ("get", "delete"):
        answer = getattr(cast.client("nobody"), method)(_path(app, "more"))
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_required")
    assert cast.client("stranger").delete(_path(app, "more")).status_code == 204  # the stranger's own, which is empty
    assert len(cast.client("viewer").get(_path(app, "more")).json()["messages"]) == 1
    assert cast.client("viewer").delete(_path(app, "more")).status_code == 204
    assert cast.client("viewer").get(_path(app, "more")).json()["messages"] == []


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.PUBLIC])
def test_only_editors_clear_a_shared_window(cast: Cast, published: App, redis_url: str, visibility: Visibility) -> None:
    App.objects.update(visibility=visibility)
    for role, private, public in zip(CAST, (204, 204, 403, 404, 401), (204, 204, 403, 403, 401), strict=True):
        _fill(redis_url, published, "shared", "", 1, 3)
        client = cast.client(role)
        status = client.delete(_path(published)).status_code
        assert status == (private if visibility == Visibility.PRIVATE else public), role
        left = cast.client("owner").get(_path(published)).json()
        assert (left["top"], len(left["messages"])) == (3, 0 if status == 204 else 3)
        with connect_sync(redis_url) as redis:
            redis.flushall()


def test_clearing_is_told_as_a_gap_to_who_asks_for_what_was_there(cast: Cast, published: App, redis_url: str) -> None:
    _fill(redis_url, published, "shared", "", 1, 9)
    assert cast.client("editor").delete(_path(published)).status_code == 204
    answer = cast.client("viewer").get(f"{_path(published)}?after=4").json()
    assert answer["gap"] == {"from": 5, "to": 9, "count": 5}


def test_whoever_holds_a_session_clears_its_window(cast: Cast, published: App, redis_url: str) -> None:
    App.objects.update(visibility=Visibility.PUBLIC)
    for role, user_id in (("viewer", cast.viewer.pk), ("nobody", None)):
        session_id = new_session_id()
        _fill(redis_url, published, "ticker", session_id, 1, 3)
        session = sign_session(session_id, published.pk, user_id)
        path = f"{_path(published, 'ticker')}?session={session}"
        assert cast.client("owner").delete(_path(published, "ticker")).json()["code"] == "session_required"
        assert cast.client("editor").delete(path).json()["code"] == "bad_session"
        assert cast.client(role).delete(path).status_code == 204
        assert cast.client(role).get(path).json()["messages"] == []


def test_clearing_without_redis_is_a_503(cast: Cast, published: App, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = cast.client("owner").delete(_path(published))
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
