"""H: limits, which decide between buttons, a list and numbered lines."""

import pytest

from ventanilla.domain.folding import units
from ventanilla.domain.message import Choice, Message
from ventanilla.whatsapp.layout import Buttons, Row, Rows, Text, Unsendable, lay_out

YES_NO = (Choice("yes", "1", "Sí"), Choice("no", "2", "No"))


def choices(count, label="Opción"):
    return tuple(Choice(f"c{n}", str(n), f"{label} {n}") for n in range(1, count + 1))


def test_h3_four_choices_are_a_list_whose_body_has_the_numbers_too():
    rows = lay_out(Message("Elija", choices(4), "Ver opciones"))

    assert rows == Rows(
        "Elija\n\n*1.* Opción 1\n*2.* Opción 2\n*3.* Opción 3\n*4.* Opción 4",
        "Ver opciones",
        tuple(Row(f"c{n}", f"{n}. Opción {n}", "") for n in range(1, 5)),
    )


NUMBERED = {
    "H4-eleven": (choices(11), "Ver"),
    "no-opener": (choices(4), ""),
    "H4-opener-21": (choices(4), "x" * 21),
    "blank-opener": (choices(4), " "),
    "label-fits-nowhere": (choices(2, "Residencia permanente en México"), "Ver"),
    "two-lines": ((Choice("a", "1", "a\nb"), YES_NO[1]), "Ver"),
    "H4-same-id": ((Choice("a", "1", "Sí"), Choice("a", "2", "No")), "Ver"),
    "H3-same-title": ((Choice("a", "", "Sí"), Choice("b", "", "Sí")), "Ver"),
    "H3-long-id": ((Choice("a" * 257, "1", "Sí"), YES_NO[1]), "Ver"),
    "H3-spaced-id": ((Choice(" a", "1", "Sí"), YES_NO[1]), "Ver"),
    "empty-id": ((Choice("", "1", "Sí"), YES_NO[1]), "Ver"),
}


@pytest.mark.parametrize("case", NUMBERED)
def test_what_fits_no_button_and_no_row_is_numbered_text(case):
    options, opener = NUMBERED[case]

    text = lay_out(Message("Elija", options, opener))

    assert isinstance(text, Text)
    assert text.body.startswith("Elija\n\n*")


@pytest.mark.parametrize(
    ("label", "number", "kind"),
    [
        pytest.param("x" * 17, "1", Buttons, id="H3-20"),
        pytest.param("x" * 20, "1", Buttons, id="H3-20-without-number"),
        pytest.param("x" * 21, "1", Rows, id="H3-21"),
        pytest.param("x" * 24, "1", Rows, id="H4-24"),
        pytest.param("x" * 25, "1", Text, id="H4-25"),
        pytest.param("🇲🇽🇲🇽🇲🇽🇲🇽🇲🇽", "1", Buttons, id="H5-20-units"),
        pytest.param("🇲🇽🇲🇽🇲🇽🇲🇽🇲🇽.", "1", Rows, id="H5-21-units"),
        pytest.param("🇲🇽🇲🇽🇲🇽🇲🇽🇲🇽🇲🇽.", "1", Text, id="H5-25-units"),
    ],
)
def test_titles_are_measured_in_utf_16_units(label, number, kind):
    options = (Choice("a", number, label), YES_NO[1])

    assert isinstance(lay_out(Message("Elija", options, "Ver")), kind)


@pytest.mark.parametrize(("length", "kind"), [(1024, Buttons), (1025, Text)])
def test_h6_a_body_too_long_for_buttons_is_text(length, kind):
    assert isinstance(lay_out(Message("x" * length, YES_NO)), kind)


@pytest.mark.parametrize(("length", "kind"), [(1024, Rows), (1025, Text)])
def test_h6_a_body_too_long_for_a_list_with_its_lines_is_text(length, kind):
    lines = units("\n\n*1.* Opción 1\n*2.* Opción 2\n*3.* Opción 3\n*4.* Opción 4")

    assert isinstance(lay_out(Message("x" * (length - lines), choices(4), "Ver")), kind)


@pytest.mark.parametrize(("length", "note"), [(72, "x" * 72), (73, "")])
def test_h4_a_note_too_long_for_its_row_is_in_the_body_alone(length, note):
    options = (*choices(3), Choice("last", "4", "Laredo", note="x" * length))

    rows = lay_out(Message("Elija", options, "Ver"))

    assert rows.rows[-1].note == note
    assert "x" * length in rows.body


def test_h2_4096_units_are_a_text_and_one_more_is_refused():
    assert lay_out(Message("x" * 4096)) == Text("x" * 4096)
    with pytest.raises(Unsendable):
        lay_out(Message("x" * 4097))
    with pytest.raises(Unsendable):
        lay_out(Message("😀" * 2048 + "x"))
