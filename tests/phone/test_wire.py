"""Both directions over HTTP: webhooks posted, Graph calls answered, and what a restart keeps."""

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from ventanilla.domain.message import Accepted, Address, Choice, Document, Message
from ventanilla.phone.chat import Content, Tap
from ventanilla.phone.phones import Phones
from ventanilla.phone.wire import escaped, signature
from ventanilla.whatsapp.client import Client

NOBODY = {"messaging_product": "whatsapp", "to": "+15550000000", "type": "text"}


def until(holds: Callable[[], bool]) -> None:
    """Waits for what another thread does; the test's own time limit ends it."""
    pause = threading.Event()
    while not holds():
        pause.wait(0.005)


def say(served, text: str, slug: str = "eva") -> None:
    """As the browser's script does."""

    async def post() -> None:
        headers = {"Prefer": "return=minimal"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(served.page(slug), data={"text": text}, headers=headers) as answer,
        ):
            assert answer.status == 204

    asyncio.run(post())


def to_eva(kind: str, part: dict[str, Any], **more: Any) -> dict[str, Any]:
    common = {"messaging_product": "whatsapp", "to": "+15555550100", "type": kind, kind: part}
    return {**common, **more}


def test_webhook_is_signed_over_escaped_bytes(served):
    say(served, "¿Qué tal? 😀 a/b")
    until(lambda: bool(served.bot.messages))

    assert b"\\u00bfQu\\u00e9 tal? \\ud83d\\ude00 a\\/b" in served.bot.bodies[0]
    assert served.bot.messages[0]["text"]["body"] == "¿Qué tal? 😀 a/b"


def test_signature_is_of_the_very_bytes_and_of_the_secret():
    body = escaped({"a": "é"})

    assert body == b'{"a":"\\u00e9"}'
    assert signature("s", body) != signature("t", body)
    assert signature("s", body) != signature("s", b'{"a": "\\u00e9"}')


def test_message_carries_both_names_of_its_sender(served):
    say(served, "Hola")
    until(lambda: bool(served.bot.messages))

    message, value = served.bot.messages[0], served.bot.values[0]
    assert message["from"] == value["contacts"][0]["wa_id"] == "15555550100"
    assert message["from_user_id"] == value["contacts"][0]["user_id"]
    assert value["metadata"] == {
        "display_phone_number": "15555550199",
        "phone_number_id": "100200300",
    }


def test_webhook_is_posted_again_until_it_is_taken_and_in_order(served):
    served.bot.refusals = 2
    say(served, "uno")
    say(served, "dos")
    until(lambda: len(served.bot.messages) == 2)

    assert [m["text"]["body"] for m in served.bot.messages] == ["uno", "dos"]
    assert served.phones.chat("eva").bubbles[0].progress != "waiting"


def test_statuses_carry_what_the_sender_gave(served):
    say(served, "Hola")
    until(lambda: len(served.bot.statuses) == 2)
    asyncio.run(fetch(served.page("eva")))
    until(lambda: len(served.bot.statuses) == 3)

    statuses = served.bot.statuses
    assert [s["status"] for s in statuses] == ["sent", "delivered", "read"]
    assert {s["biz_opaque_callback_data"] for s in statuses} == {"7.1"}
    assert len({s["id"] for s in statuses}) == 1


async def fetch(url: str, **headers: str) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.text(), answer.headers.get("ETag", "")


def test_what_was_said_before_a_kill_is_posted_after_it(
    tmp_path: Path, start: Callable[[Path], AbstractContextManager[Any]]
):
    killed = Phones(tmp_path, lambda: datetime(2026, 11, 23, tzinfo=UTC), os.urandom)
    killed.say("eva", Content(text="Hola"))

    with start(tmp_path) as served:
        until(lambda: len(served.bot.messages) == 1)
        until(lambda: len(served.phones.chat("eva").bubbles) == 2)

    again = Phones(tmp_path, lambda: datetime(2026, 11, 23, tzinfo=UTC), os.urandom)
    assert again.chat("eva").bubbles[0].content.text == "Hola"
    assert again.chat("eva").bubbles[1].content.choices is not None


def test_file_of_another_shape_is_set_aside(tmp_path: Path):
    (tmp_path / "phones.json").write_text('{"chats": 7}')

    phones = Phones(tmp_path, lambda: datetime(2026, 11, 23, tzinfo=UTC), os.urandom)

    assert [c.person.slug for c in phones.chats] == ["eva"]
    assert (tmp_path / "phones.unreadable.json").exists()


def test_chats_are_for_their_owner_alone(tmp_path: Path):
    Phones(tmp_path, lambda: datetime(2026, 11, 23, tzinfo=UTC), os.urandom)

    assert (tmp_path / "phones.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (to_eva("text", {"body": ""}), 131009),
        (to_eva("text", {}), 100),
        ({**NOBODY, "text": {"body": "x"}}, 131030),
        ({"messaging_product": "whatsapp", "text": {"body": "x"}}, 100),
        (to_eva("document", {"id": "0"}), 100),
        ({"messaging_product": "whatsapp", "status": "read", "message_id": "x"}, 131009),
    ],
    ids=["empty", "no body", "stranger", "no recipient", "no such file", "no such message"],
)
def test_refusal_has_the_shape_of_graph(shared, payload, code):
    status, answer = asyncio.run(shared.bot.call(payload))

    assert status == 400
    error = answer["error"]
    assert error["code"] == code
    assert error["type"] == "OAuthException"
    assert error["message"]
    assert error["fbtrace_id"]


