"""What the answers amount to: an applicant, and the place agreed on."""

from collections.abc import Callable
from datetime import date, time

from ventanilla.catalogue.network import Network
from ventanilla.catalogue.places.districts import state_of
from ventanilla.conversation.asking import Answers
from ventanilla.conversation.scripts.birth import TYPED
from ventanilla.conversation.scripts.person import NONE
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.appointment import Place
from ventanilla.domain.language import Language
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot

ELSEWHERE = "ZZ"
"""The country code of a country that is on no list."""

NEEDED = ("office", "procedure", "date", "time", "given_names", "birth_date", "birth_country")


def applicant_of(answers: Answers, language: Language) -> Applicant:
    maternal = answers["maternal_surname"]
    return Applicant(
        given_names=answers["given_names"],
        paternal_surname=answers["paternal_surname"],
        maternal_surname="" if maternal == NONE else maternal,
        birth_date=date.fromisoformat(answers["birth_date"]),
        birth_place=_birth_place(answers),
        email=answers["email"],
        language=language,
    )


def place_of(
    answers: Answers, language: Language, network: Network, person: Callable[[str], str]
) -> Place | None:
    """The place these answers want held, once all it takes is among them; `person` gives the
    keyed index of an identity.
    """
    if any(name not in answers for name in NEEDED):
        return None
    office = network.offices[OfficeCode(answers["office"])]
    slot = Slot(
        day=date.fromisoformat(answers["date"]),
        time=time.fromisoformat(answers["time"]),
        office=office.code,
        timezone=office.timezone,
    )
    return Place(
        slot=slot,
        procedure=ProcedureCode(answers["procedure"]),
        group=group_of(answers, network),
        person=person(applicant_of(answers, language).identity),
    )


def group_of(answers: Answers, network: Network) -> str:
    """The duplicate group: one live appointment per person and group over the network."""
    return network.procedures[ProcedureCode(answers["procedure"])].group


def _birth_place(answers: Answers) -> BirthPlace:
    country, state = answers["birth_country"], answers.get("birth_state", "")
    typed = country.startswith(TYPED)
    listed = state_of(country, state)
    return BirthPlace(
        country=ELSEWHERE if typed else country,
        country_name=country.removeprefix(TYPED) if typed else "",
        state=listed.names["es"] if listed else state.removeprefix(TYPED),
        county=answers["birth_county"].removeprefix(TYPED),
    )
