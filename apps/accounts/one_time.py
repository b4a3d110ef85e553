"""Random values that are handed out once and kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

TOKEN_BYTES: Final = 32


def new_token() -> str:
    """256 random bits, as text that can stand in an address: 43 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is stored. No salt or stretching: nobody can guess 256 random bits from their hash."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
