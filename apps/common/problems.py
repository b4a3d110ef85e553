"""The one translator of errors into HTTP: whatever was raised becomes `{"code", "message", "errors"?, ...}`.

Under `/api/` it is JSON; anywhere else the same problem is a page (`apps.common.pages`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from pydantic import ValidationError as PydanticError
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from .errors import AppError

CONTENT_TYPE: Final = "application/problem+json"
API_PREFIX: Final = "/api/"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request, and where in it."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as HTTP tells it."""

    status: int
    code: str
    message: str
    errors: tuple[Fault, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """The JSON object of the answer."""
        faults = [{"path": fault.path, "message": fault.message} for fault in self.errors]
        return {"code": self.code, "message": self.message, **({"errors": faults} if faults else {}), **self.extra}


def problem_of(error: BaseException) -> Problem | None:
    """Translate what was raised; None for an error nobody meant, which is a fault of ours."""
    if isinstance(error, AppError):
        faults = tuple(Fault(fault.path, fault.message) for fault in error.errors)
        return Problem(int(error.status), error.code, error.message, faults, error.extra, dict(error.headers))
    if isinstance(error, PydanticError):
        return _of_pydantic(error)
    if isinstance(error, Http404):
        return Problem(404, "not_found", "There is nothing at this address.")
    if isinstance(error, PermissionDenied):
        return Problem(403, "forbidden", "You may not do this.")
    if isinstance(error, exceptions.APIException):
        return _of_rest_framework(error)
    return None


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's hook; None hands an unforeseen error on to Django's `handler500`."""
    problem = problem_of(error)
    if problem is None:
        return None
    set_rollback()
    return Response(problem.body(), status=problem.status, headers=problem.headers, content_type=CONTENT_TYPE)


def json_response(problem: Problem) -> JsonResponse:
    """The same answer outside REST framework."""
    return JsonResponse(problem.body(), status=problem.status, content_type=CONTENT_TYPE, headers=problem.headers)


def wants_json(request: HttpRequest) -> bool:
    """Whether this request is answered for a program rather than a person."""
    return request.path.startswith(API_PREFIX)


def _of_pydantic(error: PydanticError) -> Problem:
    faults = tuple(
        Fault(
            "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in item["loc"]).lstrip("."),
            item["msg"],
        )
        for item in error.errors()
    )
    return Problem(400, "invalid", _summary(faults), faults)


_CODES: Final = {
    400: "invalid",
    401: "sign_in_required",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
}


def _of_rest_framework(error: exceptions.APIException) -> Problem:
    headers: dict[str, str] = {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    code = _CODES.get(error.status_code, HTTPStatus(error.status_code).name.lower())
    if isinstance(error, exceptions.ValidationError):
        faults = tuple(_faults(error.detail))
        return Problem(status.HTTP_400_BAD_REQUEST, "invalid", _summary(faults), faults)
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return Problem(error.status_code, code, "Sign in to do this.", headers=headers)
    if isinstance(error, exceptions.ParseError):
        code = "bad_json"
    return Problem(error.status_code, code, str(error.detail), headers=headers)


def _faults(detail: Any, path: str = "") -> Iterator[Fault]:  # Any: REST framework nests lists, dicts and texts
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _faults(inner, path if key == "non_field_errors" else f"{path}.{key}" if path else str(key))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _faults(inner, path if isinstance(inner, str) else f"{path}[{index}]")
    else:
        yield Fault(path, str(detail))


def _summary(faults: tuple[Fault, ...]) -> str:
    if not faults:
        return "The request can't be understood."
    first = f"{faults[0].path}: {faults[0].message}" if faults[0].path else faults[0].message
    more = len(faults) - 1
    return first if not more else f"{first} ({more} more {'fault' if more == 1 else 'faults'})"
