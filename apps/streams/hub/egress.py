"""The way out through the operator's proxy: an HTTP CONNECT to the address that the guard has checked."""

from __future__ import annotations

import asyncio
import base64
import re
import socket
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

ANSWER_MAX_BYTES: Final = 16 * 1024  # of the proxy's header; there is nothing after it until we speak
_STATUS: Final = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: ([^\r\n]{0,100}))?")
EXPECTED: Final = "http://host:port or http://user:password@host:port"


class ProxyError(Exception):
    """The proxy didn't do as asked; the message may be shown to the author of the query."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """`resolves`: it is given names and resolves them itself. `authorization`: of its header, empty for none."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)
    resolves: bool = False

    @classmethod
    def read(cls, url: str, *, resolves: bool = False) -> Proxy:
        """Read EGRESS_PROXY. Raises ValueError, which doesn't repeat the value: it may hold a password."""
        try:
            parts = urlsplit(url)
            port = parts.port or 0
        except ValueError:
            raise ValueError(f"EGRESS_PROXY is not of the form {EXPECTED}") from None
        if parts.scheme != "http" or not parts.hostname or not port or parts.path not in ("", "/") or parts.query:
            raise ValueError(f"EGRESS_PROXY is not of the form {EXPECTED}")
        authorization = ""
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return cls(parts.hostname, port, authorization, resolves)


async def tunnel(proxy: Proxy, host: str, port: int) -> socket.socket:
    """A socket that leads through the proxy to `host` (an address, or a name if it resolves). Raises ProxyError."""
    sock = await _reach(proxy)
    try:
        await _ask(sock, proxy, host, port)
    except BaseException:
        sock.close()
        raise
    return sock


async def _reach(proxy: Proxy) -> socket.socket:
    loop = asyncio.get_running_loop()
    failure: OSError | None = None
    try:
        found = await loop.getaddrinfo(proxy.host, proxy.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise ProxyError(f"the operator's proxy (EGRESS_PROXY) can't be found: {error.strerror}") from None
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        try:
            await loop.sock_connect(sock, address)
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    reason = failure.strerror or str(failure) if failure else "it has no address"
    raise ProxyError(f"the operator's proxy (EGRESS_PROXY) can't be reached: {reason}")


async def _ask(sock: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    request = f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n"
    if proxy.authorization:
        request += f"Proxy-Authorization: {proxy.authorization}\r\n"
    answer = b""
    try:
        await loop.sock_sendall(sock, f"{request}\r\n".encode("ascii"))
        while b"\r\n\r\n" not in answer:
            more = await loop.sock_recv(sock, ANSWER_MAX_BYTES)
            if not more:
                raise ProxyError("the operator's proxy (EGRESS_PROXY) closed the connection without an answer")
            answer += more
            if len(answer) > ANSWER_MAX_BYTES:
                raise ProxyError("the operator's proxy (EGRESS_PROXY) doesn't speak HTTP CONNECT")
    except OSError as error:
        raise ProxyError(f"the operator's proxy (EGRESS_PROXY) was lost: {error.strerror or error}") from None
    status = _STATUS.match(answer)
    if status is None:
        raise ProxyError("the operator's proxy (EGRESS_PROXY) doesn't speak HTTP CONNECT")
    if not 200 <= int(status[1]) < 300:
        phrase = (status[2] or b"").decode("ascii", "replace")
        raise ProxyError(f"the operator's proxy (EGRESS_PROXY) refused: {int(status[1])} {phrase}".rstrip())
    if answer.partition(b"\r\n\r\n")[2]:
        raise ProxyError("the operator's proxy (EGRESS_PROXY) said more than it was asked")  # the upstream waits for us
