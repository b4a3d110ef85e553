"""What a hub says by itself, to upstreams that wait for it: steps on connect, replies, heartbeats, signs of life."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from apps.streams.core import backoff
from apps.streams.hub import supervisor as supervising
from tests.fakes.behaviours import Accept, Answer, Echo, Handshake, Numbered, Say
from tests.fakes.proxy import FaultProxy
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redials come almost at once; when they come is tested elsewhere."""
    monkeypatch.setattr(backoff, "LEAST_SECONDS", 0.01)
    monkeypatch.setattr(backoff, "FIRST_SECONDS", 0.02)
    monkeypatch.setattr(supervising, "AGAIN_SECONDS", 0.02)


def rule(path: str, value: object, operator: str = "equals") -> dict[str, Any]:
    return {"rules": [{"path": path, "operator": operator, "value": value}]}


STEPS: list[Any] = [
    {"kind": "json", "text": '{"type":"auth"}', "wait_for": rule("$.type", "auth_required")},
    {"kind": "json", "text": '{"type":"subscribe"}', "wait_for": rule("$.type", "auth_ok")},
    {"kind": "hex", "text": "00ff"},
]
SCRIPT = Handshake(
    ['{"type":"hello"}', '{"type":"auth_required"}'],
    {
        '{"type":"auth"}': ['{"type":"wait"}', '{"type":"auth_ok"}'],
        '{"type":"subscribe"}': ['{"type":"subscribed"}'],
        b"\x00\xff": [],
        "later": [],
    },
)


async def test_a_handshake_is_gone_through_step_by_step_and_only_then_the_stream_is_open(house: House) -> None:
    async with Upstream(SCRIPT) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, on_connect=STEPS)
        for times in (1, 2):
            await until(lambda: len(seen.messages) == 5 * times, "what came meanwhile")  # noqa: B023
            await upstream.wait_for(lambda: upstream.messages == [step for step in SCRIPT.script][:3] * times)  # noqa: B023, C416
            upstream.drop()
        told = [text for _, text in seen.messages[:4]]
        assert told == [
            '{"type":"hello"}',
            '{"type":"auth_required"}',
            '{"type":"wait"}',
            '{"type":"auth_ok"}',
        ]
        assert seen.log[:6] == ["connecting", "1", "2", "3", "4", "open"]


async def test_until_then_a_broadcast_is_refused(house: House) -> None:
    async with Upstream(SCRIPT) as upstream:
        await house.hub()
        steps = [*STEPS, {"text": "later", "wait_for": rule("$.type", "go")}]
        stream, seen = await house.open(upstream.url, on_connect=steps)
        await until(lambda: len(seen.messages) == 5, "the first steps")
        assert (await house.broadcast(stream, "too early")).code == "not_connected"
        assert seen.status_names == ["connecting"]
        await upstream.send('{"type":"go"}')
        await until(lambda: seen.status_names == ["connecting", "open"], "open")
        assert (await house.broadcast(stream, "later")).code == ""
        assert upstream.messages[3:] == ["later", "later"]


async def test_a_step_that_waits_in_vain_ends_the_connection(house: House) -> None:
    async with Upstream(Say(["1", "2"]), Accept()) as upstream:
        await house.hub()
        steps = [{"text": "x", "wait_for": rule("$.type", "never"), "wait_seconds": 0.2}]
        _, seen = await house.open(upstream.url, on_connect=steps)
        await until(lambda: len(upstream.dials) == 2, "a second dial")
        retrying = seen.statuses[1]
        assert (retrying["status"], retrying["code"]) == ("retrying", "handshake_timeout")
        assert "0.2 s" in retrying["message"]
        assert [text for _, text in seen.messages] == ["1", "2"]
        assert "open" not in seen.status_names
        assert upstream.messages == []


async def test_messages_are_answered_and_delivered_all_the_same(house: House) -> None:
    replies = [
        {
            "when": rule("$.event", "ping"),
            "message": {"kind": "json", "text": '{"event":"pong","reqid":{{ message.reqid }}}'},
        }
    ]
    said = ['{"event":"ping","reqid":1}', '{"event":"tick"}', "garbage", '{"event":"ping","reqid":"two"}']
    async with Upstream(Say(said)) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, auto_replies=replies)
        await upstream.wait_for(lambda: len(upstream.messages) == 2)
        assert upstream.messages == ['{"event":"pong","reqid":1}', '{"event":"pong","reqid":"two"}']
        await until(lambda: len(seen.messages) == 3, "the messages")
        assert [error["code"] for error in seen.errors] == ["bad_message"]


async def test_two_machines_that_answer_each_other_come_to_fifty_a_second(house: House) -> None:
    replies = [{"when": rule("$.n", None, "exists"), "message": {"kind": "json", "text": '{"n": {{ message.n }}}'}}]
    async with Upstream(Answer(lambda _: '{"n":2}', greeting=['{"n":1}'] * 100)) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, auto_replies=replies)
        await until(lambda: any("more automatic" in error["message"] for error in seen.errors), "the count")
        began = time.monotonic()
        await asyncio.sleep(1)
        lasted = time.monotonic() - began
        assert 50 <= len(upstream.messages) <= 50 * (lasted + 3.5)
        assert {error["code"] for error in seen.errors} == {"auto_reply"}
        assert seen.errors[0]["message"] == "An automatic reply was left out: there were too many in a second."


