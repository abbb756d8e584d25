"""F44: somebody, or something, that writes far more than a person does."""

from datetime import timedelta

from tests.desk.samples import OTHER, PHONE, hand_in, texts
from tests.storage.trays import column
from ventanilla.desk import floods, turns
from ventanilla.desk.floods import BURST, EACH, after, is_full
from ventanilla.domain.message import Address, Inbound
from ventanilla.storage.trays import inbox

MANY = BURST + 40


def flood(rehearsal, count: int = MANY) -> None:
    hand_in(rehearsal, *[(PHONE, f"nonsense {number}") for number in range(count)])
    while rehearsal.work():
        pass


def test_who_writes_too_much_is_told_once_and_everybody_else_is_served(rehearsal, database):
    flood(rehearsal)
    hand_in(rehearsal, (OTHER, "Hola"))
    rehearsal.work()

    told = texts(rehearsal, PHONE)
    assert len(told) == BURST + 1
    assert "muchos mensajes" in told[-1]
    assert len(texts(rehearsal, OTHER)) == 1
    assert set(column(database, inbox, "state")) == {"done"}


def test_without_the_bound_each_of_them_would_be_answered(rehearsal, monkeypatch):
    monkeypatch.setattr(floods, "is_full", lambda *_: False)

    flood(rehearsal)

    assert len(texts(rehearsal, PHONE)) == MANY


def test_a_minute_later_the_same_person_goes_on_where_they_were(rehearsal, clock):
    hand_in(rehearsal, (PHONE, "Hola"))
    rehearsal.work()
    flood(rehearsal)
    before = len(texts(rehearsal, PHONE))
    clock.now += timedelta(minutes=1)

    hand_in(rehearsal, (PHONE, "1"))
    rehearsal.work()

    assert len(texts(rehearsal, PHONE)) == before + 1
    assert "muchos mensajes" not in texts(rehearsal, PHONE)[-1]


def test_a_bucket_fills_by_one_and_empties_with_time(clock):
    now, busy = clock.now, None
    for _ in range(BURST):
        assert not is_full(busy, now)
        busy = after(busy, now)

    assert is_full(busy, now)
    assert not is_full(busy, now + EACH)
    assert after(busy, now + timedelta(days=1)) == now + timedelta(days=1) + EACH


def test_an_album_is_answered_once_and_what_comes_later_again(rehearsal, clock):
    hand_in(rehearsal, (PHONE, "Hola"))
    rehearsal.work()

    def album(count: int) -> None:
        now = clock.now
        sender = Address(PHONE)
        pictures = [Inbound(f"{now} {n}", "line", sender, now, "image") for n in range(count)]
        rehearsal.clerk.receive(pictures, [], now)
        rehearsal.work()

    album(7)
    clock.now += timedelta(seconds=turns.ALBUM)
    album(1)

    assert ["imágenes" in text for text in texts(rehearsal, PHONE)] == [False, True, True]
