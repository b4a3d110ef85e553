"""Values become the type their builder chose, or are refused in clear words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from apps.streams.core.conversion import CONVERTERS


@pytest.mark.parametrize(
    ("type_", "value", "converted"),
    [
        ("number", 5, 5),
        ("number", 1.5, 1.5),
        ("number", "3586.70000", 3586.7),
        ("number", " 12 ", 12),
        ("number", "-1e3", -1000),
        ("number", "+.5", 0.5),
        ("number", "007", 7),
        ("number", "5541.200001234567890", Decimal("5541.200001234567890")),
        ("number", "9007199254740993", Decimal(9007199254740993)),
        ("number", Decimal("1.23456789012345678901"), Decimal("1.23456789012345678901")),
        ("string", "a", "a"),
        ("string", 5, "5"),
        ("string", 1.5, "1.5"),
        ("string", Decimal("123456789012345678901234567890"), "123456789012345678901234567890"),
        ("string", True, "true"),
        ("string", {"a": [1]}, '{"a":[1]}'),
        ("boolean", True, True),
        ("boolean", 0, False),
        ("boolean", 1, True),
        ("boolean", "TRUE", True),
        ("boolean", "0", False),
        ("time", 1_542_057_314, 1_542_057_314_000),
        ("time", 1_542_057_314.748456, 1_542_057_314_748),
        ("time", "1542057314.748456", 1_542_057_314_748),
        ("time", 1_542_057_314_748, 1_542_057_314_748),
        ("time", 1_542_057_314_748_456, 1_542_057_314_748),
        ("time", "1542057314748456789", 1_542_057_314_748),
        ("time", 0, 0),
        ("time", -86_400, -86_400_000),
        ("time", "2018-11-12T21:15:14.748Z", 1_542_057_314_748),
        ("time", "2018-11-12 21:15:14.748456789", 1_542_057_314_748),
        ("time", "2018-11-12T22:15:14,748+01:00", 1_542_057_314_748),
        ("time", "2018-11-12T12:45:14-0830", 1_542_057_314_000),
        ("time", "2018-11-12T21:15", 1_542_057_300_000),
        ("time", "2018-11-12", 1_541_980_800_000),
        ("time", "2000-02-29", 951_782_400_000),
        ("time", "1969-12-31T23:59:59Z", -1000),
    ],
)
def test_a_value_becomes_its_type(type_: str, value: Any, converted: Any) -> None:
    got = CONVERTERS[type_](value)
    assert got == converted
    assert type(got) is type(converted) or isinstance(got, float | int)
    assert isinstance(got, bool) == isinstance(converted, bool)


def refused(type_: str, reason: str, *values: Any) -> list[tuple[str, Any, str]]:
    return [(type_, value, reason) for value in values]


@pytest.mark.parametrize(
    ("type_", "value", "reason"),
    [
        *refused("number", "is not a number", "", "abc", "1_000", "1,5", "nan", "inf", "-Infinity", "0x10"),
        *refused("number", "is not a number", "１２", "1e400", "9" * 2000, True, [1], {}),
        *refused("boolean", "is neither true nor false", "yes", "", 2, 0.5, [], "2"),
        *refused("time", "is not a time", "", "soon", True, [], 1e30, "1e40", "2018-1-2", "12:00"),
        *refused("time", "is not a day of the calendar", "2018-02-29", "2018-13-01", "0000-01-01"),
        *refused("time", "is not a time of the day", "2018-01-01T25:00", "2018-01-01T10:60"),
    ],
)
def test_what_is_not_of_the_type_is_refused(type_: str, value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        CONVERTERS[type_](value)
