"""Headers of a handshake: none of the connection's own, none that breaks out of its line, not too many."""

from __future__ import annotations

from typing import Any

import pytest

from apps.streams.core.plan import BadParameter, plan
from apps.streams.definition import StreamDefinition
from apps.streams.definition.headers import fault


def define(**fields: Any) -> StreamDefinition:
    return StreamDefinition.model_validate({"url": "wss://h.example/", **fields})


FORBIDDEN = [
    "Connection",
    "CONNECTION",
    "Upgrade",
    "Content-Length",
    "Transfer-Encoding",
    "TE",
    "Trailer",
    "Keep-Alive",
    "Expect",
    "HTTP2-Settings",
    "Proxy-Authorization",
    "Proxy-Connection",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
    "Sec-WebSocket-Extensions",
    "sec-websocket-protocol",
]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_belongs_to_the_connection_can_t_be_set(name: str) -> None:
    with pytest.raises(ValueError, match="can't be set"):
        define(headers=[{"name": name, "value": "x"}])
    assert fault([(name, "x")], host_allowed=True) is not None


@pytest.mark.parametrize("name", ["", "A B", "A:", "A\r\nB", "A\x00", "\u00e9", "a" * 129])
def test_a_name_is_a_token(name: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        define(headers=[{"name": name}])
    assert fault([(name, "")], host_allowed=True) is not None


@pytest.mark.parametrize(
    "value", ["a\r\nX: b", "a\nb", "a\rb", "a\x00b", "a\x7fb", "a\x1bb", "a\x85b", "a\n", "\u20ac"]
)
def test_a_value_stays_on_its_line(value: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        define(headers=[{"name": "X-A", "value": value}])
    found = fault([("X-A", value)], host_allowed=True)
    assert found is not None
    assert value not in found


@pytest.mark.parametrize(
    "name", ["Authorization", "X-Api-Key", "Cookie", "Origin", "User-Agent", "Sec-Fetch-Mode", "Via"]
)
def test_others_may(name: str) -> None:
    assert fault([(name, "a b\tc\u00e9")], host_allowed=False) is None
    assert define(headers=[{"name": name, "value": "x"}]).headers[0].name == name


def test_a_host_header_waits_for_the_operator() -> None:
    headers = plan(define(headers=[{"name": "Host", "value": "other.example"}])).headers
    assert "UPSTREAM_HOST_HEADER=on" in str(fault(headers, host_allowed=False))
    assert fault(headers, host_allowed=True) is None
    assert fault([*headers, ("HOST", "x")], host_allowed=True) is not None


def test_all_of_them_have_a_bound_also_once_they_are_filled_in() -> None:
    grown = define(
        headers=[{"name": f"X-{n}", "value": "{{ params.x }}" * 4} for n in range(10)], parameters=[{"name": "x"}]
    )
    assert len(plan(grown, {"x": "a" * 500}).headers) == 10
    with pytest.raises(BadParameter, match="bytes together"):
        plan(grown, {"x": "a" * 1000})
