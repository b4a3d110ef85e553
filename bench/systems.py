"""The relays that are compared: Lowstream, bare `websockets`, bare Node `ws`, Node-RED."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final, Protocol

from tests.system import System, free_port

from .processes import BenchFailed, Process

PEERS: Final = Path(__file__).resolve().parent / "peers"
START_SECONDS: Final = 60  # Node-RED on a busy machine
INSTALL_SECONDS: Final = 300
WINDOW: Final = 10_000  # messages: the largest window
QUERY: Final = "relay"


class Relay(Protocol):
    """A running relay."""

    name: str

    def processes(self) -> dict[str, int]:
        """Every process of the path by name: what is counted."""
        ...

    def order(self, expect: int) -> dict[str, Any]:
        """What bench.client has to be told to receive `expect` messages."""
        ...

    def stop(self) -> None:
        """Stop all of it."""
        ...


class Bare:
    """A relay of one process that prints its port."""

    def __init__(self, name: str, command: list[str], log: Path) -> None:
        self.name = name
        self._process = Process(command, log)
        self._port = self._process.hear(START_SECONDS)["port"]

    def processes(self) -> dict[str, int]:
        return {"relay": self._process.popen.pid}

    def order(self, expect: int) -> dict[str, Any]:
        return {"url": f"ws://127.0.0.1:{self._port}/", "expect": expect}

    def stop(self) -> None:
        self._process.stop()


class NodeRed:
    """`websocket in`, a function that deletes `msg._session` (else it would answer the sender), `websocket out`."""

    name = "node_red"

    def __init__(self, node: str, peers: Path, upstream_url: str, home: Path, logs: Path) -> None:
        (home / "flows.json").write_text(json.dumps(_flow(upstream_url)))
        (home / "package.json").write_text('{"name": "bench", "private": true}')
        self._port = free_port()
        command = [
            node,
            str(peers / "node_modules/node-red/red.js"),
            "--userDir",
            str(home),
            "--settings",
            str(PEERS / "node_red_settings.cjs"),
        ]
        environment = {**os.environ, "BENCH_PORT": str(self._port)}
        self._process = Process(command, logs / "node_red.log", environment)
        deadline = time.monotonic() + START_SECONDS
        while "Started flows" not in self._process.next_line(deadline - time.monotonic()):
            pass

    def processes(self) -> dict[str, int]:
        return {"node-red": self._process.popen.pid}

    def order(self, expect: int) -> dict[str, Any]:
        return {"url": f"ws://127.0.0.1:{self._port}/relay", "expect": expect}

    def stop(self) -> None:
        self._process.stop()


class Lowstream:
    """Hub, Redis and web as they are served, with a fresh `var/`."""

    name = "lowstream"

    def __init__(self, upstream_url: str, folder: Path, logs: Path) -> None:
        self._system = System(folder, LOG_LEVEL="WARNING")
        self._logs = logs
        self._system.__enter__()
        document = {"queries": [{"name": QUERY, "url": upstream_url, "window": {"size": WINDOW}}]}
        self._app = self._system.make_app(document, "Bench")

    def processes(self) -> dict[str, int]:
        return {name: process.pid for name, process in self._system.processes.items()}

    def order(self, expect: int) -> dict[str, Any]:
        opened = self._system.open_app(self._app)  # a session, and so an upstream connection, of its own
        url = self._system.base.replace("http", "ws", 1) + opened["socket"]
        return {"url": url, "expect": expect, "live": {"token": opened["token"], "query": QUERY}}

    def stop(self) -> None:
        self._system.stop_all()
        for log in self._system.folder.glob("*.log"):
            shutil.copy(log, self._logs / f"lowstream-{log.name}")


def node_program() -> str:
    """Node from PATH, where `make bench` has put one."""
    node = shutil.which("node")
    if node is None:
        raise BenchFailed("Node is not on PATH; run `make bench`, which provides it.")
    return node


def install_peers(folder: Path) -> Path:
    """The pinned npm packages of the peers, in a folder of their own; only when they changed."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (PEERS / "package-lock.json").read_text()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != lock:
        stamp.unlink(missing_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(PEERS / name, folder / name)
        print("Installing the peers (ws, Node-RED, @grafana/data) ...", flush=True)
        command = [str(shutil.which("npm")), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        if run.returncode:
            raise BenchFailed(f"the peers could not be installed: {run.stderr.strip()[-500:]}")
        stamp.write_text(lock)
    return folder


def bare_websockets(upstream_url: str, logs: Path) -> Bare:
    """The relay of the Python library that Lowstream's hub uses too."""
    return Bare(
        "websockets", [sys.executable, str(PEERS / "relay_websockets.py"), upstream_url], logs / "websockets.log"
    )


def bare_node_ws(node: str, peers: Path, upstream_url: str, logs: Path) -> Bare:
    """The relay of Node's usual library."""
    script = shutil.copy(PEERS / "relay_ws.cjs", peers / "relay_ws.cjs")  # beside its node_modules
    return Bare("node_ws", [node, str(script), upstream_url], logs / "node_ws.log")


def _flow(upstream_url: str) -> list[dict[str, Any]]:
    client = {
        "type": "websocket-client",
        "path": upstream_url,
        "tls": "",
        "wholemsg": "false",
        "hb": "0",
        "subprotocol": "",
    }
    listener = {"type": "websocket-listener", "path": "/relay", "wholemsg": "false"}
    return [
        {"id": "tab", "type": "tab", "label": "relay", "disabled": False},
        {"id": "client", **client},
        {"id": "listener", **listener},
        {"id": "in", "type": "websocket in", "z": "tab", "server": "", "client": "client", "wires": [["strip"]]},
        {
            "id": "strip",
            "type": "function",
            "z": "tab",
            "func": "delete msg._session;\nreturn msg;",
            "outputs": 1,
            "wires": [["out"]],
        },
        {"id": "out", "type": "websocket out", "z": "tab", "server": "listener", "client": "", "wires": []},
    ]
