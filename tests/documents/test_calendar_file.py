"""The calendar file: read back line by line, and its zone by a reader that is not ours."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.documents.calendar_file import Event, calendar_file
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode
from ventanilla.domain.slot import Slot

EVENT = Event(
    language="es",
    folio=Folio("7KMA-QX4T-H29C"),
    revision=3,
    slot=Slot(date(2026, 12, 1), time(9, 30), OfficeCode("austin"), "America/Chicago"),
    minutes=45,
    summary="Cita en el consulado: Visa; sin permiso",
    description="Folio: 7KMA-QX4T-H29C\nTraiga la confirmación, impresa.",
    location="Consulado General de México en Austin, 100 Example Boulevard, Austin, Texas",
    url="https://citas.example.org/p/visas/austin",
    written=datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC),
)
CHANGES = ((2026, 3, 8), (2026, 11, 1))


def lines(event):
    """Unfolded; every line must end in CRLF and hold no other control character."""
    text = calendar_file(event).decode()
    assert text.endswith("\r\n")
    unfolded = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert all(line.isprintable() or "\u00a0" in line for line in unfolded)
    assert not any(mark in line for line in unfolded for mark in "\r\n\0")
    return unfolded


def value(event, name):
    (found,) = [line for line in inner(event) if line.startswith((f"{name}:", f"{name};"))]
    return found.partition(":")[2]


def inner(event):
    told = lines(event)
    return told[told.index("BEGIN:VEVENT") : told.index("END:VEVENT")]


def zone_of(event):
    return tzical(io.StringIO("\n".join(lines(event)))).get()


def unescaped(text):
    marks = iter(text)
    return "".join({"n": "\n"}.get(m := next(marks), m) if mark == "\\" else mark for mark in marks)


def test_it_says_when_by_the_clocks_of_the_office():
    told = inner(EVENT)

    assert "DTSTART;TZID=America/Chicago:20261201T093000" in told
    assert "DTEND;TZID=America/Chicago:20261201T101500" in told
    assert value(EVENT, "DTSTAMP") == "20261123T150405Z"
    assert "METHOD:PUBLISH" in lines(EVENT)


def test_a_later_revision_is_the_same_event_with_a_higher_sequence():
    moved = replace(EVENT, revision=4, slot=replace(EVENT.slot, day=date(2026, 12, 2)))

    assert value(moved, "UID") == value(EVENT, "UID")
    assert (value(EVENT, "SEQUENCE"), value(moved, "SEQUENCE")) == ("3", "4")


def test_the_same_event_is_the_same_file_to_the_byte():
    assert calendar_file(EVENT) == calendar_file(replace(EVENT))


def test_what_has_no_known_length_has_no_end():
    assert not any(line.startswith("DTEND") for line in lines(replace(EVENT, minutes=0)))


@pytest.mark.parametrize(
    "zone",
    [
        *("America/Chicago", "America/Phoenix", "America/St_Johns", "America/Vancouver"),
        *("America/Regina", "Pacific/Honolulu", "UTC"),
    ],
)
@pytest.mark.parametrize(
    "day", [date(2026, 1, 15), date(2026, 7, 15), *(date(*d) for d in CHANGES)]
)
def test_who_knows_no_zones_reads_the_same_instant(zone, day):
    slot = Slot(day, time(9, 30), OfficeCode("austin"), zone)
    local = datetime.combine(day, slot.time)

    told = zone_of(replace(EVENT, slot=slot))

    for hours in (0, 3):
        then = local + timedelta(hours=hours)
        assert told.utcoffset(then) == then.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def test_an_appointment_that_goes_over_a_change_of_clocks_ends_when_it_ends():
    slot = Slot(date(2026, 3, 8), time(1, 30), OfficeCode("austin"), "America/Chicago")
    over = replace(EVENT, slot=slot)

    assert value(over, "DTSTART") == "20260308T013000"
    assert value(over, "DTEND") == "20260308T031500"
    assert zone_of(over).utcoffset(datetime(2026, 3, 8, 3, 15)) == timedelta(hours=-5)  # noqa: DTZ001


@given(st.text())
def test_no_text_can_end_its_line_and_every_text_comes_back(text):
    found = unescaped(value(replace(EVENT, summary=text), "SUMMARY"))

    kept = (mark for line in text.splitlines() for mark in line)
    plain = "".join(mark for mark in kept if mark.isprintable() or mark == "\u00a0")
    assert found.replace("\n", "") == plain


def test_a_line_break_in_a_text_begins_no_property():
    wicked = replace(EVENT, summary="a\r\nATTENDEE:mailto:x@example.org", url="b\r\nATTACH:c")

    assert not any(line.startswith(("ATTENDEE", "ATTACH")) for line in lines(wicked))


@given(st.text(alphabet="aé漢🌎", min_size=30, max_size=200))
def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(text):
    for line in calendar_file(replace(EVENT, summary=text)).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@pytest.mark.parametrize(
    ("cancelled", "method", "status"),
    [(False, "PUBLISH", "CONFIRMED"), (True, "CANCEL", "CANCELLED")],
)
def test_what_was_cancelled_takes_the_same_entry_out_of_the_calendar(cancelled, method, status):
    event = replace(EVENT, cancelled=cancelled, revision=4)

    assert f"METHOD:{method}" in lines(event)
    assert value(event, "STATUS") == status
    assert (value(event, "UID"), value(event, "SEQUENCE")) == (value(EVENT, "UID"), "4")
