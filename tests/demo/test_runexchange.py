"""`manage.py runexchange` as a process: it says where it is, stops at once, and complains in one line."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from websockets.sync.client import connect

MANAGE = [sys.executable, str(Path(__file__).parents[2] / "manage.py"), "runexchange"]


def test_it_serves_until_told_to_stop() -> None:
    with subprocess.Popen([*MANAGE, "--port", "0", "--rate", "20"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Exchange: ws://127.0.0.1:")
            with connect(line.split()[1], proxy=None) as client:
                assert "systemStatus" in str(client.recv(5))
                began = time.monotonic()
                process.send_signal(signal.SIGTERM)
                assert process.wait(5) == 0
                assert time.monotonic() - began < 2
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "{taken}"], "Port {taken} on 127.0.0.1 is taken; choose another with --port."),
        (["--port", "70000"], "70000 is not from 0 to 65535"),
        (["--rate", "0"], "0 is not from 0.01 to 10000"),
        (["--minute-seconds", "x"], "'x' is not a number"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(arguments: list[str], words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [*MANAGE, *(argument.format(taken=port) for argument in arguments)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert result.returncode != 0
    assert words.format(taken=port) in result.stderr
    assert "Traceback" not in result.stderr
