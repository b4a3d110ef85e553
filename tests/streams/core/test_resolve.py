"""A parameter's value arrives whole where it stands, and never becomes more than a value there."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from apps.streams.core.plan import BadParameter, Plan, plan
from apps.streams.definition import SEND_MAX_BYTES, Outgoing, StreamDefinition

ADA = {"id": 7, "email": "ada@example.org", "name": "Ada L."}


def define(**fields: Any) -> StreamDefinition:
    fields.setdefault("parameters", [{"name": "x"}])
    return StreamDefinition.model_validate({"url": "wss://feed.example/v1", **fields})


def planned(x: Any = None, **fields: Any) -> Plan:
    return plan(define(**fields), {} if x is None else {"x": x}, ADA)


def refusal(x: Any = None, **fields: Any) -> str:
    with pytest.raises(BadParameter) as caught:
        planned(x, **fields)
    return str(caught.value)


def sent(text: str, x: Any, kind: str = "text", **parameter: Any) -> Any:
    [step] = planned(x, on_connect=[{"kind": kind, "text": text}], parameters=[{"name": "x", **parameter}]).on_connect
    return step.message


# --- the URL


@pytest.mark.parametrize(
    ("url", "x", "made"),
    [
        ("wss://h.example/{{ params.x }}/t", "a/b?c#d", "wss://h.example/a%2Fb%3Fc%23d/t"),
        ("wss://h.example/t?q={{params.x}}", "a&b=c d+é%", "wss://h.example/t?q=a%26b%3Dc%20d%2B%C3%A9%25"),
        ("wss://h.example/a?{{params.x}}={{ params.x }}", "k=v", "wss://h.example/a?k%3Dv=k%3Dv"),
        ("wss://h.example/{{ user.id }}/{{ user.email }}/{{params.x}}", "", "wss://h.example/7/ada%40example.org/"),
        ("wss://h.example/v{{ params.x }}.json", "..", "wss://h.example/v...json"),
    ],
)
def test_a_value_in_the_url_is_percent_encoded(url: str, x: str, made: str) -> None:
    assert planned(x, url=url).url == made


@pytest.mark.parametrize(("value", "written"), [(5, "5"), (5.0, "5"), (0.5, "0.5"), (-0.0, "0"), (1e-7, "1e-7")])
def test_a_number_is_written_as_people_write_it(value: float, written: str) -> None:
    made = planned(value, url="wss://h.example/{{ params.x }}", parameters=[{"name": "x", "type": "number"}])
    assert made.url == f"wss://h.example/{written}"
    assert sent("n={{ params.x }}", value, type="number") == f"n={written}"


def test_true_and_false_are_written_as_in_json() -> None:
    assert sent("{{ params.x }}", True, type="boolean") == "true"
    assert sent('{"on": {{ params.x }}}', False, kind="json", type="boolean") == '{"on": false}'


@pytest.mark.parametrize(
    ("path", "x"), [("/a/{{params.x}}/b", ".."), ("/{{ params.x }}", "."), ("/.{{ params.x }}/c", ".")]
)
def test_a_value_that_would_climb_the_path_is_refused(path: str, x: str) -> None:
    assert "would lead elsewhere" in refusal(x, url=f"wss://h.example{path}")


def test_dots_that_the_builder_wrote_stay() -> None:
    assert planned("a", url="wss://h.example/../{{ params.x }}").url == "wss://h.example/../a"


def test_a_parameter_with_allowed_values_chooses_the_host() -> None:
    fields: dict[str, Any] = {
        "url": "wss://{{ params.x }}.example:443/v1",
        "parameters": [{"name": "x", "allowed": ["eu", "us", "a/b", "a@b", "", "a b", "x" * 64]}],
    }
    made = planned("eu", **fields)
    assert (made.url, made.host) == ("wss://eu.example:443/v1", "eu.example")
    for bad in ("a/b", "a@b", "", "a b", "x" * 64):
        assert "is not the name of a host" in refusal(bad, **fields)
    assert "allowed: eu, us" in refusal("other", **fields)


@pytest.mark.parametrize(("x", "port"), [("h.example", 443), ("h.example:8443", 8443), ("[2001:db8::1]:9", 9)])
def test_an_allowed_value_may_be_a_whole_authority(x: str, port: int) -> None:
    made = planned(x, url="wss://{{ params.x }}/v1", parameters=[{"name": "x", "allowed": [x]}])
    assert (made.url, made.port) == (f"wss://{x}/v1", port)


@pytest.mark.parametrize("x", ["h.example:0", "h.example:70000", "u:p@h", "h..example", "[::1", "h%2ee", "h\\e"])
def test_an_allowed_value_that_names_no_host_is_refused(x: str) -> None:
    assert "is not the name of a host" in refusal(
        x, url="wss://{{ params.x }}/v1", parameters=[{"name": "x", "allowed": [x]}]
    )


def test_a_url_that_grows_beyond_all_bounds_is_refused() -> None:
    url = "wss://h.example/" + "{{ params.x }}" * 5
    assert "the URL would have 30,016 characters" in refusal("é" * 1000, url=url)


texts = st.text(max_size=40)


@settings(deadline=None)  # a busy machine is no fault
@given(texts, texts)
def test_no_value_changes_the_host_or_the_shape_of_the_url(one: str, other: str) -> None:
    url = "wss://h.example/a/{{ params.x }}/b-{{params.y}}?k={{ params.x }}&{{ params.y }}=2"
    definition = define(
        url=url,
        parameters=[{"name": "x"}, {"name": "y"}],
        query_parameters=[{"name": "{{ params.y }}", "value": "{{ params.x }}!"}],
    )
    assume(one not in (".", ".."))
    parts = urlsplit(plan(definition, {"x": one, "y": other}).url)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("wss", "h.example", "")
    assert parts.path.isascii()
    assert [unquote(segment) for segment in parts.path.split("/")] == ["", "a", one, f"b-{other}"]
    assert parse_qsl(parts.query, keep_blank_values=True) == [("k", one), (other, "2"), (other, f"{one}!")]


# --- headers


def test_cookies_origin_and_authorization_become_headers() -> None:
    made = planned(
        "é",
        headers=[{"name": "X-Key", "value": "k-{{ params.x }}"}],
        cookies=[{"name": "a", "value": "1"}, {"name": "b", "value": "{{ user.id }}"}],
        origin="https://{{ user.id }}.example",
        auth={"type": "bearer", "token": "t{{ user.id }}"},
    )
    assert made.headers == (
        ("X-Key", "k-é"),
        ("Cookie", "a=1; b=7"),
        ("Origin", "https://7.example"),
        ("Authorization", "Bearer t7"),
    )


def test_basic_authentication_is_encoded_as_utf8() -> None:
    auth = {"type": "basic", "username": "{{ user.email }}", "password": "pä:{{ params.x }}"}
    [(name, value)] = planned("s", auth=auth).headers
    assert name == "Authorization"
    assert base64.b64decode(value.removeprefix("Basic ")).decode() == "ada@example.org:pä:s"


def test_what_is_written_as_a_header_is_kept_and_cookies_are_joined() -> None:
    made = planned(
        headers=[
            {"name": "authorization", "value": "Key 1"},
            {"name": "ORIGIN", "value": "null"},
            {"name": "cookie", "value": "z=26"},
        ],
        cookies=[{"name": "a", "value": "1"}],
        origin="https://other.example",
        auth={"type": "bearer", "token": "t"},
        parameters=[],
    )
    assert made.headers == (("authorization", "Key 1"), ("ORIGIN", "null"), ("Cookie", "z=26; a=1"))


@pytest.mark.parametrize("value", ["a\r\nHost: b", "a\nb", "a\rb", "\x00", "€", "\x7f", "\x85"])
@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("the header X-Key", {"headers": [{"name": "X-Key", "value": "{{ params.x }}"}]}),
        ("the cookie c", {"cookies": [{"name": "c", "value": "{{ params.x }}"}]}),
        ("the origin", {"origin": "https://{{ params.x }}"}),
        ("the bearer token", {"auth": {"type": "bearer", "token": "{{ params.x }}"}}),
    ],
)
def test_no_value_breaks_out_of_a_header(what: str, fields: dict[str, Any], value: str) -> None:
    assert (
        refusal(value, **fields) == f"{what} would have a line break, a control character or one outside Latin-1 in it"
    )


@pytest.mark.parametrize("value", ["a;b", "a,b", 'a"b', "a\\b"])
def test_no_value_breaks_out_of_a_cookie(value: str) -> None:
    assert "the cookie c" in refusal(value, cookies=[{"name": "c", "value": "{{ params.x }}"}])


def test_a_user_name_with_a_colon_is_refused() -> None:
    auth = {"type": "basic", "username": "{{ params.x }}", "password": ""}
    assert "colon" in refusal("a:b", auth=auth)


def test_a_header_that_grows_beyond_all_bounds_is_refused() -> None:
    headers = [{"name": "X", "value": "{{ params.x }}" * 5}]
    assert "10,000 characters; at most 8,192" in refusal("a" * 2000, headers=headers)


# --- messages

values = st.one_of(st.text(max_size=60), st.integers(-(2**53), 2**53), st.booleans(), st.floats(-1e200, 1e200))
positions = st.sampled_from(
    [
        ("{{ params.x }}", lambda read: read),
        ('{"a": {{params.x}}}', lambda read: read["a"]),
        ('[1, {{ params.x }}, {"b":[{{ params.x }}]}]', lambda read: read[2]["b"][0]),
        (r'{"a\\": [ {{ params.x }} ]}', lambda read: read["a\\"][0]),
    ]
)


def type_of(value: Any) -> str:
    return {bool: "boolean", str: "string"}.get(type(value), "number")


@settings(deadline=None)  # a busy machine is no fault
@given(values, positions)
def test_outside_strings_a_json_message_holds_exactly_the_value(value: Any, position: Any) -> None:
    text, look = position
    read = look(json.loads(sent(text, value, kind="json", type=type_of(value))))
    assert read == value
    assert isinstance(read, bool) == isinstance(value, bool)


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.text(max_size=60),
    st.sampled_from(['"{{ params.x }}"', '{"a":"<{{params.x}}>{{ params.x }}"}', '{"{{ params.x }}":1}']),
)
def test_inside_strings_a_json_message_holds_exactly_the_text(value: str, text: str) -> None:
    read = json.loads(sent(text, value, kind="json"))
    if isinstance(read, dict):
        [(key, inner)] = read.items()
        assert (key, inner) in ((value, 1), ("a", f"<{value}>{value}"))
    else:
        assert read == value


@pytest.mark.parametrize(("value", "type_"), [(5, "number"), (1.5, "number"), (True, "boolean")])
def test_a_number_inside_a_string_is_its_text(value: Any, type_: str) -> None:
    assert json.loads(sent('"n-{{ params.x }}"', value, kind="json", type=type_)) == f"n-{json.dumps(value)}"


def test_a_text_message_takes_values_as_they_are() -> None:
    assert sent('say "{{ params.x }}" {{ user.name }}', 'a"\n') == 'say "a"\n" Ada L.'


def test_binary_messages_are_bytes() -> None:
    assert sent("01 ff", "", kind="hex") == b"\x01\xff"
    assert sent("Af8=", "", kind="base64") == b"\x01\xff"


def test_the_heartbeat_is_filled_in_too() -> None:
    heartbeat = {"message": {"kind": "json", "text": '{"ping": {{ user.id }}}'}, "seconds": 5}
    assert planned(parameters=[], keep_alive={"heartbeat": heartbeat}).heartbeat == ('{"ping": 7}', 5)


def test_a_message_that_grows_beyond_all_bounds_is_refused() -> None:
    message = refusal("é" * 2000, on_connect=["{{ params.x }}" * 20])
    assert message == f"a message to the upstream would have 80,000 bytes; at most {SEND_MAX_BYTES:,}"


# --- automatic replies


def reply(text: str, received: object, kind: str = "json") -> Any:
    made = planned("p", auto_replies=[{"when": {"rules": [{"path": "$"}]}, "message": {"kind": kind, "text": text}}])
    return made.auto_replies[0].answer(received)


def test_a_reply_takes_from_what_came() -> None:
    received = {"op": "ping", "id": 42, "at": {"s": 'a"b'}, "list": [1, None]}
    assert (
        reply('{"op":"pong","id":{{ message.id }},"p":"{{ params.x }}"}', received) == '{"op":"pong","id":42,"p":"p"}'
    )
    assert json.loads(reply('["{{ message.id }}", "{{ message.at.s }}", {{ message.at }}]', received)) == [
        "42",
        'a"b',
        {"s": 'a"b'},
    ]
    assert json.loads(reply('{"echo": {{ message }}, "text": "{{ message }}"}', received))["echo"] == received
    assert reply("pong {{ message.id }} {{ message.list }}", received, "text") == "pong 42 [1,null]"


def test_what_did_not_come_is_null_or_nothing() -> None:
    assert reply('[{{ message.gone }}, "{{ message.a.b }}"]', {"a": 5}) == '[null, ""]'
    assert reply("<{{ message.gone }}>", "a text", "text") == "<>"
    assert reply("<{{ message }}>", "a text", "text") == "<a text>"


def test_a_reply_that_grows_beyond_all_bounds_is_refused_when_it_is_made() -> None:
    with pytest.raises(BadParameter, match="at most 65,536"):
        reply("{{ message }}", "x" * 70_000, "text")


def test_a_reply_of_what_is_too_deep_to_be_written_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    with pytest.raises(BadParameter, match="can't be written as JSON"):
        reply("{{ message }}", deep)


def test_a_reply_keeps_every_digit() -> None:
    from apps.streams.core import lossless

    received = lossless.loads(b'{"id": 123456789012345678901234567890, "f": 0.12345678901234567890}')
    assert (
        reply("[{{ message.id }}, {{ message.f }}]", received)
        == "[123456789012345678901234567890, 0.12345678901234567890]"
    )


# --- who and what is there to refer to


def test_a_user_is_needed_only_where_one_is_referred_to() -> None:
    referring = define(url="wss://h.example/{{ user.id }}", parameters=[])
    with pytest.raises(BadParameter, match="somebody signed in"):
        plan(referring)
    assert plan(define(parameters=[])).url == "wss://feed.example/v1"


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "x has no value and no default"),
        ({"x": 1}, "x must be a string"),
        ({"x": "a", "y": "b"}, "no parameter 'y'"),
    ],
)
def test_values_are_checked_against_what_is_declared(params: dict[str, Any], message: str) -> None:
    with pytest.raises(BadParameter, match=message):
        plan(define(), params)


def test_half_a_character_cannot_be_sent() -> None:
    with pytest.raises(BadParameter, match="half a character"):
        plan(define(on_connect=["{{ params.x }}"]), {"x": "\ud800"})


@pytest.mark.parametrize(
    "text",
    ['{"a": 1{{ params.x }}}', "{{{ params.x }}: 1}", '"a\\{{ params.x }}"', '["{{ params.x }}]', "{{ params.x }}{}"],
)
def test_a_message_that_would_not_be_json_whatever_the_value_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match="the message is not JSON"):
        Outgoing(kind="json", text=text)
