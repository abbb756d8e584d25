"""Each cell of the dialogue's table, as a person would try it."""

import pytest
from tests.conversation.talk import GUIDE, QUESTIONS, Books, Talk, at

from ventanilla.conversation.engine import Book, Resend
from ventanilla.conversation.events import Picked, Refused, Stale, Wordless
from ventanilla.conversation.scripts.agreed import applicant_of

LATER = [name for name in QUESTIONS if name != "country"]


def test_the_guides_answers_lead_to_a_booking_in_at_most_twenty_five_replies():
    talk = Talk()

    talk.say(*(text for _, text in GUIDE))

    assert isinstance(talk.outcome, Book)
    answers = talk.outcome.conversation.answers
    assert answers["procedure"] == "visas/sin-permiso/residente-temporal"
    assert (answers["birth_country"], answers["birth_state"]) == ("US", "TX")
    assert len(GUIDE) + 2 <= 25


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_can_be_said_within_the_limits_in_every_language(question):
    assert all(at(question).said().values())


# -- at any point ---------------------------------------------------------------------------------


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize("word", ["atrás", "back", "retour"])
def test_back_leads_to_an_earlier_question_and_keeps_what_came_before(question, word):
    talk = at(question)
    before = talk.kept

    talk.say(word)
    if talk.ask.form == "name-or-command":
        talk.say("2")

    kept = talk.kept
    assert len(kept) == len(before) - 1 or talk.answers.get("procedure", "") != before.get(
        "procedure", ""
    )
    assert kept.items() <= before.items()


def test_back_from_everywhere_ends_at_the_first_question():
    talk = at("review")

    for _ in range(30):
        talk.say("atrás")
        if talk.ask.form == "name-or-command":
            talk.say("2")

    assert (talk.ask.question, talk.reason) == ("country", "first-question")


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize(("word", "language"), [("English", "en"), ("français", "fr")])
def test_the_language_changes_at_any_question_and_everything_is_kept(question, word, language):
    talk = at(question)
    before, asked = talk.answers, talk.ask

    talk.say(word)
    if talk.ask.form == "name-or-command":
        talk.say("2")

    assert talk.conversation.language == language
    assert talk.answers == before
    assert (talk.ask.form, talk.ask.options) == (asked.form, asked.options)


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize("words", ["cambiar idioma", "change language", "changer de langue"])
def test_asked_to_change_the_language_it_names_them_in_themselves(question, words):
    talk = at(question)
    before, asked = talk.answers, talk.ask.question

    talk.say(words)

    assert [o.code for o in talk.ask.options] == ["language-es", "language-en", "language-fr"]
    talk.say("2")
    assert (talk.conversation.language, talk.ask.question) == ("en", asked)
    assert talk.answers == before


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize("word", ["menú", "menu", "ayuda", "help", "aide"])
def test_menu_and_help_are_there_at_any_question_and_change_nothing(question, word):
    talk = at(question)
    before, asked = talk.answers, talk.ask.question

    talk.say(word)
    if talk.ask.form == "name-or-command":
        talk.say("2")

    assert talk.ask.form == "menu" or talk.reason == "help"
    talk.say("continuar")
    if talk.ask.form == "name-or-command":
        talk.say("2")
    assert (talk.answers, talk.ask.question) == (before, asked)


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize("word", ["cancelar", "cancel", "annuler"])
def test_cancel_asks_first_and_then_forgets_everything(question, word):
    talk = at(question)
    before = talk.answers

    talk.say(word)
    if talk.ask.form == "name-or-command":
        talk.say("2")
    assert talk.ask.form == "abandon"
    talk.say("2")
    assert (talk.answers, talk.ask.question) == (before, question)
    talk.say("quiero cancelar", "1")

    assert (talk.kept, talk.ask.question) == ({"purpose": "book"}, "country")
    assert talk.reason == "abandoned"


def test_starting_over_is_asked_about_when_it_was_typed():
    talk = at("email")
    before = talk.answers

    talk.say("empezar de nuevo")

    assert (talk.ask.form, talk.answers) == ("abandon", before)


