"""Takes docs/picture.png: a phone with a booking under way, beside the first page of its PDF.

    ventanilla demo --no-browser --port 8123 --data a-new-folder
    python scripts/picture.py http://127.0.0.1:8123

Needs the test set and the system's Chromium. Books one appointment in that demo.
"""

import base64
import io
import shutil
import sys
import tempfile
from pathlib import Path

import typst
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURE = Path(__file__).parent.parent / "docs" / "picture.png"

BEFORE = """Hola|1|78701|1|1|1|María José|Núñez|Ortega|1|México|Jalisco|Guadalajara|1|1988-12-01|1
|maria@ejemplo.mx|1|3|1|4|4|1""".replace("\n", "").split("|")
"""To the last look at everything."""

AFTER = ("1",)

SHEET = '#set page(width: auto, height: auto, margin: 0pt)\n#image("confirmation.pdf")'
DOTS = 110
"""An inch of the page."""

COLOURS = 128
LARGEST = 300_000
"""Bytes: the picture is loaded with every look at the README."""

HTML = """<!doctype html><html lang="es"><style>
body {{ margin: 0; padding: 36px; display: flex; gap: 36px; align-items: center; width: max-content;
  background: #e6ece9 }}
img {{ display: block; height: 800px; border-radius: 6px; box-shadow: 0 6px 24px #0005 }}
img:first-child {{ border-radius: 28px; border: 8px solid #1d2423 }}
</style><img alt="" src="{phone}"><img alt="" src="{page}"></html>"""


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8123"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        phone, document = booking(browser, address)
        taken = together(browser, phone, first_page(document))
        browser.close()
    PICTURE.write_bytes(small(taken))
    print(f"{PICTURE.name}: {PICTURE.stat().st_size:,} bytes")  # noqa: T201  # What it is for.


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    return found or sys.exit("Chromium is not installed")


def booking(browser: Browser, address: str) -> tuple[bytes, bytes]:
    """The phone in the middle of it, and the PDF at its end."""
    page = browser.new_page(
        viewport={"width": 400, "height": 830}, device_scale_factor=1.5, locale="es-MX"
    )
    page.goto(f"{address}/phone")
    page.locator(".people a").first.click()
    for words in BEFORE:
        say(page, words)
    phone = page.screenshot()
    for words in AFTER:
        say(page, words)
    link = page.locator("a.file").last
    link.wait_for()
    document = page.request.get(f"{address}{link.get_attribute('href')}").body()
    return phone, document


def say(page: Page, words: str) -> None:
    """Types and waits for the answer."""
    answers = page.locator("#bubbles .row:not(.mine):not(#typing)")
    seen = answers.count()
    page.locator("#text").fill(words)
    page.locator("#text").press("Enter")
    answers.nth(seen).wait_for()
    page.locator("#typing").wait_for(state="detached")


def first_page(document: bytes) -> bytes:
    """The page as a picture, drawn by the compiler that made it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "confirmation.pdf").write_bytes(document)
        source = Path(folder, "sheet.typ")
        source.write_text(SHEET, encoding="utf-8")
        drawn = typst.compile(str(source), format="png", ppi=DOTS)
    return drawn if isinstance(drawn, bytes) else drawn[0]


def together(browser: Browser, *pictures: bytes) -> bytes:
    inline = [f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in pictures]
    page = browser.new_page()
    page.set_content(HTML.format(phone=inline[0], page=inline[1]))
    return page.locator("body").screenshot()


def small(taken: bytes) -> bytes:
    picture = (
        Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    )
    written = io.BytesIO()
    picture.save(written, "png", optimize=True)
    if len(written.getvalue()) > LARGEST:
        sys.exit(f"the picture has {len(written.getvalue()):,} bytes, {LARGEST:,} at most")
    return written.getvalue()


if __name__ == "__main__":
    main()
