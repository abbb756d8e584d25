"""Each guard taken out: at some point the checker finds what then breaks, by its name.

A harness that finds nothing without a guard would say nothing of the guard.
"""

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, false, or_, true, update

from tests.prove.points.effects import Fault
from tests.prove.points.trial import every_point, run
from ventanilla.desk import clerk
from ventanilla.desk.tray_ports import Unavailable
from ventanilla.storage import bookings, fates, inbox, outbox
from ventanilla.storage.schema import appointment
from ventanilla.storage.upserts import insert_or_update


def a_message_that_is_there_is_taken_anew(patch):
    patch.setattr(inbox, "insert_new", insert_or_update)


def contacts_are_not_locked(patch):
    def seen(self, people):
        return list(self.connection.execute(people).scalars())

    patch.setattr(inbox.InboxTable, "_locked", seen)


def nothing_is_waited_for(patch):
    everywhere = outbox.is_open
    own = outbox.outbox

    patch.setattr(outbox, "is_open", lambda one: everywhere(one) if one is own else false())


def sending_is_not_committed(patch):
    claim = outbox.OutboxTable.claim

    def claimed(self, *arguments):
        with self.connection.begin_nested() as looking:
            parcels = claim(self, *arguments)
            looking.rollback()
        return parcels

    patch.setattr(outbox.OutboxTable, "claim", claimed)


def any_attempt_settles(patch):
    table = outbox.outbox
    careless = (
        update(table)
        .where(
            table.c.id == bindparam("number"),
            bindparam("tried") + bindparam("by_template") > 0,
            or_(table.c.state == "sending", table.c.state == "unknown"),
        )
        .values(
            state=bindparam("becomes"),
            provider_key=bindparam("provider"),
            progress=bindparam("reached"),
            error=bindparam("code"),
            not_before=bindparam("later"),
            attempt=table.c.attempt - bindparam("spared"),
            copies=bindparam("copy"),
        )
    )
    patch.setattr(fates, "SETTLE", careless)


def references_are_not_read(patch):
    patch.setattr(fates, "name_of", lambda receipt: receipt.key)


def what_is_not_known_counts_as_sent(patch):
    fate = fates.Fates._fate

    def hopeful(self, settled, at):
        found = fate(self, settled, at)
        return found | {"becomes": "sent"} if found["becomes"] == "unknown" else found

    patch.setattr(fates.Fates, "_fate", hopeful)


def everything_counts_as_true(patch):
    patch.setattr(outbox, "is_true", lambda table, at: true())


def unknown_fates_stay_so(patch):
    patch.setattr(outbox.OutboxTable, "_again", lambda self, at: 0)


def nothing_is_waited_for_before_sending_again(patch):
    for module in (fates, outbox):
        patch.setattr(module, "GRACE", timedelta(0))


def leases_do_not_end(patch):
    patch.setattr(clerk, "LEASE", timedelta(days=1))


def what_is_not_stored_is_taken_all_the_same(patch):
    receive = clerk.Clerk.receive

    def received(self, *arguments):
        try:
            receive(self, *arguments)
        except Unavailable:
            return

    patch.setattr(clerk.Clerk, "receive", received)


def a_confirmation_leaves_a_hold(patch):
    """And nothing looks whether what is said of it is true: that would stop the words, too."""
    everything_counts_as_true(patch)
    careless = (
        update(appointment)
        .where(appointment.c.id == bindparam("number"), bindparam("now") > 0)
        .values(
            revision=appointment.c.revision + 1,
            request_key=bindparam("request"),
            confirmed_at=bindparam("now"),
            applicant_sealed=bindparam("applicant"),
        )
        .returning(appointment.c.revision)
    )
    patch.setattr(bookings, "CONFIRM", careless)


NOWHERE: tuple[str, ...] = ()
"""Where nothing goes wrong it breaks already."""

LONG = pytest.mark.prove
"""It is over only when the five minutes are."""

BOTH = [
    (a_message_that_is_there_is_taken_anew, "I4", NOWHERE),
    (a_confirmation_leaves_a_hold, "I5", NOWHERE),
    (nothing_is_waited_for, "I9", NOWHERE),
    pytest.param(sending_is_not_committed, "I6", NOWHERE, marks=LONG),
    (any_attempt_settles, "I10", ("late refusal",)),
    (what_is_not_known_counts_as_sent, "I10", ("swallowed",)),
    (references_are_not_read, "I10", ("crash after",)),
    (everything_counts_as_true, "I11", NOWHERE),
    pytest.param(unknown_fates_stay_so, "I20", ("answer lost",), marks=LONG),
    (nothing_is_waited_for_before_sending_again, "I10", ("swallowed",)),
    (what_is_not_stored_is_taken_all_the_same, "I7", ("away before",)),
]

SEVERAL_NODES = [
    (contacts_are_not_locked, "I4", NOWHERE),
    pytest.param(leases_do_not_end, "I20", ("crash after",), marks=LONG),
]


def breaks(fresh, model, monkeypatch, mutant, name: str, modes: tuple[str, ...]) -> bool:
    """Whether it does at one of the points of these modes."""
    points: list[Fault | None] = [p for p in every_point(fresh, model) if p.mode in modes]
    own = model.apart()
    with monkeypatch.context() as patch:
        mutant(patch)
        return any(
            told.startswith(f"{name}:")
            for point in points or [None]
            for told in run(fresh, own, point)[1]
        )


@pytest.mark.parametrize(("mutant", "name", "modes"), BOTH)
def test_without_the_guard_the_invariant_breaks(
    fresh_sqlite, model, monkeypatch, mutant, name, modes
):
    assert breaks(fresh_sqlite, model, monkeypatch, mutant, name, modes)


@pytest.mark.parametrize(("mutant", "name", "modes"), SEVERAL_NODES)
def test_without_the_guard_nodes_break_the_invariant(
    fresh_postgresql, model, monkeypatch, mutant, name, modes
):
    assert breaks(fresh_postgresql, model, monkeypatch, mutant, name, modes)
