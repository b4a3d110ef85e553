"""Another site with a page that shows an app in a frame, as a customer's portal would."""

from __future__ import annotations

import socketserver
import threading
from typing import Final, Self

PAGE: Final = b"<!doctype html><meta charset=utf-8><title>Portal</title><h1>Portal</h1>"


class Site:
    """Use as a context manager. `html`: what follows the heading, at every address. It has two names, of two sites."""

    def __init__(self) -> None:
        self.html = ""
        site = self

        class Visit(socketserver.StreamRequestHandler):
            timeout = 5

            def handle(self) -> None:
                while self.rfile.readline(10_000).strip():
                    pass
                body = PAGE + site.html.encode()
                head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                self.wfile.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Visit)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def elsewhere(self) -> str:
        """Its origin by a name of another site than Lowstream's: no cookie of ours comes along."""
        return f"http://localhost:{self.port}"

    @property
    def near(self) -> str:
        """Its origin on the same site as Lowstream: cookies would come along."""
        return f"http://127.0.0.1:{self.port}"
