"""The state of one stream's upstream connection, as the hub tells it and everyone else shows it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

StatusName = Literal["idle", "connecting", "open", "retrying", "paused", "closed", "failed", "degraded"]


class StreamStatus(BaseModel):
    """One state and its reason.

    `at`: ms since the Unix epoch, hub clock. `connection`: how many times this stream has opened; 0 before the first.
    `attempt`: failed attempts since the last stable connection. `next_retry_at`: ms, while retrying.
    `code`, `message`: why it is not open, for a program and for a person. `close_code`, `close_reason`: the upstream's.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_serialization_defaults_required=True)

    status: StatusName = "idle"
    at: int = 0
    connection: int = 0
    attempt: int = 0
    next_retry_at: int | None = None
    code: str | None = None
    message: str | None = None
    close_code: int | None = None
    close_reason: str | None = None
    subprotocol: str | None = None
