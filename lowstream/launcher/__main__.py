"""`python -m lowstream.launcher demo|serve`."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence

from lowstream import env

from . import child, redis_server, var_directory
from .console import Console
from .failure import StartFailed
from .house import House, live
from .plan import Plan, Programs


def main(arguments: Sequence[str], programs: Callable[[Plan, int | None], Programs] = Programs.of) -> None:
    """Check everything that can be checked before the first child, then run the house."""
    parser = argparse.ArgumentParser(prog="lowstream.launcher", description="Run Lowstream on this machine.")
    parser.add_argument("mode", choices=("demo", "serve"), help="demo adds the built-in exchange and sample apps")
    if "MAKELEVEL" in os.environ:
        child.die_with_parent(signal.SIGTERM)  # a make that is killed takes the house along
    plan = Plan.from_environment(parser.parse_args(arguments).mode)
    console = Console()
    try:
        var_directory.make(plan.var)
        with contextlib.ExitStack() as held:
            lock = held.enter_context(var_directory.locked(plan.var))
            socket = held.enter_context(redis_server.socket_path(plan.var))
            var_directory.check_port(plan.host, plan.port, "PORT", "the site")
            exchange = var_directory.exchange_port(plan.var, plan.exchange_port) if plan.mode == "demo" else None
            secret_key = env.text("SECRET_KEY") or var_directory.secret_key(plan.var)
            if not env.text("LOWSTREAM_SECRETS_KEYS"):
                var_directory.secrets_key(plan.var)  # read from the file by who needs it: not in every environment
            redis_url = plan.redis_url or redis_server.url(socket)
            environment = plan.children_environment(redis_url, secret_key, exchange)
            live(lambda: House(plan, programs(plan, exchange), environment, console, socket, lock))
    except StartFailed as failed:
        console.close()
        sys.exit(str(failed))
    finally:
        console.close()


if __name__ == "__main__":
    main(sys.argv[1:])
