"""A secret with a unique value is planted, used by real processes in good and in bad times, and then looked for.

It must be nowhere but in the memory of a hub and with the upstream: not in the database's file, Redis, its log, any
process's log, command line or environment, any frame, any answer of the API, any export or figure.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
import redis

from apps.common.redaction import Veil
from apps.streams.bus import keys
from tests.fakes.behaviours import Behaviour, CloseAtOnce, RawFrame, Redirect, Refuse, close_frame
from tests.fakes.certificates import make
from tests.fakes.upstream import Upstream, Visit
from tests.live.client import LiveClient
from tests.live.conftest import Live
from tests.system import System

# The core stands in every encoding that keeps letters; around it is what encodings change.
CORE: Final = secrets.token_hex(16)
VALUE: Final = f'k"{CORE}+/&='
TRACES: Final = tuple(mark.encode() for mark in Veil({"CORE": CORE}).hidden[0].marks)
QUERIES: Final = ("good", "refused", "closed", "illegal", "garbage", "redirect", "tls", "away", "elsewhere", "missing")


def traces_in(data: bytes | str) -> bool:
    """Whether the planted value is in there, in any encoding; also as UTF-16."""
    raw = data.encode() if isinstance(data, str) else data
    return any(trace in each for each in (raw, raw.lower(), raw.replace(b"\x00", b"")) for trace in TRACES)


class Parrot(Behaviour):
    """Says the token back in every way there is, by the path it is dialled at."""

    def _by_path(self, visit: Visit) -> Behaviour | None:
        return {
            "/refused": Refuse(401, VALUE, {"X-Reason": quote(VALUE)}),
            "/redirect": Redirect(f"wss://example.com/{quote(VALUE)}"),
            "/closed": CloseAtOnce(4001, f"no: {VALUE}"),
            "/illegal": RawFrame(close_frame(999, f"no: {VALUE}")),
            "/garbage": RawFrame(VALUE.encode(), opcode=1),
        }.get(visit.path.partition("?")[0])

    async def handshake(self, visit: Visit) -> Any:
        behaviour = self._by_path(visit)
        return None if behaviour is None else await behaviour.handshake(visit)

    async def talk(self, visit: Visit) -> None:
        behaviour = self._by_path(visit)
        if behaviour is not None:
            await behaviour.talk(visit)

    async def hear(self, visit: Visit, message: str | bytes) -> None:
        said = message.decode() if isinstance(message, bytes) else message
        heard = f"{visit.path} {visit.headers['Authorization']} {said}"
        octets = heard.encode()
        forms = (heard, quote(heard), base64.b64encode(octets).decode(), octets.hex(), json.dumps(heard))
        await visit.connection.send(json.dumps({"forms": forms, heard: True}))
        await visit.connection.send(heard)  # no JSON
        await visit.connection.send(heard.encode("utf-8") + b"\xff\x00")  # no text
        await visit.connection.send('{"said":true}')


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("planted"), LOG_LEVEL="DEBUG", METRICS_TOKEN="only-for-this-test") as started:
        yield started


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream(Parrot()) as made:
        yield made


@pytest.fixture
async def untrusted(tmp_path: Path) -> AsyncIterator[Upstream]:
    """Its certificate is of an authority that nobody knows."""
    async with Upstream(Parrot(), tls=make(tmp_path).server) as made:
        yield made


def query(name: str, url: str) -> dict[str, Any]:
    secret = "GONE" if name == "missing" else "KEY"
    return {
        "name": name,
        "url": f"{url}{name}?k={{{{ secrets.{secret} }}}}",
        "auth": {"type": "basic", "username": "me", "password": f"{{{{ secrets.{secret} }}}}"},
        "headers": [{"name": "X-Key", "value": f"{{{{ secrets.{secret} }}}}"}],
        "on_connect": [{"kind": "json", "text": f'{{"key": {{{{ secrets.{secret} }}}}}}'}],
        "run_on_load": False,
        "format": "auto",
        "scope": "shared",
    }


class Collected:
    """All that anybody was told, by where."""

    def __init__(self, system: System) -> None:
        self.said: dict[str, str] = {}
        self._system = system

    def call(self, method: str, path: str, body: object = None, expect: int | None = None) -> Any:
        answer = self._system.api.call(method, path, body, expect)
        self.keep(f"{method} {path}", json.dumps(answer))
        return answer

    def keep(self, where: str, said: str) -> None:
        self.said[f"{len(self.said)}: {where}"] = said


def read_redis(system: System) -> Iterator[tuple[str, bytes]]:
    """Every key's value: as Redis dumps it, and read (what is dumped may be compressed)."""
    readers = {
        b"string": lambda store, key: store.get(key),
        b"hash": lambda store, key: store.hgetall(key),
        b"list": lambda store, key: store.lrange(key, 0, -1),
        b"set": lambda store, key: store.smembers(key),
        b"zset": lambda store, key: store.zrange(key, 0, -1),
        b"stream": lambda store, key: store.xrange(key),
    }
    with redis.Redis(unix_socket_path=str(system.redis_socket)) as store:
        for key in store.scan_iter(count=1000):
            found = readers[store.type(key)](store, key)
            read = found if isinstance(found, bytes) else repr(found).encode()
            yield f"Redis {key!r}", (store.dump(key) or b"") + key + read


