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


NASTY_KEYS = ['"],"data":[', "a,b", "Zürich \u2028", "", "\n", '"keys":["x"],"data":[', "]", "\\", "],"]


def keyed(first: int, payloads: list[bytes], keys: list[str]) -> Batch:
    return message.read(message.encode(EPOCH, first, [1000 + i for i in range(len(payloads))], payloads, keys))


def test_keys_of_any_text_stand_beside_their_messages() -> None:
    keys = [NASTY_KEYS[i % len(NASTY_KEYS)] for i in range(len(NASTY))]
    batch = keyed(5, NASTY, keys)
    assert json.loads(batch.text)["keys"] == keys
    assert list(batch.messages()) == [Item(5 + i, 1000 + i, NASTY[i], keys[i]) for i in range(len(NASTY))]
    assert list(batch.after(7).messages()) == list(batch.messages())[3:]
    assert not batch.sparse
    assert [message.key_of(message.name_of(key)) for key in NASTY_KEYS] == NASTY_KEYS


def test_a_sparse_batch_reaches_over_what_was_replaced() -> None:
    items = [Item(n, 1000 + n, NASTY[n % len(NASTY)], NASTY_KEYS[n % len(NASTY_KEYS)]) for n in (3, 4, 9)]
    batch = message.encode_sparse(EPOCH, 2, 12, items)
    assert (batch.first, batch.last, batch.count, batch.sparse) == (2, 12, 3, True)
    assert message.read(batch.text) == batch
    assert list(batch.messages()) == items
    parsed = json.loads(batch.text)
    assert (parsed["from"], parsed["to"], parsed["offsets"]) == (2, 12, [3, 4, 9])
    for cut in range(12):
        part = batch.after(cut)
        assert (part.first, part.last) == (max(2, cut + 1), 12)
        assert list(part.messages()) == [item for item in items if item.offset > cut]
        assert part.count == len(list(part.messages()))
        assert message.read(part.text) == part
        json.loads(part.text)


def test_a_sparse_batch_without_keys_or_without_messages_is_one_too() -> None:
    latest = message.encode_sparse(EPOCH, 1, 9, [Item(9, 5, b"1")])
    assert "keys" not in json.loads(latest.text)
    assert list(latest.messages()) == [Item(9, 5, b"1")]
    empty = message.encode_sparse(EPOCH, 1, 9, [])
    assert (list(empty.messages()), empty.count, empty.sparse) == ([], 0, True)
    assert json.loads(empty.text)["data"] == []
    assert list(empty.after(4).messages()) == []


def test_what_is_too_old_is_cut_off_the_front() -> None:
    dense = message.read(message.encode(EPOCH, 1, [100, 200, 300], [b"1", b"2", b"3"]))
    assert dense.since(100) is dense
    for at, left in ((101, [2, 3]), (200, [2, 3]), (300, [3])):
        part = dense.since(at)
        assert part is not None
        assert [item.offset for item in part.messages()] == left == list(range(part.first, part.last + 1))
    assert dense.since(301) is None
    sparse = message.encode_sparse(EPOCH, 1, 9, [Item(3, 100, b"1", "a"), Item(7, 200, b"2", "b")])
    part, empty = sparse.since(150), sparse.since(500)
    assert part is not None and empty is not None
    assert (part.first, part.last, [item.offset for item in part.messages()]) == (1, 9, [7])
    assert (empty.first, empty.last, empty.count) == (1, 9, 0)