@pytest.mark.alone
async def test_the_application_s_heartbeat_is_sent_every_so_many_seconds(house: House) -> None:
    async with Upstream(Accept()) as upstream:
        await house.hub()
        beat = {"message": {"kind": "json", "text": '{"beat":true}'}, "seconds": 1}
        await house.open(upstream.url, keep_alive={"heartbeat": beat})
        await upstream.wait_for(lambda: len(upstream.messages) == 2)
        first, second = upstream.dials[0].received
        assert upstream.dials[0].opened_at is not None
        assert 0.9 < first.at - upstream.dials[0].opened_at < 1.9
        assert 0.9 < second.at - first.at < 1.9


async def test_an_upstream_that_says_nothing_is_given_up_and_dialled_again(house: House) -> None:
    async with Upstream(Say(["1"]), Numbered(rate=20)) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, keep_alive={"idle_seconds": 0.5})
        await until(lambda: len(upstream.dials) == 2 and len(seen.messages) > 20, "the second connection's messages")
        assert seen.status_names == ["connecting", "open", "retrying", "connecting", "open"]
        assert (seen.statuses[2]["code"], "0.5 s" in seen.statuses[2]["message"]) == ("idle", True)
        assert upstream.dials[0].close_code == 1000


async def test_a_cable_that_was_pulled_is_noticed_by_a_ping(house: House) -> None:
    async with Upstream(Accept()) as upstream, FaultProxy(target_port=upstream.port) as proxy:
        await house.hub()
        _, seen = await house.open(proxy.url(), keep_alive={"ping_seconds": 0.3})
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        await asyncio.sleep(0.8)  # pings are answered
        assert seen.status_names == ["connecting", "open"]
        proxy.freeze()
        await until(lambda: "retrying" in seen.status_names, "retrying", 5)
        assert (seen.statuses[2]["code"], "ping" in seen.statuses[2]["message"]) == ("lost", True)


async def test_no_ping_is_sent_when_pings_are_off(house: House) -> None:
    async with Upstream(Accept()) as upstream, FaultProxy(target_port=upstream.port) as proxy:
        await house.hub()
        _, seen = await house.open(proxy.url(), keep_alive={"ping_seconds": 0})
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        before = proxy.forwarded_bytes
        await asyncio.sleep(0.5)
        assert proxy.forwarded_bytes == before


async def test_a_limited_stream_is_read_slower_and_loses_nothing_and_its_pings_are_not_missed(house: House) -> None:
    numbered = Numbered(120)
    async with Upstream(numbered) as upstream:
        await house.hub()
        began = time.monotonic()
        _, seen = await house.open(
            upstream.url, limits={"messages_per_second": 60}, keep_alive={"ping_seconds": 0.2}, window={"size": 1000}
        )
        await until(lambda: len(seen.messages) == 120, "all of them")
        assert 1.5 < time.monotonic() - began < 6
        assert [text for _, text in seen.messages] == [f'{{"n":{n}}}' for n in range(1, 121)]
        assert len(upstream.dials) == 1


async def test_rows_come_in_the_order_of_their_own_time(house: House) -> None:
    said = [f'{{"t":{time_ms}}}' for time_ms in (1000, 3000, 2000, 5000, 4000)]
    async with Upstream(Say(said)) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, order={"path": "$.t", "delay_seconds": 0.3})
        await until(lambda: len(seen.messages) == 5, "all, though nothing more is said")
        assert [text for _, text in seen.messages] == sorted(said)


async def test_what_waits_for_its_turn_is_delivered_when_the_connection_ends(house: House) -> None:
    said = [f'{{"t":{time_ms}}}' for time_ms in (3000, 1000, 2000)]
    async with Upstream(Accept()) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, order={"path": "$.t", "delay_seconds": 10})
        await until(lambda: "open" in seen.log, "open")
        await upstream.send(*said)
        await upstream.ping()  # answered, so what was sent before has arrived
        await upstream.close(1000)
        await until(lambda: "retrying" in seen.log, "all, and the end")
        assert [text for _, text in seen.messages] == sorted(said)
        assert seen.log[2:6] == ["1", "2", "3", "retrying"]


async def test_text_and_binary_frames_are_told_apart_where_the_format_asks_for_it(house: House) -> None:
    said: list[str | bytes] = ['{"a":1}', "plain", b"\x00\x01", b'{"a":2}', "é" * 20_000]
    async with Upstream(Say(said)) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, format="auto")
        await until(lambda: len(seen.messages) == 5, "all")
        assert [text[:40] for _, text in seen.messages[:4]] == [
            '{"a":1}',
            '"plain"',
            '{"base64":"AAE=","size":2}',
            '{"base64":"eyJhIjoyfQ==","size":7}',
        ]
        assert seen.messages[4][1] == f'"{"é" * 20_000}"'


async def test_a_smaller_limit_on_a_message_counts(house: House) -> None:
    async with Upstream(Say(['"%s"' % ("x" * 1021), '"%s"' % ("x" * 1022), '"%s"' % ("x" * 1023)]), Echo()) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, limits={"message_bytes": 1024})
        await until(lambda: len(upstream.dials) == 2, "a second dial")
        assert seen.log[:5] == ["connecting", "open", "1", "2", "too_large"]
        assert "1,024 bytes" in seen.errors[0]["message"]