def read_processes(system: System) -> Iterator[tuple[str, bytes]]:
    for name, process in system.processes.items():
        for file in ("cmdline", "environ"):
            yield f"/proc of {name}: {file}", Path(f"/proc/{process.pid}/{file}").read_bytes()


def read_database(system: System) -> Iterator[tuple[str, bytes]]:
    with sqlite3.connect(system.folder / "db.sqlite3") as database:
        yield "the database", "\n".join(database.iterdump()).encode()
    database.close()


def read_files(system: System) -> Iterator[tuple[str, bytes]]:
    """The database with its log, Redis's file, and what every process has written."""
    for path in sorted(system.folder.rglob("*")):
        if path.is_file() and path.name != "secrets_key":
            yield str(path.relative_to(system.folder)), path.read_bytes()


@pytest.mark.timeout(180)
async def test_a_planted_secret_is_found_nowhere(system: System, upstream: Upstream, untrusted: Upstream) -> None:
    told, live = Collected(system), Live(system)
    vault = "/api/workspaces/1/secrets/"

    def work() -> dict[str, Any]:
        hosts = [f"127.0.0.1:{upstream.port}", f"127.0.0.1:{untrusted.port}"]
        told.call("POST", vault, {"name": "KEY", "value": VALUE, "hosts": hosts})
        told.call("POST", vault, {"name": "KEY", "value": VALUE, "hosts": ["a.example"]}, expect=409)
        told.call("POST", vault, {"name": "k k", "value": VALUE, "hosts": ["a.example"]}, expect=400)
        told.call("POST", vault, {"name": "B", "value": f"{VALUE}\n", "hosts": ["a.example"]}, expect=400)
        told.call("POST", vault, {"name": "B", "value": {"a": VALUE}, "hosts": VALUE}, expect=400)
        queries = [query(name, upstream.url) for name in QUERIES]
        by_name = {each["name"]: each for each in queries}
        by_name["tls"]["url"] = by_name["tls"]["url"].replace(upstream.url, untrusted.url)
        by_name["elsewhere"]["url"] = by_name["elsewhere"]["url"].replace("127.0.0.1", "localhost")
        app = system.make_app({"queries": queries})
        for name in ("good", "refused", "closed", "garbage", "tls", "elsewhere"):
            definition = {key: each for key, each in by_name[name].items() if key not in ("name", "run_on_load")}
            told.call("POST", f"/api/apps/{app['id']}/probe/", {"definition": definition})
        return app

    app = await asyncio.to_thread(work)
    path = f"/api/apps/{app['id']}"
    async with live.client() as client, live.client() as second:
        await client.hello((await live.open(app))["token"])
        for name in QUERIES:
            if name != "away":
                assert (await client.request("run", name))["ok"]
        assert (await second.hello((await live.open(app))["token"]))["type"] == "welcome"
        assert (await second.request("run", "good"))["ok"]
        await client.wait_for(lambda: sum(data == {"said": True} for _, data in client.messages) >= 1, 20)
        await client.request("broadcast", "good", text="say it again")
        await client.wait_for(lambda: sum(data == {"said": True} for _, data in client.messages) >= 2, 20)
        await wait_for_ends(client)
        await client.send("no frame at all")
        told.keep("frames", json.dumps([client.items, second.items]))
    assert f"Basic {base64.b64encode(f'me:{VALUE}'.encode()).decode()}" in {
        visit.headers["Authorization"] for visit in upstream.dials
    }, "the secret was never used"
    assert "[secret KEY]" in told.said[next(where for where in told.said if where.endswith("frames"))]

    def look() -> None:
        for each in (
            f"{path}/",
            f"{path}/document/",
            f"{path}/releases/",
            f"{path}/releases/1/",
            f"{path}/export/",
            vault,
        ):
            told.call("GET", each)
        for kind in ("json", "csv", "ndjson"):
            told.keep(f"window as {kind}", system.api.text(f"{path}/queries/good/window/?as={kind}"))
        told.call("GET", "/api/workspaces/1/audit/")
        for kind in ("csv", "ndjson"):
            told.keep(f"audit log as {kind}", system.api.text(f"/api/workspaces/1/audit/export/?as={kind}"))
        told.keep("metrics", system.api.text("/metrics"))
        told.keep("health", system.api.text("/healthz"))
        told.keep("opened", json.dumps(system.open_app(app)))
        told.keep("check", system.manage("check"))
        told.keep("rotatesecrets", system.manage("rotatesecrets"))
        told.keep("streams", system.manage("streams"))
        told.keep("exportapp", system.manage("exportapp", app["slug"]))

    await asyncio.to_thread(look)
    found = [where for where, said in told.said.items() if traces_in(said)]
    for read in (read_redis, read_processes, read_database):
        found += [where for where, data in read(system) if traces_in(data)]

    # Tracebacks: a wish that can't be read, and a database that has lost the table while a value is on its way to it.
    with redis.Redis(unix_socket_path=str(system.redis_socket)) as store:
        store.set(keys.wish("broken"), b'{"app": "' + b"x" * 40 + b'"}')
        store.zadd(keys.WANTED, {"broken": 2**53})
        store.publish(keys.WAKE, "broken")

    async def away() -> str:
        with sqlite3.connect(system.folder / "db.sqlite3", timeout=10) as database:
            database.execute("ALTER TABLE vault_secret RENAME TO vault_gone")
        database.close()
        async with live.client() as client:
            await client.hello((await live.open(app))["token"])
            await client.request("run", "away")
            item = await client.wait_status("retrying", timeout=20)
            told.keep("frames without the database", json.dumps(client.items))
            return str(item["status"]["code"])

    assert await away() == "secret_unavailable"
    await asyncio.to_thread(told.call, "POST", vault, {"name": "C", "value": VALUE, "hosts": ["a.example"]}, expect=500)
    assert "Traceback" in system.log("web")
    await asyncio.to_thread(system.stop_all)  # so that all is written
    found += [where for where, said in told.said.items() if traces_in(said)]
    found += [where for where, data in read_files(system) if traces_in(data)]
    assert found == []
    # The control: the same eyes find it where it is.
    octets = VALUE.encode()
    in_base64 = base64.b64encode(b"me:" + octets).decode()
    for form in (VALUE, quote(VALUE), json.dumps(VALUE), in_base64, octets.hex(), VALUE.upper()):
        assert traces_in(f"before {form} after")
    names = {name for name, _ in read_files(system)}
    assert {"hub.log", "web.log", "redis.log", "db.sqlite3"} <= names
    assert any("appendonly" in name for name in names)


async def wait_for_ends(client: LiveClient) -> None:
    """Each bad query has failed in its way."""
    codes = {
        "refused": "http_401",
        "closed": "closed",
        "illegal": "closed",
        "redirect": "redirect",
        "tls": "tls",
        "elsewhere": "secret_refused",
        "missing": "secret_missing",
    }
    streams = {item["query"]: item["stream"] for item in client.items if item["type"] == "stream"}
    for name, code in codes.items():

        def told(stream: str = streams[name], code: str = code) -> bool:
            return any(
                item.get("stream") == stream and (item.get("status") or {}).get("code") == code for item in client.items
            )

        try:
            await client.wait_for(told, 20)
        except TimeoutError:
            ends = [item["status"] for item in client.items if item.get("stream") == streams[name] and "status" in item]
            raise AssertionError(f"{name} did not end with {code}: {ends}") from None
