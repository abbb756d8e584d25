"""The mailbox as people use it: on a small screen, by day and by night, and without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, NARROW, violations
from tests.mail.samples import message
from ventanilla.domain.language import LANGUAGES

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window whose complaints, such as a breach of the content policy, fail the test."""
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    context.close()
    assert complaints == []


def wrong(page: Page, url: str) -> list[str]:
    found = []
    for size, scheme in ((NARROW, "light"), (NARROW, "dark"), (DESK, "light"), (DESK, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.goto(url)
        found += violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"wider than {size['width']}")
    return found


def test_an_empty_mailbox_is_accessible_and_never_too_wide(page, demo):
    assert wrong(page, f"{demo.url}/mailbox?lang=fr") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_never_too_wide(page, demo, language):
    number = demo.receive(message("Su cita " + "larguísima" * 20))

    assert wrong(page, f"{demo.url}/mailbox?lang={language}") == []
    assert wrong(page, f"{demo.url}/mailbox/{number}?lang={language}") == []


def test_a_message_is_opened_and_read_without_a_script(browser, demo):
    demo.receive(message("Su cita: hoy"))
    context = browser.new_context(viewport=NARROW, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.url}/mailbox")

    page.get_by_role("link", name="Su cita: hoy").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Su cita: hoy")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", name="Su cita está confirmada")).to_be_visible()
    with page.expect_download() as saving:
        page.get_by_role("link", name="cita.ics").click()
    assert saving.value.suggested_filename == "cita.ics"
    context.close()


def test_a_link_in_a_message_opens_elsewhere(browser, demo):
    target = f"{demo.url}/mailbox/static/icon.svg"
    html = f'<html lang="es"><head><title>x</title></head><body><a href="{target}">Ver</a></body></html>'
    number = demo.receive(message(html=html))
    page = browser.new_page()
    page.goto(f"{demo.url}/mailbox/{number}")

    with page.expect_popup() as opening:
        page.frame_locator("iframe").get_by_role("link", name="Ver").click()

    assert opening.value.url == target
    page.context.close()
