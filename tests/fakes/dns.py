"""A name server for tests: stands where the system's resolver is asked, and counts what it was asked for."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any

import pytest


class FakeDNS:
    """`names[host]` is a list of answers, each a list of addresses: one a look-up, the last one stays.

    What it doesn't know doesn't exist. Addresses of this machine and names it is told to pass on are left alone.
    """

    def __init__(self, names: dict[str, Sequence[Sequence[str]]] | None = None) -> None:
        self.names: dict[str, list[list[str]]] = {
            name: [list(answer) for answer in answers] for name, answers in (names or {}).items()
        }
        self.asked: list[str] = []

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand where Python asks the system."""
        monkeypatch.setattr(socket, "getaddrinfo", self.getaddrinfo)

    def getaddrinfo(self, host: Any, port: Any, family: int = 0, kind: int = 0, *_: Any, **__: Any) -> list[Any]:
        """As `socket.getaddrinfo` answers."""
        text = host.decode() if isinstance(host, bytes) else str(host)
        self.asked.append(text)
        answers = self.names.get(text)
        if answers is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [_entry(address, int(port)) for address in answer]


def _entry(address: str, port: int) -> tuple[Any, ...]:
    if ipaddress.ip_address(address).version == 6:
        return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
