"""The bare relay of the `websockets` library: per client one upstream connection, messages handed on as they come."""

from __future__ import annotations

import asyncio
import sys

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve


async def main(upstream_url: str) -> None:
    async def relay(client: ServerConnection) -> None:
        async with connect(upstream_url, proxy=None, compression=None) as upstream:
            async for message in upstream:
                await client.send(message)

    async with serve(relay, "127.0.0.1", 0, compression=None) as server:
        print(f'{{"port": {next(iter(server.sockets)).getsockname()[1]}}}', flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
