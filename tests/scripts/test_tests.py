"""What fails beside another test is run again by itself, and what fails twice fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import tests

ONCE = """
import pathlib
def test_{name}():
    flag = pathlib.Path(__file__).with_suffix(".{name}")
    there, _ = flag.exists(), flag.touch()
    assert there
"""
ALONE = "\nimport pytest\n@pytest.mark.alone\ndef test_alone(): pass\n"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("def test_a(): pass", 0),
        (ONCE.format(name="a"), 0),
        ("def test_a(): assert False", 1),
        ("".join(ONCE.format(name=f"a{n}") for n in range(tests.AGAIN_MAX + 1)), 1),  # so many are no matter of load
    ],
    ids=["passes", "fails once", "fails twice", "many fail once"],
)
def test_the_exit_code_says_whether_all_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, code: int
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = alone\naddopts = -p xdist.plugin\n")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the others' start takes longer than these tests
    (tmp_path / "tests/browser").mkdir(parents=True)
    (tmp_path / "tests/browser/test_one.py").write_text(source + ALONE)
    monkeypatch.setattr(tests, "ROOT", tmp_path)
    monkeypatch.setattr(tests, "LAST_FAILED", tmp_path / ".pytest_cache/v/cache/lastfailed")
    assert tests.main("browser") == code
