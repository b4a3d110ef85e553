"""Testing a definition: one real dial, by the same code as every other, with the time of each step and no secret."""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from typing import Any, Final, cast

from picows.websockets.exceptions import ConnectionClosed
from pydantic import JsonValue, ValidationError
from redis.exceptions import RedisError

from apps.common.redaction import Veil
from apps.streams.bus.probes import PROBE_SECONDS, Ask, Probes, Report, Step
from apps.streams.core.pipeline import BadMessage, Pipeline
from apps.streams.core.plan import Message, Plan
from apps.streams.core.resolve import BadParameter

from . import talk
from .closing import GivenUp, closed_by
from .connection import DialError, Stage, dial
from .guard import Rules
from .receiving import Receiver
from .redacting import Redactor
from .revealing import Revealing
from .standby import Standby
from .supervisor import RulesOf
from .telling import Telling
from .wire import Connection, hang_up

logger = logging.getLogger(__name__)

AT_ONCE: Final = 4  # tests in one hub; another waits, or another hub takes it
FIRST_MESSAGE_SECONDS: Final = 5.0  # an upstream that is silent for longer speaks only once asked
SAMPLE_CHARACTERS: Final = 2_000


class Prober:
    """A hub's tests. `on_call` hears of each; `stop` ends those that run."""

    def __init__(self, probes: Probes, rules_of: RulesOf) -> None:
        self._probes = probes
        self._rules_of = rules_of
        self._running: set[asyncio.Task[None]] = set()

    def on_call(self, id_: bytes) -> None:
        """A test is to be taken. Overflow policy: leave it to another hub, or until we are called again."""
        if len(self._running) < AT_ONCE:
            task = asyncio.create_task(self._take(id_.decode()), name="probe")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        """End what runs; who asked is told by time."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _take(self, id_: str) -> None:
        try:
            ask = await self._probes.take(id_)
            if ask is not None:
                await self._probes.answer(id_, await self._report(ask))
        except (RedisError, OSError, ValidationError) as error:
            logger.warning("test %s: given up (%s)", id_, type(error).__name__)

    async def _report(self, ask: Ask) -> Report:
        try:
            rules = await self._rules_of(ask.workspace)
        except DialError as error:
            return Report(ok=False, steps=[Step(name="resolve", ok=False, ms=0, detail=str(error))])
        return await probe(ask, rules)


async def probe(ask: Ask, rules: Rules) -> Report:
    """Test a definition, within PROBE_SECONDS."""
    try:
        user = ask.user.model_dump() if ask.user else None
        made, veil = await Revealing(ask.workspace, ask.definition, ask.params, user).to_dial()
    except (BadParameter, DialError) as error:
        return Report(ok=False, steps=[Step(name="resolve", ok=False, ms=0, detail=str(error))])
    trace = Trace(Redactor(ask.definition, made, veil))
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await _probe(ask, made, veil, rules, trace)
    except TimeoutError:
        return trace.failed(f"Not done when the {PROBE_SECONDS:g} s of a test were over.")


async def _probe(ask: Ask, made: Plan, veil: Veil, rules: Rules, trace: Trace) -> Report:
    faults: list[BadMessage] = []
    pipeline = Pipeline(ask.definition, faults.append)
    try:
        connection = await dial(made, rules, with_kinds=pipeline.tells_kinds, observer=trace)
    except DialError as error:
        if error.response is not None:
            trace.found(status=int(error.response.status), headers=trace.redactor.headers(error.response.headers))
        return trace.failed(str(error))
    try:
        trace.note_of("tls", **_certificate(connection))
        response = connection.response
        trace.found(
            status=response.status_code,
            headers=trace.redactor.headers(response.headers),
            subprotocol=veil.text(connection.subprotocol or "") or None,
        )

        async def send(message: Message) -> None:
            await talk.say(connection, message)

        receiver = Receiver(connection, made, pipeline, None, Standby(), Telling("test"), send, veil)
        first = await _first_message(made, connection, receiver, trace)
        if isinstance(first, Report):
            return first
        faults.clear()
        return trace.done(first, pipeline, faults)
    finally:
        await hang_up(connection)


async def _first_message(made: Plan, connection: Connection, receiver: Receiver, trace: Trace) -> bytes | Report:
    """Take the steps on connect and wait for a message; the report, when it doesn't come to that."""
    try:
        if made.on_connect:
            trace.began("on_connect")
            await receiver.open()
            trace.found(sent=len(made.on_connect))
        trace.began("first_message")
        try:
            async with asyncio.timeout(FIRST_MESSAGE_SECONDS):
                while receiver.first is None:
                    await receiver.receive_one()
        except TimeoutError:
            return trace.failed(f"Nothing came within {FIRST_MESSAGE_SECONDS:g} s.", ok=True)
    except ConnectionClosed as closed:
        ended = closed_by(closed, connection, made, 0.0)
        return trace.failed(ended.message)
    except GivenUp as given_up:
        return trace.failed(given_up.message)
    assert receiver.first is not None
    return receiver.first


