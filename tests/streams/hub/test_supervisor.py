"""One stream's life, against an upstream that does what it is told; dials and statuses are counted exactly."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from apps.streams.bus import keys
from apps.streams.bus.control import Request
from apps.streams.core import backoff
from apps.streams.definition import MESSAGE_MAX_BYTES
from apps.streams.hub import receipts, talk, wire
from apps.streams.hub import supervisor as supervising
from tests.fakes.behaviours import (
    Accept,
    CloseAtOnce,
    Deaf,
    DropAtOnce,
    Echo,
    Numbered,
    RawFrame,
    Refuse,
    Say,
    close_frame,
)
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until


class Draws:
    """Stands in for `random`: no wait, and the spans that were asked for."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def uniform(self, _: float, most: float) -> float:
        self.asked.append(most)
        return 0.0


@pytest.fixture(autouse=True)
def draws(monkeypatch: pytest.MonkeyPatch) -> Draws:
    made = Draws()
    monkeypatch.setattr(supervising, "random", made)
    monkeypatch.setattr(backoff, "LEAST_SECONDS", 0.01)
    monkeypatch.setattr(supervising, "AGAIN_SECONDS", 0.02)
    return made


def facts(statuses: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(status[name] for name in names) for status in statuses]


async def test_every_attempt_is_dialled_told_and_counted_once(house: House, draws: Draws) -> None:
    script = (CloseAtOnce(1011, "busy"), DropAtOnce(), Refuse(503), CloseAtOnce(1000), Accept())
    async with Upstream(*script) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names.count("open") == 4, "the fourth open")
        assert len(upstream.dials) == 5
        assert facts(seen.statuses, "status", "attempt", "connection") == [
            ("connecting", 0, 0),
            ("open", 0, 1),
            ("retrying", 1, 1),
            ("connecting", 1, 1),
            ("open", 1, 2),
            ("retrying", 2, 2),
            ("connecting", 2, 2),
            ("retrying", 3, 2),
            ("connecting", 3, 2),
            ("open", 3, 3),
            ("retrying", 4, 3),
            ("connecting", 4, 3),
            ("open", 4, 4),
        ]
        retrying = [status for status in seen.statuses if status["status"] == "retrying"]
        assert facts(retrying, "code", "close_code", "close_reason") == [
            ("closed", 1011, "busy"),
            ("lost", None, None),
            ("http_503", None, None),
            ("closed", 1000, ""),
        ]
        dialling_again = [status for status in seen.statuses if status["status"] == "connecting"]
        assert [status["code"] for status in dialling_again] == [None, *(status["code"] for status in retrying)]
        assert all(status["next_retry_at"] >= status["at"] for status in retrying)
        assert draws.asked == [2.0, 4.0, 8.0, 16.0]


async def test_what_is_said_on_connect_is_said_on_every_connect(house: House) -> None:
    async with Upstream() as upstream:
        await house.hub()
        await house.open(upstream.url, on_connect=["one", '{"two": 2}', "drei\n"])
        for times in (1, 2, 3):
            await upstream.wait_for(lambda: len(upstream.messages) == 3 * times)  # noqa: B023
            assert upstream.dials[-1].messages == ["one", '{"two": 2}', "drei\n"]
            upstream.drop()


async def test_without_reconnect_it_stays_closed_until_it_is_run(house: House) -> None:
    async with Upstream(CloseAtOnce(1001, "bye"), Refuse(503), Accept()) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url, reconnect=False)
        for dials, code in ((1, "closed"), (2, "http_503")):
            await until(lambda: seen.status_names.count("closed") == dials, f"closed {dials} times")  # noqa: B023
            await asyncio.sleep(0.1)  # far beyond the backoff
            assert len(upstream.dials) == dials
            assert seen.statuses[-1]["code"] == code
            await house.control.ask(Request(op="run", stream=stream))
        await until(lambda: seen.status_names[-1] == "open", "open")
        assert len(upstream.dials) == 3


