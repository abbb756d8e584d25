"""Groups A and B of the contract's cases, spoken to the application as a server speaks to it."""

import asyncio
import gzip
import json
from dataclasses import dataclass, field

import pytest
from litestar import Litestar
from structlog.testing import capture_logs

from ventanilla.whatsapp.payloads import Delivery
from ventanilla.whatsapp.signature import sign
from ventanilla.whatsapp.webhook import LARGEST_BODY, Door, webhook

LINE = "1055"
SECRET = "app-secret"
TOKEN = "tok+en é%"


@dataclass
class Kept:
    """An intake that holds what it is given, unless `broken` says why it cannot."""

    deliveries: list[Delivery] = field(default_factory=list)
    broken: Exception | None = None

    async def take(self, delivery):
        if self.broken:
            raise self.broken
        self.deliveries.append(delivery)

    @property
    def messages(self):
        return [message for delivery in self.deliveries for message in delivery.messages]


@dataclass
class Answer:
    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""
    chunks_read: int = 0


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture
def app(kept):
    door = Door(kept, [LINE], [SECRET, "former-secret"], TOKEN)
    return Litestar([webhook(door)], openapi_config=None, logging_config=None)


def ask(app, method, *, query=b"", headers=(), chunks=(b"",)):
    return asyncio.run(_ask(app, method, query, headers, chunks))


async def _ask(app, method, query, headers, chunks):
    answer = Answer()
    path = "/whatsapp/webhook"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 443),
        "state": {},
    }

    async def receive():
        chunk = chunks[answer.chunks_read]
        answer.chunks_read += 1
        return {
            "type": "http.request",
            "body": chunk,
            "more_body": answer.chunks_read < len(chunks),
        }

    async def send(event):
        if event["type"] == "http.response.start":
            answer.status = event["status"]
            answer.headers = dict(event["headers"])
        else:
            answer.body += event.get("body", b"")

    await app(scope, receive, send)
    return answer


def post(app, body, *signatures, chunks=None, more=()):
    given = [(b"x-hub-signature-256", value) for value in signatures or [sign(body, SECRET)]]
    return ask(app, "POST", headers=[*given, *more], chunks=chunks or (body,))


def body_of(*texts):
    messages = [
        {
            "id": f"wamid.{n}",
            "from": "15125550123",
            "timestamp": "1795446000",
            "type": "text",
            "text": {"body": text},
        }
        for n, text in enumerate(texts)
    ]
    value = {"metadata": {"phone_number_id": LINE}, "messages": messages}
    entry = {"id": "W", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


BODY = body_of("Hola")

# --- A: verification

RIGHT = b"tok%2Ben+%C3%A9%25"


def verify(app, query):
    return ask(app, "GET", query=query)


def test_a1_a8_a9_the_challenge_comes_back_to_who_knows_the_token(app, kept):
    kept.broken = OSError("the database is away")

    answer = verify(app, b"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + RIGHT)

    assert (answer.status, answer.body) == (200, b"1158201444")
    assert answer.headers[b"content-type"].startswith(b"text/plain")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param(
            b"hub.mode=subscribe&hub.challenge=secret&hub.verify_token=wrong", 403, id="A2-wrong"
        ),
        pytest.param(
            b"hub.mode=unsubscribe&hub.challenge=secret&hub.verify_token=" + RIGHT,
            403,
            id="A3-mode",
        ),
        pytest.param(b"hub.mode=subscribe&hub.verify_token=" + RIGHT, 400, id="A4-no-challenge"),
        pytest.param(b"hub.mode=subscribe&hub.challenge=secret", 403, id="A5-no-token"),
        pytest.param(
            b"hub.mode=subscribe&hub.challenge=" + b"x" * 10_000 + b"&hub.verify_token=" + RIGHT,
            400,
            id="A7-long",
        ),
        pytest.param(
            b"hub.mode=subscribe&hub.challenge=secret&hub.verify_token=%FF%ED%A0%BD",
            403,
            id="A9-no-text",
        ),
        pytest.param(b"", 403, id="nothing"),
    ],
)
def test_nobody_else_gets_the_challenge(app, query, status):
    answer = verify(app, query)

    assert answer.status == status
    assert b"secret" not in answer.body


def test_a6_markup_in_the_challenge_is_plain_text(app):
    answer = verify(
        app, b"hub.mode=subscribe&hub.challenge=%3Cscript%3Ex&hub.verify_token=" + RIGHT
    )

    assert (answer.status, answer.body) == (200, b"<script>x")
    assert answer.headers[b"content-type"].startswith(b"text/plain")
    assert answer.headers[b"x-content-type-options"] == b"nosniff"


def test_an_empty_token_lets_nobody_in(kept):
    app = Litestar([webhook(Door(kept, [LINE], [SECRET], ""))], openapi_config=None)

    query = b"hub.mode=subscribe&hub.challenge=1&hub.verify_token="

    assert verify(app, query).status == 403


# --- B: signature and transport


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
    assert post(app, BODY, sign(BODY, "former-secret")).status == 200
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


def test_b20_a_hundred_deliveries_at_once_are_all_kept(app, kept):
    headers = [(b"x-hub-signature-256", SIGNED)]

    async def everyone():
        return await asyncio.gather(*(_ask(app, "POST", b"", headers, (BODY,)) for _ in range(100)))

    assert {answer.status for answer in asyncio.run(everyone())} == {200}
    assert len(kept.messages) == 100


def test_200_waits_until_the_delivery_is_stored(app, kept):
    async def race():
        stored = asyncio.Event()
        reached = asyncio.Event()

        async def take(delivery):
            reached.set()
            await stored.wait()

        kept.take = take
        headers = [(b"x-hub-signature-256", SIGNED)]
        posting = asyncio.create_task(_ask(app, "POST", b"", headers, (BODY,)))
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
    assert "15125550123" not in str(logs)


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