def test_words_typed_at_a_menu_are_no_answer_to_the_question_beneath():
    talk = at("given_names")

    talk.say("ver el menú", "tal vez")

    assert (talk.ask.form, talk.reason) == ("menu", "not-on-the-list")
    assert "given_names" not in talk.answers


@pytest.mark.parametrize(
    ("words", "question", "code"),
    [
        ("cambiar correo", "email", "email"),
        ("change my email", "email", "email"),
        ("changer courriel", "email", "email"),
        ("quiero cambiar mi nombre", "given_names", "given_names"),
        ("cambiar apellido", "paternal_surname", "paternal_surname"),
        ("modifier la date de naissance", "birth_date", "birth_date"),
        ("cambiar el lugar de nacimiento", "birth_country", "birth_country"),
        ("change office", "office", "office"),
        ("cambiar código postal", "postal_code", "postal_code"),
        ("changer démarche", "procedure", "procedure"),
        ("cambiar hora", "time", "time"),
        ("change date", "date", "date"),
    ],
)
def test_any_part_can_be_named_and_changed(words, question, code):
    talk = at("review")
    before = talk.answers

    talk.say(words)

    assert talk.ask.question == question
    assert talk.answers.items() <= before.items()


@pytest.mark.parametrize("question", LATER)
def test_at_any_question_something_answered_before_can_be_changed(question):
    talk = at(question)

    talk.say("cambiar país")

    assert talk.ask.question == "country"


def test_what_was_not_answered_yet_cannot_be_changed_and_nothing_is_lost():
    talk = at("birth_date")
    before = talk.answers

    talk.say("cambiar correo")

    assert (talk.reason, talk.answers, talk.ask.question) == (
        "nothing-to-change",
        before,
        "birth_date",
    )


CHANGES = {
    "given_names": ("Mary", "1"),
    "paternal_surname": ("Smith", "1"),
    "maternal_surname": ("Lee", "1"),
    "birth_country": ("151", "jalisco", "guadalajara", "1"),
    "birth_date": ("1990-01-02", "1"),
    "email": ("mary@example.com", "1"),
    "office": ("houston", "1", "1", "1"),
    "procedure": ("1", "1", "1"),
    "date": ("2", "1"),
    "time": ("2",),
}


@pytest.mark.parametrize("part", CHANGES)
def test_each_part_is_changed_at_the_review_and_everything_else_is_kept(part):
    talk = at("review")
    before = talk.answers

    talk.say("2")
    talk.say(str(1 + [o.code for o in talk.ask.options].index(f"part-{part}")), *CHANGES[part])

    touched = {part, "names_ok", "birth_place_ok", "birth_date_ok", "email_ok", "office_ok", "time"}
    touched |= {"birth_state", "birth_county"} if part == "birth_country" else set()
    touched |= {"date"} if part in ("office", "procedure") else set()
    kept = {name: value for name, value in talk.answers.items() if name not in touched}
    assert talk.ask.question == "review"
    assert talk.answers[part] != before[part]
    assert kept.items() <= before.items()


@pytest.mark.parametrize(
    "kind",
    [
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "contacts",
        "order",
        "reaction",
        "unsupported",
    ],
)
def test_what_is_no_text_gets_one_line_and_changes_nothing(kind):
    talk = at("birth_date")
    before, asked = talk.answers, talk.ask.form

    talk.do(Wordless(kind))

    assert (talk.reason, talk.answers, talk.ask.form) == (f"wordless-{kind}", before, asked)
    assert talk.said()


def test_a_tap_on_an_old_list_is_not_applied():
    talk = at("office")
    before = talk.answers

    talk.do(Stale())

    assert (talk.reason, talk.answers) == ("old-list", before)


# -- opening, country, postal code ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "country"),
    [("1", "US"), ("１", "US"), ("2.", "CA"), ("2️⃣", "CA"), ("opción 1", "US"), ("EEUU", "US"), ("u.s.a.", "US"),
     ("estados unidos", "US"), ("United Sttes", "US"), ("Canada", "CA"), ("CANADÁ", "CA"), ("deux", "CA"), ("1. Estados Unidos", "US")],
)  # fmt: skip
def test_the_country_is_a_number_or_a_name(text, country):
    assert Talk().say(text).question == "postal_code"
    assert Talk().say(text).facts["country"] == country