def _certificate(connection: Connection) -> dict[str, JsonValue]:
    """What TLS came to. Of a certificate that nobody checked, nothing is known."""
    tls: ssl.SSLObject | None = connection.wire.underlying_transport.get_extra_info("ssl_object")
    if tls is None:
        return {}
    cipher, certificate = tls.cipher(), tls.getpeercert() or {}
    return {
        "version": tls.version(),
        "cipher": cipher[0] if cipher else None,
        "subject": _name(certificate.get("subject")),
        "issuer": _name(certificate.get("issuer")),
        "expires": cast("str | None", certificate.get("notAfter")),
    }


def _name(parts: Any) -> str | None:  # Any: what the standard library makes of a certificate
    """`commonName=a.example, organizationName=A` of nested pairs."""
    if not parts:
        return None
    return ", ".join(f"{key}={value}" for part in parts for key, value in part)


class Trace:
    """Notes each step: an Observer of `dial`, and of what follows."""

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self._steps: list[Step] = []
        self._since = time.monotonic()

    def began(self, stage: Stage | str) -> None:
        """The step before went well; another begins."""
        self._end(ok=True)
        self._steps.append(Step(name=stage, ok=False, ms=0.0))
        self._since = time.monotonic()

    def found(self, **facts: object) -> None:
        """Note facts of the present step."""
        self.note_of(self._steps[-1].name, **facts)

    def note_of(self, name: str, **facts: object) -> None:
        """Note facts of a step, if it was taken."""
        for step in self._steps:
            if step.name == name:
                step.facts = step.facts | cast("dict[str, JsonValue]", facts)

    def failed(self, why: str, *, ok: bool = False) -> Report:
        """The present step failed. `ok`: the test is passed all the same."""
        self._end(ok=False, detail=why)
        return Report(ok=ok, steps=self._steps)

    def done(self, first: bytes, pipeline: Pipeline, faults: list[BadMessage]) -> Report:
        """A first message came: the test is passed, whatever the message is good for. Rows' faults are in `faults`."""
        text = first.decode("utf-8", "replace")
        is_text = pipeline.tells_kinds and text.encode() == first
        try:
            rows = pipeline.rows(text if is_text else first)
        except BadMessage as bad:
            rows, faults = [], [bad]
        self.found(bytes=len(first), rows=len(rows))
        if faults:
            self._end(ok=False, detail=f"It could not be used: {faults[0].reason}.")
        else:
            self._end(ok=True)
        return Report(ok=True, steps=self._steps, message=self.redactor.sample(text)[:SAMPLE_CHARACTERS])

    def _end(self, *, ok: bool, detail: str = "") -> None:
        if self._steps:
            step = self._steps[-1]
            step.ok = ok
            step.ms = round((time.monotonic() - self._since) * 1000, 1)
            step.detail = self.redactor.text(detail)
