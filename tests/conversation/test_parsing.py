"""Words into values: tables of what people type, and what a question keeps it accepts again."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conversation.talk import TODAY, Books
from ventanilla.conversation.asking import Doubt, Invalid, Taken
from ventanilla.conversation.events import Said
from ventanilla.conversation.parsing.dates import check_birth_date, clock_times, coming, readings
from ventanilla.conversation.parsing.emails import email, likely
from ventanilla.conversation.parsing.names import name
from ventanilla.conversation.parsing.places import place_name
from ventanilla.conversation.questions import Text, reads
from ventanilla.conversation.scripts.booking import BOOKING
from ventanilla.domain.folding import fold
from ventanilla.domain.names import ALLOWED
from ventanilla.wording.understand import with_months


def plain(text: str) -> str:
    return with_months(fold(text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("María José", "María José"),
        ("  ñandú   Ñ ", "ñandú Ñ"),
        ("Ma.", "Ma."),
        ("Ma. Guadalupe", "Ma. Guadalupe"),
        ("J. R.", "J. R."),
        ("O’Brien", "O'Brien"),
        ("D`Angelo", "D'Angelo"),
        ("'t Hooft", "'t Hooft"),
        ("Stewart-Johnson", "Stewart-Johnson"),
        ("Stewart – Johnson", "Stewart-Johnson"),
        ("de la Cruz", "de la Cruz"),
        ("D/AMICO", "D/AMICO"),
        ("X", "X"),
        ("Ngô", "Ngô"),
        ("Nu\u0301n\u0303ez", "Núñez"),
        ("M.ª José", "M.ª José"),
        ("John III", "John III"),
        ("Jr.", "Jr."),
        ("Łukasz Ørsted", "Łukasz Ørsted"),
    ],
)
def test_a_name_is_kept_as_typed_but_tidy(text, kept):
    assert name(text) == kept
    assert name(kept) == kept


@pytest.mark.parametrize(
    ("text", "reason", "character"),
    [
        ("", "name-empty", None),
        ("\u200b", "name-empty", None),
        ("2nd", "name-digit", "2"),
        ("Ana٣", "name-digit", "٣"),
        ("Ana_María", "name-character", "_"),
        ("Ana & María", "name-character", "&"),
        ("Ана", "name-character", "А"),
        ("a" * 3 + "b" * 58, "name-long", None),
        ("Jooooosé", "name-form", None),
        ("-", "name-form", None),
        ("José/María", "name-form", None),
        ("Ana--María", "name-form", None),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_its_reason(text, reason, character):
    with pytest.raises(Invalid) as invalid:
        name(text)

    assert invalid.value.reason == reason
    assert invalid.value.facts.get("character") == character


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1988-12-01", ["1988-12-01"]),
        ("1988/12/1", ["1988-12-01"]),
        ("19881201", ["1988-12-01"]),
        ("1 dic 1988", ["1988-12-01"]),
        ("December 1, 1988", ["1988-12-01"]),
        ("1988 décembre 1", ["1988-12-01"]),
        ("el 1° de Diciembre de 1988", ["1988-12-01"]),
        ("01/12/1988", ["1988-01-12", "1988-12-01"]),
        ("12.12.1988", ["1988-12-12"]),
        ("13/12/1988", ["1988-12-13"]),
        ("12-13-1988", ["1988-12-13"]),
        ("１９８８-１２-０１", ["1988-12-01"]),
        ("29 feb 1988", ["1988-02-29"]),
    ],
)
def test_a_date_is_read_in_every_way_it_can_be_meant(text, found):
    assert readings(plain(text)) == tuple(map(date.fromisoformat, found))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "date-form"),
        ("ayer", "date-form"),
        ("1988", "date-form"),
        ("1-2-3-4", "date-form"),
        ("12/1988/01", "date-form"),
        ("1988 1990 12", "date-form"),
        ("1 enero febrero", "date-year"),
        ("123 12 1988", "date-impossible"),
        ("1/12/88", "date-year"),
        ("29 feb 1989", "date-impossible"),
        ("1988-13-13", "date-impossible"),
        ("0000-01-01", "date-impossible"),
    ],
)
def test_what_is_no_date_says_why(text, reason):
    with pytest.raises(Invalid) as invalid:
        readings(plain(text))

    assert invalid.value.reason == reason


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 25), "date-future"),
        (date(1905, 12, 31), "date-old"),
        (date(2026, 11, 24), ""),
        (date(1906, 1, 1), ""),
    ],
)
def test_a_birth_date_lies_in_the_last_hundred_and_twenty_years(day, reason):
    said = ""
    try:
        check_birth_date(day, TODAY)
    except Invalid as invalid:
        said = invalid.reason

    assert said == reason


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 de diciembre", "2026-12-15"),
        ("december 15", "2026-12-15"),
        ("15/12", "2026-12-15"),
        ("12/15", "2026-12-15"),
        ("5/1", "2027-01-05"),
        ("23 nov", "2026-11-23"),
        ("22 nov", "2027-11-22"),
        ("29 feb", "2028-02-29"),
        ("01-12-2026", "2026-12-01"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_of_a_day_for_an_appointment_the_day_comes_first_and_the_year_may_be_left_out(text, day):
    assert coming(plain(text), TODAY) == (date.fromisoformat(day),)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("9", (time(9), time(21))),
        ("9:30", (time(9, 30), time(21, 30))),
        ("09.30", (time(9, 30), time(21, 30))),
        ("9h30", (time(9, 30), time(21, 30))),
        ("9 h", (time(9), time(21))),
        ("9 h 30", (time(9, 30), time(21, 30))),
        ("930", (time(9, 30), time(21, 30))),
        ("13:15", (time(13, 15),)),
        ("1:15 p. m.", (time(13, 15),)),
        ("1:15pm", (time(13, 15),)),
        ("1pm", (time(13),)),
        ("12:30 pm", (time(12, 30),)),
        ("12 am", (time(0),)),
        ("10 a.m.", (time(10),)),
        ("a las 10:15", (time(10, 15), time(22, 15))),
        ("à 10 heures", (time(10), time(22))),
        ("10 de la mañana", (time(10), time(22))),
        ("00:30", (time(0, 30), time(12, 30))),
    ],
)
def test_a_time_is_read_as_people_write_it(text, times):
    assert clock_times(plain(text)) == times


@pytest.mark.parametrize("text", ["", "temprano", "25:00", "9:75", "9:30:15", "12345", "9 de 10"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(Invalid):
        clock_times(plain(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("maria@ejemplo.mx", "maria@ejemplo.mx"),
        ("  Maria@Ejemplo.MX ", "Maria@ejemplo.mx"),
        ("mi correo es maria@ejemplo.mx, gracias", "maria@ejemplo.mx"),
        ("maria @ ejemplo.mx", "maria@ejemplo.mx"),
        ("maria@ejemplo .mx", "maria@ejemplo.mx"),
        ("maria@ejemplo. mx", "maria@ejemplo.mx"),
        ("María <maria@ejemplo.mx>", "maria@ejemplo.mx"),
        ("mailto:maria@ejemplo.mx", "maria@ejemplo.mx"),
        ("maria(arroba)ejemplo.mx", "maria@ejemplo.mx"),
        ("maria＠ejemplo.mx.", "maria@ejemplo.mx"),
        ("josé+citas@correo.unam.mx", "josé+citas@correo.unam.mx"),
        ("escriba a maria@ejemplo.mx. Gracias", "maria@ejemplo.mx"),
    ],
)
def test_an_address_is_found_among_words_and_spaces(text, address):
    assert email(text) == address
    assert email(address) == address


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("maria", "email-at"),
        ("maria.ejemplo.mx", "email-at"),
        ("maria@", "email-form"),
        ("@ejemplo.mx", "email-form"),
        ("maria@ejemplo", "email-form"),
        ("maria@@ejemplo.mx", "email-form"),
        ("maria..x@ejemplo.mx", "email-form"),
        ("a@ejemplo.mx o b@ejemplo.mx", "email-several"),
    ],
)
def test_what_is_no_address_says_why(text, reason):
    with pytest.raises(Invalid) as invalid:
        email(text)

    assert invalid.value.reason == reason


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmail.con", "hotmail.com"),
        ("yaho.com", "yahoo.com"),
        ("outlok.com", "outlook.com"),
        ("iclod.com", "icloud.com"),
        ("ejemplo.con", "ejemplo.com"),
        ("gob.con.mx", "gob.com.mx"),
        ("gmail.com", ""),
        ("ymail.com", ""),
        ("mail.com", ""),
        ("gmx.net", ""),
        ("hotmail.it", ""),
        ("unam.mx", ""),
        ("example.org", ""),
    ],
)
def test_likely_slips_are_known_and_real_domains_left_alone(typed, meant):
    assert likely(f"ana@{typed}") == (f"ana@{meant}" if meant else "")


@pytest.mark.parametrize(
    "text", ["Tapachula", "San José (Iturbide)", "Dist. No. 9", "Côte-d'Or", "2 de Abril"]
)
def test_a_place_on_no_list_is_kept_as_typed(text):
    assert place_name(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "name-empty"), ("12", "place-form"), ("<b>", "place-form"), ("x" * 61, "name-long")],
)
def test_what_is_no_place_says_why(text, reason):
    with pytest.raises(Invalid) as invalid:
        place_name(text)

    assert invalid.value.reason == reason


LETTERS = "".join(c for c in map(chr, range(0x20, 0x250)) if ALLOWED.fullmatch(c))
NAMES = st.text(alphabet=LETTERS + " '-.’–", max_size=20)
DATES = st.dates(date(1900, 1, 1), date(2027, 1, 1)).map(str)
ADDRESSES = st.from_regex(r"[a-z]{1,8}@[a-z]{2,8}\.(com|con|mx|ca)", fullmatch=True)
TYPED = st.one_of(
    NAMES, DATES, ADDRESSES, st.sampled_from(("78701", "M5V 2T6", "0", "-")), st.text()
)
KNOWN = {"country": "US", "postal_code": "78701", "given_names": "Ana", "paternal_surname": "Ruiz"}


@pytest.mark.parametrize(
    "question", [q for q in BOOKING.questions if isinstance(q, Text)], ids=lambda q: q.name
)
@settings(deadline=None)
@given(text=TYPED)
def test_what_a_question_takes_holds_and_is_accepted_again_unchanged(question, text):
    sources = Books()
    asked = question.ask(KNOWN, sources, "")

    def read(words):
        return reads(question, Said(words, plain(words)), asked, KNOWN, sources)

    try:
        reading = read(text)
    except Invalid:
        return
    taken = [reading.answers] if isinstance(reading, Taken) else [o.sets for o in reading.options]
    for value in (t[question.name] for t in taken if question.name in t):
        again = read(value)
        if "country" not in taken[0]:
            assert question.holds(value, KNOWN, sources)
        if isinstance(again, Doubt):
            assert value in [o.sets.get(question.name) for o in again.options]
        else:
            assert again.answers[question.name] == value