async def test_a_clear_no_is_final_and_a_thousand_who_run_it_make_one_dial(house: House) -> None:
    async with Upstream(Refuse(403), Refuse(404), Accept()) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["failed"], "failed")
        assert (seen.statuses[-1]["code"], seen.statuses[-1]["next_retry_at"]) == ("http_403", None)
        assert "HTTP 403" in seen.statuses[-1]["message"]
        for _ in range(1000):
            await house.control.ask(Request(op="run", stream=stream))
        await until(lambda: seen.status_names.count("failed") >= 2, "failed again")
        await house.control.ask(Request(op="run", stream=stream))
        await until(lambda: seen.status_names[-1] == "open", "open")
        assert len(upstream.dials) == 3


async def test_a_close_code_that_the_definition_calls_final_is_and_another_is_not(house: House) -> None:
    frame = RawFrame(close_frame(999, "illegal and final"))
    async with Upstream(CloseAtOnce(4000, "again"), frame, CloseAtOnce(4001, "no"), Accept()) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url, final_close_codes=[4001, 999])
        for dials, code, reason in ((2, 999, "illegal and final"), (3, 4001, "no")):
            await until(lambda: seen.status_names[-1:] == ["failed"] and len(upstream.dials) == dials, "failed")  # noqa: B023
            assert facts(seen.statuses[-1:], "code", "close_code", "close_reason") == [("closed", code, reason)]
            await asyncio.sleep(0.1)  # far beyond the backoff
            assert len(upstream.dials) == dials
            await house.control.ask(Request(op="run", stream=stream))
            await until(lambda: len(upstream.dials) > dials, "another dial")  # noqa: B023
        await until(lambda: seen.status_names[-1] == "open", "open")


async def test_a_redirect_and_the_guard_are_told_as_failed(house: House) -> None:
    async with Upstream() as upstream:
        await house.hub("192.0.2.1")
        _, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["failed"], "failed")
        assert seen.statuses[-1]["code"] == "refused_by_guard"
        assert upstream.dials == []


async def test_a_message_that_is_too_large_is_an_error_and_a_fresh_connection(house: House) -> None:
    large = "x" * (MESSAGE_MAX_BYTES + 1)
    async with Upstream(Say(["1", large, "never seen"]), Say(["2"])) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, format="text")
        await until(lambda: len(seen.messages) == 2, "both messages")
        assert seen.log == ["connecting", "open", "1", "too_large", "retrying", "connecting", "open", "2"]
        assert f"{MESSAGE_MAX_BYTES:,}" in seen.errors[0]["message"]
        assert upstream.dials[0].close_code == 1009


async def test_the_largest_message_passes(house: House) -> None:
    async with Upstream(Say(['"%s"' % ("x" * (MESSAGE_MAX_BYTES - 2)), "2"])) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await until(lambda: len(seen.messages) == 2, "both messages")
        assert len(seen.messages[0][1]) == MESSAGE_MAX_BYTES
        assert len(upstream.dials) == 1


async def test_garbage_is_sampled_and_counted_and_the_stream_goes_on(house: House) -> None:
    garbage: list[str | bytes] = ["{oops", b"\x00\xff", "", "NaN", "[" * 5000, *["bad"] * 15]
    async with Upstream(Say(['{"n":1}', *garbage, '{"n":2}'])) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await until(lambda: len(seen.messages) == 2, "both messages")
        assert seen.log == ["connecting", "open", "1", *["bad_message"] * 5, "2"]
        assert [error["sample"] for error in seen.errors] == ["{oops", "\x00\ufffd", "", "NaN", "[" * 200]
        assert all(error["message"].startswith("A message could not be read: not JSON") for error in seen.errors)
        await until(lambda: len(seen.errors) == 6, "the count of the rest")
        assert seen.errors[5]["message"] == "15 more messages could not be read."
        assert len(upstream.dials) == 1


async def test_bad_messages_are_counted_before_the_connection_is_told_lost(house: House) -> None:
    async with Upstream(Say(["bad"] * 7 + ["1"]), Accept()) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await until(lambda: seen.messages, "the message")
        upstream.drop()
        await until(lambda: "retrying" in seen.log, "retrying")
        assert seen.log[: seen.log.index("retrying")][-2:] == ["1", "bad_message"]
        assert seen.errors[-1]["message"] == "2 more messages could not be read."


