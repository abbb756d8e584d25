"""Group H of the contract's cases, as far as the shape of a message decides them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.domain.message import Choice, Message
from ventanilla.whatsapp.layout import (
    Button,
    Buttons,
    Row,
    Rows,
    Text,
    Unsendable,
    lay_out,
    units,
)

YES_NO = (Choice("yes", "1", "Sí"), Choice("no", "2", "No"))


def choices(count, label="Opción"):
    return tuple(Choice(f"c{n}", str(n), f"{label} {n}") for n in range(1, count + 1))


def test_words_alone_are_a_text():
    assert lay_out(Message("¿En qué ciudad?")) == Text("¿En qué ciudad?")


def test_three_choices_or_fewer_are_buttons_with_their_numbers():
    buttons = lay_out(Message("¿Es correcto?", YES_NO))

    assert buttons == Buttons("¿Es correcto?", (Button("yes", "1. Sí"), Button("no", "2. No")))


def test_a_shortened_button_has_its_whole_label_in_the_body():
    whole = (
        Choice("with", "1", "Con permiso del Instituto", "Con permiso"),
        Choice("without", "2", "Sin permiso"),
    )

    buttons = lay_out(Message("¿Cómo?", whole))

    assert buttons.body == "¿Cómo?\n\n*1.* Con permiso del Instituto\n*2.* Sin permiso"
    assert [b.title for b in buttons.buttons] == ["1. Con permiso", "2. Sin permiso"]


def test_buttons_too_long_for_numbers_are_all_without_and_the_body_has_them():
    long = (Choice("a", "1", "Con permiso del INM.", ""), Choice("b", "2", "Sin permiso"))

    buttons = lay_out(Message("¿Cómo?", long))

    assert [b.title for b in buttons.buttons] == ["Con permiso del INM.", "Sin permiso"]
    assert buttons.body == "¿Cómo?\n\n*1.* Con permiso del INM.\n*2.* Sin permiso"


def test_a_note_of_a_button_is_in_the_body():
    noted = (Choice("a", "1", "Austin", note="5 km"), Choice("b", "2", "Dallas", note="300 km"))

    assert lay_out(Message("Oficinas", noted)).body == (
        "Oficinas\n\n*1.* Austin · 5 km\n*2.* Dallas · 300 km"
    )


def test_a_row_explains_what_its_title_leaves_out():
    permanent = Choice("p", "6", "Visa de residente permanente", "Residente permanente", "5 km")

    rows = lay_out(Message("Elija", (*choices(4), permanent), "Ver"))

    assert rows.rows[-1] == Row(
        "p", "6. Residente permanente", "Visa de residente permanente · 5 km"
    )


def test_long_notes_stand_below_their_options_and_set_them_apart():
    note = "Para quien vivirá en México más de 180 días y menos de cuatro años"
    noted = (Choice("a", "1", "Temporal", note=note), Choice("b", "2", "Turismo", note="Visitas"))

    assert lay_out(Message("Elija", noted)).body == (
        f"Elija\n\n*1.* Temporal\n{note}\n\n*2.* Turismo\nVisitas"
    )


def test_an_option_without_a_number_is_typed_by_its_words():
    more = (*choices(3), Choice("more", "", "Más fechas"))

    rows = lay_out(Message("Fechas", more, "Ver"))

    assert rows.body.endswith("\n*3.* Opción 3\n*Más fechas*")
    assert rows.rows[-1].title == "Más fechas"


@pytest.mark.parametrize("message", [Message(""), Message(" \n ")])
def test_a_blank_message_is_refused(message):
    with pytest.raises(Unsendable):
        lay_out(message)


def test_buttons_below_no_words_have_the_lines_as_their_body():
    assert lay_out(Message("", YES_NO)).body == "*1.* Sí\n*2.* No"


def test_the_refusal_quotes_nothing():
    with pytest.raises(Unsendable) as refused:
        lay_out(Message("secret" * 1000))

    assert "secret" not in str(refused.value)


WORDS = st.text(max_size=90) | st.text("xé😀 ", max_size=30)
CHOICE = st.builds(Choice, WORDS, st.sampled_from(["", "1", "22", "249"]), WORDS, WORDS, WORDS)
MESSAGE = st.builds(
    Message,
    st.text(max_size=50) | st.integers(0, 5000).map("x".__mul__),
    st.lists(CHOICE, max_size=12).map(tuple),
    WORDS,
)
FINE = st.builds(
    Choice,
    st.uuids().map(str),
    st.sampled_from(["", "1", "22", "249"]),
    st.text("aé😀", min_size=1, max_size=25),
    st.text("aé😀", max_size=12),
    st.text("aé😀 ", max_size=90),
)
LIKELY = st.builds(
    Message, st.just("Elija"), st.lists(FINE, max_size=12).map(tuple), st.just("Ver")
)


@given(MESSAGE | LIKELY)
def test_no_limit_is_ever_exceeded(message):
    try:
        payload = lay_out(message)
    except Unsendable:
        return

    match payload:
        case Text(body):
            assert 0 < units(body) <= 4096
        case Buttons(body, buttons):
            _check_interactive(
                body,
                [b.id for b in buttons],
                [b.title for b in buttons],
                most=3,
                title_units=20,
                id_units=256,
            )
        case Rows(body, opener, rows):
            _check_interactive(
                body,
                [r.id for r in rows],
                [r.title for r in rows],
                most=10,
                title_units=24,
                id_units=200,
            )
            assert 0 < units(opener) <= 20
            assert all(units(row.note) <= 72 for row in rows)


def _check_interactive(body, ids, titles, *, most, title_units, id_units):
    assert 0 < units(body) <= 1024
    assert 0 < len(ids) <= most
    assert all(0 < units(each) <= id_units and each == each.strip() for each in ids)
    assert all(0 < units(each) <= title_units for each in titles)
    assert len(set(ids)) == len(set(titles)) == len(ids)


@given(LIKELY)
def test_every_number_and_label_is_seen(message):
    payload = lay_out(message)

    seen = payload.body
    if isinstance(payload, Buttons):
        seen += "".join(f"*{b.title.replace('. ', '.* ', 1)}" for b in payload.buttons)
    for choice in message.choices:
        assert choice.label in seen
        assert not choice.number or f"*{choice.number}.* " in seen
