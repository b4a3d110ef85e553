"""The set-up's own decisions: what is done already, which Node will do, what a failing tool leaves on the screen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lowstream.launcher import redis_binary
from scripts import setup, tools


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout."""
    monkeypatch.setattr(tools, "CHECKOUT", tmp_path)
    monkeypatch.setattr(tools, "STAMPS", tmp_path / "stamps")
    return tmp_path


def program(folder: Path, name: str, output: str) -> Path:
    """A program that prints one line."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{output}'\n")
    path.chmod(0o755)
    return path


def test_a_step_is_done_only_for_the_input_it_was_done_with(checkout: Path) -> None:
    assert not tools.stamped("build", "one")
    tools.stamp("build", "one")
    assert tools.stamped("build", "one")
    assert not tools.stamped("build", "two")
    tools.unstamp("build")
    assert not tools.stamped("build", "one")


def test_a_fingerprint_changes_with_content_name_and_presence(checkout: Path) -> None:
    (checkout / "src").mkdir()
    file = checkout / "src" / "main.ts"
    file.write_text("1")
    seen = [tools.fingerprint(checkout / "src")]
    file.write_text("2")
    seen.append(tools.fingerprint(checkout / "src"))
    file.rename(file.with_name("other.ts"))
    seen.append(tools.fingerprint(checkout / "src"))
    (checkout / "src" / "other.ts").unlink()
    seen.append(tools.fingerprint(checkout / "src"))
    assert len(set(seen)) == 4
    assert tools.fingerprint(checkout / "src") == seen[-1]


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v18.20.0", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.0.0", True),
        ("nonsense", False),
    ],
)
def test_node_is_taken_where_vite_takes_it(tmp_path: Path, version: str, enough: bool) -> None:
    assert setup.node_is_new_enough(str(program(tmp_path, "node", version))) is enough


@pytest.mark.parametrize(("version", "found"), [("6.2.14", False), ("7.0.0", True), ("8.2.3", True)])
def test_a_redis_on_path_is_taken_from_version_7_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, found: bool
) -> None:
    server = program(tmp_path, "redis-server", f"Redis server v={version} sha=0:0 malloc=libc bits=64")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis_binary.on_path() == (server if found else None)


def test_valkey_is_taken_when_redis_is_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "redis-server", "Redis server v=6.0.16 sha=0:0")
    valkey = program(tmp_path, "valkey-server", "Valkey server v=8.1.0 sha=0:0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis_binary.on_path() == valkey


def test_a_failing_tool_leaves_its_first_and_last_lines_and_one_clear_line(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shout = "for n in range(100): print('line', n)\nraise SystemExit(3)"
    with pytest.raises(tools.SetupFailed) as caught:
        tools.run([sys.executable, "-c", shout], "The thing can't be made", cwd=checkout)
    assert str(caught.value) == "The thing can't be made (exit code 3); the lines above say why."
    shown = capsys.readouterr().err.splitlines()
    assert "  line 0" in shown
    assert "  line 99" in shown
    assert len(shown) <= tools.HEAD_LINES + tools.TAIL_LINES + 1


def test_a_tool_that_is_missing_is_one_clear_line(checkout: Path) -> None:
    with pytest.raises(tools.SetupFailed, match=r"no-such-tool can't be run \(No such file or directory\)"):
        tools.run(["no-such-tool"], "The thing can't be made", cwd=checkout)
