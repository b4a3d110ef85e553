"""How an upstream's certificate is checked: one TLS context for each kind of check, made off the event loop."""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from typing import Final

from apps.streams.definition import Tls

CONTEXTS_MAX: Final = 64  # each holds the system's certificates, about half a megabyte; the longest unused goes first

_contexts: OrderedDict[Tls, ssl.SSLContext] = OrderedDict()
_making: dict[Tls, asyncio.Future[ssl.SSLContext]] = {}  # who else wants it meanwhile waits for the same


class BadCA(ValueError):
    """The definition's CA can't be used; the message may be shown to its author."""


async def context(tls: Tls) -> ssl.SSLContext:
    """The context for these settings. Raises BadCA."""
    found = _contexts.get(tls)
    if found is not None:
        _contexts.move_to_end(tls)
        return found
    making = _making.get(tls)
    if making is None:
        # Reading the system's certificates takes tens of milliseconds, which other streams needn't wait for.
        making = _making[tls] = asyncio.get_running_loop().run_in_executor(None, _make, tls)
        making.add_done_callback(lambda made: _made(tls, made))
    return await asyncio.shield(making)


def _made(tls: Tls, made: asyncio.Future[ssl.SSLContext]) -> None:
    del _making[tls]
    if made.cancelled() or made.exception() is not None:
        return
    while len(_contexts) >= CONTEXTS_MAX:
        _contexts.popitem(last=False)
    _contexts[tls] = made.result()


def _make(tls: Tls) -> ssl.SSLContext:
    made = ssl.create_default_context()
    if tls.ca:
        try:
            made.load_verify_locations(cadata=tls.ca.encode("ascii", "ignore").decode())  # comments may say anything
        except (ssl.SSLError, ValueError) as error:
            reason = error.reason if isinstance(error, ssl.SSLError) and error.reason else str(error)
            raise BadCA(
                f"The CA of this query is not a list of PEM certificates (-----BEGIN CERTIFICATE-----): {reason}."
            ) from None
    if not tls.verify:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made
