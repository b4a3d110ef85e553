"""Typed readers of environment variables. A wrong value stops the start with its name and the expected form."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import os
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

MAIL_TIMEOUT_SECONDS: Final = 10  # a person waits for it
# scheme: the port when none is named, and how it is encrypted
MAIL_SCHEMES: Final[dict[str, tuple[int, dict[str, bool]]]] = {
    "smtp": (25, {}),
    "smtp+tls": (587, {"EMAIL_USE_TLS": True}),
    "smtps": (465, {"EMAIL_USE_SSL": True}),
}


class WrongSetting(SystemExit):
    """One clear line on stderr and exit code 1; no traceback."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"Wrong setting: {name}={value!r}; expected {expected}.")


def text(name: str, default: str = "") -> str:
    """The variable's text, or that of the file named by NAME_FILE (for secrets), stripped."""
    file = os.environ.get(f"{name}_FILE")
    if file and name not in os.environ:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongSetting(f"{name}_FILE", file, f"a readable file ({error.strerror})") from None
    return os.environ.get(name, default).strip()


def boolean(name: str, default: bool = False) -> bool:
    """on/off, true/false, yes/no, 1/0."""
    value = text(name).lower()
    if not value:
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise WrongSetting(name, value, "true or false")


def integer(name: str, default: int, least: int, most: int) -> int:
    """A whole number within bounds."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise WrongSetting(name, value, f"a whole number from {least} to {most}") from None
    if not least <= number <= most:
        raise WrongSetting(name, value, f"a whole number from {least} to {most}")
    return number


def listing(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Comma-separated entries, blanks dropped."""
    value = text(name)
    return [entry.strip() for entry in value.split(",") if entry.strip()] if value else list(default)


def fernet_keys(name: str, file: Path) -> list[str]:
    """Keys of 32 bytes in URL-safe base64, the newest first, parted by commas or lines; else those in `file`.

    They aren't repeated in the error: who reads it must not be able to read all else.
    """
    given = text(name)
    if not given and file.is_file():
        name, given = str(file), file.read_text(encoding="ascii", errors="replace")
    keys = [key for key in re.split(r"[\s,]+", given) if key]
    for key in keys:
        try:
            fits = len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32
        except (binascii.Error, ValueError):
            fits = False
        if not fits:
            raise WrongSetting(
                name, "…", "keys of 44 characters, the newest first, with commas between (see docs/secrets.md)"
            )
    return keys


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of a few words, in any case; the allowed spelling is returned."""
    value = text(name) or default
    for word in allowed:
        if value.lower() == word.lower():
            return word
    raise WrongSetting(name, value, f"one of {', '.join(allowed)}")


def port(name: str, default: int) -> int:
    """A TCP port."""
    return integer(name, default, least=1, most=65535)


def host(name: str, default: str) -> str:
    """An address to listen on: an IP address or a host name, without port or scheme."""
    value = text(name) or default
    try:
        return str(ipaddress.ip_address(value.strip("[]")))
    except ValueError:
        pass
    # Digits and dots alone are a mistyped address, not a name.
    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", value) and not re.fullmatch(r"[0-9.]+", value):
        return value
    raise WrongSetting(name, value, "an IP address or a host name, such as 127.0.0.1 or 0.0.0.0")


def url(name: str, default: str, schemes: tuple[str, ...]) -> str:
    """An address with one of the given schemes. The value isn't repeated in the error: it may hold a password."""
    value = text(name) or default
    try:
        parts = urlsplit(value)
        _ = parts.port
        if not value or (parts.scheme in schemes and (parts.netloc or parts.path)):
            return value
    except ValueError:
        pass
    raise WrongSetting(name, "…", " or ".join(f"{scheme}://…" for scheme in schemes))


def mail(name: str) -> dict[str, Any]:
    """Django's settings of e-mail, from an address such as smtp+tls://user:password@mail.example:587.

    Nothing, or console:, writes mails to the output of the web process. The value isn't repeated in the error: it may
    hold a password.
    """
    value = text(name)
    if value in ("", "console:", "console://"):
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    wrong = WrongSetting(name, "…", f"console: or {', '.join(f'{scheme}://…' for scheme in MAIL_SCHEMES)}")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise wrong
    usual_port, encryption = MAIL_SCHEMES[parts.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or usual_port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": MAIL_TIMEOUT_SECONDS,
        **encryption,
    }
