"""How the API's schema describes errors, and how a request's input is checked."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

PROBLEM: Final = "application/problem+json"


class FaultPayload(BaseModel):
    """One thing wrong, and where, such as `queries[0].url`."""

    path: str
    message: str


class ProblemPayload(BaseModel):
    """Every error of the API. `revision` comes with `stale`: the draft's present one."""

    code: str
    message: str
    errors: list[FaultPayload] = []
    revision: int | None = None


def problems(*statuses: int) -> dict[Any, Any]:  # Any: what drf-spectacular takes as `responses`
    """The error answers of an operation; every one needs a sign-in where the app isn't public."""
    return {(code, PROBLEM): ProblemPayload for code in (401, *statuses, 429)}


def checked(serializer: Any) -> dict[str, Any]:  # Any: serializers of different models
    """The input, or `invalid` with every fault."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
