"""How long one confirmation takes: `python benchmarks/confirmation.py`.

A day at one office: every procedure of the Mexican network in three languages, in turn, each page
with its own folio, name and code. The yardstick is a process of its own for each page, its start
left out.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from itertools import cycle, islice, product
from statistics import median
from time import perf_counter

from ventanilla.catalogue.loading import load
from ventanilla.desk.papers import Papers
from ventanilla.documents.confirmation import Confirmation, Press
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.folio import ALPHABET, Folio
from ventanilla.domain.language import LANGUAGES
from ventanilla.domain.office import OfficeCode
from ventanilla.domain.slot import Slot
from ventanilla.wording.voice import Voice

PAGES = 200
COLD_PAGES = 7
ISSUED = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BAR = 20.0
"""Milliseconds for one page."""


def pages() -> Iterator[Confirmation]:
    network, papers = load("mexico"), Papers(Press(), {1: bytes(32)})
    office = network.offices[OfficeCode("austin")]
    slot = Slot(date(2026, 12, 1), time(9, 30), office.code, office.timezone)
    voices = [Voice(language, network, "https://citas.example.org") for language in LANGUAGES]
    kinds = cycle(product(filter(network.is_leaf, network.procedures), voices))
    for number, (procedure, voice) in enumerate(kinds):
        letters = "".join(ALPHABET[(number * n) % len(ALPHABET)] for n in range(3, 15))
        folio = Folio("-".join((letters[:4], letters[4:8], letters[8:])))
        birth = (date(1988, 12, 1), BirthPlace("US", "", "Texas", "Travis"))
        names = ("María", letters.title(), "Núñez")
        applicant = Applicant(*names, *birth, "maria@example.org", voice.language)
        appointment = Appointment(folio, "confirmed", slot, procedure, 1, applicant)
        yield papers.page(appointment, voice)


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
