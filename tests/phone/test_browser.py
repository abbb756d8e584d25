"""The phone as people use it: with a script, without one, by keyboard alone, and under axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import violations

pytestmark = pytest.mark.browser

NARROW: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1440, "height": 900}


@pytest.fixture
def page(browser: Browser, shared) -> Iterator[Page]:
    """A fresh person's phone, 320 px wide."""
    context = browser.new_context(viewport=NARROW, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(shared.page(shared.phones.add_person().slug))
    yield page
    context.close()
    assert [each for each in complaints if "net::ERR_FAILED" not in each] == []


@pytest.fixture
def plain(browser: Browser, shared) -> Iterator[Page]:
    """The same without JavaScript."""
    context = browser.new_context(viewport=NARROW, java_script_enabled=False)
    page = context.new_page()
    page.goto(shared.page(shared.phones.add_person().slug))
    yield page
    context.close()


def send(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def said(page: Page, text: str):
    return page.locator("#bubbles").get_by_text(text, exact=True)


def test_message_is_answered_without_a_reload(page: Page):
    send(page, "Hola")

    expect(page.get_by_role("button", name="1 Sí")).to_be_visible()
    expect(page.locator("#bubbles strong", has_text="Bienvenido")).to_be_visible()
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#text")).to_be_focused()


def test_tapped_button_is_an_answer_that_quotes_its_question(page: Page):
    send(page, "Hola")
    page.get_by_role("button", name="1 Sí").click()

    expect(said(page, "Eligió 1 Sí")).to_be_visible()
    expect(page.locator(".quote")).to_contain_text("Bienvenido a la ventanilla.")


def test_row_of_a_list_is_chosen_in_a_sheet_and_focus_returns_to_its_button(page: Page):
    send(page, "lista")
    opener = page.get_by_role("button", name="Ver las oficinas")
    opener.click()
    sheet = page.get_by_role("dialog", name="Ver las oficinas")
    sheet.get_by_label("3. Oficina 3").check()
    sheet.get_by_role("button", name="Enviar").click()

    expect(said(page, "Eligió 3. Oficina 3")).to_be_visible()
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()


def test_ticks_tell_what_became_of_a_message(page: Page):
    send(page, "Hola")
    expect(page.locator("#ticks-1")).to_have_attribute("aria-label", "Entregado")

    send(page, "escribe")

    expect(page.locator("#ticks-1")).to_have_attribute("aria-label", "Leído")
    expect(page.locator("#typing")).to_be_visible()
    expect(page.locator("#subtitle")).to_have_text("escribiendo…")


def test_document_opens_in_a_new_tab(page: Page):
    send(page, "pdf")
    link = page.get_by_role("link", name="Abrir confirmación A1.pdf en otra pestaña")

    expect(link).to_have_attribute("target", "_blank")
    answer = page.request.get(
        page.url + "/../" + str(link.get_attribute("href")).split("/phone/")[1]
    )
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "inline"


def test_media_stand_ins_are_sent_from_the_attach_menu(page: Page):
    page.locator(".attach summary").click()
    page.get_by_role("button", name="Nota de voz").click()

    expect(said(page, "Escriba con palabras, por favor.")).to_be_visible()
    expect(page.locator(".medium.audio")).to_be_visible()


def test_words_typed_before_an_attachment_are_kept(page: Page):
    page.locator("#text").fill("a medias")
    page.locator(".attach summary").click()
    page.get_by_role("button", name="Foto").click()

    expect(said(page, "Escriba con palabras, por favor.")).to_be_visible()
    expect(page.locator("#text")).to_have_value("a medias")


def test_shift_enter_writes_a_second_line(page: Page):
    page.locator("#text").press_sequentially("uno")
    page.locator("#text").press("Shift+Enter")
    page.locator("#text").press_sequentially("dos")
    page.locator("#text").press("Enter")

    expect(page.locator("#bubble-1 .body")).to_have_text("uno\ndos")


def test_drawer_shows_both_directions_of_the_wire(page: Page):
    send(page, "Hola")
    expect(page.get_by_role("button", name="1 Sí")).to_be_visible()
    page.get_by_role("button", name="Lo que va por el cable").click()
    drawer = page.get_by_role("dialog", name="Lo que va por el cable")

    expect(drawer).to_contain_text('"object": "whatsapp_business_account"')
    expect(drawer).to_contain_text("POST /v25.0/100200300/messages")
    expect(drawer).to_contain_text('"biz_opaque_callback_data": "7.1"')
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_drawer_of_a_wide_screen_leaves_the_phone_usable(page: Page):
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Lo que va por el cable").click()
    send(page, "Hola")

    expect(page.get_by_role("button", name="1 Sí")).to_be_visible()
    expect(page.get_by_role("dialog", name="Lo que va por el cable")).to_be_visible()


def test_messages_are_announced_once_and_never_redrawn(page: Page):
    page.evaluate(
        """() => {
          window.added = [];
          const seen = (changes) => changes.forEach((change) =>
            change.addedNodes.forEach((node) => node.id && window.added.push(node.id)));
          new MutationObserver(seen).observe(document.querySelector("#bubbles"), {childList: true});
        }"""
    )
    send(page, "Hola")
    expect(page.get_by_role("button", name="1 Sí")).to_be_visible()
    send(page, "escribe")
    expect(page.locator("#ticks-3")).to_have_attribute("aria-label", "Leído")

    added = [item for item in page.evaluate("window.added") if item.startswith("bubble")]
    assert added == ["bubble-1", "bubble-2", "bubble-3"]
    expect(page.get_by_role("log")).to_have_count(1)


def test_booking_by_keyboard_alone(page: Page):
    page.keyboard.press("Tab")
    page.locator("#text").focus()
    page.keyboard.type("lista")
    page.keyboard.press("Enter")
    opener = page.get_by_role("button", name="Ver las oficinas")
    expect(opener).to_be_visible()

    page.locator("#text").press("Shift+Tab")
    expect(page.locator(".attach summary")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Ver las oficinas")
    expect(sheet).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(said(page, "Eligió 2. Oficina 2")).to_be_visible()


def test_escape_closes_a_menu_and_gives_focus_back(page: Page):
    page.locator(".attach summary").press("Enter")
    page.get_by_role("button", name="Foto").focus()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Foto")).to_be_hidden()
    expect(page.locator(".attach summary")).to_be_focused()


def test_without_javascript_a_message_shows_its_answer_at_once(plain: Page):
    plain.locator("#text").fill("Hola")
    plain.locator("#send").click()

    expect(plain.get_by_role("button", name="1 Sí")).to_be_visible()
    expect(plain.get_by_role("link", name="Ver si hay respuesta")).to_be_visible()


def test_without_javascript_buttons_and_rows_can_be_chosen(plain: Page):
    plain.locator("#text").fill("Hola")
    plain.locator("#send").click()
    plain.get_by_role("button", name="2 No").click()
    expect(said(plain, "Eligió 2 No")).to_be_visible()

    plain.locator("#text").fill("lista")
    plain.locator("#send").click()
    plain.get_by_role("button", name="Ver las oficinas").click()
    plain.get_by_label("2. Oficina 2").check()
    plain.locator("dialog.sheet").get_by_role("button", name="Enviar").click()

    expect(said(plain, "Eligió 2. Oficina 2")).to_be_visible()


def test_without_javascript_media_and_the_drawer_work(plain: Page):
    plain.locator(".attach summary").click()
    plain.get_by_role("button", name="Ubicación").click()
    expect(said(plain, "Escriba con palabras, por favor.")).to_be_visible()

    plain.get_by_role("button", name="Lo que va por el cable").click()

    expect(plain.get_by_role("dialog")).to_contain_text('"latitude"')


def test_reload_does_not_send_again(plain: Page):
    plain.locator("#text").fill("Hola")
    plain.locator("#send").click()
    expect(plain.get_by_role("button", name="1 Sí")).to_be_visible()
    plain.reload()

    expect(plain.locator(".row.mine")).to_have_count(1)


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "light"), (DESK, "dark")])
def test_no_accessibility_error_in_a_full_chat(page: Page, size: ViewportSize, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(size)
    send(page, "Hola")
    page.get_by_role("button", name="1 Sí").click()
    expect(said(page, "Eligió 1 Sí")).to_be_visible()
    send(page, "pdf")
    expect(page.locator(".file")).to_be_visible()
    send(page, "lista")
    opener = page.get_by_role("button", name="Ver las oficinas")
    expect(opener).to_be_visible()
    found = violations(page)

    opener.click()
    found += violations(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Lo que va por el cable").click()
    found += violations(page)

    assert found == []


@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "desktop"])
def test_no_accessibility_error_in_the_list_of_phones(page: Page, shared, size: ViewportSize):
    page.set_viewport_size(size)
    page.goto(f"{shared.url}/phone")

    assert violations(page) == []


@pytest.mark.parametrize("path", ["", "/phone"], ids=["chat", "list"])
def test_nothing_is_wider_than_320_pixels(page: Page, shared, path):
    send(page, "lista")
    expect(page.get_by_role("button", name="Ver las oficinas")).to_be_visible()
    if path:
        page.goto(shared.url + path)

    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_unsent_message_stays_and_is_said_to(page: Page):
    page.route("**/phone/*", lambda route: route.abort())
    send(page, "Hola")

    expect(page.get_by_role("alert")).to_contain_text("Sin conexión")
    expect(page.locator("#text")).to_have_value("Hola")
    page.unroute("**/phone/*")
    expect(page.locator("#offline")).to_be_empty()


def test_mail_is_reached_from_the_list_and_from_the_menu_of_a_chat(page: Page, shared):
    page.locator(".menu summary").click()
    expect(page.locator(".menu").get_by_role("link", name="Correo")).to_have_attribute(
        "href", "/mailbox?lang=es"
    )

    page.goto(f"{shared.url}/phone?lang=fr")

    link = page.get_by_role("link", name="Voir les courriels que le service envoie")
    expect(link).to_have_attribute("href", "/mailbox?lang=fr")
