"""How long one confirmation takes: `python benchmarks/confirmation.py`.

Each page has its own folio, name and code; the language, the office and what to bring repeat, as
they do on a working day. The yardstick is a process of its own for each page, its start left out.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from statistics import median
from time import perf_counter

from ventanilla.documents.confirmation import Confirmation, Labels, Press, labels
from ventanilla.documents.seal import Statement, sign
from ventanilla.domain.folio import ALPHABET, Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode

PAGES = 200
COLD_PAGES = 7
ISSUED = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BAR = 20.0
"""Milliseconds for one page."""


def page() -> Confirmation:
    words: Labels = labels(lambda key: f"Words of the label {key}")
    return Confirmation(
        language="en",
        labels=words,
        spanish=labels(lambda key: f"Palabras de {key}"),
        folio=Folio(""),
        name="",
        procedure="Temporary resident visa, without INM permit",
        procedure_spanish="Visa de residente temporal, sin permiso del INM",
        office="Consulado General de México en Austin",
        city="Austin, Texas",
        address="",
        date="Tuesday, December 1, 2026",
        date_digits="01-12-2026",
        time="9:30 AM",
        zone="Austin time (CST)",
        bring=tuple(f"Thing number {n} to bring along, and a copy of it" for n in range(7)),
        family_heading="Also, if you apply through family:",
        family=tuple(f"Certificate number {n} of your spouse" for n in range(4)),
        arrival=("Arrive 15 minutes early, with this sheet printed.",),
        fee="54 US dollars, as published for 2025. Check the amount before you come.",
        change="Tell the office, with your folio at hand.",
        page_url="https://citas.example.org/p/visas/sin-permiso/residente-temporal/austin",
        verify_url="",
    )


def pages() -> Iterator[Confirmation]:
    blank, seed, number = page(), bytes(32), 0
    while True:
        number += 1
        letters = "".join(ALPHABET[(number * n) % len(ALPHABET)] for n in range(3, 15))
        folio = Folio("-".join((letters[:4], letters[4:8], letters[8:])))
        statement = Statement(
            folio,
            1,
            OfficeCode("austin"),
            ProcedureCode("visas/sin-permiso/residente-temporal"),
            ISSUED.date(),
            ISSUED.time(),
            "MNO",
        )
        address = "https://citas.example.org/v/" + sign(statement, seed, 1)
        yield replace(blank, folio=folio, name=f"María {letters.title()} Núñez", verify_url=address)


def cold() -> float:
    """Milliseconds for fonts, template and one page in a new process, after its imports."""
    command = [sys.executable, __file__, "cold"]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def one_page() -> float:
    confirmation = next(pages())
    start = perf_counter()
    Press().render(confirmation, ISSUED)
    return (perf_counter() - start) * 1000


def milliseconds(render: Callable[[Confirmation], bytes], count: int) -> list[float]:
    taken = []
    for confirmation in islice(pages(), count):
        start = perf_counter()
        render(confirmation)
        taken.append((perf_counter() - start) * 1000)
    return taken


def main() -> int:
    if sys.argv[1:] == ["cold"]:
        print(one_page())
        return 0
    cold_ms = median(cold() for _ in range(COLD_PAGES))
    press = Press()
    warm = sorted(milliseconds(lambda page: press.render(page, ISSUED), PAGES))
    warm_ms, slow_ms = median(warm), warm[int(PAGES * 0.99) - 1]
    print(f"confirmation: median {warm_ms:.1f} ms, p99 {slow_ms:.1f} ms")
    print(f"confirmation: {warm_ms / cold_ms:.2f} of a cold Typst ({cold_ms:.1f} ms)")
    print(f"confirmation: {warm_ms / BAR:.2f} of the bar of {BAR:.0f} ms")
    return 0 if warm_ms < BAR else 1


if __name__ == "__main__":
    sys.exit(main())
