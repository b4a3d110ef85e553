"""Errors meant for people: each has a code for programs and a message that says what to do.

Raise them anywhere; `apps.common.problems` turns them into an HTTP answer, `apps.live` into a socket frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import ClassVar, Protocol


class FaultLike(Protocol):
    """One thing wrong inside a larger input, and where."""

    @property
    def path(self) -> str: ...
    @property
    def message(self) -> str: ...


class AppError(Exception):
    """Something a person asked for can't be done.

    `extra` holds further JSON members of the answer, such as the present revision beside `stale`; `headers` are HTTP's.
    """

    status: HTTPStatus = HTTPStatus.BAD_REQUEST
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        code: str,
        message: str,
        status: HTTPStatus | None = None,
        errors: Sequence[FaultLike] = (),
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or type(self).status
        self.errors = tuple(errors)
        self.extra = dict(extra or {})


class NotFound(AppError):
    """There is no such thing, or none that this person may know of."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self, message: str, code: str = "not_found") -> None:
        super().__init__(code, message)


class Forbidden(AppError):
    """The thing may be seen, but this may not be done with it."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, message: str, code: str = "forbidden") -> None:
        super().__init__(code, message)


class SignInRequired(AppError):
    """Nobody is signed in, and the answer depends on who it is."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, message: str = "Sign in to do this.") -> None:
        super().__init__("sign_in_required", message)


class TooLarge(AppError):
    """More bytes than the bound allows."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self, message: str) -> None:
        super().__init__("too_large", message)


class Unavailable(AppError):
    """A part of Lowstream doesn't answer; the same request may work later."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, message: str) -> None:
        super().__init__("unavailable", message)
