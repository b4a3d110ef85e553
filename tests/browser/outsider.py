"""Another host on loopback: counts whoever comes, and answers so invitingly that only the sandbox can stop them."""

from __future__ import annotations

import socket
import socketserver
import threading
from typing import Final, Self

SCRIPT: Final = b"self.reached = true; export default 'reached';"
PLAIN_SCRIPT: Final = b"self.reached = true;"
HEAD: Final = (
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: {}\r\nConnection: close\r\n"
    "Set-Cookie: planted=cookie; Path=/; SameSite=Lax\r\nContent-Length: {}\r\n\r\n"
)


class Outsider:
    """Use as a context manager. `hits` are the request lines seen, `connections` counts also those that said nothing.

    It serves the `pages` it was given by their paths, and a script for everything else. `udp(name)` is an address that
    packets are sent to; `heard(name)` says whether any came.
    """

    def __init__(self) -> None:
        self.hits: list[str] = []
        self.connections = 0
        self.pages: dict[str, str] = {}
        self._udp: dict[str, socket.socket] = {}
        outsider = self

        class Visit(socketserver.StreamRequestHandler):
            timeout = 5

            def setup(self) -> None:
                outsider.connections += 1
                super().setup()

            def handle(self) -> None:
                try:
                    line = self.rfile.readline(1_000).decode("latin-1").strip()
                except OSError:
                    return  # a connection opened ahead of a request that never came
                outsider.hits.append(line or "<nothing>")
                content, body = outsider._answer(line)
                self.wfile.write(HEAD.format(content, len(body)).encode() + body)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A browser that hung up meanwhile."""

        self._server = Server(("127.0.0.1", 0), Visit)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        for each in self._udp.values():
            each.close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def udp(self, name: str) -> str:
        """An address for packets; they wait in it until somebody looks."""
        if name not in self._udp:
            self._udp[name] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._udp[name].bind(("127.0.0.1", 0))
            self._udp[name].setblocking(False)
        return f"127.0.0.1:{self._udp[name].getsockname()[1]}"

    def heard(self, name: str) -> bool:
        """Whether a packet has come to the address of this name."""
        try:
            return bool(self._udp[name].recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return False

    def was_asked(self, path: str) -> bool:
        """Whether anybody has asked for this path."""
        return any(len(words := hit.split()) > 1 and words[1].partition("?")[0] == path for hit in list(self.hits))

    def _answer(self, line: str) -> tuple[str, bytes]:
        path = (line.split() or [""])[1:2]
        name = path[0].partition("?")[0] if path else ""
        if name in self.pages:
            return "text/html", self.pages[name].encode()
        if name.endswith(".css"):
            return "text/css", b"/* reached */"
        return "text/javascript", PLAIN_SCRIPT if name.endswith("plain.js") else SCRIPT
