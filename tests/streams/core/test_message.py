"""A batch's text is written once and cut anywhere, whatever the payloads hold."""

from __future__ import annotations

import json
import random

import pytest

from apps.streams.core import message
from apps.streams.core.message import Batch, Item
from apps.streams.core.pipeline import encode_json, encode_text

EPOCH = "qX-7_a9Bz0Kd"
NASTY = [
    b'""',
    b"[]",
    b"{}",
    b"null",
    b'"plain"',
    b'"a,\\nb"',
    b'{"a": 1, "b": [1,2,3]}',
    encode_json(b'{\n  "pretty": true,\n  "list": [\n1,\n2]\n}\n'),
    encode_text(b"line one\nline two,\n],"),
    encode_text(b""),
    encode_text("Zürich \u2028 \u0000 \U0001f600 ]}".encode()),
    b"123456789012345678901234567890.000100",
    b"-0",
    b'"],\\"data\\":[\\"at\\":5,\\"dt\\":[9]"',
    json.dumps({"epoch": "x", "from": 9, "to": 9}).encode(),
]


def write(first: int, payloads: list[bytes], start_ms: int = 1_763_682_061_322) -> tuple[Batch, list[int]]:
    times = [start_ms + 3 * i for i in range(len(payloads))]
    return message.read(message.encode(EPOCH, first, times, payloads)), times


def test_what_is_written_is_read_and_is_json() -> None:
    batch, times = write(7, NASTY)
    assert (batch.epoch, batch.first, batch.last, batch.count) == (EPOCH, 7, 7 + len(NASTY) - 1, len(NASTY))
    parsed = json.loads(batch.text)
    assert (parsed["epoch"], parsed["from"], parsed["to"], parsed["at"]) == (EPOCH, 7, batch.last, times[0])
    assert parsed["dt"] == [t - times[0] for t in times]
    assert parsed["data"] == [json.loads(payload) for payload in NASTY]
    assert list(batch.messages()) == [(7 + i, times[i], payload, None) for i, payload in enumerate(NASTY)]


@pytest.mark.parametrize("payload", NASTY)
def test_a_single_message_of_any_kind_is_a_batch(payload: bytes) -> None:
    batch, times = write(1, [payload])
    assert list(batch.messages()) == [Item(1, times[0], payload)]
    assert batch.after(0) is batch


def test_offsets_beyond_32_bits_are_kept() -> None:
    batch, _ = write(2**53 - 3, [b"1", b"2", b"3"])
    assert (batch.first, batch.last) == (2**53 - 3, 2**53 - 1)
    assert batch.after(2**53 - 2).first == 2**53 - 1


def test_a_part_holds_exactly_what_follows_wherever_it_is_cut() -> None:
    rng = random.Random(20)
    for _ in range(200):
        payloads = rng.choices(NASTY, k=rng.randint(1, 12))
        first = rng.choice([1, 2, 99, 10**9])
        batch, _ = write(first, payloads)
        whole = list(batch.messages())
        cut = rng.randint(first - 3, batch.last - 1)
        part = batch.after(cut)
        assert list(part.messages()) == [entry for entry in whole if entry[0] > cut]
        assert message.read(part.text) == part
        again = rng.randint(cut, batch.last - 1)
        assert list(part.after(again).messages()) == [entry for entry in whole if entry[0] > again]


def test_times_of_a_part_are_those_of_its_messages() -> None:
    batch = message.read(message.encode(EPOCH, 1, [1000, 1000, 950, 1700], [b"1", b"2", b"3", b"4"]))
    assert [item.at for item in batch.messages()] == [1000, 1000, 950, 1700]
    assert [item.at for item in batch.after(1).messages()] == [1000, 950, 1700]
