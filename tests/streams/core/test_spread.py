"""Which hub a stream is meant for."""

from __future__ import annotations

from collections import Counter

from apps.streams.core.spread import preferred

HUBS = ["6f1d2a", "b07c44", "e93a15"]
STREAMS = [f"stream{n}" for n in range(1000)]


def test_a_thousand_streams_spread_evenly_over_three_hubs() -> None:
    shares = Counter(preferred(stream, HUBS) for stream in STREAMS)
    assert shares.keys() == set(HUBS)
    assert all(abs(share - 1000 / 3) < 0.15 * 1000 / 3 for share in shares.values())


def test_a_hub_that_goes_moves_only_its_own_streams() -> None:
    before = {stream: preferred(stream, HUBS) for stream in STREAMS}
    after = {stream: preferred(stream, HUBS[:2]) for stream in STREAMS}
    moved = {stream for stream in STREAMS if before[stream] != after[stream]}
    assert moved == {stream for stream in STREAMS if before[stream] == HUBS[2]}


def test_all_hubs_agree_in_whatever_order_they_know_each_other() -> None:
    for stream in STREAMS[:50]:
        assert preferred(stream, HUBS) == preferred(stream, set(HUBS)) == preferred(stream, HUBS[::-1])


def test_one_hub_gets_all_and_none_gets_nothing() -> None:
    assert {preferred(stream, HUBS[:1]) for stream in STREAMS} == {HUBS[0]}
    assert preferred("stream", []) is None