def test_a_postal_code_at_the_country_says_the_country_too():
    talk = Talk()

    talk.say("M5V 2T6")

    assert (talk.answers["country"], talk.ask.question) == ("CA", "postal_code_ok")


@pytest.mark.parametrize("text", ["México", "3", "??", "no sé"])
def test_another_country_is_asked_again_with_an_example(text):
    talk = Talk()

    talk.say(text)

    assert talk.reason in ("country", "not-on-the-list")
    assert "1" in talk.said()["es"]


@pytest.mark.parametrize(
    ("country", "text", "code"),
    [
        ("1", "78701", "78701"),
        ("1", "78701-1234", "78701"),
        ("1", " 7 8 7 0 1 ", "78701"),
        ("1", "７８７０１", "78701"),
        ("1", "mi código es 78701, gracias", "78701"),
        ("2", "M5V 2T6", "M5V 2T6"),
        ("2", "m5v2t6", "M5V 2T6"),
        ("2", "KIP 1J1", "K1P 1J1"),
        ("2", "k1p-1j1.", "K1P 1J1"),
    ],
)
def test_a_postal_code_is_read_in_every_form(country, text, code):
    talk = Talk()

    talk.say(country, text)

    assert (talk.ask.question, talk.answers["postal_code"]) == ("postal_code_ok", code)


def test_an_unknown_code_is_placed_by_its_beginning_and_that_is_said():
    assert Talk().say("1", "78799").facts["found"] in ("prefix", "exact")
    assert Talk().say("1", "99999").facts["found"] in ("prefix", "nowhere")


def test_military_post_gets_the_whole_list_of_offices():
    talk = Talk()

    talk.say("1", "09012")
    assert talk.ask.facts["found"] == "nowhere"
    talk.say("1")

    assert (talk.ask.form, len(talk.ask.options)) == (
        "office-all",
        len(talk.sources.network.offices),
    )
    assert talk.said()


def test_a_code_of_the_other_country_is_asked_about():
    talk = Talk()

    talk.say("1", "M5V 2T6")
    assert (talk.ask.form, talk.answers["country"]) == ("other-country-code", "US")
    talk.say("2")
    assert (talk.ask.question, talk.answers["country"]) == ("postal_code", "US")
    talk.say("M5V 2T6", "1")

    assert (talk.answers["country"], talk.answers["postal_code"]) == ("CA", "M5V 2T6")


def test_the_confirmation_of_a_code_takes_another_code():
    talk = at("postal_code_ok")

    talk.say("77002")

    assert (talk.ask.question, talk.answers["postal_code"]) == ("postal_code_ok", "77002")


# -- office -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("1", "austin"),
        ("houston", "houston"),
        ("Huston", "houston"),
        ("Nueva York", "new-york"),
        ("Filadelfia", "philadelphia"),
        ("Nueva Orleáns", "new-orleans"),
        ("Los Ángeles", "los-angeles"),
        ("st paul", "saint-paul"),
        ("montreal", "montreal"),
        ("Philadelphie", "philadelphia"),
        ("Georgia", "atlanta"),
        ("Pensilvania", "philadelphia"),
    ],
)
def test_an_office_is_named_wherever_it_is(text, office):
    talk = at("office")

    talk.say(text)

    assert (talk.ask.question, talk.answers["office"]) == ("office_ok", office)


@pytest.mark.parametrize("text", ["san", "Tejas", "texas", "california"])
def test_a_name_of_several_offices_is_asked_about(text):
    talk = at("office")

    talk.say(text)

    assert talk.ask.form == "which-of-these"
    assert len(talk.ask.options) > 1
    talk.say("2")
    assert talk.ask.question == "office_ok"


@pytest.mark.parametrize("word", ["todas", "ALL", "toutes", "ver todas las oficinas", "10"])
def test_all_offices_are_listed_when_asked(word):
    talk = at("office")

    talk.say(word)

    assert (talk.ask.form, len(talk.ask.options)) == (
        "office-all",
        len(talk.sources.network.offices),
    )
    assert talk.say(word if word != "10" else "todas").form == "office-all"
    assert talk.say("atrás").form == "office"


