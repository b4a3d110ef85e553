"""What all parts of a definition share: strictness, and the kinds of text that stand in them."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

SEND_MAX_BYTES: Final = 64 * 1024  # one message to the upstream, broadcast or sent by the definition
PAIRS_MAX: Final = 50  # headers, cookies or query parameters
HEADER_MAX: Final = 8192  # characters of one value, as far as most servers read
HEADER_PATTERN: Final = r"^[\t\x20-\x7e\xa0-\xff]*$"  # Latin-1 without line breaks and other control characters
COOKIE_PATTERN: Final = r"^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e ]*$"  # RFC 6265's, and the space
NAME_PATTERN: Final = r"^[A-Za-z_][A-Za-z0-9_]{0,63}$"  # of parameters and fields: app code says `params.name`

Scalar = str | int | float | bool
"""What a parameter may be given."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
TOKEN_PATTERN: Final = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$"  # noqa: S105 - of HTTP's tokens
Token = Annotated[str, StringConstraints(pattern=TOKEN_PATTERN)]
SUBPROTOCOL_PATTERN: Final = r"^(?:[A-Za-z0-9!#$%&'*+.^_`|~-]|\{\{ ?secrets\.[A-Za-z_][A-Za-z0-9_]{0,63} ?\}\}){1,128}$"
Subprotocol = Annotated[str, StringConstraints(pattern=SUBPROTOCOL_PATTERN, max_length=512)]
"""A token, of which a secret may be (a part): some services take their key so."""
HeaderValue = Annotated[str, StringConstraints(pattern=HEADER_PATTERN, max_length=HEADER_MAX)]
OutgoingText = Annotated[str, StringConstraints(max_length=SEND_MAX_BYTES)]


class FieldFault(ValueError):
    """What is wrong with one field of a part, seen only with the whole part in view. `where`: `headers[0].value`."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


class Strict(BaseModel):
    """A part of a document: unknown keys are faults, not surprises."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)
