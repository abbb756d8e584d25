"""The pure parts: marks in a text, transcripts, limits, words."""

from datetime import UTC, datetime
from importlib.resources import files

import msgspec
import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.domain.language import LANGUAGES
from ventanilla.phone import incoming
from ventanilla.phone.chat import Bubble, Chat, Choices, Content, File, Option, Person, Section, Tap
from ventanilla.phone.errors import GraphError
from ventanilla.phone.formatting import formatted, plain
from ventanilla.phone.limits import units
from ventanilla.phone.transcript import transcript
from ventanilla.phone.words import load_words

NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)
PERSON = Person("eva", "Eva", "15555550100")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*1.* Sí", "<strong>1.</strong> Sí"),
        ("_con *todo*_", "<em>con <strong>todo</strong></em>"),
        ("~no~ `sí_no_`", "<s>no</s> <code>sí_no_</code>"),
        ("2*3*4 y snake_case_name", "2*3*4 y snake_case_name"),
        ("* lista * de * cosas", "* lista * de * cosas"),
        ("*abierto\ncerrado*", "*abierto\ncerrado*"),
        ("<b>&", "&lt;b&gt;&amp;"),
        (
            "vea https://x.org/?d=1&e.",
            'vea <a href="https://x.org/?d=1&amp;e" target="_blank" rel="noopener noreferrer">https://x.org/?d=1&amp;e</a>.',
        ),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_marks_become_html_and_nothing_else_does(text, html):
    assert formatted(text) == html


@given(st.text())
def test_no_text_brings_html_of_its_own(text):
    assert "<script" not in formatted(f"*{text}*<script>")
    assert len(plain(text)) <= len(text)


def chat(*bubbles: tuple[bool, Content]) -> Chat:
    each = (Bubble(n, "k", mine, NOW, "read", c) for n, (mine, c) in enumerate(bubbles, start=1))
    return Chat(PERSON, tuple(each))


def offered(*titles: str) -> Content:
    options = tuple(Option(f"o:{title}", title) for title in titles)
    return Content(text="¿Seguimos?", choices=Choices("buttons", (Section("", options),)))


def test_transcript_tells_the_conversation_in_order():
    question = offered("1. Sí", "2. No")
    no = question.choices.options[1]
    file = File("1", "confirmacion-A1.pdf", "application/pdf", 900)

    text = transcript(
        chat(
            (True, Content(text="Hola\nbuenas")),
            (False, question),
            (True, Content(text="2. No", tap=Tap(no, "buttons", 2))),
            (True, Content(medium="image")),
            (False, Content(text="Su cita\n\nAdiós", file=file)),
        )
    )

    assert text == (
        "# ventanilla transcript, 2026-11-23\n\n"
        "> Hola\n> buenas\n\n"
        "< ¿Seguimos?\n<   1. Sí\n<   2. No\n\n"
        "> [tap 2] No\n\n"
        "> [image]\n\n"
        "< [document confirmacion-A1.pdf]\n< Su cita\n<\n< Adiós\n"
    )


def test_transcript_keeps_published_numbers_and_counts_where_there_are_none():
    assert "<   151. México\n<   66. Estados Unidos" in transcript(
        chat((False, offered("151 México", "66. Estados Unidos")))
    )
    assert "<   1. Sí\n<   2. No" in transcript(chat((False, offered("Sí", "No"))))


def call(kind: str, part: dict, **more) -> bytes:
    common = {"messaging_product": "whatsapp", "to": "+15555550100", "type": kind, kind: part}
    return msgspec.json.encode({**common, **more})


def button(title="Sí", body="¿?", count=1, key="a") -> bytes:
    replies = [
        {"type": "reply", "reply": {"id": f"{key}{n or ''}", "title": f"{title}{n or ''}"}}
        for n in range(count)
    ]
    part = {"type": "button", "body": {"text": body}, "action": {"buttons": replies}}
    return call("interactive", part)


def rows(*, title="Uno", note="", count=1, opener="Ver", key="a", sections=1) -> bytes:
    each = [
        {"id": f"{key}{n or ''}", "title": f"{title}{n or ''}", "description": note}
        for n in range(count)
    ]
    every = [{"title": "", "rows": each}] * sections
    part = {"type": "list", "body": {"text": "¿?"}, "action": {"button": opener, "sections": every}}
    return call("interactive", part)


