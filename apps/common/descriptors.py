"""How many files and sockets this process may have open: as many as it is allowed to allow itself."""

from __future__ import annotations

import logging
import resource

logger = logging.getLogger(__name__)


def allow_files(wanted: int) -> None:
    """Raise the soft limit to `wanted`, or to the hard one if that is less; never lower it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    if allowed < wanted:
        logger.warning("only %d files may be open at once (ulimit -n), where up to %d are needed", allowed, wanted)
