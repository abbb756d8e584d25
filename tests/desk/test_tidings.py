"""What becomes of an appointment is told, by every channel, and only while it is true (I11)."""

from dataclasses import replace

import pytest

from tests.desk.samples import PHONE, book, folio_in
from tests.storage.trays import column
from ventanilla.desk.tidings import tidings_of
from ventanilla.desk.tray_ports import Announcement, MailOf
from ventanilla.desk.turns import Desk
from ventanilla.domain.appointment import Cause
from ventanilla.domain.folio import Folio
from ventanilla.domain.message import Address
from ventanilla.storage.trays import outbox

STAFF = Cause("staff:rosa", "asked by phone")


@pytest.fixture
def made(rehearsal):
    """An appointment, and how it is changed and told of in one transaction."""
    folio = Folio(folio_in(book(rehearsal)[0]))
    desk: Desk = rehearsal.clerk.desk

    class Made:
        def tell(self, tidings: str, *, cancel: bool = False) -> list:
            now = rehearsal.clock()
            with rehearsal.store.ledger(desk.network) as ledger:
                (found,) = ledger.life.find(folio)
                if cancel:
                    one = ledger.life.cancel(folio, f"cancel {tidings}", STAFF, now, contact=None)
                else:
                    one = ledger.appointment(found.appointment_id)
                owed = tidings_of(one, found.contact, tidings, desk)
                ledger.outbox.put(owed, now)
            return owed

        def told(self) -> list[str]:
            return [m.body for to, m in rehearsal.work() if to == Address(PHONE)]

        def rows(self) -> list[tuple[str, str]]:
            with rehearsal.store.database.read() as connection:
                wanted = outbox.select().where(outbox.c.template.is_not(None))
                found = connection.execute(wanted.order_by(outbox.c.id))
                return [(row.template, row.state) for row in found]

    return Made()


def test_who_gave_an_address_is_told_by_whatsapp_and_by_mail(made):
    whatsapp, mail = made.tell("moved")

    assert isinstance(whatsapp.letter, Announcement)
    assert mail.letter == MailOf(whatsapp.appointment, "es", "moved")
    assert (whatsapp.channel, mail.channel) == ("whatsapp", "email")
    (body,) = made.told()
    assert body.startswith("Su cita cambió. Ahora es así:")


def test_the_words_are_those_of_the_template_with_what_its_variables_stand_for(made):
    whatsapp, _ = made.tell("moved")

    values = dict(whatsapp.letter.template.values)
    assert all(value in whatsapp.letter.message.body for value in values.values())
    assert "{{" not in whatsapp.letter.message.body


def test_the_same_change_is_told_once(made):
    made.tell("moved")
    made.tell("moved")

    assert len(made.told()) == 1


def test_a_cancellation_is_told_while_it_stands_cancelled(made):
    made.tell("cancelled", cancel=True)

    (body,) = made.told()
    assert body.startswith("Se canceló su cita:")


def test_i11_of_what_was_cancelled_meanwhile_no_change_is_told(made):
    made.tell("moved")
    made.tell("cancelled", cancel=True)

    (body,) = made.told()

    assert body.startswith("Se canceló su cita:")
    assert made.rows() == [("moved:es", "queued"), ("cancelled:es", "sent")]


def test_where_there_is_no_mail_server_no_mail_waits_for_one(made, rehearsal, database):
    made.tell("moved")

    rehearsal.clerk.sweep(rehearsal.clock())

    rows = zip(column(database, outbox, "channel"), column(database, outbox, "state"), strict=True)
    assert [state for channel, state in rows if channel == "email"] == ["dropped"]


def test_where_there_is_one_it_does(made, rehearsal, database):
    rehearsal.clerk.desk = replace(rehearsal.clerk.desk, mails=True)
    made.tell("moved")

    rehearsal.clerk.sweep(rehearsal.clock())

    assert "queued" in column(database, outbox, "state")
    assert len(rehearsal.clerk.hand_out_mail(9, rehearsal.clock())) == 1
