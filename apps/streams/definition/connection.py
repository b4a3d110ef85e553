"""How the upstream is dialled: what goes into the URL, the headers and TLS."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from . import headers
from .base import COOKIE_PATTERN, HeaderValue, Strict, Token


class QueryParameter(Strict):
    """One `name=value` appended to the URL's query string, percent-encoded."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    value: Annotated[str, StringConstraints(max_length=4096)] = ""


class Header(Strict):
    """One HTTP header of the opening handshake. `Host` goes out only where the operator allows it."""

    name: Token
    value: HeaderValue = ""

    @field_validator("name")
    @classmethod
    def _is_not_the_connection_s_own(cls, name: str) -> str:
        fault = headers.name_fault(name)
        if fault is not None:
            raise ValueError(fault)
        return name


class Cookie(Strict):
    """One cookie; all of them make the handshake's Cookie header."""

    name: Token
    value: Annotated[str, StringConstraints(pattern=COOKIE_PATTERN, max_length=4096)] = ""


class NoAuth(Strict):
    """No Authorization header of ours."""

    type: Literal["none"] = "none"


class BasicAuth(Strict):
    """HTTP basic authentication."""

    type: Literal["basic"] = "basic"
    username: Annotated[str, StringConstraints(pattern=r"^[^:]*$", max_length=1024)] = ""
    password: Annotated[str, StringConstraints(max_length=4096)] = ""


class BearerAuth(Strict):
    """A bearer token."""

    type: Literal["bearer"] = "bearer"
    token: HeaderValue = ""


Auth = Annotated[NoAuth | BasicAuth | BearerAuth, Field(discriminator="type")]


class Tls(Strict):
    """How the upstream's certificate is checked. `ca`: PEM certificates to trust beside the system's; "" for none."""

    verify: bool = True
    ca: Annotated[str, StringConstraints(max_length=64 * 1024)] = ""
