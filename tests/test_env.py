"""The readers of environment variables: what they take, and the one line they end with otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lowstream import env


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VALUE", "VALUE_FILE"):
        monkeypatch.delenv(name, raising=False)


def read(monkeypatch: pytest.MonkeyPatch, value: str, reader: Callable[[], object]) -> object:
    monkeypatch.setenv("VALUE", value)
    return reader()


def complaint(monkeypatch: pytest.MonkeyPatch, value: str, reader: Callable[[], object]) -> str:
    with pytest.raises(env.WrongSetting) as caught:
        read(monkeypatch, value, reader)
    return str(caught.value)


def test_text_comes_from_the_variable_or_from_the_file_it_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert env.text("VALUE", "default") == "default"
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    monkeypatch.setenv("VALUE_FILE", str(secret))
    assert env.text("VALUE") == "from the file"
    assert read(monkeypatch, " from the variable ", lambda: env.text("VALUE")) == "from the variable"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VALUE_FILE", str(tmp_path / "missing"))
    with pytest.raises(env.WrongSetting, match=r"VALUE_FILE=.*missing.*readable file"):
        env.text("VALUE")


@pytest.mark.parametrize(("value", "result"), [("on", True), ("TRUE", True), ("1", True), ("no", False), ("0", False)])
def test_booleans_have_many_spellings(monkeypatch: pytest.MonkeyPatch, value: str, result: bool) -> None:
    assert read(monkeypatch, value, lambda: env.boolean("VALUE", default=not result)) is result


def test_a_wrong_boolean_names_the_variable_the_value_and_what_was_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    line = complaint(monkeypatch, "maybe", lambda: env.boolean("VALUE"))
    assert line == "Wrong setting: VALUE='maybe'; expected true or false."


@pytest.mark.parametrize("value", ["eight", "8.5", "-1", "11", "0x8"])
def test_whole_numbers_stay_within_their_bounds(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    line = complaint(monkeypatch, value, lambda: env.integer("VALUE", 5, least=0, most=10))
    assert line == f"Wrong setting: VALUE={value!r}; expected a whole number from 0 to 10."


def test_an_empty_variable_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, "", lambda: env.integer("VALUE", 5, least=0, most=10)) == 5
    assert read(monkeypatch, "", lambda: env.port("VALUE", 8000)) == 8000
    assert read(monkeypatch, "", lambda: env.listing("VALUE", ("a", "b"))) == ["a", "b"]


def test_lists_drop_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, " a, ,b,", lambda: env.listing("VALUE")) == ["a", "b"]


@pytest.mark.parametrize("value", ["0", "65536", "http"])
def test_ports_are_ports(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert "from 1 to 65535" in complaint(monkeypatch, value, lambda: env.port("VALUE", 8000))


@pytest.mark.parametrize(
    ("value", "host"),
    [("0.0.0.0", "0.0.0.0"), ("[::1]", "::1"), ("::", "::"), ("house.example", "house.example"), ("localhost",) * 2],
)
def test_hosts_are_addresses_or_names(monkeypatch: pytest.MonkeyPatch, value: str, host: str) -> None:
    assert read(monkeypatch, value, lambda: env.host("VALUE", "127.0.0.1")) == host


@pytest.mark.parametrize("value", ["127.0.0", "300.1.1.1", "http://x", "a b", "x:80", "-x"])
def test_other_hosts_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert "an IP address or a host name" in complaint(monkeypatch, value, lambda: env.host("VALUE", "127.0.0.1"))


def test_a_choice_is_spelt_as_the_program_spells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def level() -> str:
        return env.choice("VALUE", "INFO", ("DEBUG", "INFO"))

    assert read(monkeypatch, "debug", level) == "DEBUG"
    assert complaint(monkeypatch, "loud", level) == "Wrong setting: VALUE='loud'; expected one of DEBUG, INFO."


def test_a_wrong_url_is_not_repeated_because_it_may_hold_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def url() -> str:
        return env.url("VALUE", "", ("redis", "unix"))

    assert read(monkeypatch, "redis://:secret@host:6379/0", url) == "redis://:secret@host:6379/0"
    assert read(monkeypatch, "unix:///run/redis.sock", url) == "unix:///run/redis.sock"
    for wrong in ("http://:secret@host/", "secret", "redis://host:secret/"):
        line = complaint(monkeypatch, wrong, url)
        assert "secret" not in line
        assert "VALUE" in line


def test_keys_come_newest_first_and_are_never_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one, two, file = "A" * 43 + "=", "_-" * 21 + "A=", tmp_path / "key"

    def keys() -> list[str]:
        return env.fernet_keys("VALUE", file)

    assert keys() == []
    file.write_text(f"{two}\n{one}\n")
    assert keys() == [two, one]
    assert read(monkeypatch, f"{one}, {two}", keys) == [one, two]
    for wrong in ("short", "A" * 44, f"{one},nonsense"):
        said = complaint(monkeypatch, wrong, keys)
        assert "VALUE='…'" in said
        assert "44 characters" in said
        assert wrong not in said


@pytest.mark.parametrize(("value", "found"), [
    ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
    ("smtp+tls://ann:p%40ss@mail.example", ("mail.example", 587, "ann", "p@ss", True, False)),
    ("smtps://mail.example:4650", ("mail.example", 4650, "", "", False, True)),
])  # fmt: skip
def test_a_mail_server_is_one_address(monkeypatch: pytest.MonkeyPatch, value: str, found: tuple[object, ...]) -> None:
    made = read(monkeypatch, value, lambda: env.mail("VALUE"))
    assert isinstance(made, dict)
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    assert tuple(made.get(name, False) for name in names) == found
    assert made["EMAIL_BACKEND"].endswith("smtp.EmailBackend")


def test_without_one_mails_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.mail("VALUE") == read(monkeypatch, "console:", lambda: env.mail("VALUE"))
    assert env.mail("VALUE")["EMAIL_BACKEND"].endswith("console.EmailBackend")


@pytest.mark.parametrize(
    "value", ["mail.example", "http://mail.example", "smtp://", "smtp://u:pass@mail.example:99999"]
)
def test_a_wrong_mail_server_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    line = complaint(monkeypatch, value, lambda: env.mail("VALUE"))
    assert line == "Wrong setting: VALUE='…'; expected console: or smtp://…, smtp+tls://…, smtps://…."
