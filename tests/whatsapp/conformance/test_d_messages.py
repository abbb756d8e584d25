"""D: every type of message, from the webhook to what is answered, on both databases."""

import json

import pytest
from structlog.testing import capture_logs

from tests.desk.samples import BOOKING, REVIEW
from tests.storage.trays import count
from tests.whatsapp.conformance.webhooks import USER, body, change, tap, typed
from tests.whatsapp.conformance.window import booked, read_alike
from ventanilla.conversation.asking import Notice
from ventanilla.domain.message import Document, Kind, Message
from ventanilla.storage.trays import alias, contact
from ventanilla.wording.render import notice

OTHER = "15125550199"


@pytest.fixture
def question(window):
    """The person has begun and is asked for the postal code."""
    return window.say("Hola", "1")


def says(window, words: str) -> str:
    return notice(Notice(words), window.rehearsal.clerk.desk.voice("es"))


# -- text -------------------------------------------------------------------------------------

DRESSED = {
    "D1-spaces": "  78701\n",
    "D1-nbsp": "\u00a078701\u00a0",
    "D1-joiner": "\u200d78701\u200d",
    "D1-right-to-left": "\u200f78701\u200f",
    "D28-forwarded": "78701",
}


@read_alike
@pytest.mark.parametrize("case", DRESSED)
def test_an_answer_is_the_same_whatever_is_around_it(window, question, case):
    more = {"context": {"forwarded": True}} if case.startswith("D28") else {}

    answer = window.say(DRESSED[case], **more)

    assert "Austin" in answer.body


@read_alike
@pytest.mark.parametrize(
    "words",
    [
        pytest.param("👩‍👩‍👧", id="D1-emoji"),
        pytest.param("شكرا", id="D1-arabic"),
        pytest.param("x" * 4096, id="D2-longest"),
        pytest.param("", id="D3-empty"),
        pytest.param(" \u200b\u00a0", id="D3-blank"),
    ],
)
def test_words_that_are_no_answer_are_asked_about_once(window, question, words):
    answer = window.say(words)

    assert answer.body != question.body
    assert answer.body.endswith(question.body)
    assert set(window.received) == {"done"}


# -- taps -------------------------------------------------------------------------------------


@pytest.fixture
def offices(window):
    """A list of offices is shown."""
    answer = window.say(*BOOKING[:3])
    assert answer.choices
    return answer


def test_d4_a_row_of_the_list_as_shown_is_an_answer(window, offices):
    (tapped,) = window.tell(tap(offices.choices[0]))

    assert tapped.body not in offices.body


def test_d5_a_row_of_a_former_list_is_not_applied_and_the_question_stands(window, offices):
    current = window.say("1")

    (answer,) = window.tell(tap(offices.choices[1], context={"id": "wamid.former"}))

    assert answer.body.startswith(says(window, "old-list"))
    assert answer.body.endswith(current.body)
    assert answer.choices == current.choices


FORGED = {
    "D6-beyond": lambda known: known.rpartition(".")[0] + ".99",
    "D6-other-list": lambda known: "1.0",
    "D6-negative": lambda known: known.rpartition(".")[0] + ".-1",
    "D6-words": lambda known: "cancel",
    "D6-huge": lambda known: "9" * 400 + "." + "9" * 400,
    "D6-not-ascii": lambda known: "²." + "٣",
}


@read_alike
@pytest.mark.parametrize("case", FORGED)
def test_a_tap_that_nobody_was_offered_is_no_choice(window, offices, case):
    forged = tap(offices.choices[0])
    forged["interactive"]["list_reply"]["id"] = FORGED[case](offices.choices[0].id)

    (answer,) = window.tell(forged)

    assert answer.body.endswith(offices.body)
    assert set(window.received) == {"done"}


def test_d7_a_button_pressed_is_an_answer(window):
    review = window.say(*BOOKING[:REVIEW])

    answered = window.tell(tap(review.choices[0], "button_reply"))

    assert window.appointments == ["confirmed"]
    assert [type(one) for one in answered][-1] is Document


def test_d8_a_button_pressed_twice_is_pressed_once(window):
    review = window.say(*BOOKING[:REVIEW])
    first, second = (tap(review.choices[0], "button_reply") for _ in range(2))

    window.tell(first)
    again = window.tell(second)

    assert window.appointments == ["confirmed"]
    assert [type(one) for one in again] == [Message]


def test_d9_nobody_cancels_what_is_anothers_with_a_button_of_a_template(window):
    booked(window)
    folio = next(
        one.body.partition("Folio: ")[2].splitlines()[0]
        for _, one in window.rehearsal.delivered
        if not isinstance(one, Document) and "Folio: " in one.body
    )

    for payload in (f"CANCEL:{folio}", "CANCEL:1"):
        button = {"payload": payload, "text": "Cancelar"}
        window.tell(typed("button", button=button) | {"from": OTHER})

    assert window.appointments == ["confirmed"]


# -- what is no answer ------------------------------------------------------------------------


def flow(response: str):
    reply = {"name": "flow", "body": "Sent", "response_json": response}
    return typed("interactive", interactive={"type": "nfm_reply", "nfm_reply": reply})


