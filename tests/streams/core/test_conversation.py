"""Steps on connect and automatic replies, without a socket and a clock."""

from __future__ import annotations

from typing import Any

import pytest

from apps.streams.core.conversation import REPLIES_PER_SECOND, Opening, Replies
from apps.streams.core.plan import Plan, plan
from apps.streams.core.resolve import BadParameter
from apps.streams.definition import StreamDefinition


def made(**fields: Any) -> Plan:
    return plan(StreamDefinition.model_validate({"url": "ws://a.example/", **fields}))


def waiting_for(text: str, kind: str) -> dict[str, Any]:
    return {"text": text, "wait_for": {"rules": [{"path": "$.type", "operator": "equals", "value": kind}]}}


def test_steps_without_a_rule_are_due_at_once() -> None:
    opening = Opening(made(on_connect=["one", "two"]).on_connect)
    assert list(opening.due()) == ["one", "two"]
    assert opening.waiting is None
    assert list(Opening(()).due()) == []


def test_a_step_waits_for_its_message_to_come_after_the_step_before() -> None:
    steps = ["hello", waiting_for("auth", "auth_required"), waiting_for("subscribe", "auth_ok"), "more"]
    opening = Opening(made(on_connect=steps).on_connect)
    opening.hear({"type": "auth_required"})  # before anything was said
    assert list(opening.due()) == ["hello"]
    assert opening.waiting is not None
    for message in ({"type": "other"}, "auth_required", None, [1], {"type": "auth_ok"}):
        opening.hear(message)
        assert list(opening.due()) == []
    opening.hear({"type": "auth_required"})
    assert list(opening.due()) == ["auth"]
    assert list(opening.due()) == []
    opening.hear({"type": "auth_ok"})
    assert list(opening.due()) == ["subscribe", "more"]
    assert opening.waiting is None
    opening.hear({"type": "auth_ok"})
    assert list(opening.due()) == []


PING: dict[str, Any] = {
    "when": {"rules": [{"path": "$.event", "value": "ping"}]},
    "message": {"kind": "json", "text": '{"event": "pong", "reqid": {{ message.reqid }}}'},
}
ANY: dict[str, Any] = {"when": {"rules": [{"path": "$.event", "operator": "exists"}]}, "message": "heard"}


def test_a_message_that_matches_is_answered_with_what_stood_in_it() -> None:
    replies = Replies(made(auto_replies=[PING, ANY]).auto_replies)
    assert list(replies.to({"event": "ping", "reqid": 42}, 0.0)) == ['{"event": "pong", "reqid": 42}', "heard"]
    assert list(replies.to({"event": "tick"}, 0.0)) == ["heard"]
    assert list(replies.to([1, 2], 0.0)) == []


def test_so_many_replies_a_second_and_no_more() -> None:
    replies = Replies(made(auto_replies=[ANY]).auto_replies)
    given = [answer for n in range(1_000) for answer in replies.to({"event": n}, n / 100)]
    assert len(given) == 1_000
    assert given.count("heard") == pytest.approx(10 * REPLIES_PER_SECOND + REPLIES_PER_SECOND, abs=2)
    assert set(given) == {"heard", None}


def test_a_reply_that_can_t_be_made_says_why() -> None:
    long = {**PING, "message": {"kind": "text", "text": "{{ message.reqid }}" * 20}}
    replies = Replies(made(auto_replies=[long]).auto_replies)
    [fault] = replies.to({"event": "ping", "reqid": "x" * 10_000}, 0.0)
    assert isinstance(fault, BadParameter)