FITTING = {
    "text": call("text", {"body": "x" * 4096}),
    "emoji count two": call("text", {"body": "😀" * 2048}),
    "buttons": button(count=3, body="x" * 1024),
    "button title": button(title="x" * 20),
    "button id": button(key="x" * 256),
    "rows": rows(count=10, note="x" * 72),
    "row title": rows(title="x" * 24),
    "row id": rows(key="x" * 200),
    "opener": rows(opener="x" * 20),
    "caption": call("document", {"id": "1", "caption": "x" * 1024}),
    "reference": call("text", {"body": "x"}, biz_opaque_callback_data="x" * 512),
}

TOO_MUCH = {
    "text": call("text", {"body": "x" * 4097}),
    "no text": call("text", {"body": " "}),
    "emoji count two": call("text", {"body": "😀" * 2048 + "x"}),
    "body": button(body="x" * 1025),
    "buttons": button(count=4),
    "no button": button(count=0),
    "button title": button(title="x" * 21),
    "button title of emoji": button(title="😀" * 11),
    "empty title": button(title=""),
    "button id": button(key="x" * 257),
    "spaces round an id": button(key=" a"),
    "marks in a title": button(title="*Sí*"),
    "rows": rows(count=11),
    "row title": rows(title="x" * 25),
    "row note": rows(note="x" * 73),
    "row id": rows(key="x" * 201),
    "opener": rows(opener="x" * 21),
    "sections without titles": rows(sections=2),
    "caption": call("document", {"id": "1", "caption": "x" * 1025}),
    "reference": call("text", {"body": "x"}, biz_opaque_callback_data="x" * 513),
}

MALFORMED = {
    "no JSON": b"{",
    "no UTF-8": b'{"to": "\xff"}',
    "no object": b"[]",
    "no product": msgspec.json.encode({"to": "+1", "type": "text", "text": {"body": "x"}}),
    "unknown key": call("text", {"body": "x", "colour": "red"}),
    "unknown type": call("poll", {}),
    "part missing": msgspec.json.encode({"messaging_product": "whatsapp", "type": "text"}),
}


@pytest.mark.parametrize("body", FITTING.values(), ids=FITTING)
def test_message_at_the_limit_is_taken(body):
    incoming.read(body)


@pytest.mark.parametrize("body", TOO_MUCH.values(), ids=TOO_MUCH)
def test_message_over_the_limit_is_refused_by_the_platforms_number(body):
    with pytest.raises(GraphError) as caught:
        incoming.read(body)

    assert caught.value.code == 131009
    assert caught.value.details


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_malformed_call_is_refused_as_a_parameter(body):
    with pytest.raises(GraphError) as caught:
        incoming.read(body)

    assert caught.value.code == 100


@pytest.mark.parametrize("twice", ["title", "id"])
def test_equal_buttons_are_refused(twice):
    titles, keys = ("Sí", "Sí"), ("a", "b")
    if twice == "id":
        titles, keys = ("Sí", "No"), ("a", "a")
    pairs = zip(keys, titles, strict=True)
    replies = [{"type": "reply", "reply": {"id": key, "title": title}} for key, title in pairs]
    part = {"type": "button", "body": {"text": "¿?"}, "action": {"buttons": replies}}

    with pytest.raises(GraphError):
        incoming.read(call("interactive", part))


def test_units_are_those_of_utf_16():
    assert [units(text) for text in ("", "ñ", "😀", "\ud800")] == [0, 1, 2, 1]


def test_every_language_has_the_same_words_with_the_same_arguments():
    def shape(language):
        text = (files("ventanilla.phone") / f"{language}.ftl").read_text("utf-8")
        entries = [e for e in FluentResource(text).body if isinstance(e, ast.Message)]
        return {entry.id.name: arguments(entry) for entry in entries}

    shapes = [shape(language) for language in LANGUAGES]

    assert shapes[0]
    assert shapes[1:] == shapes[:1] * (len(shapes) - 1)


def arguments(node):
    if isinstance(node, ast.VariableReference):
        return {node.id.name}
    if isinstance(node, list):
        return set().union(*map(arguments, node))
    return arguments(list(vars(node).values())) if isinstance(node, ast.BaseNode) else set()


def test_a_word_that_is_missing_is_an_error():
    with pytest.raises(LookupError):
        load_words()["es"]("no-such-word")
