"""A: the question whether this address is ours."""

import pytest
from litestar import Litestar

from tests.whatsapp.conformance.door import SECRET, verify
from tests.whatsapp.conformance.webhooks import LINE
from ventanilla.whatsapp.webhook import Door, webhook

RIGHT = b"tok%2Ben+%C3%A9%25"
ASKED = b"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + RIGHT


def test_a1_the_challenge_comes_back_to_who_knows_the_token(app):
    answer = verify(app, ASKED)

    assert (answer.status, answer.body) == (200, b"1158201444")
    assert answer.headers[b"content-type"].startswith(b"text/plain")


REFUSED = {
    "A2-wrong": (b"hub.mode=subscribe&hub.challenge=secret&hub.verify_token=wrong", 403),
    "A3-mode": (b"hub.mode=unsubscribe&hub.challenge=secret&hub.verify_token=" + RIGHT, 403),
    "A4-no-challenge": (b"hub.mode=subscribe&hub.verify_token=" + RIGHT, 400),
    "A5-no-token": (b"hub.mode=subscribe&hub.challenge=secret", 403),
    "A7-long": (
        b"hub.mode=subscribe&hub.challenge=" + b"x" * 10_000 + b"&hub.verify_token=" + RIGHT,
        400,
    ),
    "A9-no-text": (
        b"hub.mode=subscribe&hub.challenge=secret&hub.verify_token=%FF%ED%A0%BD",
        403,
    ),
    "nothing": (b"", 403),
}


@pytest.mark.parametrize("case", REFUSED)
def test_nobody_else_gets_the_challenge(app, case):
    query, status = REFUSED[case]

    answer = verify(app, query)

    assert answer.status == status
    assert b"secret" not in answer.body


def test_a6_markup_in_the_challenge_is_plain_text(app):
    answer = verify(
        app, b"hub.mode=subscribe&hub.challenge=%3Cscript%3Ex&hub.verify_token=" + RIGHT
    )

    assert (answer.status, answer.body) == (200, b"<script>x")
    assert answer.headers[b"content-type"].startswith(b"text/plain")
    assert answer.headers[b"x-content-type-options"] == b"nosniff"


def test_a8_the_question_is_answered_while_the_database_is_away(app, kept):
    kept.broken = OSError("the database is away")

    assert verify(app, ASKED).status == 200


@pytest.mark.parametrize("token", [RIGHT, b"%74ok%2Ben%20%c3%a9%25"])
def test_a9_tokens_are_compared_after_decoding(app, token):
    query = b"hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + token

    assert verify(app, query).status == 200


def test_an_empty_token_lets_nobody_in(kept):
    app = Litestar([webhook(Door(kept, [LINE], [SECRET], ""))], openapi_config=None)

    query = b"hub.mode=subscribe&hub.challenge=1&hub.verify_token="

    assert verify(app, query).status == 403
