"""I: what Meta refuses, forgets to answer or is too slow for; and how fast we may send."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from structlog.testing import capture_logs

from tests.desk.samples import BOOKING, REVIEW
from tests.storage.trays import column
from tests.whatsapp.conformance.exchange import accepting, exchanged, first, pace, refused
from tests.whatsapp.conformance.peer import SOON, closed_port, hello, raw_peer, through
from tests.whatsapp.conformance.webhooks import PHONE, status
from tests.whatsapp.conformance.window import read_alike
from ventanilla.desk.sending import ATTEMPTS
from ventanilla.desk.tray_ports import Settlement
from ventanilla.domain.appointment import CONTACT
from ventanilla.domain.folio import Folio
from ventanilla.domain.message import Accepted, Document, SendError, Unknown
from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import outbox
from ventanilla.whatsapp.answers import sending_of
from ventanilla.whatsapp.errors import class_of

OTHER = "15125550199"
UNREACHED = SendError(0, "platform", "backoff")


def greeted(window, *phones: str, a_second: int = 80) -> None:
    """So many people are owed a reply; what they wrote counts no longer for the pace."""
    pace(window, a_second)
    window.deliver(*(window.text("Hola", **{"from": phone}) for phone in phones or (PHONE,)))
    window.clock.now += timedelta(seconds=5)


def events(logged) -> list[str]:
    return [one["event"] for one in logged]


def kinds(left) -> list[type]:
    return [type(one.result) for one in left]


# -- refused, and tried again -----------------------------------------------------------------


@pytest.mark.parametrize(("chance", "at"), [(0.0, [0, 1, 3]), (1.0, [0, 2, 6])])
def test_i1_too_fast_is_tried_again_after_waits_that_chance_spreads(window, chance, at):
    greeted(window)
    busy = first(refused(130429), refused(130429, 429))

    with capture_logs() as logged:
        left = exchanged(window, busy, 8, chance=chance)

    assert [one.at for one in left] == at
    assert kinds(left) == [SendError, SendError, Accepted]
    assert "number slowed down" in events(logged)


def test_i2_too_many_to_one_person_waits_for_that_person_alone(window):
    greeted(window, PHONE, OTHER)

    left = exchanged(window, first(*[refused(131056)] * 3, to=PHONE), 22)

    assert [one.at for one in left if one.phone == PHONE] == [0, 1, 5, 21]
    assert [one.at for one in left if one.phone == OTHER] == [0]
    assert kinds(left)[-1] is Accepted


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_i23_a_number_being_upgraded_is_served_within_two_minutes(window, chance):
    greeted(window)
    begun, otherwise = window.clock.now, accepting()

    def upgrading(asked):
        over = window.clock.now - begun >= timedelta(minutes=1)
        return otherwise(asked) if over else refused(131057)

    left = exchanged(window, upgrading, 120, step=2, chance=chance)

    assert [one.result for one in left if isinstance(one.result, Accepted)]


BROKEN = {
    "I9-code": refused(131000, 500),
    "I9-500": (500, b"<html>"),
    "I9-502": (502, b"<html>"),
    "I9-503": (503, b""),
    "I13-without": (429, b""),
    "I13-retry-after": (429, b"", {"Retry-After": "3600"}),
}


@read_alike
@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_for_now_is_tried_again(window, case):
    """By waits of our own: Meta documents no Retry-After."""
    greeted(window)

    left = exchanged(window, first(BROKEN[case]), 10)

    assert kinds(left) == [SendError, Accepted]


def test_i9_what_stays_broken_is_given_up_after_its_last_attempt(window):
    greeted(window)

    left = exchanged(window, lambda asked: refused(131000, 500), 900, step=15)

    assert [one.attempt for one in left] == list(range(1, ATTEMPTS + 1))
    assert window.owed == ["failed"]


# -- refused for good -------------------------------------------------------------------------

FOR_GOOD = {
    "I3-window": (131047, "person"),
    "I4-no-whatsapp": (131026, "person"),
    "I4-opted-out": (131050, "person"),
    "I4-experiment": (130472, "person"),
    "I4-held-back": (131049, "person"),
    "I5-type": (131051, "ours"),
    "I5-parameter": (100, "ours"),
    "I5-value": (131009, "ours"),
    "I14-bare": (131026, "person"),
}


@read_alike
@pytest.mark.parametrize("case", FOR_GOOD)
def test_what_is_refused_for_good_is_not_tried_again_and_kept_with_its_code(window, case):
    code, told = FOR_GOOD[case]
    greeted(window)

    left = exchanged(window, first((400, {"error": {"message": "x", "code": code}})), 60, step=10)

    (one,) = left
    assert class_of(one.result) == told
    assert column(window.database, outbox, "error") == [code]
    assert window.owed == ["failed"]


def test_i15_what_fails_after_it_was_accepted_is_not_sent_again(window):
    greeted(window)
    exchanged(window, accepting(), 5)
    reference = f"{column(window.database, outbox, 'id')[0]}.1"
    errors = [{"code": 131049, "title": "x"}]

    window.deliver(statuses=[status("failed", biz_opaque_callback_data=reference, errors=errors)])
    later = exchanged(window, accepting(), 60, step=10)

    assert (later, window.owed) == ([], ["failed"])


# -- the number cannot send -------------------------------------------------------------------


def test_i6_without_a_valid_token_all_is_kept_and_sent_once_it_is_valid(window):
    """No restart is needed where the token itself was mended; another one is a new setting."""
    people = [f"1512555{number:04}" for number in range(5)]
    greeted(window, *people)
    begun, otherwise = window.clock.now, accepting()

    def invalid(asked):
        mended = window.clock.now - begun >= timedelta(minutes=10)
        return otherwise(asked) if mended else refused(190, 401)

    with capture_logs() as logged:
        left = exchanged(window, invalid, 900, step=10)

    refusals = [one for one in left if isinstance(one.result, SendError)]
    sent = [one for one in left if isinstance(one.result, Accepted)]
    assert len(refusals) < 15
    assert sorted(one.phone for one in sent) == people
    assert {one.attempt for one in sent} == {1}
    assert events(logged)[0] == "number closed"
    assert events(logged)[-1] == "number open again"


@read_alike
@pytest.mark.parametrize(
    "code",
    [
        pytest.param(368, id="I7-policy"),
        pytest.param(131031, id="I7-locked"),
        pytest.param(133010, id="I7-not-registered"),
        pytest.param(131042, id="I7-payment"),
    ],
)
def test_a_number_that_is_barred_is_closed_and_told_of(window, code):
    greeted(window, PHONE, OTHER)

    with capture_logs() as logged:
        left = exchanged(window, lambda asked: refused(code), 25, step=5)

    closed = [one for one in logged if one["event"] == "number closed"]
    assert [(one["code"], one["log_level"]) for one in closed] == [(code, "error")]
    assert {one.at for one in left} == {0}
    assert window.owed == ["queued", "queued"]


@read_alike
@pytest.mark.parametrize(
    "code", [pytest.param(80007, id="I8-account"), pytest.param(4, id="I8-app")]
)
def test_a_budget_by_the_hour_is_waited_for_by_minutes(window, code):
    greeted(window)

    left = exchanged(window, first(refused(code)), 150, step=5)

    assert [one.at for one in left] == [0, 120]


# -- nobody knows -----------------------------------------------------------------------------

NO_ANSWER = {
    "I10-no-json": b"<html>",
    "I10-empty": b"",
    "I10-no-messages": {"messaging_product": "whatsapp"},
    "I10-none": {"messages": []},
    "I10-no-id": {"messages": [{}]},
    "I10-empty-id": {"messages": [{"id": ""}]},
}


@pytest.mark.parametrize("case", NO_ANSWER)
def test_a_success_without_an_id_tells_nothing(case):
    answer = NO_ANSWER[case]
    raw = answer if isinstance(answer, bytes) else msgspec.json.encode(answer)

    assert sending_of(200, raw) == Unknown()


def test_i10_what_may_have_arrived_is_sent_once_more_after_a_while(window):
    greeted(window)

    left = exchanged(window, first((200, b"<html>")), 8)

    assert [one.at for one in left] == [0, 5]
    assert kinds(left) == [Unknown, Accepted]


def test_i11_a_status_with_our_reference_spares_the_second_sending(window):
    greeted(window)
    exchanged(window, first((200, b"<html>")), 2)
    reference = f"{column(window.database, outbox, 'id')[0]}.1"

    window.deliver(statuses=[status("sent", biz_opaque_callback_data=reference)])
    later = exchanged(window, accepting(), 60, step=10)

    assert (later, window.owed) == ([], ["sent"])


def test_i11_a_refused_connection_means_not_sent():
    assert asyncio.run(through(closed_port(), hello)) == UNREACHED


CONTENT = b'{"messages":[{"id":"wamid.1"}]}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(CONTENT), CONTENT)


def test_i11_an_answer_cut_off_at_any_byte_is_unknown():
    async def cut_everywhere():
        return {end: await cut(end) for end in range(0, len(ANSWER) + 1, 3)} | {
            len(ANSWER): await cut(len(ANSWER))
        }

    async def cut(end):
        async with raw_peer(ANSWER[:end]) as url:
            return await through(url, hello)

    outcomes = asyncio.run(cut_everywhere())

    assert outcomes.pop(len(ANSWER)) == Accepted("wamid.1")
    assert set(outcomes.values()) == {Unknown()}


def test_i11_an_answer_that_does_not_come_in_time_is_unknown():
    async def silence():
        async with raw_peer(None) as url:
            return await through(url, hello, patience=SOON)

    assert asyncio.run(silence()) == Unknown()


def test_i12_an_answer_that_comes_after_its_time_changes_nothing(window):
    greeted(window)
    clerk, clock = window.rehearsal.clerk, window.clock
    clerk.answer(clock.now)
    (slow,), _ = clerk.hand_out([], [], 10, clock.now)
    for _ in range(2):  # Its lease runs out, and then the time that a status is waited for.
        clock.now += timedelta(seconds=11)
        clerk.sweep(clock.now)
    (again,), _ = clerk.hand_out([], [], 10, clock.now)

    late = Settlement(slow.id, slow.attempt, UNREACHED, clock.now)
    clerk.hand_out([late], [], 0, clock.now)

    assert (again.id, again.attempt, window.owed) == (slow.id, 2, ["sending"])
    done = Settlement(again.id, again.attempt, Accepted("wamid.2"), None)
    clerk.hand_out([done, late], [], 0, clock.now)
    assert exchanged(window, accepting(), 30, step=5) == []


# -- how fast ---------------------------------------------------------------------------------


def test_i16_of_81_messages_at_once_80_leave_in_a_second_at_most(window):
    greeted(window, *(f"1512555{number:04}" for number in range(81)))

    left = exchanged(window, accepting(), 2, step=0.05)

    assert len(left) == 81
    for one in left:
        assert sum(one.at <= other.at < one.at + 1 for other in left) <= 80


def test_i17_of_46_messages_to_one_person_the_last_waits(window):
    greeted(window, *[PHONE] * 46, a_second=1000)

    left = exchanged(window, accepting(), 10)

    assert [one.at for one in left] == [0] * 45 + [6]


def test_i17_after_a_burst_the_whole_of_it_is_back_when_meta_says(window):
    """Six seconds for each that was sent, in whatever bursts: 20 are back after two minutes."""
    greeted(window, *[PHONE] * 20, a_second=1000)
    exchanged(window, accepting(), 120, step=30)

    greeted(window, *[PHONE] * 45, a_second=1000)

    assert len(exchanged(window, accepting(), 1)) == 45


# -- order and truth --------------------------------------------------------------------------


def confirmed(window) -> None:
    """The booking is agreed to; nobody has been told of it yet."""
    window.say(*BOOKING[:REVIEW])
    pace(window, 80)
    window.clock.now += timedelta(seconds=30)
    window.deliver(window.text(BOOKING[REVIEW]))
    while window.rehearsal.clerk.answer(window.clock.now):
        continue


def test_i18_what_is_true_no_longer_does_not_leave(window):
    confirmed(window)
    (folio,) = column(window.database, appointment, "folio")
    with window.rehearsal.store.ledger(window.rehearsal.clerk.desk.network) as ledger:
        ledger.life.cancel(Folio(folio), "r", CONTACT, window.clock.now, contact=None)

    left = exchanged(window, accepting(), 10, step=5)

    assert left == []
    assert window.owed[-2:] == ["dropped", "dropped"]


def test_i18_without_the_cancellation_it_leaves(window):
    confirmed(window)

    assert len(exchanged(window, accepting(), 10, step=5)) == 2


def test_i20_a_paper_never_overtakes_its_text_that_is_tried_again(window):
    confirmed(window)

    left = exchanged(window, first(*[(500, b"<html>")] * 3), 60, step=2)

    assert kinds(left) == [SendError, SendError, SendError, Accepted, Accepted]
    assert [isinstance(one.outbound, Document) for one in left] == [False] * 4 + [True]
