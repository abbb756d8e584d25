"""The pages as people see them: at 320 px, on a desk, by day and by night, on paper."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, NARROW, violations
from tests.portal.samples import STANDING, TEMPORARY, a_token

pytestmark = pytest.mark.browser

GUIDE = f"/p/{TEMPORARY}/austin"
PATHS = {"/": "fr", "/privacy": "es", GUIDE: "fr", f"/p/{TEMPORARY}": "en", "/broken": "fr"}
STANDINGS = {
    "valid": STANDING,
    "changed": replace(STANDING, revision=3),
    "void": replace(STANDING, state="cancelled"),
    "unrecorded": None,
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window whose complaints, such as a breach of the content policy, fail the test."""
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    context.close()
    assert [each for each in complaints if "the server responded with a status" not in each] == []


def wrong(page: Page, url: str) -> list[str]:
    """On a small screen by day and on a desk by night: what axe finds, and whether one must scroll
    sideways."""
    found = []
    for size, scheme in ((NARROW, "light"), (DESK, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.goto(url)
        found += violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(f"wider than {size['width']}")
    return found


@pytest.mark.parametrize(("path", "language"), PATHS.items())
def test_page_is_accessible_and_never_too_wide(page, visit, path, language):
    assert wrong(page, f"{visit.url}{path}?lang={language}") == []


@pytest.mark.parametrize("outcome", STANDINGS)
def test_verdict_is_accessible_and_never_too_wide(page, visit, outcome):
    visit.records.standing = STANDINGS[outcome]

    assert wrong(page, f"{visit.url}/v/{a_token()}?lang=fr") == []


def test_forgery_is_accessible_and_never_too_wide(page, visit):
    assert wrong(page, f"{visit.url}/v/hola?lang=es") == []


def test_verdicts_differ_by_shape_and_words_not_by_colour_alone(page, visit):
    seen = set()
    for standing in STANDINGS.values():
        visit.records.standing = standing
        page.goto(f"{visit.url}/v/{a_token()}?lang=es")
        expect(page.locator(".verdict .icon")).to_be_in_viewport()
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        seen.add((page.locator(".verdict .icon").inner_html(), page.title()))

    assert len({shape for shape, _ in seen}) == len({title for _, title in seen}) == len(STANDINGS)


def test_keyboard_skips_to_the_content_and_changes_the_language(page, visit):
    page.goto(f"{visit.url}{GUIDE}?lang=es")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.get_by_role("link", name="English").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Temporary resident")).to_be_visible()
    expect(page.get_by_role("link", name="English")).to_have_attribute("aria-current", "true")


def test_paper_carries_the_list_and_no_buttons(page, visit):
    page.emulate_media(media="print")
    page.goto(f"{visit.url}{GUIDE}?lang=es")

    expect(page.locator(".bring")).to_be_visible()
    expect(page.locator(".office")).to_be_visible()
    expect(page.locator(".button")).to_be_hidden()
    expect(page.locator(".languages")).to_be_hidden()
