"""The house's rules that a program can check: who may import whom, who may do what, and how long a file may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent

# From the ground up: a file may import from its own layer and from those before it.
LAYERS: Final = (
    "apps.common",
    "apps.audit",
    "apps.accounts",
    "apps.vault",
    "apps.streams",
    "apps.builder",
    "apps.live",
    "apps.demo",
    "lowstream",
)
OUTSIDE_LAYERS: Final = {
    # The web process serves the whole site, so its command names the site's entry.
    ("apps.live.management.commands.runweb", "lowstream.asgi"),
}
STREAMS_GROUND: Final = ("apps.streams.definition", "apps.streams.core")

# Sockets, clocks, chance and frameworks: core/ gets what it needs of them passed in.
IMPURE: Final = {
    "asyncio",
    "channels",
    "datetime",
    "django",
    "httpx",
    "os",
    "random",
    "redis",
    "secrets",
    "selectors",
    "socket",
    "ssl",
    "subprocess",
    "threading",
    "time",
    "urllib.request",
    "uuid",
    "websockets",
}

MANAGER_WRITES: Final = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "update",
    "update_or_create",
}
INSTANCE_WRITES: Final = {"delete", "save"}

LONGEST_FILE_LINES: Final = 400
GENERATED: Final = {"static/src/document.ts", "static/src/protocol.ts"}


def modules() -> list[str]:
    """Every Python module of the product, by its dotted name."""
    files = (path for top in ("apps", "lowstream") for path in (ROOT / top).rglob("*.py") if path.parent.name != "apps")
    return sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files)


def path_of(module: str) -> Path:
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(path_of(module).read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """What a module imports anywhere in it, each name as far as it is spelt: `redis.RedisError`."""
    package = module.split(".")[:-1]
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def layer(name: str) -> int | None:
    return next((number for number, package in enumerate(LAYERS) if within(name, package)), None)


def is_bookkeeping(module: str) -> bool:
    """Migrations are written by Django and run by nobody else."""
    return ".migrations." in module


def test_an_import_never_runs_upward() -> None:
    wrong = []
    for module in modules():
        own = layer(module)
        assert own is not None, f"{module} belongs to no layer"
        for name in imports(module):
            other = layer(name)
            allowed = any(module == who and within(name, what) for who, what in OUTSIDE_LAYERS)
            if other is not None and other > own and not allowed:
                wrong.append(f"{module} imports {name}")
    assert wrong == []


def test_the_ground_of_streams_knows_nothing_of_bus_and_hub() -> None:
    wrong = [
        f"{module} imports {name}"
        for module in modules()
        if within(module, *STREAMS_GROUND)
        for name in imports(module)
        if within(name, "apps.streams") and not within(name, *STREAMS_GROUND)
    ]
    assert wrong == []


def test_core_is_pure() -> None:
    core = [module for module in modules() if within(module, "apps.streams.core")]
    assert core
    wrong = [f"{module} imports {name}" for module in core for name in imports(module) if within(name, *IMPURE)]
    assert wrong == []


def test_only_the_bus_talks_to_redis() -> None:
    wrong = [
        f"{module} imports {name}"
        for module in modules()
        if not within(module, "apps.streams.bus")
        for name in imports(module)
        # Whoever calls the bus may catch what it raises.
        if within(name, "redis", "hiredis") and not name.endswith("Error")
    ]
    assert wrong == []


def test_only_the_hub_opens_upstream_sockets() -> None:
    wrong = [
        f"{module} imports {name}"
        for module in modules()
        if not within(module, "apps.streams.hub", "apps.demo")
        for name in imports(module)
        if within(name, "websockets") or within(name, "picows")
    ]
    assert wrong == []


def writes(module: str) -> Iterator[str]:
    """Calls that write to the database, as source."""
    for node in ast.walk(tree_of(module)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        receiver = ast.unparse(node.func.value)
        method = node.func.attr.removeprefix("a")
        is_manager = ".objects" in receiver and method in MANAGER_WRITES
        # super().save() only passes on a write that a service asked for; caches are no database.
        is_instance = method in INSTANCE_WRITES and receiver not in ("super()", "cache")
        if is_manager or is_instance:
            yield f"{module}:{node.lineno}: {ast.unparse(node.func)}"


def test_only_services_write_to_the_database() -> None:
    elsewhere = [
        module
        for module in modules()
        if not module.endswith(".services") and not is_bookkeeping(module) and not within(module, "apps.streams.bus")
    ]
    assert [write for module in elsewhere for write in writes(module)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        module
        for module in modules()
        if not is_bookkeeping(module) and tree_of(module).body and not ast.get_docstring(tree_of(module))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("folder", "endings"), [("apps", ".py .lua"), ("lowstream", ".py"), ("static/src", ".ts .tsx")]
)
def test_no_file_is_too_long_to_be_read_in_one_go(folder: str, endings: str) -> None:
    long = {}
    for path in (ROOT / folder).rglob("*"):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in endings.split() and "/migrations/" not in name and name not in GENERATED:
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST_FILE_LINES:
                long[name] = lines
    assert long == {}


@pytest.mark.parametrize("suffix", ["requirements/*.txt", "static/package-lock.json", "pyproject.toml"])
def test_no_list_of_packages_names_where_they_are_fetched(suffix: str) -> None:
    files = list(ROOT.glob(suffix))
    assert files
    named = [
        path.name
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if "index-url" in line or '"resolved"' in line or "find-links" in line
    ]
    assert named == []
