"""All phones of the demo: who has one, what was said, and which webhooks are still to be posted."""

import asyncio
import base64
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from ventanilla.phone import keeping
from ventanilla.phone.chat import (
    Bubble,
    Category,
    Chat,
    Content,
    File,
    Person,
    Progress,
    added,
    progressed,
)
from ventanilla.phone.keeping import Event, Snapshot, Update
from ventanilla.phone.shelf import Shelf
from ventanilla.phone.tape import Exchange
from ventanilla.phone.weather import FAIR, Weather

NAMES = ("Eva", "Leo", "Sara", "Max", "Clara", "Alex", "Laura", "Martin", "Noa", "Daniel")
"""Names that are at home in Spanish, English and French."""

TYPING = timedelta(seconds=25)
"""How long a typing indicator shows when no reply ends it, as on the platform."""

STORED = timedelta(days=30)
"""How long the platform keeps a file."""

KEPT_EXCHANGES = 300


class Phones:
    """The only thing here that changes. `clock` gives local time with its zone.

    Every change is on disk before it is seen, but for the exchanges, which live in memory only.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], datetime], chance: Callable[[int], bytes]
    ) -> None:
        self.folder = folder
        self.clock = clock
        self._chance = chance
        kept = keeping.load(folder)
        self._chats = {chat.person.slug: chat for chat in kept.chats}
        self._media = {file.id: file for file in kept.media}
        self._pending = deque(kept.pending)
        self.templates = Shelf(kept.templates, self._keep)
        self._exchanges: deque[tuple[int, Exchange]] = deque(maxlen=KEPT_EXCHANGES)
        self._counted = 0
        self._revision = 0
        self._bell = asyncio.Event()
        self.heard: Callable[[], None] = lambda: None
        self.weather: Callable[[], Weather] = lambda: FAIR
        # A page that was open during a restart must not mistake a new revision for an old one.
        self._run = chance(4).hex()
        if not self._chats:
            self.add_person()

    # Who there is.

    @property
    def chats(self) -> tuple[Chat, ...]:
        return tuple(self._chats.values())

    def chat(self, slug: str) -> Chat | None:
        return self._chats.get(slug)

    def reached(self, address: str) -> Chat | None:
        """The chat of a phone number, with or without a plus, or of a WhatsApp user id."""
        plain = address.removeprefix("+")
        people = (
            c
            for c in self.chats
            if plain == c.person.user_id
            or (plain in {c.person.digits, c.person.alias} and not c.person.hidden)
        )
        return next(people, None)

    def add_person(self, *, hidden: bool = False, digits: str = "", alias: str = "") -> Person:
        """With a number of their own where none is given."""
        index = len(self._chats)
        rounds, place = divmod(index, len(NAMES))
        name = f"{NAMES[place]} {rounds + 1}" if rounds else NAMES[place]
        # 555-01xx is what the North American plan sets aside for invented numbers.
        own = digits or f"1555555{100 + index:04d}"
        person = Person(name.lower().replace(" ", "-"), name, own, hidden, alias)
        self._put(Chat(person))
        return person

    def change_person(self, slug: str, *, digits: str = "") -> Person:
        """They have another user id, and with `digits` another number."""
        chat = self._chats[slug]
        own, again = digits or chat.person.digits, chat.person.renewals + 1
        alias = "" if digits else chat.person.alias
        person = replace(chat.person, digits=own, alias=alias, renewals=again)
        self._put(replace(chat, person=person))
        return person

    def hear(self, slug: str, ago: timedelta) -> Chat:
        """It is as if the person had last been heard of so long ago."""
        self._put(replace(self._chats[slug], heard=self.clock() - ago))
        return self._chats[slug]

    # What is said.

    def say(self, slug: str, content: Content) -> Bubble:
        """The person says something: a bubble, and a webhook to be posted."""
        chat = self._chats[slug]
        bubble = self._bubble(chat, content, mine=True)
        self._put(added(chat, bubble), [self._update(slug, bubble.number, "message")])
        self.heard()
        return bubble

    def receive(
        self,
        slug: str,
        content: Content,
        reference: str,
        events: Iterable[Event] = ("sent", "delivered"),
        failure: int = 0,
        *,
        category: Category = "service",
        free: bool = False,
    ) -> Bubble:
        """The office says something: a bubble, and the statuses of what became of it. `failure` is
        the platform's code where one of them is "failed".
        """
        chat = self._chats[slug]
        plain = self._bubble(chat, content, mine=False)
        bubble = replace(plain, reference=reference, category=category, free=free)
        updates = [
            replace(self._update(slug, bubble.number, event), failure=failure) for event in events
        ]
        self._put(added(chat, bubble), updates)
        return bubble

    def see(self, slug: str) -> None:
        """The person looks at the chat: the office's bubbles become read."""
        chat = self._chats[slug]
        fresh = {b.number for b in chat.bubbles if not b.mine and b.progress != "read"}
        if fresh:
            updates = [self._update(slug, number, "read") for number in sorted(fresh)]
            self._put(progressed(chat, "read", lambda b: b.number in fresh), updates)

    def mark_read(self, key: str, *, typing: bool) -> bool:
        """The office has read up to this message, and may be typing; False when there is none."""
        chat = self._chats.get(self.owner(key))
        if chat is None:
            return False
        last = next(b.number for b in chat.bubbles if b.key == key)
        read = progressed(chat, "read", lambda b: b.mine and b.number <= last)
        until = self.clock() + TYPING if typing else chat.typing_until
        self._put(replace(read, typing_until=until))
        return True

    def owner(self, key: str) -> str:
        """Whose message this is, as a slug; empty when there is no such message."""
        return next((c.person.slug for c in self.chats for b in c.bubbles if b.key == key), "")

    def new_key(self, person: Person) -> str:
        """A message id. The platform's hold the person's number: whoever keeps them must know."""
        inside = b"\x1d\x18\x0b" + person.digits.encode() + b"\x15\x02\x00" + self._chance(12)
        return "wamid." + base64.b64encode(inside).decode()

    def new_id(self) -> str:
        return str(int.from_bytes(self._chance(7)))

    # Files.

    def store(self, filename: str, media_type: str, content: bytes) -> File:
        file = File(self.new_id(), filename, media_type, len(content), self.clock())
        keeping.write(self._content(file.id), content)
        self._media[file.id] = file
        self._keep()
        return file

    def media(self, media_id: str) -> File | None:
        """None for what was never there, was discarded, or is older than 30 days."""
        file = self._media.get(media_id)
        old = file is not None and file.at is not None and self.clock() - file.at >= STORED
        return None if old else file

    def discard(self, media_id: str) -> bool:
        """Forgets an uploaded file; its content stays while a bubble shows it."""
        if self._media.pop(media_id, None) is None:
            return False
        self._keep()
        files = (b.content.file for c in self.chats for b in c.bubbles)
        if all(file is None or file.id != media_id for file in files):
            self._content(media_id).unlink(missing_ok=True)
        return True

    def content(self, file: File) -> bytes:
        return self._content(file.id).read_bytes()

    # Webhooks to be posted, and what went over the wire.

    def announce(self, field: str, value: dict[str, Any], slug: str) -> None:
        """A notice of the platform's is to be posted, about this person or about nobody."""
        notice = replace(self._update(slug, 0, "notice"), field=field, value=value)
        self._pending.append(notice)
        self._keep()
        self._changed()

    async def next_updates(self) -> tuple[Update, ...]:
        """The oldest, as soon as there are as many as the weather wants in one batch."""
        while len(self._pending) < self.weather().batch:
            await self._bell.wait()
        return tuple(islice(self._pending, self.weather().batch))

    def ring(self) -> None:
        """Wakes whoever waits, because something outside has changed."""
        self._changed()

    def settle(self, updates: Sequence[Update]) -> None:
        """The webhook took them: they are posted no more, and what people said was delivered."""
        for _ in updates:
            self._pending.popleft()
        said = {(u.slug, u.bubble) for u in updates if u.event == "message"}
        for slug in {update.slug for update in updates if update.slug}:
            numbers = {number for each, number in said if each == slug}
            self._put(progressed(self._chats[slug], "delivered", partial(_awaited, numbers)))
        self._keep()

    def note(self, exchange: Exchange) -> None:
        self._counted += 1
        self._exchanges.append((self._counted, exchange))
        self._changed()

    def exchanges(self, slug: str) -> tuple[tuple[int, Exchange], ...]:
        """What went over the wire for this person or for nobody, each with its number."""
        return tuple((n, e) for n, e in self._exchanges if e.slug in {slug, ""})

    # What a page waits for.

    def revision(self, slug: str) -> str:
        """Differs whenever the page of this person would."""
        typing = self._chats[slug].is_typing(self.clock())
        return f"{self._run}.{self._revision}.{typing:d}"

    async def replied(self, slug: str, after: int, seconds: float) -> None:
        """Returns when the office has answered bubble `after`, or the seconds are over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while all(b.mine for b in self._chats[slug].bubbles[after:]):
                    await self._bell.wait()

    # Inside.

    def _bubble(self, chat: Chat, content: Content, *, mine: bool) -> Bubble:
        progress: Progress = "waiting" if mine else "delivered"
        key = self.new_key(chat.person)
        return Bubble(len(chat.bubbles) + 1, key, mine, self.clock(), progress, content)

    def _update(self, slug: str, bubble: int, event: Event) -> Update:
        chat = self._chats.get(slug)
        return Update(slug, bubble, event, self.clock(), person=chat.person if chat else None)

    def _put(self, chat: Chat, updates: Iterable[Update] = ()) -> None:
        self._chats[chat.person.slug] = chat
        self._pending.extend(updates)
        self._keep()
        self._changed()

    def _keep(self) -> None:
        media = tuple(self._media.values())
        kept = Snapshot(self.chats, media, tuple(self._pending), self.templates.all())
        keeping.keep(self.folder, kept)

    def _changed(self) -> None:
        self._revision += 1
        rung, self._bell = self._bell, asyncio.Event()
        rung.set()

    def _content(self, media_id: str) -> Path:
        return self.folder / "files" / media_id


def _awaited(numbers: AbstractSet[int], bubble: Bubble) -> bool:
    return bubble.number in numbers and bubble.progress == "waiting"
