"""What stands on the landing page, the notice and the pages of procedures, and how they are sent."""

from dataclasses import replace
from html import unescape

import pytest
from litestar.testing import TestClient

from tests.portal.samples import TEMPORARY, Records, a_site, a_token, an_app
from ventanilla.domain.language import LANGUAGES
from ventanilla.domain.office import Contact, Fee

AUSTIN = f"/p/{TEMPORARY}/austin"
OPEN = ["/", "/privacy", AUSTIN]


def said(response) -> str:
    return unescape(response.text)


def visited(network, path, *, demo=False) -> str:
    app = an_app(a_site(Records(), network, demo=demo))
    with TestClient(app) as client:
        return said(client.get(path))


def with_austin(network, **changes):
    offices = dict(network.offices)
    offices["austin"] = replace(offices["austin"], **changes)
    return replace(network, offices=offices)


def with_fee(network, fee):
    procedures = dict(network.procedures)
    procedures[TEMPORARY] = replace(procedures[TEMPORARY], fee=fee)
    return replace(network, procedures=procedures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_landing_says_whose_it_is_how_to_write_and_where_the_notice_is(client, network, language):
    page = said(client.get(f"/?lang={language}"))

    assert network.title[language] in page
    assert network.operator[language] in page
    assert network.line in page
    assert "https://wa.me/14243090009?text=" in page
    assert f'href="/privacy?lang={language}"' in page


def test_landing_marks_help_that_nobody_verified(client):
    page = said(client.get("/?lang=en"))

    verified, _, unverified = page.partition("+1 520-623-7874</a>")
    assert "to be confirmed" not in verified
    assert unverified.lstrip().startswith('<span class="mark">to be confirmed')


@pytest.mark.parametrize("path", OPEN)
def test_demonstration_says_so_and_never_sends_to_the_real_line(network, path):
    page = visited(network, f"{path}?lang=en", demo=True)

    assert "not an official site" in page
    assert "wa.me" not in page
    if path != "/privacy":
        assert 'href="/phone"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_notice_is_shown_whole_with_version_and_date(client, network, language):
    page = said(client.get(f"/privacy?lang={language}"))

    for section in network.notice.sections:
        assert section.heading[language] in page
        assert section.text[language] in page
    assert f"Version {network.notice.version}" in page.replace("ó", "o")
    assert {"es": "23 de noviembre", "en": "November 23", "fr": "23 novembre"}[language] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_guide_says_what_to_bring_and_know(client, network, language):
    procedure = network.procedures[TEMPORARY]

    page = said(client.get(f"{AUSTIN}?lang={language}"))

    everything = (*procedure.bring, *procedure.family, *procedure.advice)
    for words in (procedure.title, procedure.who, procedure.wait, procedure.fee.note, *everything):
        assert words[language] in page
    assert "2025" in page


def test_every_procedure_of_every_office_has_its_page(client, network):
    codes = sorted(network.offices["austin"].offers)

    assert codes
    for code in codes:
        page = client.get(f"/p/{code}/austin")
        assert (code, page.status_code) == (code, 200)


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [
        ("54.00", "es", "54.00 dólares"),
        ("1054.00", "en", "1,054.00 US dollars"),
        ("54.00", "fr", "54,00 dollars"),
        ("0.00", "en", "Free"),
        (None, "es", "Pregunte a la oficina"),
    ],
)
def test_fee_is_written_as_the_reader_writes_it_and_always_to_be_confirmed(
    network, amount, language, words
):
    changed = with_fee(network, Fee(2025, amount))

    page = visited(changed, f"{AUSTIN}?lang={language}")

    price = page.partition('<p class="price">')[2]
    assert price.startswith(words)
    assert '2025 <span class="mark">' in price


def test_procedure_without_a_fee_shows_none(network):
    assert 'class="price"' not in visited(with_fee(network, None), AUSTIN)


def test_office_shows_its_address_and_ways_of_contact_unverified_ones_marked(network):
    ways = (
        Contact("phone", "+1 512-555-0100", verified=True),
        Contact("email", "citas@example.org", verified=False),
    )
    changed = with_austin(network, address="1 Main Street", contacts=ways)

    page = visited(changed, f"{AUSTIN}?lang=en")

    assert "1 Main Street" in page
    assert 'href="tel:+15125550100">+1 512-555-0100</a></dd>' in page
    assert 'href="mailto:citas@example.org">citas@example.org</a> <span class="mark">' in page


