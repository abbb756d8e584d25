"""What became of what was sent: by the answer to our request, and by the platform's receipts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import structlog
from sqlalchemy import (
    Connection,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)

from ventanilla.desk.sending import wait_after
from ventanilla.desk.tray_ports import Arrival, Priced, Settlement, Told
from ventanilla.domain.message import Accepted, Address, Receipt, SendError
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.owing import WINDOW
from ventanilla.storage.trays import conversation, outbox, stray
from ventanilla.storage.upserts import insert_or_update
from ventanilla.storage.vault import Vault

log = structlog.get_logger()

GRACE = timedelta(seconds=5)
"""How long a receipt is waited for before an unknown fate is met by sending again."""

RANK = {"sent": 1, "delivered": 2, "read": 3}

Name: TypeAlias = int | str
"""Our number of a row; where a receipt does not carry it, the platform's id."""

SETTLE = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("number"),
        outbox.c.attempt == bindparam("tried"),
        or_(outbox.c.state == "sending", outbox.c.state == "unknown"),
    )
    .values(
        state=case(
            (
                and_(bindparam("by_template", type_=Integer) == 1, outbox.c.template.is_not(None)),
                "queued",
            ),
            else_=bindparam("becomes", type_=Text),
        ),
        provider_key=bindparam("provider"),
        progress=bindparam("reached"),
        error=bindparam("code"),
        not_before=bindparam("later"),
        attempt=outbox.c.attempt - bindparam("spared"),
        copies=func.coalesce(outbox.c.copies, "") + bindparam("copy", type_=Text),
    )
)

PROGRESS = (
    update(outbox)
    .where(outbox.c.id == bindparam("number"))
    .values(
        state=bindparam("becomes"),
        progress=bindparam("reached"),
        error=bindparam("code"),
        not_before=bindparam("later"),
        priced=bindparam("paid"),
        copies=bindparam("left"),
    )
)


