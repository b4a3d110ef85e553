"""How a start ends that can't go on."""

from __future__ import annotations


class StartFailed(Exception):
    """Its text is the one clear line that the person sees, instead of a traceback; the exit code is 1."""
