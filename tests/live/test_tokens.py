"""Viewer tokens and session strings: good for their minute, their app and their person only."""

from __future__ import annotations

from unittest import mock

import pytest
from django.core import signing

from apps.builder.sharing.access import EmbedPass, Pass
from apps.builder.sharing.embedding import EmbedViewer
from apps.common.errors import AppError
from apps.live.tokens import (
    TOKEN_SECONDS,
    Claims,
    mint_token,
    new_session_id,
    read_session,
    read_token,
    sign_session,
)


def _code(token: str) -> str:
    with pytest.raises(AppError) as caught:
        read_token(token)
    return caught.value.code


def test_a_token_says_who_opens_what() -> None:
    assert read_token(mint_token(Claims(1, 7, "release", 3, "s1", None))) == Claims(1, 7, "release", 3, "s1", None)
    assert read_token(mint_token(Claims(1, 7, "draft", None, "s1", 9))) == Claims(1, 7, "draft", None, "s1", 9)


@pytest.mark.parametrize(("later", "good"), [(TOKEN_SECONDS - 1, True), (TOKEN_SECONDS + 1, False)])
def test_a_token_is_good_for_a_minute(later: int, good: bool) -> None:
    with mock.patch("django.core.signing.time.time", return_value=1_000_000.0):
        token = mint_token(Claims(1, 7, "release", 3, "s1", None))
    with mock.patch("django.core.signing.time.time", return_value=1_000_000.0 + later):
        if good:
            assert read_token(token).app_id == 7
        else:
            assert _code(token) == "token_expired"


@pytest.mark.parametrize("token", ["", "rubbish", "a:b:c", "é", "x" * 4096])
def test_rubbish_is_a_bad_token(token: str) -> None:
    assert _code(token) == "bad_token"


def test_a_token_that_was_tampered_with_is_bad() -> None:
    token = mint_token(Claims(1, 7, "release", 3, "s1", None))
    assert _code(token[:-1] + ("A" if token[-1] != "A" else "B")) == "bad_token"
    assert _code("A" + token[1:]) == "bad_token"


def test_a_session_string_is_no_token_and_a_token_no_session() -> None:
    assert _code(sign_session("s1", 7, None)) == "bad_token"
    with pytest.raises(AppError):
        read_session(mint_token(Claims(1, 7, "release", 3, "s1", None)), 7, None)


def test_a_signed_text_with_other_claims_is_bad() -> None:
    assert _code(signing.dumps({"app_id": 7}, salt="lowstream.viewer-token")) == "bad_token"
    assert _code(signing.dumps([1, 2], salt="lowstream.viewer-token")) == "bad_token"


def test_a_session_is_bound_to_its_app_and_person() -> None:
    text = sign_session("s1", 7, 9)
    assert read_session(text, 7, 9) == "s1"
    for app_id, user_id in ((8, 9), (7, 10), (7, None)):
        with pytest.raises(AppError) as caught:
            read_session(text, app_id, user_id)
        assert caught.value.code == "bad_session"


def test_session_ids_can_not_be_guessed() -> None:
    ids = {new_session_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(session_id) == 22 for session_id in ids)


def test_no_two_tokens_are_the_same() -> None:
    claims = Claims(1, 7, "release", 3, "s1", None)
    assert len({mint_token(claims) for _ in range(100)}) == 100


def test_a_token_says_whom_another_site_spoke_of() -> None:
    embed = EmbedViewer(EmbedPass("https://portal.example", "key-1"), "Ada", "ada@portal.example")
    claims = Claims(1, 7, "release", 3, "s1", None, embed)
    assert read_token(mint_token(claims)) == claims
    assert claims.permit == Pass(7, "release", None, embed.held)
