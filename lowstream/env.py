"""Typed readers of environment variables. A wrong value stops the start with its name and the expected form."""

from __future__ import annotations

import os
from pathlib import Path


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
