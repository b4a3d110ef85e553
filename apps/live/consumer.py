"""The browser's socket: a thin Channels shell around `Session` (up) and `Viewer` (down)."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import orjson
from autobahn.exception import Disconnected
from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from pydantic import ValidationError

from apps.common import logs
from apps.common.errors import AppError
from apps.common.figures import reached
from apps.streams.core.rate import Bucket

from . import protocol, reader
from .figures import figures
from .permits import Permits, admitted
from .protocol import CloseCode
from .session import Session
from .tokens import Claims, read_token
from .viewer import REPLIES_MAX, Viewer

logger = logging.getLogger(__name__)

SOCKETS_MAX: Final = 5_000  # of one web process
UNGREETED_MAX: Final = (
    1_000  # of those that haven't said hello: a thousand tabs that reconnect at once; the oldest goes
)
FRAMES_PER_SECOND: Final = 200.0  # of one socket, then it is read slower: a tab acknowledges every 64 KiB,
FRAMES_BURST: Final = 2_000.0  # which is a hundred times what the largest window takes to read

_sockets: Final[set[LiveConsumer]] = set()
_ungreeted: Final[dict[LiveConsumer, None]] = {}  # in the order they came
_sessions: Final[dict[str, LiveConsumer]] = {}
_leaving: Final[set[asyncio.Task[None]]] = set()  # ends of sockets, kept from a server that cancels what takes long

_CLOSES: Final = {
    "token_expired": CloseCode.TOKEN_EXPIRED,
    "bad_token": CloseCode.BAD_TOKEN,
    "unavailable": CloseCode.GOING_AWAY,
}


class LiveConsumer(AsyncConsumer):
    """Speaks docs/protocol.md. Frames are handled in order, one at a time."""

    def __init__(self) -> None:
        self._claims: Claims | None = None
        self._permits: Permits | None = None
        self._session: Session | None = None
        self._viewer: Viewer | None = None
        self._sender: asyncio.Task[None] | None = None
        self._silence: asyncio.TimerHandle | None = None
        self._heard_at = 0.0
        self._faults = 0
        self._has_reader = False
        self._frames = Bucket(FRAMES_PER_SECOND, FRAMES_BURST)
        self._closing = False
        self._farewell: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI's own are as loose
        # Not by way of Channels' own loop, which makes a task for each frame, to hear a channel layer as well.
        self.scope, self.base_send = scope, send
        try:
            while True:
                await self.dispatch(await receive())
                await asyncio.sleep(0)  # a tab with a thousand frames waiting takes turns with the others
        except StopConsumer:
            pass
        except asyncio.CancelledError:
            await self._fail(CloseCode.GOING_AWAY, "going_away", "The server stops or restarts; reconnect.")
            raise
        finally:
            task = asyncio.create_task(self._leave())
            _leaving.add(task)
            task.add_done_callback(_leaving.discard)
            await asyncio.shield(task)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the handler directly: Channels' own way takes a thread a message, to close idle database connections."""
        match message["type"]:
            case "websocket.receive":
                if wait := self._frames.take(time.monotonic()):
                    await asyncio.sleep(wait)  # meanwhile the socket fills up, and the browser waits
                await self._on_frame(message.get("text"))
            case "websocket.connect":
                await self._on_connect()
            case "websocket.disconnect":
                raise StopConsumer

    # --- life

    async def _on_connect(self) -> None:
        await self.send({"type": "websocket.accept"})
        if len(_sockets) >= SOCKETS_MAX:
            reached("process_sockets")
            message = "This server has all the viewers it can take; try again."
            await self._fail(CloseCode.TOO_MANY, "too_many_sockets", message)
            return
        _sockets.add(self)
        _ungreeted[self] = None
        if len(_ungreeted) > UNGREETED_MAX:
            next(iter(_ungreeted))._make_room()
        figures.sockets += 1
        loop = asyncio.get_running_loop()
        self._heard_at = loop.time()
        self._silence = loop.call_later(protocol.HELLO_SECONDS, self._check_silence)

    def _make_room(self) -> None:
        """End a socket that has waited longest to say who it is."""
        reached("ungreeted_sockets")
        _ungreeted.pop(self, None)
        if self._farewell is None:
            message = "Too many sockets wait to say hello; try again."
            self._farewell = asyncio.create_task(self._fail(CloseCode.TOO_MANY, "too_many_sockets", message))

    async def _leave(self) -> None:
        """Give everything back, however the socket ended."""
        self._closing = True
        _sockets.discard(self)
        _ungreeted.pop(self, None)
        if self._silence is not None:
            self._silence.cancel()
        for task in (self._farewell, self._sender):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)  # its fault was logged when it ended
        if self._permits is not None and self._claims is not None:
            self._permits.leave(self._claims.permit, self.dismiss)
        if self._session is not None:
            await self._session.close()
        if self._claims is not None and _sessions.get(self._claims.session_id) is self:
            del _sessions[self._claims.session_id]
            await reader.left(self._claims.session_id)
        if self._has_reader:
            await reader.release()

    def _check_silence(self) -> None:
        """Close a socket that has said nothing for too long; otherwise look again when that could be so."""
        loop = asyncio.get_running_loop()
        bound = protocol.HELLO_SECONDS if self._session is None else protocol.SILENCE_SECONDS
        left = self._heard_at + bound - loop.time()
        if left > 0:
            self._silence = loop.call_later(left, self._check_silence)
            return
        code = CloseCode.HELLO_TIMEOUT if self._session is None else CloseCode.SILENT
        message = f"No frame for {bound} s."
        self._silence = None
        self._farewell = asyncio.create_task(self._fail(code, code.name.lower(), message))

    async def _fail(self, close: CloseCode, code: str, message: str) -> None:
        """Say why, then close."""
        if self._closing:
            return
        self._closing = True
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)  # the farewell is the last thing to be sent
        await self._send_text(protocol.frame([protocol.encode(protocol.Failure(code=code, message=message))]))
        figures.closes[int(close)] += 1
        await self.send({"type": "websocket.close", "code": int(close)})

    async def _send_text(self, text: str) -> None:
        with suppress(Disconnected):  # the tab is gone; the event that says so is on its way
            await self.send({"type": "websocket.send", "text": text})

    # --- frames

    async def _on_frame(self, text: str | None) -> None:
        if self._closing:
            return
        if self._session is not None:  # before hello nothing else counts
            self._heard_at = asyncio.get_running_loop().time()
        try:
            frame = _read(text)
        except AppError as error:
            await self._on_fault(error)
            return
        try:
            await self._on_client_frame(frame)
        except AppError as error:
            await self._on_fault(error)
        except Exception:
            logger.exception("session %s: a frame failed", self._claims and self._claims.session_id)
            await self._on_fault(AppError("internal", "The server failed on this frame; its log says why."))
        if self._viewer is not None and self._viewer.is_deaf:
            message = f"Over {REPLIES_MAX} answers wait for an acknowledgement."
            await self._fail(CloseCode.BAD_FRAMES, "rate_limited", message)

    async def _on_client_frame(self, frame: protocol.ClientFrame) -> None:
        if isinstance(frame, protocol.Hello):
            await self._on_hello(frame)
        elif self._session is None or self._viewer is None:
            raise AppError("bad_frame", "The first frame must be hello.")
        elif isinstance(frame, protocol.Ack):
            if not self._viewer.acknowledge(frame.frames):
                raise AppError("bad_frame", f"ack: {frame.frames} frames were not sent, or were acknowledged before.")
        else:
            await self._session.handle(frame)

    async def _on_fault(self, error: AppError) -> None:
        """Tell the client's author what was wrong and go on; close only on one that sends nothing else."""
        self._faults += 1
        if self._faults > protocol.FAULTS_MAX:
            await self._fail(CloseCode.BAD_FRAMES, error.code, error.message)
        elif self._viewer is None:
            failure = protocol.Failure(code=error.code, message=error.message)
            await self._send_text(protocol.frame([protocol.encode(failure)]))
        else:
            self._viewer.reply(protocol.Failure(code=error.code, message=error.message))

    async def _on_hello(self, hello: protocol.Hello) -> None:
        if self._session is not None:
            raise AppError("bad_frame", "hello was said before.")
        if hello.protocol != protocol.PROTOCOL_VERSION:
            message = f"This server speaks protocol {protocol.PROTOCOL_VERSION}, not {hello.protocol}; reload the page."
            await self._fail(CloseCode.BAD_PROTOCOL, "bad_protocol", message)
            return
        try:
            claims = read_token(hello.token)
        except AppError as error:
            await self._fail(_CLOSES.get(error.code, CloseCode.BAD_TOKEN), error.code, error.message)
            return
        _ungreeted.pop(self, None)
        self._has_reader = True
        shared = await reader.acquire()  # before the log's context is set: its tasks are of all sessions
        try:
            await shared.spent.use(hello.token)  # before anything that one who replays it could disturb
            user = await admitted(claims)
        except AppError as error:
            await self._fail(_CLOSES.get(error.code, CloseCode.FORBIDDEN), error.code, error.message)
            return
        await self._replace(claims)
        self._claims = claims
        self._permits = shared.permits
        self._permits.enter(claims.permit, self.dismiss)
        logs.about(session=claims.session_id, app=claims.app_id)
        try:
            await shared.enter(claims.session_id, claims.workspace_id, claims.user_id)
        except AppError as error:
            await self._fail(CloseCode.TOO_MANY, error.code, error.message)
            return
        self._viewer = Viewer(shared.window, self._send_text, shared.ticker, shared.turns.share(claims.workspace_id))
        self._session = Session(claims, user, shared, self._viewer)
        self._heard_at = asyncio.get_running_loop().time()
        self._viewer.reply(
            protocol.Welcome(
                protocol=protocol.PROTOCOL_VERSION,
                at=time.time_ns() // 1_000_000,
                session=claims.session_id,
                user=user,
                ack_seconds=protocol.ACK_SECONDS,
            )
        )
        self._sender = asyncio.create_task(self._viewer.run(), name=f"viewer {claims.session_id}")
        self._sender.add_done_callback(self._on_sender_ended)

    async def _replace(self, claims: Claims) -> None:
        """A session has one socket: a newer one means that the older is dead or was duplicated."""
        other = _sessions.get(claims.session_id)
        _sessions[claims.session_id] = self
        if other is not None:
            await other._fail(CloseCode.REPLACED, "replaced", "This session was opened again elsewhere.")

    def dismiss(self, error: AppError) -> None:
        """Close the socket, for its viewer may not stay."""
        if self._farewell is None:
            close = _CLOSES.get(error.code, CloseCode.FORBIDDEN)
            self._farewell = asyncio.create_task(self._fail(close, error.code, error.message))

    def _on_sender_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("session %s: sending failed", self._claims and self._claims.session_id, exc_info=error)
            message = "The server failed to send; reconnect."
            self._farewell = asyncio.create_task(self._fail(CloseCode.GOING_AWAY, "internal", message))


@dataclass(frozen=True, slots=True)
class Census:
    """What is open in this process now."""

    sockets: int
    viewers: int  # sockets that have said hello
    lagging: int  # viewers that are sent no more until they acknowledge
    streams: int


def census() -> Census:
    """Count, for metrics."""
    viewers = [each._viewer for each in _sockets if each._viewer is not None]
    return Census(len(_sockets), len(viewers), sum(viewer.is_lagging for viewer in viewers), reader.heard())


def _read(text: str | None) -> protocol.ClientFrame:
    """Parse a client's frame. Raises AppError `bad_frame` or `too_large`."""
    if text is None:
        raise AppError("bad_frame", "Frames are text, not binary.")
    if len(text) > protocol.FRAME_MAX_BYTES:
        raise AppError("too_large", f"A frame of {len(text)} characters is over {protocol.FRAME_MAX_BYTES}.")
    try:
        return protocol.client_frame.validate_python(orjson.loads(text))
    except orjson.JSONDecodeError as error:
        raise AppError("bad_frame", f"The frame is not JSON: {error}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "frame"
        raise AppError("bad_frame", f"{where}: {first['msg']}.") from None
