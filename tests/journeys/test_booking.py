"""The guide's booking, from "Hi" to folio and PDF, on the real service."""

import io

import pytest
from pypdf import PdfReader

from tests.journeys.peer import text_of
from tests.journeys.service import GUIDE, Person, Service, webhook


def test_guide_leads_to_folio_and_pdf_in_25_replies(service: Service) -> None:
    service.start()
    person = Person(service)

    for text in GUIDE:
        person.say(text)

    folio = person.folio()
    assert len(person.replies) <= 25
    page = " ".join(PdfReader(io.BytesIO(person.pdf())).pages[0].extract_text().split())
    for expected in ("John Robert Stewart-Johnson", "Austin", folio):
        assert expected in page
    day = text_of(person.replies[-2]).split("*")[3]
    assert day in page


def test_everything_delivered_three_times_in_batches_changes_nothing(service: Service) -> None:
    service.start()
    person = Person(service)
    batch = webhook([person.message(text) for text in GUIDE])

    for _ in range(3):
        assert service.post(batch) == 200

    person.folio()
    assert "¿" not in text_of(person.replies[-1])
    bystander = Person(service, "15555550999")
    bystander.say("Hola")
    assert len(person.replies) == 25


def test_confirmation_can_be_checked_at_its_page_and_offline(service: Service) -> None:
    service.start()
    person = Person(service)
    for text in GUIDE:
        person.say(text)
    folio = person.folio()
    address = next(
        annotation.get_object()["/A"]["/URI"]
        for annotation in PdfReader(io.BytesIO(person.pdf())).pages[0]["/Annots"]
        if "/v/" in annotation.get_object()["/A"]["/URI"]
    )

    status, page = service.get(address.removeprefix(f"http://127.0.0.1:{service.port}"))
    offline = service.run("verify", address)
    forged = service.run("verify", address[:-3] + "AAA")

    assert (status, folio in page) == (200, True)
    assert "Stewart" not in page
    assert (offline.returncode, folio in offline.stdout) == (0, True)
    assert forged.returncode == 1
    assert "NOT genuine" in forged.stdout


@pytest.mark.parametrize("after", [23])
def test_killed_after_a_message_it_goes_on_where_the_person_was(
    service: Service, after: int
) -> None:
    killed_and_continued(service, after)


@pytest.mark.prove
@pytest.mark.parametrize("after", range(1, len(GUIDE)))
def test_killed_after_any_message_it_goes_on_where_the_person_was(
    service: Service, after: int
) -> None:
    killed_and_continued(service, after)


def killed_and_continued(service: Service, after: int) -> None:
    service.start()
    person = Person(service)
    for text in GUIDE[:after]:
        person.say(text)
    message = webhook([person.message(GUIDE[after])])
    before = len(person.replies)

    assert service.post(message) == 200
    service.kill()
    service.start()

    assert service.post(message) == 200
    service.graph.wait(lambda: len(person.replies) > before)
    for text in GUIDE[after + 1 :]:
        person.say(text)
    person.folio()
    said = [text_of(m) for m in person.replies]
    assert len({*said}) >= 24, "a reply of the guide's dialogue is missing"
    assert sum("Folio:" in text for text in said) <= 2, "at most one repetition of the same words"
    assert len({text for text in said if "Folio:" in text}) == 1
