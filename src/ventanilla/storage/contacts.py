"""People as opaque numbers, found by what a channel knows of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

import structlog
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ventanilla.domain.message import Address
from ventanilla.storage.trays import alias, contact
from ventanilla.storage.upserts import insert_new
from ventanilla.storage.vault import Unreadable, Vault

log = structlog.get_logger()


@dataclass(slots=True)
class Naming:
    """Whose each address is, found in the order in which they came.

    `known` is the person of each key, `identified` are those with a user id of their own. Who is
    seen for the first time has a number below zero until stored.
    """

    known: dict[bytes, int]
    identified: set[int]
    fresh: dict[bytes, int] = field(default_factory=dict)
    moved: dict[bytes, int] = field(default_factory=dict)
    """Keys of phones that have passed on to another person, with whose they were."""
    numbers: Iterator[int] = field(default_factory=lambda: count(-1, -1))

    def person(self, user: Sequence[bytes], phone: Sequence[bytes]) -> int:
        """The platform's own id of the person decides: two people are never made one, and who is
        given somebody's old phone number is not that somebody.
        """
        holder = self._first(phone)
        person = self._first(user)
        if person is None:
            taken_over = user and holder in self.identified
            person = next(self.numbers) if holder is None or taken_over else holder
        if holder is not None and holder != person and holder in self.identified:
            self.moved |= {key: holder for key in phone if key in self.known}
            self.known = {key: who for key, who in self.known.items() if key not in phone}
        if user:
            self.identified.add(person)
        for key in (*user[:1], *phone[:1]):
            if key not in self.known:
                self.known[key] = self.fresh[key] = person
        return person

    def _first(self, keys: Sequence[bytes]) -> int | None:
        return next((self.known[key] for key in keys if key in self.known), None)


@dataclass(frozen=True, slots=True)
class Contacts:
    connection: Connection
    vault: Vault

    def of(self, addresses: Sequence[Address], now: datetime) -> Mapping[Address, int]:
        """The number of each person, a new one for who was never seen.

        A fixed number of statements, whatever the count; writes only for what is new.
        """
        distinct = list(dict.fromkeys(addresses))
        naming = Naming(*self._known(distinct))
        people = {a: naming.person(*self._keys(a)) for a in distinct}
        if not naming.fresh and not naming.moved:
            return people
        created = self._created([p for p in people.values() if p < 0], now)
        self._part(naming.moved)
        self._name({key: created.get(p, p) for key, p in naming.fresh.items()})
        people = self._settled(people, created)
        self._remember({a: p for a, p in people.items() if self._is_new(a, naming)})
        return people

    def rename(self, was: Address, becomes: Address) -> int | None:
        """Somebody goes on under another number or id, by the platform's word; who that is.

        Two people are never made one: where the new name is known as somebody else's, only the
        old number is taken from its holder, who may be a stranger next.
        """
        person = self._person(was)
        if person is None:
            return None
        new = [keys[0] for keys in self._keys(becomes) if keys]
        holders = {self._person(Address(becomes.phone)), self._person(Address("", becomes.user_id))}
        if holders - {None, person}:
            log.warning("two people of one name", contact=person)
            gone = [key for key in self._keys(Address(was.phone))[1] if was.phone]
            self._part(dict.fromkeys(gone, person))
            return person
        self.connection.execute(delete(alias).where(alias.c.contact_id == person))
        self._name(dict.fromkeys(new, person))
        nameless = update(contact).where(contact.c.id == person)
        self.connection.execute(nameless.values(phone_sealed=None, user_id_sealed=None))
        self._remember({becomes: person})
        return person

    def get_to_know(self, person: int, who: Address) -> None:
        """What the platform's answer tells of the person a message went to.

        Another id than the one that is known means that the number is somebody else's by now.
        """
        known = self.addresses([person]).get(person, Address())
        if who.user_id and known.user_id and who.user_id != known.user_id:
            log.warning("a number has passed on", contact=person)
            self._part(dict.fromkeys(self._keys(Address(known.phone))[1], person))
            return
        free = [
            part
            for part in (Address(phone=who.phone), Address(user_id=who.user_id))
            if part != Address() and self._person(part) is None
        ]
        self._name({keys[0]: person for part in free for keys in self._keys(part) if keys})
        if not known.user_id and Address(user_id=who.user_id) in free:
            self._remember({Address(user_id=who.user_id): person})

    def addresses(self, people: Sequence[int]) -> Mapping[int, Address]:
        rows = self.connection.execute(select(contact).where(contact.c.id.in_(people)))
        return {
            row.id: Address(
                phone=self._open(row.phone_sealed, row.id, "phone"),
                user_id=self._open(row.user_id_sealed, row.id, "user_id"),
            )
            for row in rows
        }

    # -- looking ------------------------------------------------------------------------------

    def _person(self, address: Address) -> int | None:
        """Whose that is; the platform's own id decides."""
        if address == Address():
            return None
        known, _ = self._known([address])
        user, phone = self._keys(address)
        return next((known[key] for key in (*user, *phone) if key in known), None)

    def _keys(self, address: Address) -> tuple[Sequence[bytes], Sequence[bytes]]:
        """Of the user id and of the phone, by the newest secret first."""
        user, phone = address.user_id, address.phone
        return (
            self.vault.indexes("user", user) if user else (),
            self.vault.indexes("phone", phone) if phone else (),
        )

    def _known(self, addresses: Iterable[Address]) -> tuple[dict[bytes, int], set[int]]:
        """The person of each key, and who of them has a user id."""
        keys = [key for a in addresses for part in self._keys(a) for key in part]
        wanted = (
            select(alias, contact.c.user_id_sealed.is_not(None).label("identified"))
            .join(contact, contact.c.id == alias.c.contact_id)
            .where(alias.c.alias_key.in_(keys))
        )
        rows = self.connection.execute(wanted).all()
        known = {bytes(row.alias_key): row.contact_id for row in rows}
        return known, {row.contact_id for row in rows if row.identified}

    def _is_new(self, address: Address, naming: Naming) -> bool:
        return any(key in naming.fresh for part in self._keys(address) for key in part)

    # -- writing ------------------------------------------------------------------------------

    def _created(self, newcomers: Iterable[int], now: datetime) -> dict[int, int]:
        """The numbers that newcomers get, by those they had below zero."""
        before = list(dict.fromkeys(newcomers))
        if not before:
            return {}
        rows = [{"created_at": int(now.timestamp())} for _ in before]
        numbers = self.connection.execute(insert(contact).returning(contact.c.id), rows).scalars()
        return dict(zip(before, numbers, strict=True))

    def _part(self, moved: Mapping[bytes, int]) -> None:
        """From a phone that is somebody else's now: nothing is sent there any more."""
        if moved:
            self.connection.execute(delete(alias).where(alias.c.alias_key.in_(list(moved))))
            former = contact.c.id.in_(set(moved.values()))
            self.connection.execute(update(contact).where(former).values(phone_sealed=None))

    def _name(self, keys: Mapping[bytes, int]) -> None:
        """Two nodes may do this at once, in one order: who is first names the person."""
        rows = [{"alias_key": key, "contact_id": keys[key]} for key in sorted(keys)]
        insert_new(self.connection, alias, rows, "alias_key")

    def _settled(
        self, people: Mapping[Address, int], created: Mapping[int, int]
    ) -> dict[Address, int]:
        """The numbers as they are now; those that another node made needless are taken back."""
        if not created:
            return dict(people)
        known, _ = self._known(people)
        settled = {}
        for address, person in people.items():
            user, phone = self._keys(address)
            found = next(known[key] for key in (*user, *phone) if key in known)
            settled[address] = found if person < 0 else person
        if needless := set(created.values()) - set(known.values()):
            self.connection.execute(delete(contact).where(contact.c.id.in_(needless)))
        return settled

    def _remember(self, people: Mapping[Address, int]) -> None:
        for column in ("phone", "user_id"):
            rows = [
                {
                    "number": person,
                    "sealed": self.vault.seal(value.encode(), "contact", person, column),
                }
                for address, person in people.items()
                if (value := getattr(address, column))
            ]
            if rows:
                self.connection.execute(
                    update(contact)
                    .where(contact.c.id == bindparam("number"))
                    .values({f"{column}_sealed": bindparam("sealed")}),
                    rows,
                )

    def _open(self, sealed: bytes | None, person: int, column: str) -> str:
        """Empty when it is not known, or cannot be read any more."""
        if not sealed:
            return ""
        try:
            return self.vault.open(bytes(sealed), "contact", person, column).decode()
        except Unreadable:
            log.error("an address cannot be opened", contact=person)  # noqa: TRY400
            return ""
