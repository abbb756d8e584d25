"""Whole conversations while the operator's secret is being changed."""

from tests.desk.samples import BOOKING, NAME, OTHER, PHONE, REVIEW, Clock, book, rehearse, small
from tests.storage.trays import column
from ventanilla.desk.clerk import Clerk
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.schema import appointment
from ventanilla.storage.vault import Vault

KIND = BOOKING.index("3") + 3
"""Words up to the kind of procedure, which is answered with days."""


def _rotated(rehearsal: Rehearsal, secrets_: tuple[str, ...], clock: Clock) -> Rehearsal:
    """The same database under other secrets, newest first."""
    vault = Vault(secrets_)
    store = SqlStore(rehearsal.store.database, vault)
    desk = type(rehearsal.clerk.desk)(
        small(), "http://localhost:8000", lambda identity: vault.index("person", identity).hex()
    )
    return Rehearsal(store, Clerk(store, desk, "rotated", ""), rehearsal.papers, clock)


def test_who_booked_under_the_old_secret_is_found_under_the_new_one(database, clock):
    first = _rotated(rehearse(database, clock), ("o" * 32,), clock)
    book(first)
    rotating = _rotated(first, ("n" * 32, "o" * 32), clock)

    (elsewhere,) = book(rotating, KIND, OTHER)
    (own,) = rotating.say("Hola", phone=PHONE)

    assert NAME in own.body
    assert NAME not in elsewhere.body
    assert not _offers_days(elsewhere.body)


def test_without_the_old_secret_the_same_person_would_be_offered_a_place(database, clock):
    first = _rotated(rehearse(database, clock), ("o" * 32,), clock)
    book(first)
    forgetful = _rotated(first, ("n" * 32,), clock)

    (answer,) = book(forgetful, KIND, OTHER)

    assert _offers_days(answer.body)


def _offers_days(words: str) -> bool:
    return "¿Qué día prefiere?" in words


def test_a_hold_under_the_old_secret_is_confirmed_under_the_new_one(database, clock):
    first = _rotated(rehearse(database, clock), ("o" * 32,), clock)
    book(first, REVIEW)

    rotating = _rotated(first, ("n" * 32, "o" * 32), clock)
    confirmed, _paper = rotating.say(BOOKING[REVIEW], phone=PHONE)

    assert "Folio" in confirmed.body
    assert column(database, appointment, "state").count("confirmed") == 1