def test_another_postal_code_at_the_office_gives_the_offices_near_it():
    talk = at("office")

    talk.say("M5V 2T6")

    assert (talk.ask.question, talk.ask.options[0].sets) == ("office", {"office": "toronto"})


def test_another_office_can_be_named_in_place_of_yes_or_no():
    talk = at("office_ok")

    talk.say("houston")

    assert (talk.ask.question, talk.answers["office"]) == ("office_ok", "houston")


# -- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["0", "０", "no tengo", "No aplica", "none", "n/a", "aucun", "-", "ninguno", "I have none"],
)
def test_no_maternal_surname_is_said_in_many_ways(text):
    talk = at("maternal_surname")

    talk.say(text)

    assert (talk.ask.question, talk.answers["maternal_surname"]) == ("names_ok", "0")


@pytest.mark.parametrize("text", ["No", "no", "O", "Na", "non"])
def test_what_may_be_a_surname_or_mean_none_is_asked(text):
    talk = at("maternal_surname")

    talk.say(text)
    assert talk.ask.form == "name-or-command"
    talk.say("1")

    assert talk.answers["maternal_surname"] == text


@pytest.mark.parametrize("text", ["Noone", "Nones", "Nonne"])
def test_a_surname_that_resembles_a_word_for_none_is_a_surname(text):
    talk = at("maternal_surname")

    talk.say(text)

    assert talk.answers["maternal_surname"] == text


@pytest.mark.parametrize(
    "text", ["Menu", "English", "Stop", "Salut", "Edit Kovács", "Cancela", "Hola"]
)
def test_a_command_word_at_a_name_question_is_asked_about(text):
    talk = at("paternal_surname")

    talk.say(text)
    assert talk.ask.form == "name-or-command"
    talk.say("1")

    assert talk.answers["paternal_surname"] == text


@pytest.mark.parametrize(
    ("text", "reason", "character"),
    [("María 2", "name-digit", "2"), ("José😊", "name-character", "😊"), ("Núñez, Ana", "name-character", ","),
     ("Иван", "name-character", "И"), ("a@b", "name-character", "@"), ("李", "name-character", "李")],
)  # fmt: skip
def test_a_refused_name_says_which_character(text, reason, character):
    talk = at("given_names")

    talk.say(text)

    assert (talk.reason, talk.ask.notice.facts["character"]) == (reason, character)
    assert character in talk.said()["es"]


def test_no_at_the_names_asks_which_and_keeps_the_others():
    talk = at("names_ok")

    talk.say("2", "2", "Smith")

    assert talk.answers["paternal_surname"] == "Smith"
    assert talk.answers["given_names"] == "John Robert"
    assert talk.ask.question == "names_ok"


# -- birth ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "country"),
    [("66", "US"), ("40", "CA"), ("151", "MX"), ("7", "AI"), ("méxico", "MX"), ("Mexique", "MX"), ("EE. UU.", "US"),
     ("Inglaterra", "GB"), ("Alemnia", "DE"), ("Canadá", "CA"), ("151. México", "MX")],
)  # fmt: skip
def test_a_birth_country_is_a_published_number_or_a_name(text, country):
    talk = at("birth_country")

    talk.say(text)

    assert talk.answers["birth_country"] == country


@pytest.mark.parametrize("word", ["0", "lista", "whole list", "liste complète"])
def test_the_whole_list_of_countries_is_shown_when_asked(word):
    talk = at("birth_country")

    talk.say(word)

    assert talk.ask.view == "whole"
    assert "151. México" in talk.said()["es"]
    talk.say("66")
    assert talk.answers["birth_country"] == "US"


def test_nothing_is_too_long_after_the_whole_list():
    for word in ("ayuda", "English", "????", "menú"):
        talk = at("birth_country")
        talk.say("0", word)
        assert talk.said()