@dataclass(slots=True)
class Sent:
    """A row of the out-tray while receipts are read. `closed` once it is known that we may no
    longer write freely to its contact.
    """

    number: int
    contact: int
    state: str
    progress: str
    error: int | None
    attempt: int
    template: str | None
    not_before: int
    priced: bool
    copies: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Fates:
    connection: Connection
    vault: Vault

    def settle(
        self, settlements: Sequence[Settlement], receipts: Sequence[Receipt], now: datetime
    ) -> Told:
        """Settles only the attempt that is meant: a late word on an earlier one changes nothing."""
        if not settlements and not receipts:
            return Told()
        at = int(now.timestamp())
        rows = self._locked(settlements, receipts)
        if settlements:
            self.connection.execute(SETTLE, [self._fate(s, at) for s in settlements])
            self._get_to_know(settlements, rows)
        late = [_note_copy(s, rows[s.id]) for s in settlements if s.id in rows]
        told = self._merged([*self._strays(settlements), *receipts], rows, at)
        shut = [rows[s.id].contact for s in settlements if s.id in rows and _by_template(s)]
        self._close([*shut, *(row.contact for row in rows.values() if row.closed)], at)
        return replace(told, arrived=[*told.arrived, *filter(None, late)])

    def _merged(self, receipts: Sequence[Receipt], rows: Mapping[Name, Sent], at: int) -> Told:
        changed: dict[int, Sent] = {}
        arrived, priced, unknown = [], [], []
        for receipt in receipts:
            row = rows.get(name_of(receipt))
            if row is None:
                unknown.append(receipt)
                continue
            if is_priced(row, receipt) and receipt.price:
                priced.append(Priced(receipt.price, receipt.at))
                changed[row.number] = row
            if merge(row, receipt, at):
                changed[row.number] = row
            if receipt.progress in ("delivered", "read"):
                copies = tuple(row.copies.split()) if row.number in changed else ()
                arrived.append(Arrival(row.number, row.contact, copies))
                row.copies = "" if copies else row.copies
        if changed:
            self.connection.execute(PROGRESS, [_progress(row) for row in changed.values()])
        self._park(unknown, at)
        return Told(arrived, priced)

    # -- by our own requests ------------------------------------------------------------------

    def _fate(self, settlement: Settlement, at: int) -> dict[str, object]:
        fate: dict[str, object] = {
            "number": settlement.id,
            "tried": settlement.attempt,
            "provider": None,
            "reached": None,
            "code": None,
            "later": at + int(GRACE.total_seconds()),
            "spared": 0,
            "by_template": int(_by_template(settlement)),
            "copy": f"{media} " if (media := getattr(settlement.result, "media", "")) else "",
        }
        match settlement.result:
            case Accepted(key):
                provider = self.vault.index("sent", key) if key else None
                return fate | {"becomes": "sent", "provider": provider, "reached": "sent"}
            case SendError(code) if settlement.again_at is None:
                return fate | {"becomes": "failed", "code": code, "later": at}
            case SendError(code, retry=retry):
                later = int(settlement.again_at.timestamp()) if settlement.again_at else at
                # While the number itself cannot send, waiting uses nothing up.
                spared = int(retry == "halt")
                return fate | {"becomes": "queued", "code": code, "later": later, "spared": spared}
            case _:
                return fate | {"becomes": "unknown"}

    def _get_to_know(self, settlements: Sequence[Settlement], rows: Mapping[Name, Sent]) -> None:
        contacts = Contacts(self.connection, self.vault)
        for one in settlements:
            if one.who != Address() and one.id in rows:
                contacts.get_to_know(rows[one.id].contact, one.who)

    def _close(self, people: Sequence[int], at: int) -> None:
        """The platform says that their 24 hours are over."""
        if not people:
            return
        over = at - int(WINDOW.total_seconds())
        self.connection.execute(
            update(conversation)
            .where(conversation.c.contact_id.in_(sorted(set(people))))
            .values(heard_at=over)
        )

    # -- by receipts --------------------------------------------------------------------------

    def _park(self, receipts: Sequence[Receipt], at: int) -> None:
        """They may be ahead of the answer that names the message."""
        rows = {
            self.vault.index("sent", receipt.key): {
                "progress": receipt.progress,
                "error": receipt.error.code if receipt.error else 0,
                "at": at,
            }
            for receipt in receipts
            if receipt.key and isinstance(name_of(receipt), str)
        }
        parked = [{"provider_key": key, **row} for key, row in sorted(rows.items())]
        insert_or_update(self.connection, stray, parked, "provider_key")

    def _strays(self, settlements: Sequence[Settlement]) -> list[Receipt]:
        """What was parked of the messages that now have a name."""
        named = {
            self.vault.index("sent", s.result.key): s
            for s in settlements
            if isinstance(s.result, Accepted) and s.result.key
        }
        if not named:
            return []
        these = stray.c.provider_key.in_(list(named))
        found = self.connection.execute(select(stray).where(these)).all()
        if found:
            self.connection.execute(delete(stray).where(these))
        return [_unparked(row, named[bytes(row.provider_key)]) for row in found]

    def _locked(
        self, settlements: Sequence[Settlement], receipts: Sequence[Receipt]
    ) -> dict[Name, Sent]:
        """The rows that are spoken of, by our number, or by the platform's id where that is all
        there is. Locked in one order, all at once: one node sends what another hears of.
        """
        names = [name_of(receipt) for receipt in receipts]
        keys = {
            hashed: name
            for name in names
            if isinstance(name, str)
            for hashed in self.vault.indexes("sent", name)
        }
        numbers = [*(s.id for s in settlements), *(n for n in names if isinstance(n, int))]
        if keys:
            # On its own: with "or", SQLite would read the whole table.
            by_key = select(outbox.c.id).where(outbox.c.provider_key.in_(list(keys)))
            numbers += self.connection.scalars(by_key)
        if not numbers:
            return {}
        wanted = (
            select(outbox)
            .where(outbox.c.id.in_(numbers))
            .order_by(outbox.c.id)
            .with_for_update(key_share=True)
        )
        rows: dict[Name, Sent] = {}
        for row in self.connection.execute(wanted):
            rows[row.id] = sent = Sent(
                row.id,
                row.contact_id,
                row.state,
                row.progress or "",
                row.error,
                row.attempt,
                row.template,
                row.not_before,
                bool(row.priced),
                row.copies or "",
            )
            if row.provider_key is not None and (name := keys.get(bytes(row.provider_key))):
                rows[name] = sent
        return rows


