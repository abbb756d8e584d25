"""The phone in a terminal: lines in, bubbles out."""

import re
import tempfile
from pathlib import Path
from typing import IO, Protocol, TypeAlias

from ventanilla.domain.language import Language
from ventanilla.domain.message import Document, Kind, Message

GREETINGS: dict[str, str] = {"es": "Hola", "en": "Hello", "fr": "Bonjour"}

TAP = re.compile(r"\[(?:tap|toque) ([0-9]+)\]")
WORDLESS: dict[str, Kind] = {
    f"[{kind}]": kind
    for kind in (
        "image",
        "audio",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "reaction",
    )
}

Outbound: TypeAlias = Message | Document


class Peer(Protocol):
    """Whoever answers."""

    def say(self, text: str, kind: Kind = "text", tap: str = "") -> list[Outbound]: ...

    def close(self) -> None: ...


def talk(peer: Peer, language: Language | None, lines: IO[str], out: IO[str]) -> None:
    """Until the lines end, or one is `/q`. `[tap 2]` taps an option, `[image]` sends one."""
    shown: tuple[Outbound, ...] = ()
    try:
        if language:
            shown = _exchange(peer, GREETINGS[language], shown, out)
        while (line := _next(lines, out)) is not None:
            shown = _exchange(peer, line, shown, out)
    except KeyboardInterrupt:
        out.write("\n")
    finally:
        peer.close()


def _next(lines: IO[str], out: IO[str]) -> str | None:
    if lines.isatty():
        out.write("> ")
        out.flush()
    line = lines.readline()
    if not line or line.strip() == "/q":
        return None
    return line.rstrip("\n")


def _exchange(
    peer: Peer, line: str, shown: tuple[Outbound, ...], out: IO[str]
) -> tuple[Outbound, ...]:
    if not line.strip():
        return shown
    replies = send(peer, line, shown)
    for reply in replies:
        out.write(f"\n{as_text(reply)}\n\n")
        if isinstance(reply, Document):
            out.write(f"{_saved(reply)}\n\n")
    out.flush()
    return tuple(replies) or shown


def send(peer: Peer, line: str, shown: tuple[Outbound, ...]) -> list[Outbound]:
    """Says `line`; `shown` is what is on the screen, where a tap finds its option."""
    if line in WORDLESS:
        return peer.say("", WORDLESS[line])
    if found := TAP.match(line):
        choices = [c for m in shown if isinstance(m, Message) for c in m.choices]
        for choice in choices:
            if choice.number == found[1]:
                return peer.say(choice.label, "tap", choice.id)
    return peer.say(line)


def as_text(reply: Outbound) -> str:
    """As the chat shows it, without its buttons: numbers stand before the options."""
    if isinstance(reply, Document):
        return f"[document {reply.filename}] {reply.caption}"
    lines = [f"  {c.number}. {c.label}" for c in reply.choices]
    return "\n".join([reply.body, *lines])


def _saved(document: Document) -> str:
    """Where the file was put for the person to open."""
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-"))
    path = folder / document.filename
    path.write_bytes(document.content)
    return str(path)
