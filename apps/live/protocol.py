"""Every frame, error code and close code of the browser's socket; docs/protocol.md explains them to others.

A client's frame is one JSON object. A server's frame is a JSON array of items, each an object with `type`, to be
handled in order. `static/src/protocol.ts` is generated from the models here (`make types`).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from apps.streams.core.state import StreamStatus
from apps.streams.definition import PARAMETERS_MAX, Scalar

PROTOCOL_VERSION: Final = 1
HELLO_SECONDS: Final = 5  # a socket that hasn't said who it is by then is closed
SILENCE_SECONDS: Final = 30  # no frame from the client for so long: the tab is gone
ACK_SECONDS: Final = 10  # what the client is told: acknowledge at least so often, a third of the silence
FRAME_MAX_BYTES: Final = 400 * 1024  # of a client's frame: JSON escapes make a 64 KiB broadcast up to six times longer
FAULTS_MAX: Final = 20  # frames that can't be read before the socket is closed


class CloseCode(IntEnum):
    """4000-4499: reconnect; 4500-4999: final, don't."""

    GOING_AWAY = 4000  # the server stops or restarts
    HELLO_TIMEOUT = 4001
    TOKEN_EXPIRED = 4002  # or was used before: ask the page for a fresh token, then reconnect
    SILENT = 4008
    TOO_MANY = 4029  # a bound of sockets is reached: this server's, the workspace's or the person's
    BAD_FRAMES = 4500
    BAD_TOKEN = 4501
    BAD_PROTOCOL = 4502
    FORBIDDEN = 4503
    REPLACED = 4509  # the same session was opened elsewhere


ErrorCode = Literal[
    "bad_frame",  # not JSON, not an object, no such type, or a field is wrong
    "too_large",
    "unknown_query",
    "not_published",  # the app was unpublished
    "bad_parameter",  # not declared, not of its type, not allowed, or it makes no message or URL
    "sign_in_required",  # the query uses the person's id, e-mail or name, and nobody is signed in
    "not_running",  # stop or broadcast of a query this session has not run
    "too_many_streams",  # of the session, the person or the workspace
    "too_many_sockets",  # in the farewell of a socket: of the person, the workspace or this server
    "not_connected",  # the upstream isn't open
    "rate_limited",
    "forbidden",
    "not_confirmed",  # no answer from the hub in time: it may or may not have been sent
    "upstream_refused",
    "unavailable",  # Redis or the database doesn't answer
    "internal",
]


class Wire(BaseModel):
    """A frame or item; unknown keys are ignored, so that either side may be newer."""

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_serialization_defaults_required=True)


RequestId = Annotated[int, Field(ge=1, le=2**53 - 1, description="chosen by the client, echoed by `result`")]
QueryName = Annotated[str, Field(min_length=1, max_length=64)]
RememberKey = Annotated[str, Field(min_length=1, max_length=128)]


class Cursor(Wire):
    """How far a viewer has got: the last offset it has processed."""

    epoch: Annotated[str, Field(max_length=64)]
    offset: Annotated[int, Field(ge=0)]


# --- client to server -------------------------------------------------------------------------------------------


class Hello(Wire):
    """First frame, within HELLO_SECONDS."""

    type: Literal["hello"] = "hello"
    protocol: int
    token: Annotated[str, Field(max_length=4096)]


class Run(Wire):
    """Open the query's stream (or join it) and send what follows the cursor; without one, the whole window.

    `params`: values of the query's declared parameters; those left out have their defaults.
    """

    type: Literal["run"] = "run"
    id: RequestId
    query: QueryName
    cursor: Cursor | None = None
    params: Annotated[dict[str, Scalar | None], Field(max_length=PARAMETERS_MAX)] = {}


class Stop(Wire):
    """Leave the stream; a session's own upstream is closed at once."""

    type: Literal["stop"] = "stop"
    id: RequestId
    query: QueryName


class Broadcast(Wire):
    """Send `text` up the query's upstream; `result` comes once the upstream has read it.

    `encoding` base64: `text` is the base64 of a binary message. `remember`: a name under which the hub keeps the
    message and sends it again after every reconnect, in the order in which they were first remembered; a later one of
    the same name takes its place.
    """

    type: Literal["broadcast"] = "broadcast"
    id: RequestId
    query: QueryName
    text: str
    encoding: Literal["text", "base64"] = "text"
    remember: RememberKey | None = None


class Forget(Wire):
    """No longer send again what is remembered under `key`; all of it when `key` is null."""

    type: Literal["forget"] = "forget"
    id: RequestId
    query: QueryName
    key: RememberKey | None


