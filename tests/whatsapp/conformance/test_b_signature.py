"""B: who sent a webhook, and how it travels."""

import asyncio
import gzip
import json

import pytest
from litestar import Litestar
from structlog.testing import capture_logs

from tests.storage.trays import count
from tests.test_app import Phones, at_work, run
from tests.whatsapp.conformance.door import FORMER, SECRET, TOKEN, ask, asked, opened, post
from tests.whatsapp.conformance.webhooks import LINE, LINES, PHONE, body, change, of_messages, text
from ventanilla.clock import utc_now
from ventanilla.domain.message import Accepted
from ventanilla.storage.trays import inbox
from ventanilla.whatsapp.payloads import Delivery, read
from ventanilla.whatsapp.signature import HEADER, sign
from ventanilla.whatsapp.webhook import LARGEST_BODY, Door, webhook


def body_of(*texts):
    return of_messages(*(text(one, f"wamid.{n}") for n, one in enumerate(texts)))


BODY = body_of("Hola")


def test_b1_a_signed_delivery_is_kept_and_acknowledged(app, kept):
    answer = post(app, BODY)

    assert (answer.status, answer.body) == (200, b"")
    assert [message.text for message in kept.messages] == ["Hola"]


CHANGED = BODY.replace(b"Hola", b"Hole")
SIGNED = sign(BODY, SECRET)
REFUSED = {
    "B2-changed": (CHANGED, [(b"x-hub-signature-256", SIGNED)]),
    "B3-missing": (BODY, []),
    "B4-sha1": (BODY, [(b"x-hub-signature", b"sha1=" + b"0" * 40)]),
    "B5-no-prefix": (BODY, [(b"x-hub-signature-256", SIGNED[7:])]),
    "B6-upper": (BODY, [(b"x-hub-signature-256", b"sha256=" + SIGNED[7:].upper())]),
    "B7-not-ascii": (BODY, [(b"x-hub-signature-256", b"sha256=\xe9\xff")]),
    "B9-written-anew": (
        json.dumps(json.loads(body_of("é")), ensure_ascii=False).encode(),
        [(b"x-hub-signature-256", sign(body_of("é"), SECRET))],
    ),
    "B18-twice": (BODY, [(b"x-hub-signature-256", SIGNED)] * 2),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_signed_as_it_came_is_refused_and_not_kept(app, kept, case):
    body, headers = REFUSED[case]

    answer = ask(app, "POST", headers=headers, chunks=(body,))

    assert (answer.status, answer.body) == (401, b"")
    assert kept.deliveries == []


def test_b8_escapes_are_signed_as_they_travel(app, kept):
    body = BODY.replace(b"Hola", rb"\u00e9\ud83d\ude00\/")

    assert post(app, body).status == 200
    assert kept.messages[0].text == "é😀/"


def test_b10_the_former_secret_still_signs(app, kept):
    assert post(app, BODY, sign(BODY, FORMER)).status == 200
    assert len(kept.messages) == 1


MEGABYTE = b" " * 1024 * 1024


def test_b11_a_body_beyond_three_megabytes_is_not_read_to_its_end(app, kept):
    answer = post(app, b"", chunks=(MEGABYTE,) * 10)

    assert (answer.status, answer.chunks_read) == (413, 4)
    assert kept.deliveries == []


def test_b11_a_body_that_says_it_is_too_long_is_not_read_at_all(app):
    length = (b"content-length", str(LARGEST_BODY + 1).encode())

    answer = post(app, b"", chunks=(MEGABYTE,) * 10, more=[length])

    assert (answer.status, answer.chunks_read) == (413, 0)


def test_b12_a_thousand_messages_in_exactly_three_megabytes_are_all_kept(app, kept):
    body = body_of(*["Hola"] * 1000).ljust(LARGEST_BODY)

    assert post(app, body).status == 200
    assert len(kept.messages) == 1000


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{", id="B13-no-json"),
        pytest.param(b"", id="B13-empty"),
        pytest.param(b"[]", id="B14-array"),
        pytest.param(b"{}", id="B14-object"),
        pytest.param(b'{"entry":[]}', id="B14-no-object"),
        pytest.param(b'{"object":"page","entry":[{}]}', id="B14-page"),
        pytest.param(b"\xff\xfe\x00", id="B15-no-text"),
        pytest.param(body_of("\0"), id="nul"),
    ],
)
def test_content_never_earns_a_refusal(app, kept, body):
    assert post(app, body).status == 200
    assert len(kept.deliveries) == 1


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'{"entry":[]}', b'{"object":"page","entry":[{}]}'])
def test_b14_json_that_is_no_delivery_is_ignored(raw):
    assert read(raw, LINES) == Delivery(ignored=1)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe", body(change(text()))[:-9], b'{"a":' * 100_000]
)
def test_b13_b15_what_is_no_json_is_set_aside_whole(raw):
    delivery = read(raw, LINES)

    assert [(poison.raw, poison.reason) for poison in delivery.poison] == [(raw, "json")]


