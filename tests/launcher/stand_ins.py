"""The launcher with light children in place of Django's: `python -m tests.launcher.stand_ins serve|demo`.

Redis is a real one. Each child appends its name and process id to var/births, so that tests can count lives.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lowstream.launcher.__main__ import main
from lowstream.launcher.plan import Plan, Programs

SELF = (sys.executable, "-m", "tests.launcher.stand_ins")


class Health(BaseHTTPRequestHandler):
    """Answers everything as a healthy site, or as one whose hub is missing."""

    def do_GET(self) -> None:
        """Like /healthz."""
        well = "TEST_DIES" not in os.environ
        body = json.dumps({"checks": {"database": "ok", "hub": "ok" if well else "no hub is running"}}).encode()
        self.send_response(200 if well else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Tests read the output; requests aren't wanted in it."""


def live(name: str) -> None:
    """One child's life."""
    with (Path(os.environ["LOWSTREAM_VAR"]) / "births").open("a") as births:
        births.write(f"{name} {os.getpid()}\n")
    if name == os.environ.get("TEST_DIES"):
        print(f"{name} has no will to live")
        sys.exit(3)
    if name == os.environ.get("TEST_IGNORES_SIGTERM"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    if name == "web":
        server = ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Health)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    while True:
        time.sleep(60)


def prepare() -> None:
    """Prints a link like `manage.py prepare`, or fails like it."""
    if reason := os.environ.get("TEST_PREPARE_FAILS"):
        sys.exit(reason)
    print(f"http://127.0.0.1:{os.environ['PORT']}/sign-in/token/")


def programs(plan: Plan, exchange_port: int | None) -> Programs:
    """This file's children."""
    return Programs(prepare=(*SELF, "prepare"), hub=(*SELF, "hub"), web=(*SELF, "web"), exchange=(*SELF, "exchange"))


if __name__ == "__main__":
    if sys.argv[1] in ("serve", "demo"):
        main(sys.argv[1:], programs)
    elif sys.argv[1] == "prepare":
        prepare()
    else:
        live(sys.argv[1])
