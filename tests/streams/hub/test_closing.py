"""Close codes and reasons as the upstream sent them, legal or not, beside a connection that only broke."""

from __future__ import annotations

import pytest
from picows.websockets.exceptions import ConnectionClosed

from apps.streams.core.plan import plan
from apps.streams.definition import StreamDefinition
from apps.streams.hub.closing import Ended, closed_by
from apps.streams.hub.connection import dial
from apps.streams.hub.guard import Rules
from apps.streams.hub.wire import hang_up
from tests.fakes.behaviours import Behaviour, DropAtOnce, RawFrame, close_frame
from tests.fakes.upstream import Upstream


async def how_it_ended(behaviour: Behaviour, *final_close_codes: int) -> tuple[list[str | bytes], Ended]:
    async with Upstream(behaviour) as upstream:
        made = plan(StreamDefinition(url=upstream.url, final_close_codes=final_close_codes))
        connection = await dial(made, Rules.read(["127.0.0.1"]))
        came: list[str | bytes] = []
        try:
            while True:
                came.append(await connection.recv())
        except ConnectionClosed as closed:
            ended = closed_by(closed, connection, made, 1.5)
            assert isinstance(ended, Ended)
            return came, ended
        finally:
            await hang_up(connection)


@pytest.mark.parametrize("code", [1000, 1001, 1003, 1008, 1011, 1012, 3000, 4000, 4999])
async def test_a_legal_code_and_its_reason_are_kept(code: int) -> None:
    came, ended = await how_it_ended(RawFrame(close_frame(code, "wartet später"), messages=["one"]))
    assert came == ["one"]
    assert (ended.code, ended.close_code, ended.close_reason) == ("closed", code, "wartet später")
    assert f"with code {code} (wartet später)" in ended.message
    assert (ended.final, ended.lived_seconds) == (False, 1.5)


@pytest.mark.parametrize("messages", [[], ["one"], ["one", '{"two":2}', "x" * 40_000]])
@pytest.mark.parametrize("code", [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535])
async def test_an_illegal_code_and_its_reason_are_kept_too_and_said_to_be_illegal(
    code: int, messages: list[str]
) -> None:
    came, ended = await how_it_ended(RawFrame(close_frame(code, "na und"), messages=messages))
    assert came == messages
    assert (ended.code, ended.close_code, ended.close_reason) == ("closed", code, "na und")
    assert f"code {code}, which is not a legal one (na und)" in ended.message


async def test_an_illegal_code_without_a_reason_has_none() -> None:
    _, ended = await how_it_ended(RawFrame(close_frame(999)))
    assert (ended.close_code, ended.close_reason) == (999, "")


async def test_no_code_at_all_is_1005() -> None:
    _, ended = await how_it_ended(RawFrame(b""))
    assert (ended.code, ended.close_code, ended.close_reason) == ("closed", 1005, "")
    assert "without a code" in ended.message


@pytest.mark.parametrize("code", [1000, 4321, 999, 1005])
async def test_a_code_that_the_definition_calls_final_is(code: int) -> None:
    _, ended = await how_it_ended(RawFrame(close_frame(code, "no")), 4321, 1000, 999, 1005)
    assert ended.final
    _, ended = await how_it_ended(RawFrame(close_frame(code + 7, "no")), 4321, 1000, 999, 1005)
    assert not ended.final


async def test_a_connection_that_breaks_has_no_code() -> None:
    _, ended = await how_it_ended(DropAtOnce(), 1006)
    assert (ended.code, ended.close_code, ended.final) == ("lost", None, False)


@pytest.mark.parametrize(
    "behaviour",
    [RawFrame(b"", opcode=3), RawFrame(b"x" * 10, opcode=11), RawFrame(b"\x03"), RawFrame(b"\x03\xe8\xff")],
)
async def test_garbage_on_the_wire_ends_the_connection_in_words(behaviour: Behaviour) -> None:
    _, ended = await how_it_ended(behaviour)
    assert (ended.code, ended.final) == ("lost", False)
    assert "given up" in ended.message
