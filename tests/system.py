"""Lowstream as real processes for tests: a private Redis, hubs, a web process, and REST as a signed-in person."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import redis

from lowstream.launcher import redis_binary, redis_server, var_directory

ROOT: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 30  # two Django processes on a busy machine
STOP_SECONDS: Final = 10
# Below those that Linux gives to port 0 and to whoever dials: it would give away one that waits for its process.
OWN_PORTS: Final = range(20_000, 32_000)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that stays free until the test takes it."""
    while True:
        port = random.SystemRandom().choice(OWN_PORTS)  # not by the seed: two workers of one run have the same
        with socket.socket() as listener, suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what has just been closed is free, too
            listener.bind(("127.0.0.1", port))
            return port


def wait_for(condition: Callable[[], object], seconds: float = 10.0, what: str = "the condition") -> None:
    """Poll until true; fails with `what` after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come within {seconds:g} s"
        time.sleep(0.02)


class Api:
    """The REST API with a cookie jar; answers are parsed JSON."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def sign_in(self, link: str) -> None:
        """Follow a one-time link; the session's cookie is what matters, the page behind it may need the front end."""
        try:
            self._opener.open(link, timeout=20).close()
        except urllib.error.HTTPError as error:
            error.close()
        assert any(cookie.name == "sessionid" for cookie in self.cookies), f"{link} signed nobody in"

    def text(self, path: str) -> str:
        """What a page answers, as it is."""
        with self._opener.open(self.base + path, timeout=20) as answer:
            return bytes(answer.read()).decode()

    def call(self, method: str, path: str, body: object = None, expect: int | None = None) -> Any:  # Any: JSON
        """Call the API; asserts the status (2xx unless `expect`ed otherwise)."""
        status, answer = self.ask(method, path, body)
        assert status == expect if expect else status < 300, f"{method} {path}: {status} {str(answer)[:500]}"
        return answer

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:  # Any: JSON
        """Call the API; its status, whatever that is, and the answer."""
        token = next((c.value for c in self.cookies if c.name == "csrftoken"), None) or ""
        headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Referer": self.base}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        try:
            with self._opener.open(request, timeout=20) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, text = error.code, error.read()
        try:
            return status, json.loads(text) if text else None
        except ValueError:
            return status, text


class System:
    """`with System(folder) as system:` — everything below `folder`, everything stopped at the end."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.redis_socket = folder / "r.sock"
        self.environment = {
            **os.environ,
            "LOWSTREAM_VAR": str(folder),
            "REDIS_URL": redis_server.url(self.redis_socket),
            "SECRET_KEY": "only-for-tests-" + "x" * 40,
            "UPSTREAM_ALLOW": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "lowstream.settings",
            "LOG_LEVEL": "INFO",
            **settings,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.api = Api(self.base)

    def __enter__(self) -> Self:
        try:
            self._start_redis()
            self.migrated()
            self.start("hub", "runhub")
            self.start("web", "runweb", "--port", str(self.port))
            self.wait_until_ready()
            link = self.manage("signinlink", "--base-url", self.base).strip().splitlines()[-1]
            self.api.sign_in(link)
        except BaseException:
            self.stop_all()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def migrated(self) -> Path:
        """The database's file, which is made unless it is there."""
        database = self.folder / "db.sqlite3"
        var_directory.secrets_key(self.folder)
        if not database.is_file():
            self.manage("migrate", "-v0")
        return database

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        run = subprocess.run(command, check=False, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert run.returncode == 0, f"manage.py {arguments}: {run.stderr[-2000:]}"
        return run.stdout

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a management command as a process; its output goes to `<name>.log`."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes[name] = process
        return process

    def stop(self, name: str, number: int = signal.SIGTERM) -> None:
        """Signal a process and wait for its end."""
        process = self.processes.pop(name)
        process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"{name} did not stop within {STOP_SECONDS} s") from None

    def stop_all(self) -> None:
        """Stop what still runs, Redis last."""
        for name in [*(n for n in self.processes if n != "redis"), *(["redis"] if "redis" in self.processes else [])]:
            self.stop(name, signal.SIGKILL if name == "redis" else signal.SIGTERM)

    def log(self, name: str) -> str:
        """All that a process has printed."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def wait_until_ready(self) -> None:
        """Until /healthz says that database, Redis and a hub answer."""

        def healthy() -> bool:
            for name, process in self.processes.items():
                assert process.poll() is None, f"{name} ended at once: {self.log(name)[-2000:]}"
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=5) as answer:
                    return bool(answer.status == 200)
            except OSError:
                return False

        wait_for(healthy, START_SECONDS, "a healthy system")

    def make_app(self, document: dict[str, Any], name: str = "Test", visibility: str = "signed_in") -> dict[str, Any]:
        """Create an app with this document and publish it; returns the app item."""
        app: dict[str, Any] = self.api.call("POST", "/api/apps/", {"name": name})
        path = f"/api/apps/{app['id']}"
        saved = self.api.call("PUT", f"{path}/document/", {"document": document, "revision": app["draft_revision"]})
        self.api.call("POST", f"{path}/releases/", {"revision": saved["revision"], "visibility": visibility})
        item: dict[str, Any] = self.api.call("GET", f"{path}/")
        return item

    def open_app(self, app: dict[str, Any], **body: str) -> dict[str, Any]:
        """Mint a viewer token (and session) for an app."""
        opened: dict[str, Any] = self.api.call("POST", f"/api/apps/{app['id']}/session/", body)
        return opened

    def _start_redis(self) -> None:
        command = redis_server.command(redis_binary.find(), self.redis_socket, self.folder)
        with (self.folder / "redis.log").open("ab") as log:
            self.processes["redis"] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

        def answers() -> bool:
            try:
                with redis.Redis(unix_socket_path=str(self.redis_socket)) as client:
                    return bool(client.ping())
            except redis.ConnectionError:
                return False

        wait_for(answers, START_SECONDS, "Redis")