def test_only_the_configured_token_is_let_in(shared):
    status, answer = asyncio.run(shared.bot.call(to_eva("text", {"body": "x"}), token="other"))

    assert (status, answer["error"]["code"]) == (401, 190)
    assert "other" not in str(answer)


def test_reaction_is_taken_and_shows_nothing(shared):
    before = len(shared.phones.chat("eva").bubbles)
    status, _ = asyncio.run(shared.bot.call(to_eva("reaction", {"message_id": "x", "emoji": "👍"})))

    assert status == 200
    assert len(shared.phones.chat("eva").bubbles) == before


def test_uploaded_file_can_be_described_fetched_and_forgotten_but_stays_in_its_bubble(shared):
    async def work() -> None:
        media = await shared.bot.upload()
        await shared.bot.call(to_eva("document", {"id": media, "filename": "a.pdf"}))
        headers = {"Authorization": "Bearer a-token"}
        async with aiohttp.ClientSession(headers=headers) as session:
            url = f"{shared.bot.graph}/v25.0/{media}"
            async with session.get(url, params={"phone_number_id": "100200300"}) as answer:
                described = await answer.json()
            async with session.get(described["url"]) as answer:
                content = await answer.read()
            async with session.delete(url) as answer:
                assert await answer.json() == {"success": True}
            async with session.get(url) as answer:
                assert answer.status == 400
            number = len(shared.phones.chat("eva").bubbles)
            async with session.get(f"{shared.page('eva')}/files/{number}/a.pdf") as answer:
                assert await answer.read() == content
        assert described["file_size"] == len(content)
        assert content.startswith(b"%PDF")

    asyncio.run(work())


def test_real_client_is_understood(served):
    """What the system itself sends, by phone number and by user id: text, options, a document."""
    served.bot.silent = True
    say(served, "Hola")
    until(lambda: bool(served.bot.messages))
    message = served.bot.messages[0]
    pdf = Document("confirmación A1.pdf", "Su cita", b"%PDF-1.7 content")
    two = Message("¿Seguimos?", (Choice("q:1", "1", "Sí"), Choice("q:2", "2", "No")))
    nine = Message("¿Cuál?", tuple(Choice(f"q:{n}", f"{n}", f"La {n}") for n in range(9)), "Ver")

    async def work() -> list[object]:
        async with aiohttp.ClientSession() as session:
            client = Client(session, served.bot.graph, "v25.0", "100200300", "a-token")
            await client.mark_read(message["id"], typing=True)
            to = Address(phone=message["from"])
            other = Address(user_id=message["from_user_id"])
            first = [await client.send(to, each, "1.1") for each in (two, nine, pdf)]
            return [*first, await client.send(other, Message("Adiós"), "2.1")]

    sendings = asyncio.run(work())

    assert [type(sending) for sending in sendings] == [Accepted] * 4
    bubbles = served.phones.chat("eva").bubbles
    assert bubbles[0].progress == "read"
    assert [option.title for option in bubbles[1].content.choices.options] == ["1. Sí", "2. No"]
    assert bubbles[2].content.choices.kind == "list"
    assert bubbles[3].content.file.filename == "confirmación A1.pdf"
    assert served.phones.content(bubbles[3].content.file) == b"%PDF-1.7 content"
    assert bubbles[4].content.text == "Adiós"


def test_tap_names_its_option_and_the_message_it_hung_on(served):
    say(served, "Hola")
    until(lambda: len(served.phones.chat("eva").bubbles) == 2)
    question = served.phones.chat("eva").bubbles[1]
    option = question.content.choices.options[0]
    tap = Tap(option, "buttons", question.number)

    async def post() -> None:
        form = {"of": "2", "tap": tap.option.id}
        async with aiohttp.ClientSession() as session:
            await (await session.post(served.page("eva"), data=form)).release()

    asyncio.run(post())
    until(lambda: len(served.bot.messages) == 2)

    message = served.bot.messages[1]
    assert message["context"]["id"] == question.key
    assert message["interactive"] == {
        "type": "button_reply",
        "button_reply": {"id": "ask:1", "title": "1 Sí"},
    }


def test_option_that_was_never_shown_cannot_be_tapped(shared):
    before = len(shared.phones.chat("eva").bubbles)

    async def post() -> None:
        async with aiohttp.ClientSession() as session:
            for of in ("1", "999", "x", ""):
                form = {"of": of, "tap": "forged"}
                await (await session.post(shared.page("eva"), data=form)).release()

    asyncio.run(post())

    assert len(shared.phones.chat("eva").bubbles) == before


