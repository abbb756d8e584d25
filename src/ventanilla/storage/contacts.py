"""People as opaque numbers, found by what a channel knows of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from ventanilla.domain.message import Address
from ventanilla.storage.schema import alias, contact
from ventanilla.storage.upserts import insert_new
from ventanilla.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Contacts:
    connection: Connection
    vault: Vault

    def of(self, addresses: Sequence[Address], now: datetime) -> Mapping[Address, int]:
        """The number of each person, a new one for who was never seen.

        One set-based read, whatever the count; writes only for what is new. Two people are never
        made one: where an address leads to two, the platform's own id of the person decides.
        """
        distinct = list(dict.fromkeys(addresses))
        known = self._known(distinct)
        found = {a: person for a in distinct if (person := self._first(a, known)) is not None}
        if missing := [a for a in distinct if a not in found]:
            self._create(missing, now)
        fresh = [a for a in distinct if any(k not in known for k in self._keys(a)) and a in found]
        self._add_aliases([(a, found[a]) for a in fresh])
        if not missing:
            return found
        known = self._known(missing)
        return found | {a: p for a in missing if (p := self._first(a, known)) is not None}

    def addresses(self, people: Sequence[int]) -> Mapping[int, Address]:
        rows = self.connection.execute(select(contact).where(contact.c.id.in_(people)))
        return {
            row.id: Address(
                phone=self._open(row.phone_sealed, row.id, "phone"),
                user_id=self._open(row.user_id_sealed, row.id, "user_id"),
            )
            for row in rows
        }

    def _keys(self, address: Address) -> list[bytes]:
        """Newest secret first; the person's id before the phone."""
        pairs = (("user", address.user_id), ("phone", address.phone))
        return [key for kind, value in pairs if value for key in self.vault.indexes(kind, value)]

    def _known(self, addresses: Sequence[Address]) -> dict[bytes, int]:
        keys = [key for a in addresses for key in self._keys(a)]
        rows = self.connection.execute(select(alias).where(alias.c.alias_key.in_(keys)))
        return {bytes(row.alias_key): row.contact_id for row in rows}

    def _first(self, address: Address, known: Mapping[bytes, int]) -> int | None:
        return next((known[key] for key in self._keys(address) if key in known), None)

    def _create(self, addresses: Sequence[Address], now: datetime) -> None:
        """Two nodes may do this at once: the alias decides whose number stays."""
        for address in addresses:
            created = (
                insert(contact).values(created_at=int(now.timestamp())).returning(contact.c.id)
            )
            person = self.connection.execute(created).scalar_one()
            self._add_aliases([(address, person)])

    def _add_aliases(self, pairs: Sequence[tuple[Address, int]]) -> None:
        rows = [
            {"alias_key": self.vault.index(kind, value), "contact_id": person}
            for address, person in pairs
            for kind, value in (("user", address.user_id), ("phone", address.phone))
            if value
        ]
        insert_new(self.connection, alias, rows, "alias_key")
        for address, person in pairs:
            self._remember(address, person)

    def _remember(self, address: Address, person: int) -> None:
        known = {"phone": address.phone, "user_id": address.user_id}
        sealed = {
            f"{column}_sealed": self.vault.seal(value.encode(), "contact", person, column)
            for column, value in known.items()
            if value
        }
        self.connection.execute(update(contact).where(contact.c.id == person).values(sealed))

    def _open(self, sealed: bytes | None, person: int, column: str) -> str:
        if not sealed:
            return ""
        return self.vault.open(bytes(sealed), "contact", person, column).decode()