MEDIA = {"id": "4", "mime_type": "x/y", "sha256": "x", "caption": "mi pasaporte"}
CARD = {"phones": [{"phone": "+1 512-555-0199", "wa_id": OTHER}], "origin": "contact_request"}
WORDLESS: dict[str, tuple[dict[str, object], Kind]] = {
    "D10-flow": (flow(json.dumps({"flow_token": "t", "folio": "x"})), "unsupported"),
    "D11-array": (flow("[1]"), "unsupported"),
    "D11-no-json": (flow("{"), "unsupported"),
    "D11-no-token": (flow("{}"), "unsupported"),
    "D12-anothers": (flow(json.dumps({"flow_token": "another's"})), "unsupported"),
    "D13-no-interactive": (typed("interactive"), "unsupported"),
    "D14-image": (typed("image", image=MEDIA), "image"),
    "D14-video": (typed("video", video=MEDIA), "video"),
    "D14-document": (typed("document", document=MEDIA), "document"),
    "D14-sticker": (typed("sticker", sticker=MEDIA), "sticker"),
    "D14-audio": (typed("audio", audio=MEDIA | {"voice": True}), "audio"),
    "D15-voice": (typed("voice", voice=MEDIA), "audio"),
    "D16-location": (typed("location", location={"latitude": 1, "longitude": 2}), "location"),
    "D17-contact-request": (typed("contacts", contacts=[CARD]), "contacts"),
    "D18-no-name": (typed("contacts", contacts=[{}]), "contacts"),
    "D19-added": (typed("reaction", reaction={"message_id": "x", "emoji": "👍"}), "reaction"),
    "D20-order": (typed("order", order={"product_items": []}), "order"),
    "D21-unsupported": (typed("unsupported", errors=[{"code": 131051}]), "unsupported"),
    "D22-poll": (typed("poll_vote", poll_vote={}), "unsupported"),
}


@read_alike
@pytest.mark.parametrize("case", WORDLESS)
def test_what_is_no_words_gets_one_reply_and_the_question_stands(window, question, case):
    message, kind = WORDLESS[case]

    (answer,) = window.tell(message)

    assert answer.body.startswith(says(window, f"wordless-{kind}"))
    assert answer.body.endswith(question.body)
    assert "Austin" in window.say("78701").body


def test_d17_a_number_on_a_card_becomes_nobodys(window, question):
    """We ask for no number: a card can be anybody's."""
    window.tell(WORDLESS["D17-contact-request"][0])

    assert (count(window.database, contact), count(window.database, alias)) == (1, 1)


def system(kind: str, **more):
    return typed("system", system={"type": kind, "body": "x", **more})


EDITED = {"original_message_id": "x", "message": {"type": "text", "text": {"body": "2"}}}
SILENT: dict[str, dict[str, object]] = {
    "D19-removed": typed("reaction", reaction={"message_id": "x", "emoji": ""}),
    "D19-absent": typed("reaction", reaction={"message_id": "x"}),
    "D26-identity": system("customer_identity_changed"),
    "D27-edit": typed("edit", edit=EDITED),
    "D27-revoke": typed("revoke", revoke={"original_message_id": "x"}),
    "request-welcome": typed("request_welcome"),
}


@read_alike
@pytest.mark.parametrize("case", SILENT)
def test_what_wants_no_answer_gets_none_and_changes_nothing(window, question, case):
    told = window.tell(SILENT[case])

    assert told == []
    assert set(window.received) == {"done"}
    assert window.say("???").body.endswith(question.body)


@read_alike
@pytest.mark.parametrize("case", [case for case in SILENT if case.startswith("D2")])
def test_what_wants_no_answer_begins_nothing_either(window, case):
    assert window.tell(SILENT[case]) == []


FORMER = "US.1"
CHANGED = {
    "D23-number": (
        system("user_changed_number", wa_id=OTHER, user_id=USER),
        {"from": OTHER, "from_user_id": USER},
    ),
    "D24-user-id-without-sender": (
        {
            **system("user_changed_user_id", previous_user_id=FORMER, user_id=USER),
            "from": None,
        },
        {"from": None, "from_user_id": USER},
    ),
}


@pytest.mark.parametrize("case", CHANGED)
def test_whoever_changes_their_number_or_id_goes_on_where_they_were(window, case):
    told, afterwards = CHANGED[case]
    question = window.say("Hola", "1", from_user_id=FORMER)

    silence = window.tell(told)

    assert silence == []
    assert window.say("???", **afterwards).body.endswith(question.body)
    assert window.say("Hola").body.startswith("¡Hola!")
    assert count(window.database, contact) == 2


@pytest.mark.parametrize("case", CHANGED)
def test_d25_two_people_are_never_made_one_and_somebody_is_told(window, case):
    told, name = CHANGED[case]
    window.say("Hola", "1", from_user_id=FORMER)
    question = window.say("Hola", "2", **name)

    with capture_logs() as logged:
        silence = window.tell(told)

    assert silence == []
    assert "two people of one name" in [one["event"] for one in logged]
    assert count(window.database, contact) == 2
    assert window.say("???", **name).body.endswith(question.body)


# -- what comes along with words --------------------------------------------------------------

REFERRAL = {"source_type": "ad", "source_id": "1", "ctwa_clid": "x", "headline": "Citas"}
ALONG = {
    "D29-referral": {"referral": REFERRAL},
    "D29-absent": {},
    "D31-errors": {"errors": [{"code": 1, "title": "x"}]},
}


@read_alike
@pytest.mark.parametrize("case", ALONG)
def test_words_are_heard_whatever_comes_along_with_them(window, question, case):
    assert "Austin" in window.say("78701", **ALONG[case]).body


def test_d30_what_is_said_in_a_group_is_neither_stored_nor_answered(window):
    window.post(body(change(window.text("Hola", group_id="g"))))

    assert (window.work(), window.received) == ([], [])
