"""What one start is to do: read once from the environment, checked, and handed to the children as environment."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from lowstream import env

CHECKOUT: Final = Path(__file__).resolve().parent.parent.parent
WILDCARDS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listening everywhere is also listening here
# A new candle every 2 s out of some 16 trades: the sample's chart moves at once and fills within a minute.
LIVELY: Final = ("--minute-seconds", "2", "--rate", "8")

Mode = Literal["demo", "serve"]


def bracketed(host: str) -> str:
    """A host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


@dataclass(frozen=True)
class Plan:
    """The settings of one start; empty `redis_url`: start a private Redis; `exchange_port` None: choose one."""

    mode: Mode
    host: str
    port: int
    var: Path
    redis_url: str
    exchange_port: int | None

    @classmethod
    def from_environment(cls, mode: Mode) -> Plan:
        """Read and check; a wrong value ends the start with one line."""
        return cls(
            mode=mode,
            host=env.host("HOST", "127.0.0.1"),
            port=env.port("PORT", 8000),
            var=Path(env.text("LOWSTREAM_VAR") or CHECKOUT / "var").absolute(),
            redis_url=env.url("REDIS_URL", "", ("redis", "rediss", "unix")),
            exchange_port=env.port("EXCHANGE_PORT", 8765) if env.text("EXCHANGE_PORT") else None,
        )

    @property
    def base_url(self) -> str:
        """The site's address as a browser on this machine opens it, without a final slash."""
        return f"http://{bracketed(WILDCARDS.get(self.host, self.host))}:{self.port}"

    def children_environment(self, redis_url: str, secret_key: str, exchange_port: int | None) -> dict[str, str]:
        """The environment of all children: the launcher's own, with what the launcher decided."""
        decided = {
            "DJANGO_SETTINGS_MODULE": "lowstream.settings",
            "HOST": self.host,
            "PORT": str(self.port),
            "LOWSTREAM_VAR": str(self.var),
            "REDIS_URL": redis_url,
            "SECRET_KEY": secret_key,
            "PYTHONUNBUFFERED": "1",
        }
        if exchange_port is not None:
            allowed = [*env.listing("UPSTREAM_ALLOW"), f"127.0.0.1:{exchange_port}"]
            decided |= {
                "EXCHANGE_PORT": str(exchange_port),
                "EXCHANGE_URL": f"ws://127.0.0.1:{exchange_port}/",
                "UPSTREAM_ALLOW": ",".join(allowed),
            }
        return {**os.environ, **decided}


@dataclass(frozen=True)
class Programs:
    """The command lines of the house. `exchange` is started by `demo` only."""

    prepare: tuple[str, ...]
    hub: tuple[str, ...]
    web: tuple[str, ...]
    exchange: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, exchange_port: int | None) -> Programs:
        """Lowstream's own: all are commands of manage.py."""
        manage = (sys.executable, str(CHECKOUT / "manage.py"))
        samples = ("--demo",) if plan.mode == "demo" else ()
        check = ("--check-redis",) if plan.redis_url else ()  # the private one is the launcher's own affair
        return cls(
            prepare=(*manage, "prepare", *samples, *check, "--base-url", plan.base_url),
            hub=(*manage, "runhub"),
            web=(*manage, "runweb", "--host", plan.host, "--port", str(plan.port)),
            exchange=(*manage, "runexchange", "--port", str(exchange_port), *LIVELY),
        )