def test_office_of_which_nothing_is_known_says_so(network):
    page = visited(with_austin(network, address="", contacts=()), f"{AUSTIN}?lang=en")

    assert "do not have its confirmed address" in page
    assert "do not have its confirmed contact details" in page


@pytest.mark.parametrize("address", [TEMPORARY, f"{TEMPORARY}/atlantis", f"{TEMPORARY}/"])
def test_procedure_at_no_office_leads_to_the_offices_that_have_it(client, address):
    page = client.get(f"/p/{address}?lang=en")

    assert page.status_code == 404
    assert f'href="{AUSTIN}?lang=en"' in page.text


@pytest.mark.parametrize("address", ["visas/austin", "visas/sin-permiso/gone/austin", "austin"])
def test_unknown_procedure_leads_to_those_of_the_office(client, address):
    page = client.get(f"/p/{address}?lang=en")

    assert page.status_code == 404
    assert f'href="{AUSTIN}?lang=en"' in page.text


def test_address_that_means_nothing_still_has_a_way_on(client):
    page = client.get("/p/nada/de/nada?lang=fr")

    assert page.status_code == 404
    assert "Page introuvable" in page.text
    assert 'href="/?lang=fr"' in page.text


@pytest.mark.parametrize("path", [*OPEN, f"/v/{a_token()}", "/p/nada", "/nada", "/broken"])
def test_every_page_offers_every_language_and_carries_the_guards(client, path):
    page = client.get(path, headers={"Accept-Language": "fr-CA"})

    assert 'lang="fr"' in page.text
    for language in LANGUAGES:
        assert f'href="?lang={language}"' in page.text
    assert page.headers["Content-Language"] == "fr"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("path", [*OPEN, f"/v/{a_token()}", "/broken"])
def test_pages_need_no_script_and_nothing_inline(client, path):
    page = client.get(path).text

    assert "<script" not in page
    assert "<style" not in page
    assert " style=" not in page


@pytest.mark.parametrize("path", OPEN)
def test_page_that_did_not_change_is_not_sent_again(client, path):
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert "public" in first.headers["Cache-Control"]
    assert first.headers["Vary"] == "Accept-Language"
    assert (again.status_code, again.text) == (304, "")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_languages_are_kept_apart_by_their_etag(client):
    etag = client.get("/?lang=es").headers["ETag"]

    assert client.get("/?lang=en", headers={"If-None-Match": etag}).status_code == 200


def test_style_sheet_is_kept_for_good_under_an_address_that_changes_with_it(client):
    address = client.get("/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]

    sheet = client.get(address)

    assert "?v=" in address
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "immutable" in sheet.headers["Cache-Control"]
    assert sheet.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (
            "/nada",
            404,
            {
                "es": "No encontramos esta página",
                "en": "We cannot find this page",
                "fr": "Page introuvable",
            },
        ),
        ("/broken", 500, {"es": "Algo falló", "en": "Something failed", "fr": "Un incident"}),
    ],
)
def test_error_is_a_page_in_the_reader_language_that_says_nothing_of_its_cause(
    client, path, status, words
):
    for language, heading in words.items():
        page = client.get(path, headers={"Accept-Language": language})
        assert page.status_code == status
        assert heading in said(page)
        assert page.headers["Cache-Control"] == "no-store"
        assert "Juana" not in page.text
        assert "Traceback" not in page.text


def test_breakdown_is_said_even_when_the_network_cannot_be_read(network):
    def lost():
        raise OSError("gone")

    site = replace(a_site(Records(), network), network=lost)
    with TestClient(an_app(site), raise_server_exceptions=False) as client:
        page = client.get("/?lang=en", headers={"Accept": "text/html"})

    assert page.status_code == 500
    assert "Something failed on our side" in page.text


def test_refused_request_is_answered_with_a_page_and_its_headers(client):
    page = client.post("/privacy?lang=en")

    assert page.status_code == 405
    assert "could not handle that request" in page.text
    assert "GET" in page.headers["Allow"]


def test_machines_get_one_plain_line(client):
    page = client.get("/nada", headers={"Accept": "application/json"})

    assert (page.status_code, page.text) == (404, "Not Found")
    assert page.headers["Content-Type"].startswith("text/plain")
