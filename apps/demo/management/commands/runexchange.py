"""`manage.py runexchange`: serve the built-in exchange until stopped."""

from __future__ import annotations

import asyncio
import errno
import signal
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError

from apps.demo.exchange.server import port_of, running

Number = TypeVar("Number", int, float)


class Command(BaseCommand):
    """A made-up market for samples, tests and trying things out."""

    help = "Serve the built-in exchange, and beside it /random, /floor and /room, over WebSockets."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=_within(int, 0, 65_535), default=8765, help="0 takes a free one")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same market")
        parser.add_argument(
            "--rate",
            type=_within(float, 0.01, 10_000),
            default=3.0,
            help="orders per second and watched pair",
        )
        parser.add_argument(
            "--minute-seconds",
            type=_within(float, 0.05, 3_600),
            default=60.0,
            help="how long a candle's minute lasts; 2 makes a lively demo",
        )

    def handle(self, *args: object, **options: Any) -> None:  # Any: Django's option values
        try:
            asyncio.run(
                self._serve(**{key: options[key] for key in ("host", "port", "seed", "rate", "minute_seconds")})
            )
        except OSError as error:
            host, port = options["host"], options["port"]
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Port {port} on {host} is taken; choose another with --port.") from None
            raise CommandError(f"The exchange can't listen on {host}:{port}: {error.strerror or error}.") from None

    async def _serve(self, host: str, port: int, seed: int, rate: float, minute_seconds: float) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        async with running(host, port, seed=seed, rate=rate, minute_seconds=minute_seconds) as server:
            self.stdout.write(f"Exchange: ws://{host}:{port_of(server)}/")
            self.stdout.flush()
            await stop.wait()


def _within(kind: Callable[[str], Number], least: Number, most: Number) -> Callable[[str], Number]:
    """An argparse type: a number within bounds."""

    def read(text: str) -> Number:
        try:
            number = kind(text)
        except ValueError:
            raise ArgumentTypeError(f"{text!r} is not a number") from None
        if not least <= number <= most:
            raise ArgumentTypeError(f"{text} is not from {least} to {most}")
        return number

    return read
