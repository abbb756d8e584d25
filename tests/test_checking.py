"""A counter without network checks a confirmation by a public key."""

from datetime import date, time

import pytest

from ventanilla.checking import BadKey, check_token, parse_keys
from ventanilla.documents.seal import Statement, public_key, sign
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode

SEED = bytes(range(32))
KEYS = {7: public_key(SEED)}
TOKEN = sign(
    Statement(
        Folio("ABCD-EFGH-JKMN"),
        2,
        OfficeCode("austin"),
        ProcedureCode("visas"),
        date(2026, 12, 1),
        time(9, 5),
        "JS",
    ),
    SEED,
    7,
)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"https://citas.example.org/v/{TOKEN}",
        f" https://citas.example.org/v/{TOKEN}/\n",
    ],
)
def test_genuine_seal_tells_what_it_seals_and_no_name(text):
    verdict, genuine = check_token(text, KEYS)

    assert genuine
    for told in ("ABCD-EFGH-JKMN", "JS", "austin", "2026-12-01 09:05", "visas", "revision 2"):
        assert told in verdict


def test_genuine_seal_does_not_say_that_the_appointment_stands():
    assert "only the calendar knows" in check_token(TOKEN, KEYS)[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unreadable"),
        ("https://citas.example.org/v/", "unreadable"),
        ("ñ", "unreadable"),
        (f"{TOKEN}=", "unreadable"),
        (TOKEN[:-1], "altered"),
        (f"{TOKEN[:20]}A{TOKEN[21:]}", "altered"),
    ],
)
def test_what_is_not_sealed_so_is_not_genuine_and_the_reason_is_told(text, reason):
    assert check_token(text, KEYS) == (f"NOT genuine ({reason}).", False)


def test_seal_of_another_key_is_not_genuine():
    other = public_key(bytes(32))

    assert check_token(TOKEN, {7: other}) == ("NOT genuine (altered).", False)
    assert check_token(TOKEN, {8: KEYS[7]}) == ("NOT genuine (unknown-key).", False)


def test_keys_are_read_as_they_are_printed():
    other = public_key(bytes(32))

    assert parse_keys([f"7:{KEYS[7].hex()}", f"8:{other.hex()}"]) == {**KEYS, 8: other}


@pytest.mark.parametrize("text", ["", ":", "7", "7:", "seven:ab", "7:zz", f"7:{'ab' * 31}", "7:ñ"])
def test_what_cannot_be_a_key_is_refused_with_an_example_or_its_length(text):
    with pytest.raises(BadKey, match=r"it looks like 12:ab34…$|needs 64 characters$"):
        parse_keys([text])