@pytest.mark.parametrize("text", ["Corea", "Congo"])
def test_a_name_of_several_countries_is_asked_about(text):
    talk = at("birth_country")

    talk.say(text)

    assert talk.ask.form == "which-of-these"
    number = talk.ask.options[0].number
    talk.say("1")
    assert (talk.reason, "birth_country" in talk.answers) == ("country-unknown", False)
    talk.say(text, number)
    assert "birth_country" in talk.answers


def test_one_likely_country_can_be_accepted_with_yes():
    talk = at("birth_country")

    talk.say("mexcio", "sí")

    assert talk.answers["birth_country"] == "MX"


@pytest.mark.parametrize("text", ["250", "otro país", "no aparece"])
def test_a_country_on_no_list_is_typed(text):
    talk = at("birth_country")

    talk.say(text, "Yugoslavia")

    assert talk.answers["birth_country"] == "=Yugoslavia"
    assert talk.ask.form == "birth_county-typed"
    talk.say("Belgrado")
    assert talk.ask.question == "birth_place_ok"
    assert "Belgrado, Yugoslavia" in talk.said()["es"]


def test_a_country_that_is_no_more_is_kept_as_typed():
    talk = at("birth_country")

    talk.say("Yugoslavia")

    assert talk.answers["birth_country"] == "=Yugoslavia"


def test_a_state_is_a_number_a_name_or_its_first_letters():
    for text, state in (
        ("44", "TX"),
        ("texas", "TX"),
        ("Texass", "TX"),
        ("tex", "TX"),
        ("Nueva York", "NY"),
    ):
        talk = at("birth_state")
        talk.say(text)
        assert talk.answers["birth_state"] == state


def test_a_number_beyond_the_list_is_refused_with_the_last_number():
    talk = at("birth_state")

    talk.say("57")

    assert talk.reason == "not-on-the-list"
    assert talk.ask.notice.facts["last"] == len(talk.ask.options) - 1


def test_first_letters_of_several_counties_are_asked_about():
    talk = at("birth_county")

    talk.say("har")
    assert talk.ask.form == "which-of-these"
    talk.say("1")

    assert talk.ask.question == "birth_place_ok"


def test_a_place_not_listed_is_typed():
    talk = at("birth_state")

    talk.say("0", "Soconusco", "Tapachula")

    assert (talk.answers["birth_state"], talk.answers["birth_county"]) == (
        "=Soconusco",
        "=Tapachula",
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [("1988-12-01", "1988-12-01"), ("1 dic 1988", "1988-12-01"), ("December 1, 1988", "1988-12-01"), ("19881201", "1988-12-01"),
     ("1er décembre 1988", "1988-12-01"), ("25/12/1988", "1988-12-25"), ("12/25/1988", "1988-12-25"), ("nací el 5 de mayo de 1990", "1990-05-05")],
)  # fmt: skip
def test_a_birth_date_is_read_in_every_form(text, day):
    talk = at("birth_date")

    talk.say(text)

    assert talk.answers["birth_date"] == day


def test_a_date_with_two_readings_is_asked_never_guessed():
    talk = at("birth_date")

    talk.say("01/12/1988")
    assert talk.ask.form == "which-date"
    assert "birth_date" not in talk.answers
    talk.say("2")

    assert talk.answers["birth_date"] == "1988-12-01"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1988-02-30", "date-impossible"), ("2030-01-01", "date-future"), ("1850-01-01", "date-old"), ("1/2/88", "date-year"),
     ("ayer", "date-form"), ("1988", "date-form"), ("1", "date-form")],
)  # fmt: skip
def test_a_refused_date_says_why(text, reason):
    talk = at("birth_date")

    talk.say(text)

    assert talk.reason == reason
    assert "1988" in talk.said()["fr"]


def test_a_likely_slip_in_an_address_is_pointed_out():
    talk = at("email")

    talk.say("ana@gmial.com")
    assert talk.ask.form == "email-slip"
    assert talk.say("1").facts["email"] == "ana@gmail.com"
    talk.say("cambiar correo", "ana@gmial.com", "2")

    assert talk.answers["email"] == "ana@gmial.com"


