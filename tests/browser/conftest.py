"""One Lowstream with its exchange for the tests of a file, one Chromium for all of them; people come and go."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.system import ROOT, System, free_port

from .person import WAIT_MS, Person
from .row_app import Rows, rows_app

MINUTE_SECONDS = "2"  # a candle of the exchange
RATE = "20"  # its orders a second and pair


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker("browser")


class Exchange:
    """The built-in exchange as a process that can be killed and started again on the same port."""

    def __init__(self, system: System, port: int) -> None:
        self._system = system
        self.port = port
        self.url = f"ws://127.0.0.1:{port}/"

    def start(self) -> None:
        options = ("--port", str(self.port), "--rate", RATE, "--minute-seconds", MINUTE_SECONDS)
        self._system.start("exchange", "runexchange", *options)

    def kill(self) -> None:
        self._system.stop("exchange", signal.SIGKILL)


@pytest.fixture(scope="package")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that nobody has used, to be copied."""
    return System(tmp_path_factory.mktemp("database")).migrated()


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[System]:
    """The people, rules and secrets of one file's tests are no other's."""
    assert (ROOT / "static/dist/manifest.json").is_file(), "build the front end first: cd static && npx vite build"
    folder = tmp_path_factory.mktemp("browser")
    shutil.copy(database, folder)
    with System(folder, EXCHANGE_URL=f"ws://127.0.0.1:{free_port()}/") as system:
        yield system


@pytest.fixture(scope="module")
def exchange(system: System) -> Exchange:
    exchange = Exchange(system, int(system.environment["EXCHANGE_URL"].rsplit(":", 1)[1].strip("/")))
    exchange.start()
    return exchange


# As long as this package's tests: Playwright's loop would be in the way of asynchronous tests elsewhere.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("LOWSTREAM_CHROMIUM") or "/usr/bin/chromium",
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to build its sandbox as root
            # A wheel or a key scrolls at once: in the middle of a smooth scroll there is nothing to assert.
            args=["--disable-gpu", "--disable-smooth-scrolling"],
        )
        yield browser
        browser.close()


Come = Callable[..., Person]


@pytest.fixture
def come(system: System, chromium: Browser) -> Iterator[Come]:
    """`come(signed_in=True, base=…, **context options)`: another person. Nobody may see an error not expected."""
    people: list[Person] = []

    def one(signed_in: bool = True, base: str = system.base, **options: Any) -> Person:
        person = Person(chromium, base, system.api.cookies if signed_in else None, **options)
        people.append(person)
        return person

    yield one
    for person in people:
        person.leave()
    for person in people:
        person.assert_quiet()


@pytest.fixture
def builder(come: Come) -> Person:
    """Somebody signed in who may edit."""
    return come()


@pytest.fixture
def visitor(come: Come) -> Person:
    """Somebody without an account."""
    return come(signed_in=False)


@pytest.fixture(scope="module")
def row_app(system: System) -> dict[str, Any]:
    """Published: every widget of rows."""
    made: dict[str, Any] = system.make_app(rows_app(), "Rows", "public")
    return made


@pytest.fixture(scope="module")
def reader(system: System, chromium: Browser) -> Iterator[Person]:
    """Somebody without an account who opens one page after the other."""
    person = Person(chromium, system.base)
    yield person
    person.leave()
    person.assert_quiet()


@pytest.fixture
def rows(reader: Person, row_app: dict[str, Any]) -> Iterator[Rows]:
    """The app of rows in a tab of its own."""
    page = reader.open(f"/a/{row_app['slug']}/")
    viewer = Rows(page)
    viewer.cell("formats", "SOL/USD").wait_for()
    yield viewer
    page.close()
