"""The launcher at work, with a real Redis and light stand-ins for Django's processes."""

from __future__ import annotations

import os
import signal
import stat
import time
from pathlib import Path

import pytest
import redis

from tests.system import free_port

from .running import alive, running, wait_until


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A directory for one house."""
    return tmp_path / "var"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_serve_prints_the_address_and_the_sign_in_link_once_the_site_is_well(var: Path) -> None:
    with running("serve", var) as launcher:
        address = launcher.line_with("Lowstream is running at ")
        assert address == f"Lowstream is running at http://127.0.0.1:{launcher.port}/"
        link = launcher.line_with("Sign in: ")
        assert link == f"Sign in: http://127.0.0.1:{launcher.port}/sign-in/token/"
        assert launcher.births("exchange") == []


def test_demo_starts_the_exchange_too_and_tells_the_children_where_it_is(var: Path) -> None:
    port = free_port()
    with running("demo", var, EXCHANGE_PORT=str(port), UPSTREAM_ALLOW="10.0.0.0/8") as launcher:
        launcher.until_up()
        wait_until(lambda: launcher.births("exchange"), "the exchange starts")
        environment = Path(f"/proc/{launcher.births('hub')[-1]}/environ").read_bytes().decode().split("\0")
        assert f"EXCHANGE_URL=ws://127.0.0.1:{port}/" in environment
        assert f"UPSTREAM_ALLOW=10.0.0.0/8,127.0.0.1:{port}" in environment
    assert (var / "exchange.port").read_text().strip() == str(port)


@pytest.mark.parametrize("name", ["hub", "web"])
def test_a_killed_child_is_born_again_and_the_log_says_so(var: Path, name: str) -> None:
    with running("serve", var) as launcher:
        launcher.until_up()
        first = launcher.births(name)[0]
        os.kill(first, signal.SIGKILL)
        assert launcher.line_with(f"{name} ended").startswith(f"{name} ended (SIGKILL, after ")
        wait_until(lambda: len(launcher.births(name)) == 2, "a second life")
        assert not alive(first)
        assert alive(launcher.births(name)[1])


def test_a_killed_redis_is_born_again_with_its_data(var: Path) -> None:
    with running("serve", var) as launcher:
        launcher.until_up()
        with launcher.redis() as client:
            client.set("kept", "yes")
            os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)
        launcher.line_with("redis ended (SIGKILL")
        wait_until(lambda: _get(launcher.var / "redis.sock", "kept") == b"yes", "Redis is back with its data")


def _get(socket: Path, key: str) -> bytes | None:
    try:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            value = client.get(key)
            return value if isinstance(value, bytes) else None
    except redis.RedisError:
        return None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_in_under_five_seconds(var: Path, number: signal.Signals) -> None:
    with running("serve", var) as launcher:
        pids = launcher.until_up().pids()
        started = time.monotonic()
        assert launcher.end(number) == 0
        assert time.monotonic() - started < 5
        assert [pid for pid in pids if alive(pid)] == []
        assert not (var / "redis.sock").exists()


def test_a_child_that_ignores_sigterm_is_killed_in_time(var: Path) -> None:
    with running("serve", var, TEST_IGNORES_SIGTERM="hub") as launcher:
        pids = launcher.until_up().pids()
        started = time.monotonic()
        assert launcher.end() == 0
        assert time.monotonic() - started < 5
        assert [pid for pid in pids if alive(pid)] == []
        assert "hub didn't end in 3 s and is killed." in launcher.output


def test_a_launcher_that_is_killed_leaves_no_orphans(var: Path) -> None:
    with running("serve", var) as launcher:
        pids = launcher.until_up().pids()
        launcher.end(signal.SIGKILL)
        wait_until(lambda: not any(alive(pid) for pid in pids), "all children are gone")
    with running("serve", var) as second:
        second.until_up()


def test_a_make_that_is_killed_takes_the_house_along(var: Path) -> None:
    with running("serve", var, MAKELEVEL="1") as launcher:
        pids = launcher.until_up().pids()
        launcher.process.kill()
        wait_until(lambda: not any(alive(pid) for pid in pids), "all are gone")


def test_a_child_that_dies_at_once_ends_the_start_with_its_last_words(var: Path) -> None:
    with running("serve", var, TEST_DIES="hub") as launcher:
        assert launcher.wait() == 1
        assert launcher.output[-1] == "hub can't be started: exit code 3, 5 times in a row."
        assert any("hub has no will to live" in line for line in launcher.output)
        assert len(launcher.births("hub")) == 5
        assert not alive(launcher.births("web")[-1])


def test_a_failing_preparation_is_one_line(var: Path) -> None:
    with running("serve", var, TEST_PREPARE_FAILS="Wrong setting: DEBUG='maybe'; expected true or false.") as launcher:
        assert launcher.wait() == 1
        assert launcher.output == ["Wrong setting: DEBUG='maybe'; expected true or false."]
        assert launcher.births("hub") == []


def test_a_taken_port_is_one_line_that_says_what_to_do(var: Path, tmp_path: Path) -> None:
    with running("serve", var) as first:
        first.until_up()
        with running("serve", tmp_path / "other", PORT=str(first.port)) as second:
            assert second.wait() == 1
            assert second.output == [
                f"Port {first.port} on 127.0.0.1 is taken by another program; it is for the site. "
                "Choose another: make … PORT="
            ]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "eighty", "Wrong setting: PORT='eighty'; expected a whole number from 1 to 65535."),
        ("HOST", "1.2.3", "Wrong setting: HOST='1.2.3'; expected an IP address or a host name, such as 127.0.0.1 or"),
        ("REDIS_URL", "http://x/:pw@", "Wrong setting: REDIS_URL='…'; expected redis://… or rediss://… or unix://…."),
        ("EXCHANGE_PORT", "0", "Wrong setting: EXCHANGE_PORT='0'; expected a whole number from 1 to 65535."),
    ],
)
def test_a_wrong_setting_is_one_line(var: Path, name: str, value: str, line: str) -> None:
    with running("demo", var, **{name: value}) as launcher:
        assert launcher.wait() == 1
        assert len(launcher.output) == 1
        assert launcher.output[0].startswith(line)
        assert not var.exists()


def test_secrets_and_directories_are_the_users_own(var: Path) -> None:
    with running("serve", var) as launcher:
        launcher.until_up()
        assert mode_of(var) == mode_of(var / "redis") == 0o700
        assert mode_of(var / "secret_key") == 0o600
        assert mode_of(var / "redis.sock") == 0o700
        assert len((var / "secret_key").read_text().strip()) >= 50
        assert mode_of(var / "secrets_key") == 0o600
        assert len((var / "secrets_key").read_text().strip()) == 44
        words = Path(f"/proc/{launcher.process.pid}/cmdline").read_bytes()
        assert (var / "secret_key").read_bytes().strip() not in words
        assert (var / "secrets_key").read_bytes().strip() not in words


def test_a_second_start_finds_the_data_the_key_and_the_port_of_the_first(var: Path) -> None:
    port = str(free_port())
    with running("demo", var, EXCHANGE_PORT=port) as first:
        first.until_up()
        with first.redis() as client:
            client.set("kept", "yes")
        key = (var / "secret_key").read_text()
        assert first.end() == 0
    with running("demo", var, EXCHANGE_PORT="") as second:
        second.until_up()
        assert _get(var / "redis.sock", "kept") == b"yes"
        assert (var / "secret_key").read_text() == key
        assert (var / "exchange.port").read_text().strip() == port


def test_a_second_launcher_on_the_same_directory_says_who_is_there(var: Path) -> None:
    with running("serve", var) as first:
        first.until_up()
        with running("serve", var) as second:
            assert second.wait() == 1
            assert second.output == [
                f"Lowstream already runs on {var} (process {first.process.pid}). "
                "Stop that one first, or give this one its own directory with LOWSTREAM_VAR=."
            ]
        assert first.process.poll() is None


def test_a_directory_too_deep_for_a_socket_still_works(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 30) / "var"
    with running("serve", deep) as launcher:
        launcher.until_up()
        hub = launcher.births("hub")[-1]
        environment = Path(f"/proc/{hub}/environ").read_bytes().decode().split("\0")
        socket = Path(next(line for line in environment if line.startswith("REDIS_URL=unix://"))[17:])
        assert mode_of(socket.parent) == 0o700
        assert launcher.end() == 0
        assert not socket.parent.exists()
