"""The directory var/: made private, locked by one launcher at a time, home of the generated secrets and choices."""

from __future__ import annotations

import base64
import errno
import fcntl
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from .failure import StartFailed

EXCHANGE_PORTS: Final = range(8765, 8786)
# A launcher that was killed leaves a Redis that still writes its file and holds the lock; it needs a moment to end.
LOCK_SECONDS: Final = 5.0
LOCK_RETRY_SECONDS: Final = 0.05


def make(var: Path) -> None:
    """Create var/ and its folders for this user only."""
    try:
        for folder in (var, var / "redis"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
    except OSError as error:
        raise StartFailed(f"{error.filename or var} can't be made ({error.strerror}).") from None


@contextmanager
def locked(var: Path) -> Iterator[int]:
    """Hold var/launcher.lock; yields its file descriptor, which Redis inherits and so keeps locked while it lives."""
    file = os.open(var / "launcher.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + LOCK_SECONDS
    try:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = os.pread(file, 32, 0).decode(errors="replace").strip()
                if _alive(holder) or time.monotonic() > deadline:
                    raise StartFailed(
                        f"Lowstream already runs on {var} (process {holder or 'unknown'}). "
                        "Stop that one first, or give this one its own directory with LOWSTREAM_VAR=."
                    ) from None
                time.sleep(LOCK_RETRY_SECONDS)
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield file
    finally:
        os.close(file)


def secret_key(var: Path) -> str:
    """The key that signs cookies and tokens, made once."""
    return _key(var / "secret_key", lambda: secrets.token_urlsafe(50))


def secrets_key(var: Path) -> str:
    """The key that encrypts the workspaces' secrets, made once. Whoever loses it loses those."""
    return _key(var / "secrets_key", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def _key(path: Path, make: Callable[[], str]) -> str:
    """What the file says, or what is made for it; it is readable by this user only."""
    try:
        key = path.read_text(encoding="ascii").strip()
        path.chmod(0o600)
        if key:
            return key
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        raise StartFailed(f"{path} can't be read ({error}).") from None
    key = make()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{key}\n")
    return key


def check_port(host: str, port: int, setting: str, purpose: str) -> None:
    """Refuse a port that can't be listened on, saying which setting changes it."""
    reason = port_fault(host, port)
    if reason:
        raise StartFailed(f"Port {port} on {host} {reason}; it is for {purpose}. Choose another: make … {setting}=")


def exchange_port(var: Path, given: int | None) -> int:
    """The exchange's port: the given one, else the one of the last start, else the first free one; remembered.

    Apps name the exchange by its port, so a remembered port that is taken now is an error, not a reason to move.
    """
    path = var / "exchange.port"
    port = given or _remembered(path)
    if port is None:
        port = next((port for port in EXCHANGE_PORTS if not port_fault("127.0.0.1", port)), EXCHANGE_PORTS[0])
    check_port("127.0.0.1", port, "EXCHANGE_PORT", "the built-in exchange")
    path.write_text(f"{port}\n", encoding="ascii")
    return port


def port_fault(host: str, port: int) -> str:
    """Why this port can't be listened on, empty when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a port just left counts as free
        try:
            probe.bind((host, port))
            probe.listen(1)
        except socket.gaierror:
            return "can't be used: the host name isn't known"
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return "is taken by another program"
            if error.errno == errno.EADDRNOTAVAIL:
                return "can't be used: the address isn't one of this machine's"
            return f"can't be used: {error.strerror}"
    return ""


def _remembered(path: Path) -> int | None:
    try:
        port = int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return port if 1 <= port <= 65535 else None


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
