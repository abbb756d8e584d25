"""I19: after its time, nothing personal of a whole booking is left, and before it nothing was in
clear: the files themselves are searched.
"""

import base64
from collections.abc import Collection
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update

from tests.desk.samples import (
    EMAIL,
    MORNING,
    NAME,
    OTHER,
    PHONE,
    SURNAME,
    TIME,
    Clock,
    book,
    folio_in,
    rehearse,
)
from tests.storage.trays import column, count
from ventanilla.desk.tray_ports import Poison
from ventanilla.domain.folio import Folio
from ventanilla.domain.message import Address, Inbound
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.ledger import standing
from ventanilla.storage.schema import appointment, event, metadata, participant
from ventanilla.storage.trays import alias, contact, conversation, inbox, outbox, timer

DAY = timedelta(days=1)
WORDS = "una frase que nadie más escribe"
CANARIES = (NAME, NAME.upper(), NAME.lower(), SURNAME, EMAIL, PHONE, WORDS, "1988-12-01")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rehearsal(database, clock) -> Rehearsal:
    return rehearse(database, clock)


def pass_time(rehearsal: Rehearsal, clock: Clock, by: timedelta) -> None:
    """As many sweeps as it takes: each forgets one batch."""
    clock.now += by
    rehearsal.clerk.sweep(clock.now)
    while rehearsal.clerk.forgetting:
        rehearsal.clerk.sweep(clock.now)


def found(database: Database, canaries: Collection[str] = CANARIES) -> set[str]:
    """Those that anything that is stored holds, in clear or as base64: files of SQLite as they
    are, on PostgreSQL every row.
    """
    kept = _files(database) if database.path else _values(database)
    content = b"\0".join(kept)
    return {c for c in canaries if any(form in content for form in _forms(c))}