# -- procedure, date, time -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "procedure"),
    [("3", "visas"), ("visa", "visas"), ("pasaporte", "pasaporte"), ("passport", "pasaporte"), ("residente permanente", "visas/sin-permiso/residente-permanente"),
     ("quiero la residencia permanente", "visas/sin-permiso/residente-permanente"), ("student", "visas/sin-permiso/estudiante")],
)  # fmt: skip
def test_a_procedure_is_found_by_its_words(text, procedure):
    talk = at("procedure")

    talk.say(text)

    assert talk.answers["procedure"] == procedure


def test_words_of_several_procedures_are_asked_about():
    talk = at("procedure")

    talk.say("residencia")

    assert talk.ask.form == "which-of-these"
    assert talk.said()
    talk.say("1")
    assert talk.ask.question == "date"


def test_more_leads_to_the_last_page_and_back():
    talk = at("date")
    first = talk.ask.options

    for word in ("más", "more"):
        talk.say(word)
        assert talk.ask.options != first
    last = talk.ask.options
    assert last[-1].code == "first-page"
    assert (talk.say("plus").options, talk.reason) == (last, "no-more")
    talk.say("Volver al principio")

    assert talk.ask.options == first


@pytest.mark.parametrize(
    ("text", "day"),
    [("15 de diciembre", "2026-12-15"), ("Dec 15", "2026-12-15"), ("15/12", "2026-12-15"), ("12/15", "2026-12-15"), ("2026-12-15", "2026-12-15"),
     ("15-12-2026", "2026-12-15"), ("mardi 15 décembre 2026", "2026-12-15"), ("01-12-2026", "2026-12-01")],
)  # fmt: skip
def test_a_day_can_be_typed(text, day):
    talk = at("date")

    talk.say(text)

    assert talk.answers["date"] == day


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("29 de noviembre", "2026-11-30"),
        ("5 dic", "2026-12-07"),
        ("24 de junio de 2027", "2026-12-11"),
    ],
)
def test_a_day_without_places_is_met_with_the_nearest(text, first):
    talk = at("date")

    talk.say(text)

    assert talk.ask.form == "other-days"
    assert talk.ask.options[0].sets == {"date": first}
    assert talk.say("15 dic").question == "time"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020-01-01", "date-past"),
        ("mañana", "day-form"),
        ("45", "day-form"),
        ("31 de febrero", "day-form"),
    ],
)
def test_a_refused_day_says_why_and_the_list_stays(text, reason):
    talk = at("date")
    shown = talk.ask.options

    talk.say(text)

    assert (talk.reason, talk.ask.options) == (reason, shown)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("1", "09:00"), ("9:30", "09:30"), ("9.30", "09:30"), ("9h30", "09:30"), ("a las 10", "10:00"), ("1:15 p. m.", "13:15"), ("1:15", "13:15"), ("13:15", "13:15"), ("10 am", "10:00")],
)  # fmt: skip
def test_a_time_can_be_typed(text, clock):
    talk = at("time")

    talk.say(text)

    assert talk.answers["time"] == clock


@pytest.mark.parametrize(
    ("text", "reason"), [("8:00", "time-taken"), ("25:00", "time-form"), ("temprano", "time-form")]
)
def test_a_refused_time_says_why(text, reason):
    talk = at("time")

    talk.say(text)

    assert talk.reason == reason


def test_an_office_without_places_offers_others_by_distance_and_more_ways_on():
    talk = at("date", lambda: Books(full={"austin"}))

    assert talk.ask.form == "no-places"
    assert talk.said()
    codes = [o.code for o in talk.ask.options]
    assert codes == ["office"] * 5 + ["other-postal-code", "other-procedure", "office-contact"]
    assert talk.ask.options[0].sets["office"] == "san-antonio"
    assert talk.say("8").notice.reason == "office-contact"
    talk.say("1")
    assert (talk.answers["office"], talk.ask.form, talk.ask.question) == (
        "san-antonio",
        "date",
        "date",
    )


def test_where_nothing_is_free_anywhere_there_is_still_a_way_on():
    everywhere = set(Books().network.offices)

    talk = at("date", lambda: Books(full=everywhere))

    assert [o.code for o in talk.ask.options] == [
        "other-postal-code",
        "other-procedure",
        "office-contact",
    ]