def test_another_site_cannot_speak_through_the_phone(shared):
    async def post() -> int:
        headers = {"Sec-Fetch-Site": "cross-site"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(shared.page("eva"), data={"text": "x"}) as answer,
        ):
            return answer.status

    assert asyncio.run(post()) == 403


def test_page_speaks_the_language_asked_for_and_remembers_it(shared):
    async def work() -> list[str]:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            texts = []
            for query in ("", "?lang=fr", "", "?lang=xx"):
                async with session.get(shared.page("eva") + query) as answer:
                    texts.append(await answer.text())
            return texts

    spanish, *french = asyncio.run(work())

    assert '<html lang="es">' in spanish
    assert all('<html lang="fr">' in text for text in french)


def test_page_is_sent_again_only_when_something_changed(served):
    _, _, first = asyncio.run(fetch(served.page("eva")))
    unchanged, _, _ = asyncio.run(fetch(served.page("eva"), **{"If-None-Match": first}))
    served.phones.receive("eva", Content(text="Hola"), "")
    changed, _, second = asyncio.run(fetch(served.page("eva"), **{"If-None-Match": first}))

    assert (unchanged, changed) == (304, 200)
    assert first != second


def test_pages_allow_no_inline_script_or_style(shared):
    async def work() -> tuple[str, str]:
        async with aiohttp.ClientSession() as session, session.get(shared.page("eva")) as answer:
            return answer.headers["Content-Security-Policy"], await answer.text()

    policy, text = asyncio.run(work())

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in text
    assert "<script>" not in text


def test_unknown_phone_is_not_found(shared):
    status, _, _ = asyncio.run(fetch(shared.page("nobody")))

    assert status == 404


def test_transcript_is_a_file_to_save(served):
    served.phones.receive("eva", Content(text="Bienvenido"), "")

    async def work() -> tuple[str, str]:
        url = served.page("eva") + "/transcript"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.headers["Content-Disposition"], await answer.text()

    disposition, text = asyncio.run(work())

    assert disposition == 'attachment; filename="eva.txt"'
    assert text.endswith("\n\n< Bienvenido\n")


def test_several_people_talk_at_once_and_apart(served):
    leo = served.phones.add_person()
    say(served, "soy Eva")
    say(served, "soy Leo", leo.slug)
    until(lambda: all(len(chat.bubbles) == 2 for chat in served.phones.chats))

    eva, other = served.phones.chats
    assert eva.person.digits != other.person.digits
    assert (eva.bubbles[0].content.text, other.bubbles[0].content.text) == ("soy Eva", "soy Leo")


def test_typing_ends_by_itself_after_25_seconds(tmp_path: Path):
    now = [datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)]
    phones = Phones(tmp_path, lambda: now[0], os.urandom)
    phones.mark_read(phones.say("eva", Content(text="Hola")).key, typing=True)

    now[0] += timedelta(seconds=24)
    before = phones.revision("eva")
    now[0] += timedelta(seconds=1)

    assert phones.chat("eva").is_typing(now[0] - timedelta(seconds=1))
    assert not phones.chat("eva").is_typing(now[0])
    assert phones.revision("eva") != before


def test_state_holds_no_token_and_no_secret(served):
    say(served, "Hola")
    until(lambda: len(served.phones.chat("eva").bubbles) == 2)

    kept = (served.phones.folder / "phones.json").read_bytes()

    assert msgspec.json.decode(kept)["chats"]
    assert b"a-token" not in kept
    assert b"a-secret" not in kept
    assert "a-token" not in repr(served.bot.config)


def test_half_a_surrogate_pair_breaks_no_page(shared):
    body = rb'{"messaging_product":"whatsapp","to":"+15555550100","type":"\ud800"}'

    async def work() -> int:
        headers = {"Authorization": "Bearer a-token", "Content-Type": "application/json"}
        url = f"{shared.bot.graph}/v25.0/100200300/messages"
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.post(url, data=body) as answer:
                assert answer.status == 400
            async with session.get(shared.page("eva")) as answer:
                return answer.status

    assert asyncio.run(work()) == 200


def test_who_has_a_user_name_is_known_by_an_id_alone(served):
    """A number is in none of the webhooks, and cannot be written to."""
    served.bot.silent = True
    person = served.phones.add_person(hidden=True)
    say(served, "Hola", person.slug)
    until(lambda: bool(served.bot.messages))

    async def answer() -> list[tuple[int, Any]]:
        by_id = {**to_eva("text", {"body": "Hola"}), "recipient": person.user_id}
        del by_id["to"]
        by_number = {**to_eva("text", {"body": "Hola"}), "to": f"+{person.digits}"}
        return [await served.bot.call(by_id), await served.bot.call(by_number)]

    found, unknown = asyncio.run(answer())
    until(lambda: bool(served.bot.statuses))

    (message,) = served.bot.messages
    assert (message["from_user_id"], message.get("from")) == (person.user_id, None)
    assert found[1]["contacts"] == [{"input": person.user_id, "user_id": person.user_id}]
    assert unknown[1]["error"]["code"] == 131030
    assert {tuple(sorted(s.keys() & {"recipient_id"})) for s in served.bot.statuses} == {()}