def _forms(canary: str) -> list[bytes]:
    plain = canary.encode()
    whole = plain[: len(plain) // 3 * 3]
    return [plain, plain.hex().encode(), base64.b64encode(whole)]


def _files(database: Database) -> list[bytes]:
    path = database.path
    assert path is not None
    return [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]


def _values(database: Database) -> list[bytes]:
    with database.read() as connection:
        return [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
            for value in row
        ]


def sealed(database: Database) -> dict[str, int]:
    """How many values are sealed, by column."""
    with database.read() as connection:
        return {
            f"{table.name}.{c.name}": n
            for table in metadata.tables.values()
            for c in table.c
            if c.name.endswith("_sealed")
            if (n := connection.scalar(text(f"SELECT COUNT({c.name}) FROM {table.name}")))
        }


def rewrite(database: Database) -> None:
    """SQLite's free pages and its log go with this."""
    if database.path:
        database.checkpoint()
        connection = database.engine.raw_connection()
        connection.cursor().execute("VACUUM")
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()


def test_nothing_that_was_said_is_anywhere_in_clear(rehearsal, database):
    book(rehearsal)
    rehearsal.say(WORDS, phone=PHONE)
    rehearsal.clerk.receive([], [Poison("p", WORDS.encode(), "broken")], MORNING)

    assert found(database) == set()
    database.checkpoint()
    assert found(database) == set()
    assert set(sealed(database)) == {
        "appointment.applicant_sealed",
        "contact.phone_sealed",
        "conversation.state_sealed",
        "inbox.body_sealed",
        "outbox.body_sealed",
    }


@pytest.mark.parametrize("canary", CANARIES)
def test_the_search_finds_a_value_that_was_not_sealed(database, canary):
    with database.write() as connection:
        connection.execute(insert(timer).values(kind=f"x{canary}x", subject="", due_at=0))

    assert found(database, [canary]) == {canary}


def test_the_search_finds_a_value_in_a_binary_column(rehearsal, database):
    book(rehearsal, 1)
    with database.write() as connection:
        connection.execute(update(inbox).values(body_sealed=WORDS.encode()))

    assert found(database) == {WORDS}


def test_a_day_after_the_last_word_no_word_is_left(rehearsal, database, clock):
    book(rehearsal, TIME - 3)

    pass_time(rehearsal, clock, DAY + timedelta(seconds=1))

    assert sealed(database) == {"contact.phone_sealed": 1}
    with database.read() as connection:
        assert connection.execute(select(conversation.c.erased)).scalars().all() == [1]


def test_a_day_after_a_booking_only_the_appointment_is_left(rehearsal, database, clock):
    book(rehearsal)

    pass_time(rehearsal, clock, DAY)

    assert sealed(database) == {"contact.phone_sealed": 1, "appointment.applicant_sealed": 1}


def test_before_a_day_is_over_a_conversation_can_be_gone_on_with(rehearsal, database, clock):
    book(rehearsal, 6)

    pass_time(rehearsal, clock, DAY - timedelta(minutes=1))

    assert "conversation.state_sealed" in sealed(database)


def test_what_went_wrong_is_kept_for_a_week(rehearsal, database, clock):
    book(rehearsal, 1)
    rehearsal.clerk.receive([], [Poison("p", WORDS.encode(), "broken")], clock.now)

    pass_time(rehearsal, clock, 7 * DAY - timedelta(minutes=1))
    before = sealed(database)
    pass_time(rehearsal, clock, timedelta(hours=1))

    assert before["inbox.body_sealed"] == 1
    assert "inbox.body_sealed" not in sealed(database)


def test_that_a_message_was_seen_is_known_for_a_month(rehearsal, database, clock):
    book(rehearsal, 3)

    pass_time(rehearsal, clock, 30 * DAY - timedelta(minutes=1))
    before = count(database, inbox), count(database, outbox)
    pass_time(rehearsal, clock, timedelta(hours=1))

    assert before == (3, 3)
    assert (count(database, inbox), count(database, outbox)) == (0, 0)


def test_who_never_booked_is_forgotten_after_a_month(rehearsal, database, clock):
    book(rehearsal, 10)

    pass_time(rehearsal, clock, 31 * DAY)

    assert sealed(database) == {}
    assert [count(database, t) for t in (alias, inbox, outbox)] == [0, 0, 0]


def test_who_was_forgotten_can_begin_anew(rehearsal, clock):
    book(rehearsal, 10)
    pass_time(rehearsal, clock, 31 * DAY)

    (welcome,) = rehearsal.say("Hola", phone=PHONE)

    assert "asistente automático" in welcome.body


def test_a_place_held_and_never_taken_is_nobodys_after_a_day(rehearsal, database, clock):
    book(rehearsal, TIME + 1)

    pass_time(rehearsal, clock, timedelta(minutes=11))
    before = sealed(database)
    pass_time(rehearsal, clock, DAY)

    assert before["appointment.applicant_sealed"] == 1
    assert sealed(database) == {"contact.phone_sealed": 1}
    with database.read() as connection:
        assert connection.execute(select(participant.c.person_key)).scalars().all() == [""]


def test_sixty_days_after_the_visit_nobody_is_left_and_the_folio_still_stands(
    rehearsal, database, clock
):
    confirmed, _ = book(rehearsal)
    rehearsal.say(WORDS, phone=PHONE)
    folio = Folio(folio_in(confirmed))
    before = standing(database, folio)

    for _ in range(3):
        pass_time(rehearsal, clock, 31 * DAY)

    rewrite(database)
    assert found(database) == set()
    assert sealed(database) == {}
    assert [count(database, t) for t in (alias, inbox, outbox)] == [0, 0, 0]
    assert before is not None
    assert standing(database, folio) == before
    assert _keyed(database) == []
    assert count(database, event) > 0


def _keyed(database: Database) -> list[str]:
    """Keyed hashes by which a person could still be recognised."""
    columns = [(alias, "alias_key"), (participant, "person_key"), (inbox, "message_key")]
    with database.read() as connection:
        return [
            f"{table.name}.{name}"
            for table, name in columns
            for value in connection.execute(select(table.c[name])).scalars()
            if value
        ]


def test_who_has_an_appointment_ahead_is_not_forgotten(rehearsal, database, clock):
    book(rehearsal)
    with database.write() as connection:
        later = appointment.c.start_minute + 60 * 24 * 90
        connection.execute(update(appointment).values(start_minute=later))

    pass_time(rehearsal, clock, 60 * DAY)
    rehearsal.clerk.sweep(clock.now)

    assert sealed(database) == {"appointment.applicant_sealed": 1, "contact.phone_sealed": 1}
    assert count(database, alias) == 1


def test_who_spoke_lately_is_not_forgotten(rehearsal, database, clock):
    book(rehearsal, 3)
    pass_time(rehearsal, clock, 29 * DAY)
    book(rehearsal, 3)

    pass_time(rehearsal, clock, 2 * DAY)

    assert sealed(database) == {"contact.phone_sealed": 1}


def test_one_persons_time_is_not_anothers(rehearsal, database, clock):
    book(rehearsal, 5)
    pass_time(rehearsal, clock, 23 * timedelta(hours=1))
    book(rehearsal, 5, OTHER)

    pass_time(rehearsal, clock, timedelta(hours=2))

    kept = sealed(database)
    assert (kept["conversation.state_sealed"], kept["inbox.body_sealed"]) == (1, 5)


def test_the_paper_of_a_forgotten_appointment_is_not_made(rehearsal, database, clock):
    book(rehearsal)
    (number,) = column(database, appointment, "id")

    pass_time(rehearsal, clock, 90 * DAY)

    with rehearsal.store.ledger(rehearsal.clerk.desk.network) as ledger:
        assert ledger.appointment(number) is None


def test_much_is_forgotten_in_small_batches(rehearsal, database, clock):
    for number in range(250):
        message = Inbound(f"k{number}", "line", Address(f"1555{number:07}"), MORNING, "silent", "x")
        rehearsal.clerk.receive([message], [], clock.now)
    rehearsal.work()

    pass_time(rehearsal, clock, 31 * DAY)

    assert (count(database, inbox), count(database, alias)) == (0, 0)
    assert count(database, contact, contact.c.phone_sealed.is_not(None)) == 0
