"""Guessing of passwords: counted across processes, in whichever cache there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.accounts import throttle
from apps.accounts.models import User
from apps.accounts.throttle import FAILURES_ANYWHERE, FAILURES_PER_PERSON, count_attempt, forget_attempt
from apps.common import cache as shared
from apps.common.cache import SharedCache
from tests.cast import PASSWORD

from .people import EMAIL, browser, sign_in, signed_in, told

HOME, CAFE = "192.0.2.1", "198.51.100.7"


def blocked(address: str = HOME, email: str = EMAIL, known: bool = False) -> bool:
    return count_attempt(email, address, lambda: known).blocked


def test_ten_wrong_ones_from_one_address_and_the_next_waits() -> None:
    assert [blocked() for _ in range(FAILURES_PER_PERSON + 1)] == [False] * FAILURES_PER_PERSON + [True]
    assert not blocked(CAFE)
    assert not blocked(email="bob@example.com")


def test_only_the_first_that_is_refused_is_news() -> None:
    attempts = [count_attempt(EMAIL, HOME, lambda: False) for _ in range(FAILURES_PER_PERSON + 3)]
    assert [attempt.just_blocked for attempt in attempts].count(True) == 1
    assert attempts[FAILURES_PER_PERSON].just_blocked
    assert attempts[0].number == 1


def test_a_right_one_clears_the_person_s_count_and_takes_itself_back_from_the_address_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(throttle, "FAILURES_PER_ADDRESS", 12)
    for _ in range(FAILURES_PER_PERSON):
        blocked()
    forget_attempt(EMAIL, HOME)  # the last was right
    assert not blocked(), "counted from the start"
    assert [blocked(email=f"{n}@example.com") for n in range(3)] == [False, False, True], "9 + 1 were failures"


def test_one_owner_of_a_whole_ipv6_network_counts_once() -> None:
    assert [blocked(f"2001:db8::{n:x}") for n in range(1, 12)] == [False] * 10 + [True]
    assert not blocked("2001:db8:0:1::1")


def test_a_botnet_is_stopped_but_not_where_the_person_has_been_before() -> None:
    for n in range(FAILURES_ANYWHERE):
        assert not blocked(f"203.0.{n // 5}.{n % 5}")
    assert blocked(CAFE)
    assert not blocked(HOME, known=True)


def test_who_is_stopped_at_one_address_uses_up_nothing_elsewhere() -> None:
    for _ in range(FAILURES_ANYWHERE + 10):
        blocked(HOME)
    assert not blocked(CAFE)


@pytest.mark.django_db
def test_where_somebody_has_signed_in_they_are_known(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "FAILURES_ANYWHERE", 3)
    signed_in(address=HOME)
    for n in range(4):
        sign_in(browser(address=f"203.0.113.{n}"), "guess")
    assert sign_in(browser(address=CAFE))[0] == 429
    assert sign_in(browser(address=HOME)) == (302, "/")


@pytest.mark.django_db
def test_the_audit_log_is_told_of_the_first_failure_and_of_the_stop(ann: User) -> None:
    client = browser()
    for n in range(FAILURES_PER_PERSON + 4):
        sign_in(client, f"guess {n}")
    workspace = ann.memberships.get().workspace_id
    for action in ("sign_in.failed", "sign_in.throttled"):
        (entry,) = told(action)
        assert (entry.workspace_id, entry.actor, entry.target) == (workspace, None, EMAIL)
        assert entry.details["address"] == "192.0.2.1"
    for n in range(FAILURES_PER_PERSON + 4):
        sign_in(browser(), f"guess {n}", "nobody@example.com")
    assert len(told("sign_in.failed")) == 1, "of people who don't exist, only the stop is told"
    assert [entry.workspace_id for entry in told("sign_in.throttled")] == [workspace, None]
    assert PASSWORD not in str([entry.details for entry in told("sign_in.failed")])


# --- Across processes ---------------------------------------------------------------------------------------------


def process(url: str, monkeypatch: pytest.MonkeyPatch) -> SharedCache:
    """The cache as another process has it: other connections, other memory."""
    monkeypatch.setattr(shared, "_shared", {})
    made = SharedCache([url], {"KEY_PREFIX": "ls:cache"})
    made._local = type(made._local)(f"local of {id(made)}", {})
    return made


@pytest.fixture
def two(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[SharedCache]]:
    yield [process(redis_url, monkeypatch) for _ in range(2)]


def _attempts(through: list[SharedCache], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Guess after guess, each handled by the next process."""
    found = []
    for n in range(FAILURES_PER_PERSON + 1):
        monkeypatch.setattr(throttle, "cache", through[n % len(through)])
        found.append(blocked())
    return found


def test_two_processes_count_together(two: list[SharedCache], monkeypatch: pytest.MonkeyPatch) -> None:
    assert _attempts(two, monkeypatch) == [False] * FAILURES_PER_PERSON + [True]


def test_without_redis_each_counts_for_itself_and_people_still_get_in(monkeypatch: pytest.MonkeyPatch) -> None:
    away = [process("unix:///nowhere/redis.sock", monkeypatch) for _ in range(2)]
    assert _attempts(away, monkeypatch) == [False] * (FAILURES_PER_PERSON + 1)
    assert _attempts(away[:1], monkeypatch)[-1] is True


@pytest.mark.django_db
def test_signing_in_works_while_redis_is_away(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "cache", process("unix:///nowhere/redis.sock", monkeypatch))
    assert sign_in(browser()) == (302, "/")
