"""Each outcome of checking a confirmation, by judgement and by page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import date

import pytest

from tests.portal.samples import SEED, SLOT, STANDING, STATEMENT, VERSION, a_token
from ventanilla.documents.seal import public_key, sign
from ventanilla.portal.site import Standing
from ventanilla.portal.verdict import Verdict, judge

KEYS = {VERSION: public_key(SEED)}


def altered(token: str) -> str:
    sealed = bytearray(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    sealed[10] ^= 1
    return urlsafe_b64encode(bytes(sealed)).rstrip(b"=").decode()


FORGERIES = {
    "altered": altered(a_token()),
    "signed by another": sign(STATEMENT, bytes(32), VERSION),
    "unknown key": sign(STATEMENT, SEED, VERSION + 1),
    "cut off": a_token()[:-9],
    "no token": "hola",
    "odd letters": "%C3%B1%F0%9F%92%A9",
}


@pytest.mark.parametrize(
    ("standing", "outcome"),
    [
        (STANDING, "valid"),
        (replace(STANDING, revision=3), "changed"),
        (replace(STANDING, state="cancelled"), "void"),
        (replace(STANDING, state="cancelled", revision=3), "void"),
        (replace(STANDING, state="expired"), "void"),
        (replace(STANDING, state="held"), "void"),
        (replace(STANDING, revision=1), "unrecorded"),
        (None, "unrecorded"),
    ],
)
def test_genuine_confirmation_is_worth_what_the_records_say(standing: Standing | None, outcome):
    verdict = judge(a_token(), KEYS, lambda folio: standing)

    assert verdict.outcome == outcome
    assert verdict.folio == STATEMENT.folio


@pytest.mark.parametrize("token", FORGERIES.values(), ids=FORGERIES.keys())
def test_forgery_never_reaches_the_records(token):
    asked = []

    assert judge(token, KEYS, asked.append) == Verdict("forged")
    assert asked == []


@pytest.mark.parametrize("standing", [replace(STANDING, revision=3), None])
def test_old_paper_does_not_tell_where_its_owner_will_be(standing):
    assert judge(a_token(), KEYS, lambda folio: standing).slot is None


def test_valid_page_shows_office_date_time_initials_and_folio(client):
    page = client.get(f"/v/{a_token()}?lang=es")

    assert page.status_code == 200
    for fact in ("Cita vigente", "Austin, TX", "viernes 4 de diciembre de 2026"):
        assert fact in page.text
    for fact in ("9:30\u00a0a. m.", "hora de Austin", "JRM", STATEMENT.folio):
        assert fact in page.text


def test_valid_page_shows_what_the_records_say_not_what_the_token_says(client, records):
    records.standing = replace(STANDING, slot=replace(SLOT, day=date(2026, 12, 7)))

    page = client.get(f"/v/{a_token()}?lang=en").text

    assert "Monday, December 7, 2026" in page
    assert "December 4" not in page


def test_the_records_are_asked_once_by_the_folio_that_was_sealed(client, records):
    client.get(f"/v/{a_token()}")

    assert records.asked == [STATEMENT.folio]


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (
            replace(STANDING, revision=3),
            {"es": "Papel anterior", "en": "Older paper", "fr": "Ancien papier"},
        ),
        (
            replace(STANDING, state="cancelled"),
            {"es": "Cita cancelada", "en": "Cancelled", "fr": "Annulé"},
        ),
        (None, {"es": "Pregunte a la oficina", "en": "Ask the office", "fr": "Demandez au bureau"}),
    ],
    ids=["changed", "cancelled", "unrecorded"],
)
def test_page_says_in_each_language_why_a_genuine_paper_does_not_hold(
    client, records, standing, words
):
    records.standing = standing

    for language, heading in words.items():
        page = client.get(f"/v/{a_token()}?lang={language}")
        assert page.status_code == 200
        assert f"<h1>{heading}</h1>" in page.text
        assert STATEMENT.folio in page.text
        assert "9:30" not in page.text


def test_missing_record_is_not_called_a_fraud(client, records):
    records.standing = None

    page = client.get(f"/v/{a_token()}?lang=en").text

    assert "The seal is genuine" in page
    assert "ask the office" in page


def test_all_forgeries_get_the_same_answer(client):
    pages = [client.get(f"/v/{token}?lang=en") for token in FORGERIES.values()]

    assert {page.status_code for page in pages} == {404}
    assert {page.text for page in pages} == {pages[0].text}
    assert "<h1>Not recognised</h1>" in pages[0].text


@pytest.mark.parametrize("token", [a_token(), "hola"], ids=["genuine", "forged"])
def test_verdict_is_neither_kept_nor_listed(client, token):
    page = client.get(f"/v/{token}")

    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "ETag" not in page.headers


def test_office_that_closed_since_is_named_by_its_code(client, records):
    records.standing = replace(STANDING, slot=replace(SLOT, office="roswell"))

    page = client.get(f"/v/{a_token()}?lang=en")

    assert page.status_code == 200
    assert "roswell" in page.text
