"""I16: what leaves is counted over all nodes, by number and by person; each guard also taken out."""

from contextlib import suppress
from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import literal, select
from structlog.testing import capture_logs

from tests.storage.samples import NOW, VAULT, a_place
from tests.storage.trays import ANA, accepted, count, owed
from ventanilla.desk.pacing import FIRST_PAUSE, PAIR_BURST, PAIR_SECONDS, pace_of
from ventanilla.desk.tray_ports import Owed
from ventanilla.domain.message import Accepted, Message, SendError
from ventanilla.domain.news import LineNews
from ventanilla.storage import outbox as module
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.lines import LineTable
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.retention import Retention
from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import outbox, pair

PACE = pace_of(80)
HALT = SendError(190, "channel", "halt")


@pytest.fixture
def line(database):
    """Every call is a transaction, as of another node."""

    def call(name: str):
        def transaction(*arguments):
            with database.write() as connection:
                return getattr(LineTable(connection, "15550001", PACE), name)(*arguments)

        return transaction

    class Calls:
        room, spent, heard, told = map(call, ("room", "spent", "heard", "told"))
        reopen, news = map(call, ("reopen", "news"))

    return Calls


def test_what_one_node_has_sent_another_may_not(line):
    room = line.room(64, NOW)
    line.spent(room, NOW)

    assert room == PACE.burst
    assert line.room(64, NOW) == 0
    assert line.room(64, NOW + timedelta(seconds=1)) == PACE.burst


def test_numbers_do_not_count_for_each_other(line, database):
    line.spent(line.room(64, NOW), NOW)

    with database.write() as connection:
        assert LineTable(connection, "15550002", PACE).room(64, NOW) == PACE.burst


def test_what_people_write_counts(line):
    line.heard(PACE.burst - 1, NOW)

    assert line.room(64, NOW) == 1


def test_nodes_that_send_at_once_send_no_more_than_one(postgresql_database):
    together, sent = Barrier(4), []

    def node():
        for number in range(20):
            if not number:
                together.wait()
            with postgresql_database.write() as connection:
                table = LineTable(connection, "15550001", PACE)
                room = table.room(3, NOW)
                table.spent(room, NOW)
                sent.append(room)

    nodes = [Thread(target=node) for _ in range(4)]
    for one in nodes:
        one.start()
    for one in nodes:
        one.join()

    assert sum(sent) == PACE.burst


def test_a_closed_number_sends_nothing_then_one_then_all(line):
    line.told([HALT] * 9, NOW)
    later = NOW + FIRST_PAUSE

    assert line.room(64, NOW) == 0
    assert line.room(64, later) == 1
    line.spent(1, later)
    assert line.room(64, later) == 0
    line.told([Accepted("wamid.1")], later)
    assert line.room(64, later + timedelta(seconds=1)) == PACE.burst


def test_a_new_start_tries_a_closed_number_at_once(line):
    line.told([HALT], NOW)
    line.reopen()

    assert line.room(64, NOW) == 1


# -- one person -------------------------------------------------------------------------------


def test_g3_what_the_platform_grants_holds_instead_of_the_setting(line):
    before = line.room(10_000, NOW)

    line.news(LineNews("rate", 1000), NOW)

    assert line.room(10_000, NOW) == pace_of(1000).burst > before


def test_g4_a_halt_closes_the_number_and_its_end_tries_it_at_once(line):
    with capture_logs():
        line.news(LineNews("halted"), NOW)
    assert line.room(64, NOW) == 0

    line.news(LineNews("restored"), NOW)
    assert line.room(64, NOW) == 1


def drained(tray, now, most: int) -> int:
    """How many leave to one person in one go."""
    for number in range(most):
        parcels = tray.claim(now=now)
        if not parcels:
            return number
        tray.settle(*map(accepted, parcels), now=now)
    return most


def test_one_person_is_sent_45_at_once_and_then_one_every_six_seconds(tray):
    tray.put(*(owed(str(number)) for number in range(60)))
    later = NOW + timedelta(seconds=PAIR_SECONDS)

    assert drained(tray, NOW, 60) == PAIR_BURST
    assert drained(tray, later - timedelta(seconds=1), 60) == 0
    assert drained(tray, later, 60) == 1
    assert drained(tray, NOW + timedelta(seconds=PAIR_SECONDS * 6), 60) == 5


def test_others_do_not_wait_for_who_has_had_many(tray):
    tray.put(*(owed(str(number)) for number in range(50)))
    drained(tray, NOW, 50)
    tray.put(owed("other", 2))

    assert [parcel.contact for parcel in tray.claim()] == [2]


def test_without_the_bucket_one_person_is_sent_all_at_once(tray, monkeypatch):
    tray.put(*(owed(str(number)) for number in range(60)))
    monkeypatch.setattr(module, "may_be_sent_to", lambda *_: literal(1) == literal(1))

    assert drained(tray, NOW, 60) == 60


def test_buckets_that_have_long_been_empty_are_forgotten(tray, database):
    tray.put(owed("a"), owed("b", 2))
    tray.claim()
    with database.write() as connection:
        Retention(connection).forget(NOW + timedelta(hours=1), 100)
    assert count(database, pair) == 2

    with database.write() as connection:
        Retention(connection).forget(NOW + timedelta(days=2), 100)
    assert count(database, pair) == 0


# -- truth at sending time (I11) --------------------------------------------------------------


class Undone(Exception):
    pass


def left(connection, now=NOW) -> list[str]:
    """The words of what is claimed for sending."""
    until = now + timedelta(seconds=10)
    return [p.letter.body for p in OutboxTable(connection, VAULT).claim(9, now, until, "node/1")]


@pytest.fixture
def told_of_a_booking(desk, database) -> str:
    """The folio of an appointment whose confirmation is owed to Ana."""
    folio = desk.book(1, a_place())
    with database.write() as connection:
        ana = Contacts(connection, VAULT).of([ANA], NOW)[ANA]
        of_it = select(appointment.c.id, appointment.c.revision).where(appointment.c.folio == folio)
        number, revision = connection.execute(of_it).one()
        letter = Owed(ana, "confirmed", Message("confirmed"), number, revision)
        OutboxTable(connection, VAULT).put([letter], NOW)
    return folio


def test_a_confirmation_leaves_while_it_is_true(told_of_a_booking, database):
    with database.write() as connection:
        assert left(connection) == ["confirmed"]


def test_i11_it_does_not_leave_for_what_was_cancelled_before(
    told_of_a_booking, desk, database, monkeypatch
):
    desk.cancel(told_of_a_booking)

    with database.write() as connection:
        assert left(connection) == []
    with monkeypatch.context() as without, suppress(Undone), database.write() as connection:
        without.setattr(module, "is_true", lambda *_: literal(1) == literal(1))
        assert left(connection) == ["confirmed"]
        raise Undone
    with database.write() as connection:
        assert OutboxTable(connection, VAULT).sweep(NOW, "node/1", "node") == 1
        assert connection.scalar(select(outbox.c.state)) == "dropped"


def test_i11_it_does_not_leave_with_the_time_of_before_a_move(told_of_a_booking, desk, database):
    desk.move(told_of_a_booking, a_place(time(9, 30)).slot)

    with database.write() as connection:
        assert left(connection) == []
