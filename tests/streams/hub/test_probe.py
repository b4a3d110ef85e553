"""A test of a definition: each step of a real dial with its time, where it failed, and none of what is secret."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from apps.streams.bus import keys
from apps.streams.bus.control import Person
from apps.streams.bus.probes import Ask, Probes, Report
from apps.streams.definition import StreamDefinition
from apps.streams.hub import connection
from apps.streams.hub import probe as probing
from apps.streams.hub.guard import Rules
from apps.streams.hub.probe import AT_ONCE, Prober, probe
from tests.fakes.behaviours import (
    Accept,
    Behaviour,
    CloseAtOnce,
    Echo,
    Handshake,
    RawFrame,
    Refuse,
    Say,
    Stall,
    close_frame,
)
from tests.fakes.certificates import Certificates, make
from tests.fakes.upstream import Upstream
from tests.streams.house import House, book, until
from tests.system import free_port

LOOPBACK = Rules.read(["127.0.0.1"])


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make(tmp_path_factory.mktemp("certificates"))


async def report_on(url: str, allowed: Rules = LOOPBACK, **fields: Any) -> Report:
    ask = Ask(workspace=1, definition=StreamDefinition.model_validate({"url": url, **fields}))
    return await probe(ask, allowed)


def outcome(report: Report) -> list[tuple[str, bool]]:
    return [(step.name, step.ok) for step in report.steps]


async def test_every_step_of_a_good_connection_is_told_with_its_time_and_facts(certificates: Certificates) -> None:
    script = Handshake(['{"type":"auth_required"}'], {"auth": ['{"type":"ok"}']})
    async with Upstream(script, tls=certificates.server, subprotocols=("v2",)) as upstream:
        report = await report_on(
            upstream.url,
            tls={"ca": certificates.ca},
            subprotocols=["v1", "v2"],
            on_connect=[{"text": "auth", "wait_for": {"rules": [{"path": "$.type", "value": "auth_required"}]}}],
        )
        assert report.ok
        names = ["resolve", "guard", "connect", "tls", "handshake", "on_connect", "first_message"]
        assert outcome(report) == [(name, True) for name in names]
        facts = {step.name: step.facts for step in report.steps}
        assert facts["resolve"]["addresses"] == ["127.0.0.1"]
        assert facts["tls"]["version"] == "TLSv1.3"
        assert facts["tls"]["subject"] == "commonName=upstream.test"
        assert facts["tls"]["issuer"] == "commonName=Test authority"
        assert facts["tls"]["expires"]
        assert facts["handshake"]["status"] == 101
        assert facts["handshake"]["subprotocol"] == "v2"
        assert ["Upgrade", "websocket"] in facts["handshake"]["headers"]  # type: ignore[operator]
        assert facts["first_message"] == {"bytes": 24, "rows": 1}
        assert report.message == '{"type":"auth_required"}'
        assert all(0 <= step.ms < 5_000 for step in report.steps)
        assert sum(step.ms for step in report.steps if step.name in ("connect", "tls", "handshake")) > 0
        await upstream.wait_for(lambda: not upstream.opened)


@pytest.mark.alone
async def test_the_time_of_each_step_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Accept):
        async def handshake(self, visit: Any) -> None:
            await asyncio.sleep(0.3)

        async def talk(self, visit: Any) -> None:
            await asyncio.sleep(0.5)
            await visit.connection.send("1")

    async with Upstream(Slow()) as upstream:
        times = {step.name: step.ms for step in (await report_on(upstream.url)).steps}
        assert 290 < times["handshake"] < 800
        assert 490 < times["first_message"] < 1_200
        assert times["connect"] < 200


async def test_a_silent_upstream_passes_and_is_said_to_be_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "FIRST_MESSAGE_SECONDS", 0.2)
    async with Upstream(Accept()) as upstream:
        report = await report_on(upstream.url)
        assert report.ok
        assert outcome(report)[-1] == ("first_message", False)
        assert (report.steps[-1].detail, report.message) == ("Nothing came within 0.2 s.", None)


@pytest.mark.parametrize(
    ("behaviour", "fields", "step", "detail"),
    [
        (Refuse(401), {}, "handshake", "HTTP 401 Unauthorized"),
        (Stall(), {}, "handshake", "gave no answer within"),
        (
            CloseAtOnce(4001, "who are you"),
            {"on_connect": [{"text": "x", "wait_for": {"rules": [{}]}}]},
            "on_connect",
            "code 4001 (who are you)",
        ),
        (
            Accept(),
            {"on_connect": [{"text": "x", "wait_for": {"rules": [{}]}, "wait_seconds": 0.2}]},
            "on_connect",
            "did not send what the query waits for",
        ),
        (RawFrame(close_frame(999, "oh")), {}, "first_message", "code 999, which is not a legal one (oh)"),
        (Say(["x" * 3000]), {"limits": {"message_bytes": 1024}}, "first_message", "over 1,024 bytes"),
    ],
)
async def test_the_step_that_fails_is_the_last_and_says_why(
    behaviour: Behaviour, fields: dict[str, Any], step: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "DIAL_SECONDS", 0.5)
    async with Upstream(behaviour) as upstream:
        report = await report_on(upstream.url, **fields)
        assert not report.ok
        assert outcome(report)[-1] == (step, False)
        assert all(ok for _, ok in outcome(report)[:-1])
        assert detail in report.steps[-1].detail


async def test_a_refused_handshake_shows_the_answer() -> None:
    headers = {"X-Reason": "quota", "Set-Cookie": "sid=1", "X-Api-Key": "k"}
    async with Upstream(Refuse(429, headers=headers)) as upstream:
        facts = (await report_on(upstream.url)).steps[-1].facts
        assert facts["status"] == 429
        shown = {name: value for name, value in facts["headers"]}  # type: ignore[union-attr, misc, str-unpack]  # noqa: C416
        assert (shown["X-Reason"], shown["Set-Cookie"], shown["X-Api-Key"]) == ("quota", "•••", "•••")


async def test_where_the_way_there_ends_is_told(certificates: Certificates) -> None:
    report = await report_on("ws://no-such-host.invalid/")
    assert outcome(report) == [("resolve", False)]
    async with Upstream(Echo(), tls=certificates.server) as upstream:
        assert outcome(await report_on(upstream.url, Rules.read([])))[-1] == ("guard", False)
        report = await report_on(upstream.url)
        assert outcome(report)[-1] == ("tls", False)
        assert "not trusted" in report.steps[-1].detail
        report = await report_on(upstream.url, tls={"ca": "none"})
        assert outcome(report)[-1] == ("tls", False)
        assert "PEM" in report.steps[-1].detail
    report = await report_on(f"ws://127.0.0.1:{free_port()}/")
    assert outcome(report)[-1] == ("connect", False)


async def test_a_first_message_that_is_garbage_passes_and_is_said_to_be_garbage() -> None:
    async with Upstream(Say(["{oops"])) as upstream:
        report = await report_on(upstream.url)
        assert report.ok
        assert outcome(report)[-1] == ("first_message", False)
        assert "not JSON" in report.steps[-1].detail
        assert report.message == "{oops"
        report = await report_on(upstream.url, format="text")
        assert outcome(report)[-1] == ("first_message", True)


class Parrot(Behaviour):
    """Says back all that it was told, in every way."""

    def __init__(self, status: int) -> None:
        self.status = status

    def heard(self, visit: Any) -> str:
        return " ".join([visit.path, *(value for _, value in visit.headers.raw_items())]).replace("\n", " ")

    async def handshake(self, visit: Any) -> Any:
        if self.status != 101:
            told = {"X-Heard": self.heard(visit), "X-Plain": "pass phrase", "Server": "parrot"}
            return await Refuse(self.status, headers=told).handshake(visit)
        return None

    async def talk(self, visit: Any) -> None:
        await visit.connection.send(self.heard(visit) + " pass phrase public")
        await visit.connection.close(4000, "key-in-a-header my-token-value")


@pytest.mark.parametrize("status", [101, 400])
@pytest.mark.parametrize(
    "auth",
    [
        {"type": "basic", "username": "somebody", "password": "pass phrase"},
        {"type": "bearer", "token": "my-token-value"},
    ],
)
async def test_what_the_definition_sends_is_never_shown(status: int, auth: dict[str, str]) -> None:
    async with Upstream(Parrot(status)) as upstream:
        report = await report_on(
            upstream.url,
            format="text",
            headers=[{"name": "X-Api", "value": "key-in-a-header"}],
            cookies=[{"name": "sid", "value": "cookie-value-1"}],
            query_parameters=[{"name": "api_key", "value": "k€y in the query"}],
            auth=auth,
        )
        shown = report.model_dump_json()
        told = shown if status == 400 else report.steps[-2].model_dump_json()
        for secret in ("key-in-a-header", "cookie-value-1", "my-token-value", "somebody"):
            assert secret not in shown
        assert "k%E2%82%ACy" not in told
        assert ("pass phrase" in shown) == (auth["type"] == "bearer")  # then it is no secret
        assert "•••" in shown
        if status == 101:
            assert report.message is not None
            assert "public" in report.message


async def test_a_test_is_taken_by_one_hub_and_answered_once(house: House) -> None:
    async with Upstream(Say(["1"])) as upstream:
        await house.hub()
        await house.hub()
        ask = Ask(
            workspace=1,
            definition=StreamDefinition(url=upstream.url + "?me={{ user.name }}"),
            user=Person(id=1, email="a@example.com", name="Ann"),
        )
        await house.redis.set(keys.probe("one"), ask.model_dump_json())
        for _ in range(3):
            assert await house.redis.publish(keys.PROBES, "one") == 2
        await until(lambda: upstream.dials, "a dial")
        found = await house.redis.blpop([keys.probe_answer("one")], 5)
        assert found is not None
        assert Report.model_validate_json(found[1]).ok
        assert [visit.path for visit in upstream.dials] == ["/?me=Ann"]
        assert not await house.redis.exists(keys.probe("one"), keys.probe_answer("one"))


async def test_a_hub_makes_so_many_at_once_and_leaves_the_others_to_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "DIAL_SECONDS", 5.0)
    async with Upstream(Stall()) as upstream:
        prober = Prober(Probes(house.redis), book("127.0.0.1").rules_of)
        ask = Ask(workspace=1, definition=StreamDefinition(url=upstream.url)).model_dump_json()
        for number in range(AT_ONCE + 2):
            await house.redis.set(keys.probe(str(number)), ask)
            prober.on_call(str(number).encode())
        await until(lambda: len(upstream.dials) == AT_ONCE, "the dials")
        assert await house.redis.exists(keys.probe("4"), keys.probe("5")) == 2
        await prober.stop()
        assert not prober._running
        await upstream.wait_for(lambda: all(visit.connection.transport.is_closing() for visit in upstream.dials))


async def test_a_test_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "PROBE_SECONDS", 0.3)
    async with Upstream(Accept()) as upstream:
        report = await report_on(upstream.url)
        assert not report.ok
        assert "0.3 s" in report.steps[-1].detail
        assert report.steps[-1].ms < 2_000
