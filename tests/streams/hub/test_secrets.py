"""Secrets at the dial: read for each, sent only where they are bound to, and seen by nobody else."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from django.db import OperationalError

from apps.common import logs
from apps.common.redaction import Veil
from apps.streams.bus.probes import Ask, Report
from apps.streams.core.plan import plan, stream_key
from apps.streams.definition import Header, StreamDefinition
from apps.streams.hub import connection, guard, revealing, supervisor
from apps.streams.hub.connection import DialError, dial
from apps.streams.hub.guard import Rules
from apps.streams.hub.probe import probe
from apps.streams.hub.revealing import Revealing
from apps.vault.selectors import Revealed
from tests.fakes.behaviours import Answer, Behaviour, CloseAtOnce, Echo, RawFrame, Refuse, Say, close_frame
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until

VALUE = "planted-Value/42+"
LOOPBACK = Rules.read(["127.0.0.1"])
BEARER: dict[str, Any] = {"auth": {"type": "bearer", "token": "{{ secrets.KEY }}"}}


class Vault(dict[str, Revealed]):
    """Stands where the database would be read; `asked` counts the dials."""

    asked = 0
    away = False

    def put(self, name: str, value: str | None, *hosts: str) -> None:
        self[name] = Revealed(len(self) + 1, name, hosts, value)

    def read(self, workspace_id: int, names: frozenset[str]) -> Mapping[str, Revealed]:
        self.asked += 1
        if self.away:
            raise OperationalError("the database is away")
        assert workspace_id == 1
        return {name: self[name] for name in names if name in self}


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault()
    monkeypatch.setattr(revealing, "_read", made.read)
    return made


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream(Echo()) as made:
        yield made


def bound(upstream: Upstream) -> str:
    return f"127.0.0.1:{upstream.port}"


def definition_of(url: str, **fields: Any) -> StreamDefinition:
    return StreamDefinition.model_validate({"url": url, "scope": "shared", **fields})


async def refused(url: str, params: dict[str, Any] | None = None, **fields: Any) -> DialError:
    with pytest.raises(DialError) as caught:
        await Revealing(1, definition_of(url, **fields), params or {}, None).to_dial()
    assert VALUE not in caught.value.message
    return caught.value


async def test_secrets_stand_wherever_the_upstream_is_told_something(
    house: House, vault: Vault, upstream: Upstream
) -> None:
    vault.put("KEY", VALUE, bound(upstream))
    vault.put("WORD", "open-sesame", bound(upstream))
    await house.hub()
    _, watcher = await house.open(
        f"{upstream.url}{{{{ secrets.KEY }}}}/feed?k={{{{ secrets.KEY }}}}",
        auth={"type": "basic", "username": "somebody", "password": "{{ secrets.KEY }}"},
        headers=[{"name": "X-Key", "value": "Key {{secrets.KEY}}"}],
        cookies=[{"name": "sid", "value": "{{ secrets.WORD }}"}],
        query_parameters=[{"name": "q", "value": "{{ secrets.KEY }}"}],
        subprotocols=["v1", "key.{{ secrets.WORD }}"],
        on_connect=[{"kind": "json", "text": '{"key": {{ secrets.KEY }}, "word": "{{ secrets.WORD }}"}'}],
        auto_replies=[
            {"when": {"rules": [{"path": "$.word"}]}, "message": {"kind": "text", "text": "{{ secrets.WORD }}!"}}
        ],
        keep_alive={"heartbeat": {"message": {"kind": "text", "text": "{{ secrets.WORD }}"}, "seconds": 1}},
    )
    await until(lambda: len(upstream.dials) == 1 and len(upstream.dials[0].messages) >= 2, "what is said")
    [visit] = upstream.dials
    encoded = "planted-Value%2F42%2B"
    assert visit.path == f"/{encoded}/feed?k={encoded}&q={encoded}"
    assert visit.headers["Authorization"] == f"Basic {base64.b64encode(f'somebody:{VALUE}'.encode()).decode()}"
    assert visit.headers["X-Key"] == f"Key {VALUE}"
    assert visit.headers["Cookie"] == "sid=open-sesame"
    assert visit.subprotocols == ["v1", "key.open-sesame"]
    assert json.loads(visit.messages[0]) == {"key": VALUE, "word": "open-sesame"}
    await until(lambda: watcher.messages, "the echo")
    assert json.loads(watcher.messages[0][1]) == {"key": "[secret KEY]", "word": "[secret WORD]"}


async def test_a_secret_goes_nowhere_but_to_its_hosts(vault: Vault) -> None:
    vault.put("KEY", VALUE, "api.example.com", "*.example.net:8443")
    for url in (
        "wss://evil.example/",
        "wss://api.example.com:8443/",
        "wss://api.example.com.evil.example/",
        "wss://evil.example/api.example.com",
        "wss://evil.example/?wss://api.example.com",
        "wss://example.net:8443/",
        "ws://api.example.com:443/",
    ):
        error = await refused(url, **BEARER)
        assert (error.code, error.final) == ("secret_refused", True)
        assert "it is for api.example.com, *.example.net:8443 only" in error.message
    made, _ = await Revealing(1, definition_of("wss://a.example.net:8443/", **BEARER), {}, None).to_dial()
    assert dict(made.headers)["Authorization"] == f"Bearer {VALUE}"


async def test_a_parameter_does_not_steer_it_elsewhere(vault: Vault) -> None:
    vault.put("KEY", VALUE, "a.example.com")
    fields = {**BEARER, "parameters": [{"name": "host", "allowed": ["a.example.com", "evil.example"]}]}
    url = "wss://{{ params.host }}/"
    await Revealing(1, definition_of(url, **fields), {"host": "a.example.com"}, None).to_dial()
    assert (await refused(url, {"host": "evil.example"}, **fields)).code == "secret_refused"


async def test_a_host_header_does_not_lead_it_to_another_site_at_the_same_address(vault: Vault) -> None:
    vault.put("KEY", VALUE, "a.example.com")
    for name in ("Host", "hOST"):
        definition = definition_of("wss://a.example.com/", **BEARER)
        header = Header.model_construct(name=name, value="evil.example")  # as far as any definition may have it
        with pytest.raises(DialError, match="can't set the header Host") as caught:
            await Revealing(1, definition.model_copy(update={"headers": (header,)}), {}, None).to_dial()
        assert (caught.value.code, caught.value.final) == ("secret_refused", True)


async def test_what_is_not_there_or_does_not_open_is_said(vault: Vault) -> None:
    vault.put("BROKEN", None, "a.example.com")
    error = await refused("wss://a.example.com/", **BEARER)
    assert (error.code, error.final) == ("secret_missing", True)
    assert "there is no secret KEY" in error.message
    error = await refused("wss://a.example.com/{{ secrets.BROKEN }}")
    assert (error.code, error.final) == ("secret_refused", True)
    assert "can't be opened" in error.message


async def test_a_database_that_is_away_is_tried_again(vault: Vault) -> None:
    vault.away = True
    error = await refused("wss://a.example.com/", **BEARER)
    assert (error.code, error.final) == ("secret_unavailable", False)


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ("line\nbreak", BEARER),
        ("semi;colon", {"cookies": [{"name": "a", "value": "{{ secrets.KEY }}"}]}),
        ("two words", {"subprotocols": ["{{ secrets.KEY }}"]}),
        ("with:colon", {"auth": {"type": "basic", "username": "{{ secrets.KEY }}", "password": "x"}}),
    ],
)
async def test_a_value_that_can_not_stand_there_is_refused_unseen(
    vault: Vault, value: str, fields: dict[str, Any]
) -> None:
    vault.put("KEY", value, "a.example.com")
    error = await refused("wss://a.example.com/", **fields)
    assert (error.code, error.final) == ("secret_refused", True)
    assert value not in error.message


@pytest.mark.parametrize(
    ("url", "tls", "why"),
    [("ws://a.example.com/", {}, "Use wss://"), ("wss://a.example.com/", {"verify": False}, "certificate")],
)
async def test_a_secret_goes_to_a_public_address_only_through_tls_that_is_checked(
    vault: Vault, url: str, tls: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.put("KEY", VALUE, "a.example.com")

    async def public(host: str, port: int) -> list[guard.Address]:
        return [(2, "93.184.215.14")]  # type: ignore[list-item]  # AF_INET

    async def never(*_: object) -> None:
        raise AssertionError("it was dialled")

    monkeypatch.setattr(guard, "resolve", public)
    monkeypatch.setattr(connection, "_connect_tcp", never)
    made, _ = await Revealing(1, definition_of(url, tls=tls, **BEARER), {}, None).to_dial()
    with pytest.raises(DialError, match=why) as caught:
        await dial(made, LOOPBACK)
    assert (caught.value.code, caught.value.final) == ("secret_refused", True)


async def test_a_plan_without_its_secrets_is_not_dialled(upstream: Upstream) -> None:
    with pytest.raises(ValueError, match="not for dialling"):
        await dial(plan(definition_of(upstream.url, **BEARER)), LOOPBACK)
    assert not upstream.dials


async def test_placeholders_in_what_others_say_stay_words(house: House, vault: Vault, upstream: Upstream) -> None:
    """A viewer's parameter, a person's name, or a message that says `{{ secrets.KEY }}` gets no value."""
    vault.put("KEY", VALUE, bound(upstream))
    fields = {
        "parameters": [{"name": "p"}],
        "headers": [{"name": "X", "value": "{{ params.p }} {{ user.name }}"}],
        "auto_replies": [{"when": {"rules": [{}]}, "message": {"text": "{{ message.a }}"}}],
        **BEARER,
    }
    definition = StreamDefinition.model_validate({"url": upstream.url, "scope": "user", **fields})
    said = "{{ secrets.KEY }}"
    made, _ = await Revealing(1, definition, {"p": said}, {"name": said, "id": 1, "email": said}).to_dial()
    assert dict(made.headers)["X"] == f"{said} {said}"
    assert made.auto_replies[0].answer({"a": said}) == said


async def test_the_stream_keeps_its_key_and_the_next_dial_has_the_new_value(house: House, vault: Vault) -> None:
    async with Upstream(Answer(lambda _: None), CloseAtOnce(1001), Echo()) as upstream:
        vault.put("KEY", "the-first-value", bound(upstream))
        definition = definition_of(upstream.url, **BEARER)
        key = stream_key(1, "q", definition, "")
        await house.hub()
        stream, _ = await house.open(upstream.url, **BEARER)
        assert stream == key
        await until(lambda: upstream.dials, "the first dial")
        vault.put("KEY", "the-second-value", bound(upstream))
        assert stream_key(1, "q", definition, "") == key
        upstream.dials[0].drop()
        await until(lambda: len(upstream.dials) >= 2, "the next dial")
        assert [visit.headers["Authorization"] for visit in upstream.dials[:2]] == [
            "Bearer the-first-value",
            "Bearer the-second-value",
        ]
        wish = (await house.redis.get(f"{{{stream}}}:wish")) or b""
        assert b"the-" not in wish


class Parrot(Behaviour):
    """Says back all that it was told, in messages and, once `told`, in the reason it closes with."""

    def __init__(self) -> None:
        self.told = asyncio.Event()

    async def talk(self, visit: Any) -> None:
        token = visit.headers["Authorization"].removeprefix("Bearer ")
        for text in (
            json.dumps({"token": token, token: 1, "deep": [{"in": f"({token})"}]}),
            json.dumps(token).replace("a", "\\u0061"),
            json.dumps({"basic": base64.b64encode(f"me:{token}".encode()).decode()}),
            f"not JSON: {token}",
            json.dumps({"n": 1}),
        ):
            await visit.connection.send(text)
        await self.told.wait()
        await visit.connection.close(4000, f"bad {token}")


async def test_what_the_upstream_says_back_is_hidden_in_messages_errors_and_statuses(
    house: House, vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    parrot = Parrot()
    async with Upstream(parrot) as upstream:
        vault.put("KEY", VALUE, bound(upstream))
        await house.hub()
        _, watcher = await house.open(upstream.url, **BEARER, reconnect=False)
        await until(lambda: len(watcher.messages) == 4, "the messages")
        parrot.told.set()
        await until(lambda: "closed" in watcher.status_names, "the end")
        rows = [json.loads(text) for _, text in watcher.messages]
        shown = "[secret KEY]"
        assert rows == [
            {"token": shown, shown: 1, "deep": [{"in": f"({shown})"}]},
            shown,
            {"basic": rows[2]["basic"]},
            {"n": 1},
        ]
        assert shown in rows[2]["basic"]
        assert watcher.errors[0]["sample"] == f"not JSON: {shown}"
        assert watcher.statuses[-1]["close_reason"] == f"bad {shown}"
        assert shown in watcher.statuses[-1]["message"]
        assert VALUE not in str(watcher.events)
        assert VALUE not in caplog.text


async def test_a_fault_of_ours_is_logged_without_it(
    house: House, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"boom {VALUE} and {base64.b64encode(f'me:{VALUE}'.encode()).decode()}")

    monkeypatch.setattr(supervisor, "closed_by", broken)
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logs.Text("%(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        async with Upstream(CloseAtOnce()) as upstream:
            vault.put("KEY", VALUE, bound(upstream))
            await house.hub()
            await house.open(upstream.url, **BEARER)
            await until(lambda: "boom [secret KEY] and bWU6[secret KEY]" in lines.getvalue(), "the traceback")
    finally:
        logging.getLogger().removeHandler(handler)
    assert "Traceback" in lines.getvalue()
    assert VALUE not in lines.getvalue()


async def test_a_piece_of_it_is_hidden_too_where_a_reason_would_cut_it(house: House, vault: Vault) -> None:
    long = "long-value-" + "x1y2" * 40
    message = json.dumps({"when": f"at the end {long}"})
    async with Upstream(Say([message])) as upstream:
        vault.put("KEY", long, bound(upstream))
        await house.hub()
        _, watcher = await house.open(
            upstream.url, **BEARER, fields=[{"path": "$.when", "alias": "when", "type": "number"}]
        )
        await until(lambda: watcher.errors, "the fault")
        assert "x1y2" not in str(watcher.events)
        assert "[secret KEY]" in watcher.errors[0]["message"]


@pytest.mark.parametrize(
    ("value", "message", "row"),
    [
        ("12345678", '{"pin":12345678,"n":3}', {"pin": "[secret KEY]", "n": 3}),
        ("12345678", '{"pin":912345678.25}', {"pin": "9[secret KEY].25"}),
        ("true", '{"on":true}', "[secret]"),
        ('"a":', '{"a":"b"}', "[secret]"),
        ("abcd", '[1.00, 123456789012345678901, "abcd"]', None),
    ],
)
async def test_json_stays_json(house: House, vault: Vault, value: str, message: str, row: object) -> None:
    async with Upstream(Say([message, "0"])) as upstream:
        vault.put("KEY", value, bound(upstream))
        await house.hub()
        _, watcher = await house.open(upstream.url, headers=[{"name": "X", "value": "{{ secrets.KEY }}"}])
        await until(lambda: len(watcher.messages) == 2, "the messages")
        if row is None:
            assert watcher.messages[0][1] == '[1.0,123456789012345678901,"[secret KEY]"]'
        else:
            assert json.loads(watcher.messages[0][1]) == row


async def test_ndjson_keys_text_and_binary_are_looked_at_too(house: House, vault: Vault) -> None:
    async with Upstream(Say([f'{{"k":"{VALUE}"}}\n{{"k":"b"}}\n'])) as upstream:
        vault.put("KEY", VALUE, bound(upstream))
        await house.hub()
        _, watcher = await house.open(upstream.url, **BEARER, format="ndjson", window={"key": "$.k"})
        await until(lambda: len(watcher.messages) == 2, "both lines")
        assert [text for _, text in watcher.messages] == ['{"k":"[secret KEY]"}', '{"k":"b"}']
    async with Upstream(Say([b"\xff\x00" + VALUE.encode() + b"\xfe", f"text {VALUE}"])) as upstream:
        vault.put("KEY", VALUE, bound(upstream))
        _, watcher = await house.open(upstream.url, **BEARER, format="auto")
        await until(lambda: len(watcher.messages) == 2, "both frames")
        first = base64.b64decode(json.loads(watcher.messages[0][1])["base64"])
        assert first == b"\xff\x00[secret KEY]\xfe"
        assert json.loads(watcher.messages[1][1]) == "text [secret KEY]"


async def report_on(url: str, **fields: Any) -> Report:
    return await probe(Ask(workspace=1, definition=definition_of(url, **fields)), LOOPBACK)


@pytest.mark.parametrize(
    "behaviour",
    [
        Parrot(),
        Echo(),
        Refuse(401, headers={"X-Why": f"no such key {VALUE}", f"X-{VALUE.replace('/', '-')}": "1"}),
        CloseAtOnce(4001, f"no {VALUE}"),
        RawFrame(close_frame(999, f"no {VALUE}")),
    ],
)
async def test_a_test_goes_the_same_way_and_shows_nothing(vault: Vault, behaviour: Behaviour) -> None:
    async with Upstream(behaviour) as upstream:
        vault.put("KEY", VALUE, bound(upstream))
        report = await report_on(upstream.url, **BEARER, on_connect=["say {{ secrets.KEY }}"], format="text")
        shown = report.model_dump_json()
        assert VALUE not in shown
        assert base64.b64encode(VALUE.encode()).decode().rstrip("=") not in shown
        assert upstream.dials[0].headers["Authorization"] == f"Bearer {VALUE}"


async def test_a_test_is_refused_for_other_hosts(vault: Vault, upstream: Upstream) -> None:
    vault.put("KEY", VALUE, "api.example.com")
    report = await report_on(upstream.url, **BEARER)
    assert not report.ok
    assert "may not be sent to 127.0.0.1" in report.steps[-1].detail
    assert not upstream.dials


def test_log_lines_of_the_process_never_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs.Discreet, "veiled", {})
    veil = Veil({"KEY": VALUE})
    logs.keep_out(veil)
    logs.keep_out(veil)
    assert len(logs.Discreet.veiled) == 1
    for formatter in (logs.Text("%(message)s"), logs.Json()):
        record = logging.LogRecord("x", logging.ERROR, "", 1, "said %s", (f"a{VALUE}b",), None)
        assert "a[secret KEY]b" in formatter.format(record)
        try:
            int(VALUE)
        except ValueError as error:
            record.exc_info = (type(error), error, error.__traceback__)
        assert VALUE not in formatter.format(record)
    logs.keep_out(Veil({f"K{n}": f"value-{n}" for n in range(logs.VEILED_MAX)}))
    assert len(logs.Discreet.veiled) == logs.VEILED_MAX