async def test_numbers_go_on_over_reconnects_without_hole_or_repeat(house: House) -> None:
    numbered = Numbered(3000, rate=20_000)
    async with Upstream(numbered) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        for mark in (500, 1500):
            await until(lambda: len(seen.messages) > mark, f"{mark} messages")  # noqa: B023
            await upstream.close(1012)  # in order, so that what was sent arrives
        await until(lambda: numbered.sent == 3000 and len(seen.messages) >= 2990, "the end")
        assert [offset for offset, _ in seen.messages] == list(range(1, len(seen.messages) + 1))
        assert len(seen.epochs) == 1
        assert seen.status_names.count("open") == 3


async def test_broadcasts_arrive_in_order_and_are_confirmed(house: House) -> None:
    async with Upstream() as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        texts = [f'{{"n": {n}}}' for n in range(50)] + ["", "x" * 65536, "é\n"]
        numbers = [await house.ask(stream, text) for text in texts]
        answers = [await house.answered(number) for number in numbers if number is not None]
        assert [answer.code for answer in answers] == [""] * len(texts)
        await upstream.wait_for(lambda: len(upstream.messages) == len(texts))
        assert upstream.messages == texts


async def test_a_broadcast_without_a_connection_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "LEAST_SECONDS", 30.0)
    async with Upstream(Refuse(503)) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["retrying"], "retrying")
        answer = await house.broadcast(stream, "x")
        assert (answer.code, answer.message) == ("not_connected", "The upstream is not connected.")
        assert (await house.broadcast("unknown", "x")).code == "nobody"


async def test_an_upstream_that_reads_nothing_is_not_said_to_have_taken_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "SEND_SECONDS", 0.3)
    monkeypatch.setattr(receipts, "CONFIRM_SECONDS", 0.3)
    monkeypatch.setattr(wire, "CLOSE_SECONDS", 0.1)
    async with Upstream(Deaf()) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        for _ in range(1000):  # what the kernel takes of it is megabytes
            if (answer := await house.broadcast(stream, "x" * 65536)).code:
                break
        assert answer.code == "not_confirmed"
        await house.control.drop(stream)
        await until(lambda: seen.status_names[-1] == "closed", "closed, although the upstream takes no close frame", 3)


async def test_so_many_broadcasts_wait_and_no_more_and_all_are_answered_at_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stuck(*_: object) -> tuple[str, str]:
        await asyncio.Event().wait()
        return "", ""

    monkeypatch.setattr(talk, "REQUESTS_MAX", 3)
    monkeypatch.setattr(talk.Talk, "_send", stuck)
    async with Upstream() as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        first = await house.ask(stream, "taken in hand")
        assert first is not None
        for _ in range(10):
            await asyncio.sleep(0)
        numbers = [number for n in range(6) if (number := await house.ask(stream, str(n))) is not None]
        for number in numbers[-2:]:
            answer = await house.answered(number)
            assert (answer.code, answer.message) == ("rate_limited", "Too many messages wait for this upstream.")
        await house.control.drop(stream)
        for number in numbers[:2]:
            assert (await house.answered(number)).code == "not_connected"
        assert first not in house.answers  # nobody can know whether it was sent: who asked is told so by time


async def test_a_dropped_wish_closes_the_upstream_after_all_was_written(house: House) -> None:
    async with Upstream(Say([str(n) for n in range(2000)])) as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: len(seen.messages) == 2000, "all messages")
        await house.control.drop(stream)
        await until(lambda: seen.log[-1] == "closed", "closed")
        assert seen.statuses[-1]["code"] == "disconnected"
        await until(lambda: not hub._streams, "the stream's end")
        assert not await house.redis.exists(keys.lease(stream))
        assert [visit.close_code for visit in upstream.dials] == [1000]


async def test_what_is_stopped_and_wanted_again_is_open_again_soon(house: House) -> None:
    async with Upstream(Echo()) as upstream:
        await house.hub()
        for times in (1, 2, 3, 4):
            stream, seen = await house.open(upstream.url)
            await until(lambda: "open" in seen.status_names, f"open {times}", 2)  # noqa: B023
            await house.control.drop(stream)
        await until(lambda: seen.status_names[-1] == "closed", "closed")
        assert [visit.close_code for visit in upstream.dials] == [1000] * 4
