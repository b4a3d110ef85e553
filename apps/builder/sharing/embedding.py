"""Apps in frames of other sites: their origins, the app's embed key, and the tokens that are signed with it.

A token is a JWT of the algorithm HS256, which any language makes in a few lines; docs/embedding.md shows some.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.utils.crypto import salted_hmac
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from apps.builder.models import App, Embedding
from apps.common.errors import AppError, Forbidden

from .access import EmbedPass

KEY_SALT: Final = "lowstream.embed-key"
TOKEN_MAX_SECONDS: Final = 24 * 60 * 60  # how far `exp` may lie ahead: a day that a page stays open
TOKEN_MAX: Final = 4_096  # characters
CLOCK_SECONDS: Final = 60  # by which the clocks of two servers may differ
ORIGINS_MAX: Final = 20  # all of them go into a header
ALGORITHM: Final = "HS256"

_REFUSED: Final = "embed_refused"

# In the header of a page: nothing but these characters, or another directive could be written there.
_ORIGIN: Final = re.compile(r"https://(?=.{1,253}(?::|$))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9]\d{0,4})?")
_LOCAL: Final = re.compile(r"http://(?:localhost|127\.0\.0\.1)(?::[1-9]\d{0,4})?")


@dataclass(frozen=True, slots=True)
class EmbedViewer:
    """Whom a token speaks of, as the embedding site says: nobody with an account here."""

    held: EmbedPass
    name: str = ""
    email: str = ""


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    app: int
    exp: float
    origin: str
    name: str = Field(default="", max_length=120)
    email: str = Field(default="", max_length=254)


def origin_of(text: str) -> str:
    """An origin as browsers write it. Raises `bad_origin`."""
    said = text.strip().lower().removesuffix("/")
    if said.startswith("https://"):
        said = said.removesuffix(":443")
    if not (_ORIGIN.fullmatch(said) or _LOCAL.fullmatch(said)) or not _has_legal_port(said):
        raise AppError(
            "bad_origin",
            f"{text!r:.100} is not the address of a site: write https:// and its name, such as https://portal.example, "
            "with a port if it has one. http:// only for localhost.",
        )
    return said


def key_of(embedding: Embedding) -> str:
    """The app's embed key; "" while it has none."""
    return _key(embedding, settings.SECRET_KEY) if embedding.key_id else ""


def read_token(app: App | None, token: str, now: float | None = None) -> EmbedViewer:
    """Whom a token speaks of. Raises `embed_refused` or `embed_expired`; of no app like of one with another key."""
    embedding = None if app is None else Embedding.objects.filter(app=app).first()
    claims = None if embedding is None or app is None else _verified(embedding, token)
    if embedding is None or claims is None or app is None or claims.app != app.pk:
        raise Forbidden(
            "This app can't be opened here: the embed token is damaged, or signed for another app.", _REFUSED
        )
    now = time.time() if now is None else now
    if claims.exp <= now:
        raise Forbidden("The embed token has expired; the page around this app has to make a new one.", "embed_expired")
    if claims.exp > now + TOKEN_MAX_SECONDS + CLOCK_SECONDS:
        raise Forbidden("The embed token is good for more than a day; `exp` must lie nearer.", _REFUSED)
    if claims.origin not in embedding.origins:
        raise Forbidden("The embed token names a site that this app may not be shown on.", _REFUSED)
    return EmbedViewer(EmbedPass(claims.origin, embedding.key_id), claims.name.strip(), claims.email.strip())


def _verified(embedding: Embedding, token: str) -> _Claims | None:
    """The claims of a token that was signed with the present key."""
    parts = token.split(".")
    if not embedding.key_id or len(token) > TOKEN_MAX or len(parts) != 3:
        return None
    signed = f"{parts[0]}.{parts[1]}".encode()
    try:
        signature = _decoded(parts[2])
        # SECRET_KEY_FALLBACKS: keys of before it was changed hold as long as it says.
        secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        keys = [_key(embedding, secret).encode() for secret in secrets]
        if not any(hmac.compare_digest(hmac.digest(key, signed, hashlib.sha256), signature) for key in keys):
            return None
        header: Any = orjson.loads(_decoded(parts[0]))
        if not isinstance(header, dict) or header.get("alg") != ALGORITHM or "crit" in header:
            return None
        return _Claims.model_validate(orjson.loads(_decoded(parts[1])))
    except (ValidationError, ValueError, binascii.Error):
        return None


def _key(embedding: Embedding, secret: str | bytes) -> str:
    text = f"{embedding.pk}:{embedding.key_id}"
    return salted_hmac(KEY_SALT, text, secret=secret, algorithm="sha256").hexdigest()


def _decoded(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _has_legal_port(origin: str) -> bool:
    try:
        urlsplit(origin).port  # noqa: B018 - it is the reading that fails
    except ValueError:
        return False
    return True
