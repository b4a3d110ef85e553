"""The printer that never blocks its caller."""

from __future__ import annotations

import io
import os

from lowstream.launcher.console import WAITING_LINES, Console


def test_lines_of_children_stand_behind_their_name() -> None:
    out = io.StringIO()
    console = Console(out)
    console.say("Lowstream is running")
    console.pass_on("hub", "took a stream")
    console.close()
    assert out.getvalue() == "Lowstream is running\nhub      | took a stream\n"


def test_a_reader_that_stops_reading_costs_lines_and_is_told_how_many() -> None:
    read, write = os.pipe()
    with os.fdopen(read) as reader, os.fdopen(write, "w") as writer:
        console = Console(writer)
        line = "x" * 1000  # far more in all than a pipe holds, so that the writer gets stuck
        for _ in range(WAITING_LINES * 3):
            console.say(line)
        taken = 0
        while taken < WAITING_LINES:
            taken += reader.readline() == f"{line}\n"
        console.say("the end")
        text = ""
        while "the end" not in text:
            text = reader.readline()
            if text.startswith("("):
                assert text.endswith("lines left out: the output is not being read)\n")
                assert int(text[1:].split()[0]) > WAITING_LINES
                break
        else:
            raise AssertionError("the loss was not told")
        assert reader.readline() == "the end\n"
        console.close()


def test_a_reader_that_went_away_is_no_failure() -> None:
    read, write = os.pipe()
    os.close(read)
    writer = os.fdopen(write, "w")
    console = Console(writer)
    console.say("nobody hears this")
    console.close()
    os.close(os.dup(writer.fileno()))
    try:
        writer.close()
    except BrokenPipeError:
        pass
