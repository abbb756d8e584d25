from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import date, time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ventanilla.documents.seal import Forged, initials, public_key, sign, verify
from ventanilla.domain.applicant import Applicant, BirthPlace

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture
def keys(seed):
    return {1: public_key(seed)}


def test_what_was_signed_is_what_is_read(statement, seed, keys):
    midnight = replace(
        statement, day=date(2027, 12, 31), time=time(23, 59), initials="ŁÑ", revision=70
    )

    assert verify(sign(statement, seed, 1), keys) == statement
    assert verify(sign(midnight, seed, 1), keys) == midnight


def test_token_is_short_and_fit_for_an_address(statement, seed):
    token = sign(statement, seed, 1)

    assert len(token) < 200
    assert set(token) <= set(LETTERS)


def test_same_statement_is_the_same_token(statement, seed):
    assert sign(statement, seed, 1) == sign(statement, seed, 1)


@pytest.mark.parametrize("more", ["a", "ab", "abc"])
def test_no_character_can_be_changed_left_out_or_added(statement, seed, keys, more):
    """Over three lengths, so that every count of leftover bits at the end is met."""
    token = sign(replace(statement, initials=more), seed, 1)

    for at in range(len(token)):
        for letter in (*LETTERS[:: 1 if at == len(token) - 1 else 13], "=", "+", " ", "é"):
            changed = token[:at] + letter + token[at + 1 :]
            assert changed == token or isinstance(verify(changed, keys), Forged)
        assert isinstance(verify(token[:at] + token[at + 1 :], keys), Forged)
        assert isinstance(verify(token[:at] + "A" + token[at:], keys), Forged)


@pytest.mark.parametrize("tail", ["=", "==", "\n", " ", "A"])
def test_nothing_can_be_hung_on(statement, seed, keys, tail):
    assert isinstance(verify(sign(statement, seed, 1) + tail, keys), Forged)


@pytest.mark.parametrize("token", ["", "A", "AQ", "¡hola!", "A" * 86, "A" * 400, "\ud800"])
def test_nonsense_is_told_apart_without_an_error(keys, token):
    assert isinstance(verify(token, keys), Forged)


def test_another_key_does_not_pass(statement, keys):
    assert verify(sign(statement, bytes(32), 1), keys) == Forged("altered")


def test_a_key_not_known_here_is_said_so(statement, seed, keys):
    assert verify(sign(statement, seed, 2), keys) == Forged("unknown-key")


def test_old_key_goes_on_verifying_while_keys_rotate(statement, seed, keys):
    both = keys | {2: public_key(bytes(32))}

    assert verify(sign(statement, seed, 1), both) == statement
    assert verify(sign(statement, bytes(32), 2), both) == statement


def test_a_later_layout_is_said_so(statement, seed, keys):
    token = sign(statement, seed, 1)
    sealed = bytearray(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    sealed[0] = 9

    later = urlsafe_b64encode(sealed).rstrip(b"=").decode()

    assert verify(later, keys) == Forged("unknown-layout")


def test_a_signature_made_for_something_else_does_not_pass(statement, seed, keys):
    token = sign(statement, seed, 1)
    body = urlsafe_b64decode(token + "=" * (-len(token) % 4))[:-64]

    elsewhere = Ed25519PrivateKey.from_private_bytes(seed).sign(body)

    forged = urlsafe_b64encode(body + elsewhere).rstrip(b"=").decode()
    assert verify(forged, keys) == Forged("altered")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("John Robert", "Stewart-Johnson", ""), "JS"),
        (("María José", "Núñez", "de la O"), "MND"),
        (("ʻIolani", "'t Hart", "ñandú"), "ITÑ"),
        (("E\u0301va", "ß", ""), "ÉSS"),
    ],
)
def test_initials_are_one_letter_for_each_part(names, expected):
    place = BirthPlace("MX", "", "", "")
    applicant = Applicant(*names, date(1988, 12, 1), place, "a@example.org", "es")

    assert initials(applicant) == expected