def test_b15_bytes_that_are_no_text_spoil_one_message_alone():
    raw = body(change(text(key="a", body="XX"), text(key="b"))).replace(b"XX", b"\xff")

    delivery = read(raw, LINES)

    assert [message.key for message in delivery.messages] == ["b"]
    assert [poison.key for poison in delivery.poison] == ["a"]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param([], id="absent"),
        pytest.param([(b"content-type", b"application/json; charset=utf-8")], id="charset"),
        pytest.param([(b"content-type", b"nonsense")], id="nonsense"),
        pytest.param([(b"content-encoding", b"identity")], id="identity"),
    ],
)
def test_b16_the_content_type_does_not_matter(app, kept, more):
    assert post(app, BODY, more=more).status == 200
    assert len(kept.messages) == 1


def test_b17_a_compressed_body_is_refused_unread(app, kept):
    body = gzip.compress(BODY)

    answer = post(app, body, more=[(b"content-encoding", b"gzip")])

    assert (answer.status, answer.chunks_read) == (415, 0)
    assert kept.deliveries == []


def test_b19_what_cannot_be_stored_is_not_acknowledged_and_may_come_again(app, kept):
    kept.broken = OSError("disk full while storing Hola")

    with capture_logs() as logs:
        refused = post(app, BODY)
    kept.broken = None
    repeated = post(app, BODY)

    assert (refused.status, repeated.status) == (503, 200)
    assert len(kept.messages) == 1
    assert [entry["kind"] for entry in logs if entry["log_level"] == "error"] == ["OSError"]
    assert "Hola" not in str(logs)


def test_b20_a_hundred_deliveries_at_once_wait_for_nothing_that_is_sent(database):
    phones, go_on = Phones(), asyncio.Event()

    async def slow(sent):
        await go_on.wait()
        return Accepted(f"wamid.{sent.reference}")

    phones.answer = slow
    office = at_work(database, phones)

    async def crowd():
        app = opened(office)
        now = str(int(utc_now().timestamp()))
        raws = [of_messages(text(timestamp=now, **{"from": f"1512555{n:04}"})) for n in range(100)]
        answers = await asyncio.gather(
            *(asked(app, "POST", b"", [(HEADER, sign(raw, SECRET))], (raw,)) for raw in raws)
        )
        assert {answer.status for answer in answers} == {200}
        assert phones.sent == []
        go_on.set()

    run(office, crowd)

    assert count(database, inbox) == 100


def test_200_waits_until_the_delivery_is_stored(app, kept):
    async def race():
        stored = asyncio.Event()
        reached = asyncio.Event()

        async def take(delivery):
            reached.set()
            await stored.wait()

        kept.take = take
        headers = [(b"x-hub-signature-256", SIGNED)]
        posting = asyncio.create_task(asked(app, "POST", b"", headers, (BODY,)))
        await reached.wait()
        early = posting.done()
        stored.set()
        return early, (await posting).status

    assert asyncio.run(race()) == (False, 200)


def test_c8_poison_is_handed_over_and_told_without_its_words(app, kept):
    body = BODY.replace(b'"text": {"body": "Hola"}', b'"text": {"body": ["Hola"]}')

    with capture_logs() as logs:
        answer = post(app, body)

    assert answer.status == 200
    assert [poison.key for poison in kept.deliveries[0].poison] == ["wamid.0"]
    assert [e["reasons"] for e in logs if e["log_level"] == "error"] == [["shape"]]
    assert "Hola" not in str(logs)
    assert PHONE not in str(logs)


def test_the_door_does_not_show_its_secrets(kept):
    shown = repr(Door(kept, [LINE], [SECRET], TOKEN))

    assert SECRET not in shown
    assert TOKEN not in shown


def test_whoever_is_turned_away_is_counted_with_the_reason(kept):
    refused: list[str] = []
    door = Door(kept, [LINE], [SECRET], TOKEN, refused=refused.append)
    app = Litestar([webhook(door)], openapi_config=None, logging_config=None)

    def call(**headers):
        given = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
        return ask(app, "POST", headers=given, chunks=(b"{}",))

    call()
    call(x_hub_signature_256=b"sha256=00")
    call(content_encoding=b"gzip")
    ask(app, "GET", query=b"hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1")
    kept.broken = OSError()
    call(x_hub_signature_256=sign(b"{}", SECRET))

    assert refused == [
        "no single signature",
        "wrong signature",
        "compressed",
        "wrong token",
        "not stored",
    ]