class Ack(Wire):
    """How many frames since `welcome` (which counts) were processed. At least every ACK_SECONDS."""

    type: Literal["ack"] = "ack"
    frames: Annotated[int, Field(ge=0)]


ClientFrame = Annotated[Run | Stop | Broadcast | Forget | Ack | Hello, Field(discriminator="type")]
client_frame: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


# --- server to client -------------------------------------------------------------------------------------------


class Problem(Wire):
    """What went wrong, for a program (`code`) and for a person (`message`)."""

    code: str
    message: str


class User(Wire):
    """The viewer, as app code sees `currentUser`. `id` null: of an embedded app, as the site around it says."""

    id: int | None
    email: str
    name: str


class Welcome(Wire):
    """The token was good. `at`: the server's clock, ms since the Unix epoch, so that a browser can tell latencies."""

    type: Literal["welcome"] = "welcome"
    protocol: int
    at: int
    session: str
    user: User | None
    ack_seconds: int


class Result(Wire):
    """The answer to the request `id`."""

    type: Literal["result"] = "result"
    id: int
    ok: bool
    error: Problem | None = None


class Stream(Wire):
    """A query runs: `stream` names it in all later items. `top` is the last offset given out so far (0: none).

    `resumed`: the cursor was of this epoch, so only what follows it will be sent; otherwise start over.
    `keyed`: the window holds the newest row of each key; `window` counts keys. `max_age_seconds`: 0 for no bound.
    """

    type: Literal["stream"] = "stream"
    query: str
    stream: str
    scope: str
    epoch: str
    top: int
    window: int
    max_age_seconds: int = 0
    keyed: bool = False
    resumed: bool
    status: StreamStatus


class Batch(Wire):
    """Messages `from`..`to`. Message i was received at `at + dt[i]` ms since the Unix epoch.

    Without `offsets` none of them is missing. With it, message i is number `offsets[i]`, and newer ones have replaced
    the others: that is no gap. `keys`: of a keyed stream, the key of each message.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)  # absent on the wire, not null

    epoch: str
    first: Annotated[int, Field(alias="from")]
    to: int
    at: int
    dt: list[int]
    offsets: list[int] | None = None
    keys: list[str] | None = None
    data: list[object]


class Messages(Wire):
    """What the upstream sent."""

    type: Literal["messages"] = "messages"
    stream: str
    batches: list[Batch]


class Status(Wire):
    """The upstream connection changed."""

    type: Literal["status"] = "status"
    stream: str
    status: StreamStatus


class StreamError(Wire):
    """Something of the upstream's could not be used: a message that isn't of the format, or one too large."""

    type: Literal["error"] = "error"
    stream: str
    code: str
    message: str
    at: int
    sample: str | None = None


class Gap(Wire):
    """Offsets `from`..`to` have left the window before this viewer could have them: `count` messages.

    `count` is null when the stream began a new epoch and nobody can know.
    """

    type: Literal["gap"] = "gap"
    stream: str
    epoch: str
    first: Annotated[int, Field(alias="from")]
    to: int
    count: int | None


class Lagging(Wire):
    """This viewer has fallen `behind` messages behind (`lagging`), or has caught up again.

    It gets what the window still holds, and a gap for the rest.
    """

    type: Literal["lagging"] = "lagging"
    stream: str
    lagging: bool
    behind: int


class Cleared(Wire):
    """Somebody emptied the window: forget the messages up to offset `to`."""

    type: Literal["cleared"] = "cleared"
    stream: str
    epoch: str
    to: int


class Release(Wire):
    """Another release of the app is live now; null: it was unpublished, and its streams are closed."""

    type: Literal["release"] = "release"
    number: int | None


class Draft(Wire):
    """Of a session of the draft: the revision that is saved now. Told of each save, and with the first run."""

    type: Literal["draft"] = "draft"
    revision: int


class Failure(Wire):
    """A frame that could not be read, or the reason of the close that follows."""

    type: Literal["failure"] = "failure"
    code: str
    message: str


ServerItem = Annotated[
    Welcome | Result | Stream | Messages | Status | StreamError | Gap | Lagging | Cleared | Release | Draft | Failure,
    Field(discriminator="type"),
]


def encode(item: Wire) -> str:
    """One item as JSON text."""
    return orjson.dumps(item.model_dump(by_alias=True)).decode()


def frame(items: list[str]) -> str:
    """One text frame out of encoded items."""
    return f"[{','.join(items)}]"
