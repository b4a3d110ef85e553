"""What the ASGI application does with requests and sockets before any app sees them."""

from __future__ import annotations

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.testing import WebsocketCommunicator

from lowstream.asgi import application


async def test_a_socket_at_another_address_is_refused_without_a_traceback() -> None:
    accepted, _ = await WebsocketCommunicator(application, "/nothing/").connect()
    assert accepted is False


@pytest.mark.parametrize(
    ("origin", "accepted"),
    [(None, True), (b"null", True), (b"http://127.0.0.1:8000", False), (b"https://evil.example", False), (b"", False)],
)
async def test_a_socket_comes_from_the_sandbox_or_from_a_program_never_from_a_page(
    origin: bytes | None, accepted: bool
) -> None:
    headers = [(b"host", b"127.0.0.1:8000"), *([(b"origin", origin)] if origin is not None else [])]
    browser = WebsocketCommunicator(application, "/live/", headers=headers)
    assert (await browser.connect())[0] is accepted
    await browser.disconnect()


async def test_the_frame_is_served_over_asgi_with_its_own_policy(front_end: None) -> None:
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/frame/",
        "query_string": b"",
        "scheme": "http",
        "headers": [(b"host", b"127.0.0.1:8200")],
    }
    # channels' and asgiref's testing tools have no types
    browser = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]
    await browser.send_input({"type": "http.request", "body": b"", "more_body": False})  # type: ignore[no-untyped-call]
    start = await browser.receive_output(timeout=5)  # type: ignore[no-untyped-call]
    while (await browser.receive_output(timeout=5)).get("more_body"):  # type: ignore[no-untyped-call]
        pass
    await browser.wait()  # type: ignore[no-untyped-call]
    headers = dict(start["headers"])
    assert start["status"] == 200
    assert b"sandbox allow-scripts" in headers[b"Content-Security-Policy"]
    assert b"Set-Cookie" not in headers
