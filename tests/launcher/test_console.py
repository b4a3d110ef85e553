"""The printer that never blocks its caller."""

from __future__ import annotations

import contextlib
import io
import os
import re

from lowstream.launcher.console import WAITING_LINES, Console


def test_lines_of_children_stand_behind_their_name() -> None:
    out = io.StringIO()
    console = Console(out)
    console.say("Lowstream is running")
    console.pass_on("hub", "took a stream")
    console.close()
    assert out.getvalue() == "Lowstream is running\nhub      | took a stream\n"


def test_a_line_for_programs_stays_as_it_is() -> None:
    out = io.StringIO()
    console = Console(out)
    console.pass_on("hub", '{"time":"2026-11-21T04:00:00.000+00:00","message":"ready"}')
    console.close()
    assert out.getvalue() == '{"time":"2026-11-21T04:00:00.000+00:00","message":"ready"}\n'


def told(line: str) -> int:
    """How many lines a remark of the console says were left out."""
    found = re.fullmatch(r"\((\d+) lines left out: the output is not being read\)\n", line)
    return int(found[1]) if found else 0


def test_a_reader_that_stops_reading_costs_lines_and_is_told_how_many() -> None:
    read, write = os.pipe()
    with os.fdopen(read) as reader, os.fdopen(write, "w") as writer:
        console = Console(writer)
        line = "x" * 1000  # far more in all than a pipe holds, so that the writer gets stuck
        for _ in range(WAITING_LINES * 3):
            console.say(line)
        taken = left_out = 0
        while taken < WAITING_LINES // 2:  # from here on there is room again
            text = reader.readline()
            taken += text == f"{line}\n"
            left_out += told(text)
        console.say("the end")
        while (text := reader.readline()) != "the end\n":
            taken += text == f"{line}\n"
            left_out += told(text)
        assert left_out > WAITING_LINES
        assert taken + left_out == WAITING_LINES * 3
        console.close()


def test_a_reader_that_went_away_is_no_failure() -> None:
    read, write = os.pipe()
    os.close(read)
    writer = os.fdopen(write, "w")
    console = Console(writer)
    console.say("nobody hears this")
    console.close()
    with contextlib.suppress(BrokenPipeError):
        writer.close()
