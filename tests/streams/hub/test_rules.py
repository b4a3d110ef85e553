"""The rules of workspaces in a hub: read seldom, followed soon, and missed without harm."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

import pytest
from channels.db import database_sync_to_async as there
from django.db import OperationalError
from pytest_django import Settings

from apps.accounts import services as accounts
from apps.streams.bus import keys
from apps.streams.bus.probes import Ask, Report
from apps.streams.definition import StreamDefinition
from apps.streams.hub import connection, rules
from apps.streams.hub import hub as hubs
from apps.streams.hub import supervisor as supervising
from apps.streams.hub.connection import DialError
from apps.streams.hub.guard import Refused, Rules, check
from apps.streams.hub.rules import FRESH_SECONDS, LOOK_SECONDS, READ_SECONDS, RuleBook, from_database, operator_rules
from apps.streams.network import services
from apps.streams.network.selectors import Written
from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until

LOOPBACK = Rules.read(["127.0.0.1"])


class Shelf:
    """Stands in for the database; counts what it is asked."""

    def __init__(self, **lists: tuple[str, ...]) -> None:
        self.lists = Written(**lists)
        self.asked: list[set[int]] = []
        self.failure: Exception | None = None
        self.free = asyncio.Event()
        self.free.set()

    async def read(self, workspaces: Collection[int]) -> dict[int, Written]:
        self.asked.append(set(workspaces))
        await self.free.wait()
        if self.failure is not None:
            raise self.failure
        return dict.fromkeys(workspaces, self.lists)


def test_a_denied_stream_ends_within_ten_seconds() -> None:
    assert LOOK_SECONDS + READ_SECONDS < 10
    assert FRESH_SECONDS <= 5


# --- the book


async def test_a_crowd_asks_the_database_once() -> None:
    shelf = Shelf(deny=("a.example",))
    book = RuleBook(LOOPBACK, shelf.read)
    shelf.free.clear()
    asking = [asyncio.create_task(book.rules_of(1)) for _ in range(50)]
    await until(lambda: shelf.asked, "a look")
    shelf.free.set()
    found = await asyncio.gather(*asking)
    assert {str(each.own_deny) for each in found} == {"a.example"}
    assert await book.rules_of(1) == found[0]
    assert shelf.asked == [{1}]
    await book.rules_of(2)
    assert shelf.asked == [{1}, {2}]


async def test_what_is_older_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    book = RuleBook(LOOPBACK, shelf.read)
    assert not (await book.rules_of(1)).own_deny
    shelf.lists = Written(deny=("a.example",))
    assert not (await book.rules_of(1)).own_deny
    monkeypatch.setattr(rules, "FRESH_SECONDS", 0.0)
    assert (await book.rules_of(1)).own_deny
    assert (await book.rules_of(1)).allow == LOOPBACK.allow


@pytest.mark.parametrize("failure", [OperationalError("away: s3cret"), ConnectionResetError()])
async def test_a_database_that_is_away_is_a_reason_to_try_later(failure: Exception) -> None:
    shelf = Shelf()
    shelf.failure = failure
    book = RuleBook(LOOPBACK, shelf.read)
    for _ in range(2):
        with pytest.raises(DialError) as caught:
            await book.rules_of(1)
        assert (caught.value.code, caught.value.final) == ("rules_unavailable", False)
        assert "s3cret" not in caught.value.message
    shelf.failure = None
    assert await book.rules_of(1)


async def test_so_is_one_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "READ_SECONDS", 0.02)
    shelf = Shelf()
    shelf.free.clear()
    book = RuleBook(LOOPBACK, shelf.read)
    with pytest.raises(DialError):
        await book.rules_of(1)
    await book.stop()


async def test_lists_that_can_t_be_read_let_nothing_through() -> None:
    book = RuleBook(LOOPBACK, Shelf(deny=("a.example", "0x7f.1")).read)
    found = await book.rules_of(1)
    for host, address in (("127.0.0.1", "127.0.0.1"), ("feed.example", "8.8.8.8"), ("feed.example", "2606:4700::1111")):
        with pytest.raises(Refused, match="an entry that can't be read"):
            check(host, 443, [(2, address)], found)  # type: ignore[list-item]


async def test_only_so_many_workspaces_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "WORKSPACES_MAX", 3)
    shelf = Shelf()
    book = RuleBook(LOOPBACK, shelf.read)
    for workspace in (1, 2, 3, 1, 4):
        await book.rules_of(workspace)
    assert len(shelf.asked) == 4
    await book.rules_of(1)
    assert len(shelf.asked) == 4
    await book.rules_of(2)
    assert len(shelf.asked) == 5


def test_the_settings_make_the_operator_s_rules(settings: Settings) -> None:
    settings.UPSTREAM_ALLOW = ["10.0.0.0/8"]
    settings.UPSTREAM_DENY = [":25"]
    settings.EGRESS_PROXY = "http://proxy:3128"
    settings.EGRESS_PROXY_RESOLVES = True
    settings.UPSTREAM_HOST_HEADER = True
    made = operator_rules()
    assert (str(made.allow), str(made.deny), made.host_header) == ("10.0.0.0/8", ":25", True)
    assert made.proxy is not None
    assert (made.proxy.host, made.proxy.port, made.proxy.resolves) == ("proxy", 3128, True)
    settings.UPSTREAM_DENY = ["x y"]
    with pytest.raises(ValueError, match="UPSTREAM_DENY"):
        operator_rules()


@pytest.mark.django_db(transaction=True)
async def test_they_come_from_the_database() -> None:
    workspace = await there(accounts.create_workspace)("House")
    await there(services.allow)(workspace.pk, ["10.0.0.0/8"])
    book = RuleBook(LOOPBACK, from_database)
    assert str((await book.rules_of(workspace.pk)).own_allow) == "10.0.0.0/8"
    assert not (await book.rules_of(workspace.pk + 1)).own_allow


# --- streams that are open while the rules change


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(rules, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr(supervising, "AGAIN_SECONDS", 0.02)


def told(seen: Any) -> list[tuple[Any, Any]]:
    return [(status["status"], status["code"]) for status in seen.statuses]


async def test_a_new_rule_ends_what_is_open_and_its_end_opens_it_again(house: House, quick: None) -> None:
    shelf = Shelf()
    async with Upstream(Numbered(rate=200)) as upstream:
        await house.hub(rules=RuleBook(LOOPBACK, shelf.read))
        _, seen = await house.open(upstream.url)
        await until(lambda: seen.messages, "messages")
        shelf.lists = Written(deny=(f"127.0.0.1:{upstream.port}",))
        await until(lambda: "failed" in seen.status_names, "the end")
        assert told(seen)[-1] == ("failed", "refused_by_guard")
        assert "is denied by this workspace" in seen.statuses[-1]["message"]
        assert f"127.0.0.1:{upstream.port}" in seen.statuses[-1]["message"]
        await until(lambda: upstream.opened == [], "the upstream's end")
        before = len(seen.messages)
        looks = len(shelf.asked)
        await until(lambda: len(shelf.asked) > looks + 5, "looks")
        assert len(seen.messages) == before
        assert len(upstream.dials) == 1
        shelf.lists = Written()
        await until(lambda: len(seen.messages) > before, "messages again")
        assert len(upstream.dials) == 2


async def test_a_rule_about_others_ends_nothing(house: House, quick: None) -> None:
    shelf = Shelf()
    async with Upstream(Numbered(rate=200)) as upstream:
        await house.hub(rules=RuleBook(LOOPBACK, shelf.read))
        _, seen = await house.open(upstream.url)
        await until(lambda: seen.messages, "messages")
        shelf.lists = Written(only=("127.0.0.0/8",), deny=("10.0.0.0/8", ":1"))
        looks = len(shelf.asked)
        await until(lambda: len(shelf.asked) > looks + 3, "looks")
        assert told(seen)[-1] == ("open", None)
        assert len(upstream.dials) == 1


async def test_a_rule_that_comes_while_it_is_dialled_counts(
    house: House, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, dialling, go_on = Shelf(), asyncio.Event(), asyncio.Event()

    async def slow(*arguments: Any, **options: Any) -> Any:
        dialling.set()
        await go_on.wait()
        return await connection.dial(*arguments, **options)

    monkeypatch.setattr(supervising, "dial", slow)
    async with Upstream(Numbered(rate=200)) as upstream:
        await house.hub(rules=RuleBook(LOOPBACK, shelf.read))
        _, seen = await house.open(upstream.url)
        await dialling.wait()
        shelf.lists = Written(deny=("127.0.0.1",))
        looks = len(shelf.asked)
        await until(lambda: len(shelf.asked) > looks + 2, "looks")
        go_on.set()
        await until(lambda: "failed" in seen.status_names, "the end")
        assert told(seen)[-1] == ("failed", "refused_by_guard")


async def test_while_the_database_is_away_what_is_open_stays_and_the_rest_waits(house: House, quick: None) -> None:
    shelf = Shelf()
    async with Upstream(Numbered(rate=200)) as upstream:
        await house.hub(rules=RuleBook(LOOPBACK, shelf.read))
        _, seen = await house.open(upstream.url)
        await until(lambda: seen.messages, "messages")
        shelf.failure = OperationalError("away")
        looks = len(shelf.asked)
        await until(lambda: len(shelf.asked) > looks + 3, "looks")
        _, other = await house.open(upstream.url + "other")
        await until(lambda: ("retrying", "rules_unavailable") in told(other), "a retry")
        assert told(seen)[-1] == ("open", None)
        assert len(upstream.dials) == 1
        shelf.failure = None
        await until(lambda: other.messages, "messages of the other")


async def test_a_test_of_a_definition_obeys_them_too(house: House) -> None:
    async with Upstream(Numbered(1)) as upstream:
        await house.hub(rules=RuleBook(LOOPBACK, Shelf(only=("feed.example",)).read))
        ask = Ask(workspace=1, definition=StreamDefinition(url=upstream.url))
        await house.redis.set(keys.probe("one"), ask.model_dump_json())
        await house.redis.publish(keys.PROBES, "one")
        found = await house.redis.blpop([keys.probe_answer("one")], 5)
        assert found is not None
        report = Report.model_validate_json(found[1])
        assert not report.ok
        assert "none of the places that this workspace may dial: feed.example" in report.steps[-1].detail
        assert upstream.dials == []
