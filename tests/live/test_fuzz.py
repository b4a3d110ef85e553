"""Twenty thousand frames that no good client sends, at a real web process; `python -m bench fuzz` sends 100,000."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from apps.live.tokens import read_token
from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream
from tests.system import System

from .conftest import Live
from .fuzzing import SEED, Storm, document
from .raw import open_files, resident_bytes

COUNT = 20_000
WARM_UP = 4_000
GROWTH_BYTES = 16 * 1024 * 1024


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("fuzz")) as started:
        yield started


@pytest.mark.timeout(180)
async def test_nothing_that_is_sent_breaks_or_fattens_the_process_or_harms_a_neighbour(house: System) -> None:
    print(f"seed {SEED}")
    live = Live(house)
    web, hub = house.processes["web"], house.processes["hub"]
    async with Upstream(Numbered(rate=50)) as upstream, Upstream(Numbered(rate=50)) as quiet, AsyncExitStack() as stack:
        theirs = await live.open(await live.app(quiet.url))
        neighbour = await stack.enter_async_context(live.client())
        await neighbour.hello(theirs["token"])
        assert (await neighbour.request("run", "q"))["ok"]
        app = await asyncio.to_thread(house.make_app, document(upstream.url), "Fuzz", "public")
        opened = await live.open(app)
        before = {name: len(house.log(name)) for name in ("web", "hub")}
        storm = Storm(house.port, read_token(opened["token"]))
        await storm.run(WARM_UP)
        memory, files = resident_bytes(web.pid), open_files(web.pid)
        await storm.run(COUNT - WARM_UP)
        print(f"{storm.sent} frames over {storm.sockets} sockets: {storm.fuzz.kinds}, closed {storm.closes}")
        assert storm.sent >= COUNT
        assert web.poll() is None
        assert hub.poll() is None
        assert resident_bytes(web.pid) - memory < GROWTH_BYTES
        async with asyncio.timeout(20):
            while open_files(web.pid) > files + 16:  # connections of the pool to Redis stay
                await asyncio.sleep(0.1)
        for name in ("web", "hub"):
            log = house.log(name)[before[name] :]
            assert "Traceback" not in log
            assert " ERROR " not in log
        seen = len(neighbour.messages)
        await neighbour.wait_for(lambda: len(neighbour.messages) > seen + 20)
        assert [data["n"] for _, data in neighbour.messages] == list(range(1, len(neighbour.messages) + 1))
        assert neighbour.closed is None
