"""What may be said when, and what leaves first (J, I18, I10, lanes), on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import literal, select

from tests.storage.samples import NOW, VAULT
from tests.storage.trays import ANA, LUZ, accepted, column, not_delivered, owed, unknown
from ventanilla.desk.tray_ports import Announcement, Kept, Owed, Settlement
from ventanilla.domain.message import Message, SendError, Templated
from ventanilla.domain.news import TemplateNews
from ventanilla.storage import outbox as module
from ventanilla.storage.accounts import TemplateTable
from ventanilla.storage.conversations import ConversationTable
from ventanilla.storage.fates import GRACE
from ventanilla.storage.trays import conversation, outbox

A_DAY = timedelta(hours=24)
MINUTE = timedelta(minutes=1)

MOVED = Templated("moved", "es", (("folio", "4A4D-P6HN-552Y"),))


@pytest.fixture
def heard(database):
    """Notes when somebody last wrote."""

    def note(contact: int, at) -> None:
        kept = Kept("es", 1, NOW, erased=False, state=None, heard_at=at)
        with database.write() as connection:
            ConversationTable(connection, VAULT).keep({contact: kept})

    return note


@pytest.fixture
def told(database):
    """The platform's word on the template above."""

    def note(status: str, at=NOW) -> None:
        with database.write() as connection:
            TemplateTable(connection).note([TemplateNews("moved", "es", at, status)])

    return note


def announced(dedupe: str = "n", contact: int = 1, **more) -> Owed:
    more = {"lane": "notice", **more}
    return Owed(contact, dedupe, Announcement(Message(f"words of {dedupe}"), MOVED), **more)


def words(parcels) -> list[str]:
    letters = [
        p.letter.message if isinstance(p.letter, Announcement) else p.letter for p in parcels
    ]
    return [letter.body.removeprefix("words of ") for letter in letters]


def refused(parcel) -> Settlement:
    return Settlement(parcel.id, parcel.attempt, SendError(131047, "person", "template"), None)


@pytest.mark.parametrize(
    ("ago", "freely"), [(A_DAY - MINUTE, True), (A_DAY + MINUTE, False), (None, False)]
)
def test_j1_within_24_hours_freely_and_then_by_the_template_alone(tray, heard, ago, freely):
    if ago is not None:
        heard(1, NOW - ago)
    tray.put(announced())

    (parcel,) = tray.claim()

    assert parcel.freely == freely


def test_j1_a_reply_does_not_leave_when_the_24_hours_are_over(tray, heard, database):
    heard(1, NOW - A_DAY - MINUTE)
    tray.put(owed("a"))

    assert tray.claim() == []
    tray.sweep()

    assert tray.states() == ["failed"]
    assert column(database, outbox, "error") == [131047]


def test_without_that_rule_the_platform_would_have_to_refuse_it(tray, heard, monkeypatch):
    monkeypatch.setattr(module, "is_worded", lambda *_: literal(1) == literal(1))
    heard(1, NOW - A_DAY - MINUTE)
    tray.put(owed("a"))

    assert words(tray.claim()) == ["a"]


def test_where_nobody_knows_when_they_wrote_the_platform_is_asked(tray):
    tray.put(owed("a"))

    assert words(tray.claim()) == ["a"]


def test_i3_what_is_refused_since_the_24_hours_are_over_goes_by_its_template(tray, heard, database):
    heard(1, NOW)
    tray.put(announced())
    (first,) = tray.claim()

    tray.settle(refused(first))
    (second,) = tray.claim()

    assert (first.freely, second.freely) == (True, False)
    assert column_of(database) == [int((NOW - A_DAY).timestamp())]


def test_i3_without_a_template_it_is_over(tray, heard):
    heard(1, NOW)
    tray.put(owed("a"))
    (a,) = tray.claim()

    tray.settle(refused(a))

    assert tray.states() == ["failed"]


def test_f5_the_same_when_the_platform_says_it_later(tray, heard):
    heard(1, NOW)
    heard(2, NOW)
    tray.put(announced("n", 1), owed("a", 2))
    n, a = tray.claim()
    tray.settle(accepted(n), accepted(a))

    tray.receipts(*(not_delivered(p.reference, 131047, "template") for p in (n, a)))
    (again,) = tray.claim()

    assert tray.states() == ["sending", "failed"]
    assert not again.freely


@pytest.mark.parametrize("status", ["PAUSED", "DISABLED", "REJECTED"])
def test_g1_a_paused_template_waits_keeps_nobody_waiting_and_goes_on_when_approved(
    tray, told, status
):
    told(status)
    tray.put(announced(), owed("a"))

    (a,) = tray.claim()
    tray.settle(accepted(a))
    assert (words([a]), tray.claim()) == (["a"], [])

    told("APPROVED", NOW + MINUTE)
    assert words(tray.claim()) == ["n"]


def test_g1_a_paused_template_is_not_needed_within_24_hours(tray, told, heard):
    told("PAUSED")
    heard(1, NOW)
    tray.put(announced())

    assert words(tray.claim()) == ["n"]


def test_answers_leave_before_reminders_and_those_before_what_goes_to_many(tray, database):
    tray.put(announced("bulk", 1, lane="bulk"), announced("notice", 2))
    with database.write() as connection:
        from ventanilla.storage.contacts import Contacts

        third = Contacts(connection, VAULT).of([replace(ANA, phone="15555550103", user_id="")], NOW)
    tray.put(owed("answer", next(iter(third.values()))))

    assert [words(tray.claim(limit=1)) for _ in range(3)] == [["answer"], ["notice"], ["bulk"]]
    assert LUZ != ANA


def test_what_comes_before_an_answer_to_the_same_person_leaves_with_it(tray):
    tray.put(announced("other", 2), announced("bulk", 1, lane="bulk"), owed("answer", 1))

    order = []
    for _ in range(3):
        (parcel,) = tray.claim(limit=1)
        tray.settle(accepted(parcel))
        order += words([parcel])

    assert order == ["bulk", "answer", "other"]


def test_i18_after_its_time_nothing_leaves(tray):
    tray.put(announced(expires=NOW + MINUTE), announced("late", 2, expires=NOW))

    assert words(tray.claim()) == ["n"]
    tray.sweep()

    assert tray.states() == ["sending", "dropped"]


def test_i10_a_reminder_of_unknown_fate_is_not_sent_again_and_what_else_is_owed_is(tray):
    tray.put(announced("reminder", 1, once=True), announced("offer", 2))
    tray.settle(*map(unknown, tray.claim()))

    tray.sweep(NOW + GRACE)

    assert tray.states() == ["failed", "queued"]


@pytest.mark.parametrize(
    ("retry", "state"), [("backoff", "queued"), ("pair", "queued"), ("never", "failed")]
)
def test_a_failure_told_later_is_treated_like_a_refusal(tray, retry, state):
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(accepted(a))

    tray.receipts(not_delivered(a.reference, 131000, retry))

    assert tray.states() == [state]


def test_a_failure_of_an_earlier_attempt_changes_nothing(tray):
    tray.put(owed("a"))
    (first,) = tray.claim()
    tray.settle(unknown(first))
    tray.sweep(NOW + GRACE)
    (second,) = tray.claim(NOW + GRACE)
    tray.settle(accepted(second))

    tray.receipts(not_delivered(first.reference))

    assert tray.states() == ["sent"]


def column_of(database) -> list[int]:
    with database.read() as connection:
        return list(connection.execute(select(conversation.c.heard_at)).scalars())
