"""Another host on loopback: counts whoever comes, and answers so invitingly that only the sandbox can stop them."""

from __future__ import annotations

import socketserver
import threading
from typing import Final, Self

BODY: Final = b"self.reached = true; export default 'reached';"
ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: text/javascript\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)


class Outsider:
    """Use as a context manager. `hits` are the request lines seen, `<nothing>` for a connection that said none."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        hits = self.hits

        class Visit(socketserver.StreamRequestHandler):
            timeout = 5

            def handle(self) -> None:
                hits.append(self.rfile.readline(1_000).decode("latin-1").strip() or "<nothing>")
                self.wfile.write(ANSWER)

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
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"