def test_a_procedure_without_places_says_so_in_the_menu():
    talk = at("procedure", lambda: Books(full={"austin"}))

    assert {option.facts["first"] for option in talk.ask.options} == {""}
    assert talk.said()


def test_a_day_that_fills_up_is_explained_and_another_asked():
    talk = at("time")
    day = talk.answers["date"]

    talk.sources.clock = ()
    talk.sources.full = set()
    talk.say("cambiar trámite", "1")

    assert day not in talk.answers.values()
    assert talk.ask.form == "no-places"


# -- review and after ------------------------------------------------------------------------------------


def test_a_lost_place_is_explained_another_time_asked_and_all_else_kept():
    talk = at("review")
    before = talk.answers

    talk.do(Refused("taken", ("time",), {"office": "austin"}))

    assert (talk.ask.question, talk.reason) == ("time", "taken")
    assert talk.answers == {n: v for n, v in before.items() if n != "time"}


def test_words_at_the_review_are_no_booking():
    talk = at("review")

    talk.say("ya veremos")

    assert (talk.ask.question, talk.reason) == ("review", "not-on-the-list")


@pytest.mark.parametrize(
    "word", ["1", "confirmar", "Confirm", "sí", "OK", "je confirme", "1. Confirmar la cita"]
)
def test_the_review_is_confirmed_in_many_ways(word):
    talk = at("review")

    talk.say(word)

    assert isinstance(talk.outcome, Book)


def test_after_a_booking_the_appointment_is_shown_its_pdf_offered_and_another_booking():
    talk = at("review")

    talk.say("1")
    assert [o.code for o in talk.ask.options] == ["resend", "book-another"]
    assert talk.sources.booked[0].folio in talk.said()["es"]
    talk.say("1")
    assert isinstance(talk.outcome, Resend)
    talk.say("2")

    assert talk.ask.question == "country"


def test_a_person_already_booked_is_told_where_and_when_and_can_go_on():
    talk = at("review")
    talk.say("1", "2", *(text for _, text in GUIDE[:-3]))

    assert (talk.ask.form, talk.ask.question) == ("already-yours", "date")
    assert talk.sources.booked[0].folio in talk.said()["en"]
    talk.say("2", "1")
    assert (talk.ask.form, talk.answers["procedure"]) == ("date", "pasaporte")


def test_a_person_booked_from_elsewhere_gets_one_neutral_refusal():
    talk = at("procedure")
    talk.sources.elsewhere.add(applicant_of(talk.answers, "es").identity)

    talk.say("3", "1", "4")

    assert talk.ask.form == "already-elsewhere"
    assert "folio" not in talk.said()["es"].casefold()
    assert [o.code for o in talk.ask.options] == ["other-procedure", "other-person", "start-over"]


# -- silence ---------------------------------------------------------------------------------------------


def test_after_a_pause_an_answer_is_taken():
    talk = at("birth_date")

    talk.say("1988-12-01", paused=True)

    assert talk.ask.question == "birth_date_ok"


@pytest.mark.parametrize("text", ["Hola", "???", "¿sigues ahí?"])
@pytest.mark.parametrize("question", ["office", "birth_date", "email", "review"])
def test_after_a_pause_what_is_no_answer_is_met_with_shall_we_go_on(text, question):
    talk = at(question)
    before = talk.answers

    talk.say(text, paused=True)
    assert (talk.ask.form, talk.answers) == ("resume", before)
    talk.say("sí")

    assert (talk.ask.question, talk.answers) == (question, before)


def test_after_a_pause_a_greeting_at_a_name_is_a_greeting():
    assert at("given_names").say("Hola", paused=True).form == "resume"


def test_a_greeting_in_mid_conversation_shows_where_we_were():
    talk = at("birth_date")

    talk.say("Hola")

    assert (talk.ask.question, talk.reason) == ("birth_date", "here-we-were")


@pytest.mark.parametrize("index", [-1, 2, 99])
def test_a_place_in_the_list_that_does_not_exist_is_refused(index):
    talk = at("office_ok")

    talk.do(Picked(index))

    assert talk.reason == "not-on-the-list"
