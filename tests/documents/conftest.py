from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource

import ventanilla
from ventanilla.documents.confirmation import Confirmation, Labels, Press, labels
from ventanilla.documents.seal import Statement, sign
from ventanilla.domain.folio import Folio
from ventanilla.domain.language import Language
from ventanilla.domain.office import OfficeCode, ProcedureCode

WORDING = Path(ventanilla.__file__).parent / "wording"
SEED = bytes(range(32))

OF_LANGUAGE = {
    "es": {
        "procedure": "Visa de residente temporal, sin permiso del INM",
        "within": "Visas › Sin permiso del INM",
        "date": "martes 1 de diciembre de 2026",
        "time": "9:30 a. m.",
        "bring": (
            "Esta confirmación, impresa",
            "Pasaporte vigente al menos 6 meses, y copia",
            "Fotografía a color, tamaño pasaporte, fondo blanco",
            "Comprobantes de solvencia económica de los últimos 12 meses",
            "Formato de solicitud de visa, lleno y firmado",
            "Pago exacto en efectivo",
        ),
        "arrival": ("Llegue de 15 a 30 minutos antes.",),
        "family": (
            "Pasaporte mexicano de su cónyuge",
            "Acta de nacimiento mexicana de su cónyuge",
            "Acta de matrimonio, apostillada de preferencia",
            "Copias en blanco y negro de todo",
        ),
    },
    "en": {
        "procedure": "Temporary resident visa, without INM permit",
        "within": "Visas › Without INM permission",
        "date": "Tuesday, December 1, 2026",
        "time": "9:30 AM",
        "bring": (
            "This confirmation, printed",
            "Passport valid for at least 6 months, and a copy",
            "Colour photograph, passport size, white background",
            "Proof of financial solvency for the last 12 months",
            "Visa application form, filled in and signed",
            "Exact payment in cash",
        ),
        "arrival": ("Arrive 15 to 30 minutes early.",),
        "family": (
            "Your spouse's Mexican passport",
            "Your spouse's Mexican birth certificate",
            "Marriage certificate, preferably apostilled",
            "Black-and-white copies of everything",
        ),
    },
    "fr": {
        "procedure": "Visa de résident temporaire, sans autorisation de l’INM",
        "within": "Visas › Sans autorisation de l’INM",
        "date": "mardi 1er décembre 2026",
        "time": "9 h 30",
        "bring": (
            "Cette confirmation, imprimée",
            "Passeport valide au moins 6 mois, et une copie",
            "Photographie couleur, format passeport, fond blanc",
            "Preuves de ressources financières des 12 derniers mois",
            "Formulaire de demande de visa, rempli et signé",
            "Paiement exact en espèces",
        ),
        "arrival": ("Arrivez 15 à 30 minutes à l’avance.",),
        "family": (
            "Passeport mexicain de votre conjoint",
            "Acte de naissance mexicain de votre conjoint",
            "Acte de mariage, de préférence apostillé",
            "Copies en noir et blanc de tous les documents",
        ),
    },
}


def saying(language: Language) -> Callable[..., str]:
    bundle = FluentBundle([language], use_isolating=False)
    text = (WORDING / f"documents.{language}.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(text))

    def say(key: str, **values: str) -> str:
        said, problems = bundle.format_pattern(bundle.get_message(key).value, values)
        assert not problems
        return said

    return say


def confirmation_in(language: Language) -> Confirmation:
    say, of = saying(language), OF_LANGUAGE[language]
    spanish: Labels | None = None if language == "es" else labels(saying("es"))
    return Confirmation(
        language=language,
        labels=labels(say),
        spanish=spanish,
        folio=Folio("7KMA-QX4T-H29C"),
        name="María José Núñez de la O’Farrill",
        procedure=of["procedure"],
        within=of["within"],
        procedure_spanish=OF_LANGUAGE["es"]["procedure"] if spanish else "",
        office="Consulado General de México en Austin",
        city="Austin, Texas",
        address="100 Example Boulevard, Suite 150, Austin, TX 78700",
        date=of["date"],
        date_digits="01-12-2026",
        time=of["time"],
        zone=say("doc-zone", city="Austin", zone="CST"),
        bring=of["bring"],
        family_heading=say("doc-family"),
        family=of["family"],
        arrival=of["arrival"],
        fee=say("doc-fee-amount", amount="54", year="2025"),
        change=say("doc-change-office"),
        page_url="https://citas.example.org/p/visas/sin-permiso/residente-temporal/austin",
        verify_url="https://citas.example.org/v/" + sign(a_statement(), SEED, 1),
    )


def a_statement() -> Statement:
    return Statement(
        folio=Folio("7KMA-QX4T-H29C"),
        revision=1,
        office=OfficeCode("austin"),
        procedure=ProcedureCode("visas/sin-permiso/residente-temporal"),
        day=date(2026, 12, 1),
        time=time(9, 30),
        initials="MNO",
    )


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


@pytest.fixture
def issued() -> datetime:
    return datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC)


@pytest.fixture
def confirmation() -> Callable[[Language], Confirmation]:
    return confirmation_in


@pytest.fixture
def statement() -> Statement:
    return a_statement()


@pytest.fixture
def seed() -> bytes:
    return SEED