def name_of(receipt: Receipt) -> Name:
    """The number in our reference; where there is none that a row can have, the platform's id."""
    number = receipt.reference.partition(".")[0]
    if number.isdecimal() and len(number) < len(str(2**63)):
        return int(number)
    return receipt.key


def is_priced(row: Sent, receipt: Receipt) -> bool:
    """Whether this is the one receipt that its price is counted by: a message is paid for when it
    is delivered, and the platform names the price again with one of the two that say so.
    """
    if row.priced or receipt.price is None or receipt.progress not in ("delivered", "read"):
        return False
    row.priced = True
    return True


def merge(row: Sent, receipt: Receipt, at: int) -> bool:
    """Progress only goes forward: read may come before delivered, and late ones change nothing.

    One that waits to be sent again is settled, too: an earlier attempt has arrived after all.
    """
    if receipt.progress == "failed":
        return _failed(row, receipt, at)
    if row.state in ("failed", "dropped"):
        return False
    if RANK[receipt.progress] <= RANK.get(row.progress, 0):
        return False
    row.state, row.progress = "sent", receipt.progress
    return True


def _failed(row: Sent, receipt: Receipt, at: int) -> bool:
    """The same follows as if the request itself had been refused."""
    over = row.progress in ("delivered", "read") or row.state in ("failed", "dropped")
    if over or _attempt(receipt) not in (None, row.attempt):
        return False
    error = receipt.error or SendError(0, "platform", "never")
    log.warning("not delivered", parcel=row.number, code=error.code)
    row.closed = error.retry == "template"
    wait = wait_after(row.attempt, error, chance=1.0)
    again = wait is not None or (row.closed and row.template is not None)
    row.state, row.error = "queued" if again else "failed", error.code
    if again:
        row.progress, row.not_before = "", at + int(wait.total_seconds() if wait else 0)
    return True


def _attempt(receipt: Receipt) -> int | None:
    attempt = receipt.reference.partition(".")[2]
    return int(attempt) if attempt.isdecimal() and len(attempt) < len(str(2**31)) else None


def _by_template(settlement: Settlement) -> bool:
    return isinstance(settlement.result, SendError) and settlement.result.retry == "template"


def _note_copy(settlement: Settlement, row: Sent) -> Arrival | None:
    """The name of an uploaded file, kept until the delivery is told; or told at once, where the
    platform was faster to tell of the delivery than to answer.
    """
    media = getattr(settlement.result, "media", "")
    if media and row.progress in ("delivered", "read"):
        return Arrival(row.number, row.contact, (media,))
    if media and row.attempt == settlement.attempt:
        row.copies += f"{media} "
    return None


def _unparked(row: Any, settlement: Settlement) -> Receipt:
    return Receipt(
        "",
        f"{settlement.id}.{settlement.attempt}",
        row.progress,
        datetime.fromtimestamp(row.at, UTC),
        SendError(row.error, "platform", "never") if row.progress == "failed" else None,
    )


def _progress(row: Sent) -> dict[str, object]:
    return {
        "number": row.number,
        "becomes": row.state,
        "reached": row.progress or None,
        "code": row.error,
        "later": row.not_before,
        "paid": int(row.priced),
        "left": row.copies or None,
    }
