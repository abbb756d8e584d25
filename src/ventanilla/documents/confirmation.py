"""The confirmation: one US-Letter page, PDF/UA-1, to be printed and brought.

Everything on it comes in as data; no word of it stands here. The look is in `confirmation.typ`.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import cast

import typst

from ventanilla.documents import glyphs, qr
from ventanilla.domain.folio import Folio
from ventanilla.domain.language import Language

HERE = Path(__file__).parent
CALL = '#import "confirmation.typ": confirmation\n#confirmation'


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that are the same on every confirmation of a language: `doc-…` in the wording."""

    title: str
    folio: str
    name: str
    procedure: str
    date: str
    time: str
    place: str
    bring: str
    more: str
    """Stands below the things to bring when not all of them fit; `more_advice` below the advice."""
    more_advice: str
    arrival: str
    fee: str
    change: str
    page: str
    free: str
    verify: str
    qr: str
    """What a screen reader says in place of the QR code."""


def labels(say: Callable[[str], str]) -> Labels:
    """All labels in one language; `say` gives the words of a key such as `doc-title`."""
    return Labels(**{f.name: say(f"doc-{f.name.replace('_', '-')}") for f in fields(Labels)})


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What one page says, in `language`. Text that is empty, and its heading, is left out.

    `within` is the menus that the procedure stands in (`Visas › Sin permiso del INM`). `spanish`
    and `procedure_spanish`, menus included, are what the counter calls things, shown beside; None
    and empty on a page that is in Spanish. `date_digits` is `DD-MM-YYYY`; `time` and `zone` are the
    office's, as in `9:30 a. m.` and `hora de Austin (CST)`; `city` is the city's line
    (`Austin, Texas`). `verify_url` is what the QR code holds.
    """

    language: Language
    labels: Labels
    spanish: Labels | None
    folio: Folio
    name: str
    procedure: str
    within: str
    procedure_spanish: str
    office: str
    city: str
    address: str
    date: str
    date_digits: str
    time: str
    zone: str
    bring: tuple[str, ...]
    family_heading: str
    family: tuple[str, ...]
    arrival: tuple[str, ...]
    fee: str
    change: str
    page_url: str
    verify_url: str


class RenderingFailed(Exception):
    """Typst refused the page. Its own words may quote what stands on the page, so they end here."""


class Press:
    """Prints confirmations. Build one and keep it.

    Building reads the fonts, and each page reuses what Typst worked out for those before it
    (measured in `benchmarks/confirmation.py`).

    Typst's compiler refuses a second call while it works (and frees the interpreter meanwhile):
    the lock makes threads wait their turn.
    """

    def __init__(self) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(HERE / "fonts")],
        )
        self._compiler = typst.Compiler(root=HERE, font_paths=fonts)
        self._lock = Lock()

    def render(self, confirmation: Confirmation, issued: datetime) -> bytes:
        """The PDF: the same bytes for the same arguments. `issued` is an aware date and time."""
        source = _source(confirmation)
        try:
            with self._lock:
                pdf = self._compiler.compile(
                    source, format="pdf", pdf_standards="ua-1", timestamp=int(issued.timestamp())
                )
        except typst.TypstError:
            raise RenderingFailed from None
        return cast("bytes", pdf)  # A list is for pictures, None for a file.


def _source(confirmation: Confirmation) -> bytes:
    """The page as Typst reads it: one call, its argument JSON inside one string.

    The inner JSON is printable ASCII; quoted once more, every quote and backslash in it is escaped
    just as Typst escapes them, so nothing can end the string early. (`sys.inputs` would hold the
    JSON as well, but with new inputs Typst forgets all it remembers, and takes twice the time.)
    """
    page = asdict(confirmation) | {"qr": qr.svg(confirmation.verify_url)}
    argument = json.dumps(json.dumps(glyphs.printable(page)))
    return f"{CALL}(json(bytes({argument})))".encode()
