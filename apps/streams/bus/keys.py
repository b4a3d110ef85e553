"""Every key and channel name.

What belongs to one stream shares the hash tag `{stream key}`, so that a Redis Cluster keeps it on one node and one
script may touch all of it.
"""

from __future__ import annotations

from typing import Final

WANTED: Final = "ls:wanted"  # sorted set: stream key -> when the last wish for it ends (ms, Redis clock)
HUBS: Final = "ls:hubs"  # sorted set: hub id -> until when it counts as alive (ms, Redis clock)
FULL_HUBS: Final = "ls:hubs:full"  # sorted set: id of a hub that takes no more streams -> until when that holds
WEBS: Final = "ls:webs"  # sorted set: web process's id -> until when its count of viewers holds (ms, Redis clock)
WAKE: Final = "ls:wake"  # channel: a stream key that was just wished for
FIGURES: Final = "ls:{figures}"  # sorted set: process -> until when its figures hold (ms, Redis clock)
PROBES: Final = "ls:probes"  # channel: the id of a test of a definition that any hub may take
HUB_PREFIX: Final = "ls:hub:"  # channel of one hub: requests; scripts append the id
WEB_PREFIX: Final = "ls:web:"  # channel of one web process: answers


def meta(stream: str) -> str:
    """Hash: epoch, top (last offset), fence, status (JSON), connection, run (of Redis), rate, window_bytes."""
    return f"ls:{{{stream}}}:meta"


def window(stream: str) -> str:
    """Redis Stream: entry `<last offset>-0`, field `b` = a batch's text."""
    return f"ls:{{{stream}}}:window"


def rows(stream: str) -> str:
    """Hash of a keyed window: key -> the newest message under it."""
    return f"ls:{{{stream}}}:rows"


def order(stream: str) -> str:
    """Sorted set of a keyed window: key -> offset of its newest message."""
    return f"ls:{{{stream}}}:order"


def remembered(stream: str) -> str:
    """Hash: name -> broadcast that is sent again after each reconnect."""
    return f"ls:{{{stream}}}:remembered"


def kept(stream: str) -> list[str]:
    """All that lives as long as a stream's meta does: meta first, then windows, then what is remembered."""
    return [meta(stream), window(stream), rows(stream), order(stream), remembered(stream)]


def lease(stream: str) -> str:
    """String: the id of the hub that owns the upstream connection; expires."""
    return f"ls:{{{stream}}}:lease"


def wish(stream: str) -> str:
    """String: the JSON of a Wish (definition and origin); expires."""
    return f"ls:{{{stream}}}:wish"


def feed(stream: str) -> str:
    """Sharded channel: batches and events as they happen."""
    return f"ls:{{{stream}}}:feed"


def viewers(web: str) -> str:
    """Hash of one web process: stream key -> how many watch it there; expires."""
    return f"ls:viewers:{web}"


def figures(process: str) -> str:
    """String: what a process last told of its work; expires."""
    return f"{FIGURES}:{process}"


def probe(id_: str) -> str:
    """String: the JSON of a test that no hub has taken yet; expires."""
    return f"ls:probe:{id_}"


def probe_answer(id_: str) -> str:
    """List: the one answer to a test; expires."""
    return f"ls:probe:{id_}:answer"


def probing(user: int) -> str:
    """String: this person's test runs; expires."""
    return f"ls:probing:{user}"


def places(thing: str, holder: str) -> str:
    """Sorted set: what a holder has of a thing (a stream key, a session's id) -> until when (ms, Redis clock)."""
    return f"ls:{{{holder}}}:{thing}"


def used(ticket: str) -> str:
    """String: this token was used; expires with it."""
    return f"ls:used:{ticket}"


def counted(name: str, minute: int) -> str:
    """String: how often something happened in this minute; expires."""
    return f"ls:count:{name}:{minute}"
