"""How our account with the platform stands: its templates, and what was paid."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, select

from ventanilla.desk.tray_ports import Priced
from ventanilla.domain.message import Price
from ventanilla.domain.news import TemplateNews
from ventanilla.storage.letters import template_key
from ventanilla.storage.trays import cost, template
from ventanilla.storage.upserts import insert_into


@dataclass(frozen=True, slots=True)
class TemplateTable:
    connection: Connection

    def note(self, news: Sequence[TemplateNews]) -> None:
        """The platform's webhooks may come in any order: the latest word holds."""
        if not news:
            return
        new = insert_into(self.connection.dialect.name, template)
        told = new.excluded
        known = {"status": template.c.status, "category": template.c.category}
        kept = {
            name: case((told[name] == "", old), else_=told[name]) for name, old in known.items()
        }
        statement = new.on_conflict_do_update(
            index_elements=["name"],
            set_={**kept, "changed_at": told.changed_at},
            where=template.c.changed_at <= told.changed_at,
        )
        for one in news:
            row = {
                "name": template_key(one),
                "status": one.status,
                "category": one.category,
                "changed_at": int(one.at.timestamp()),
            }
            self.connection.execute(statement, row)


@dataclass(frozen=True, slots=True)
class CostTable:
    """Of one number of ours. `zone` is the account's, whose midnight ends a month."""

    connection: Connection
    number: str
    zone: ZoneInfo

    def add(self, priced: Sequence[Priced]) -> None:
        if not priced:
            return
        counted = Counter((f"{p.at.astimezone(self.zone):%Y-%m}", p.price) for p in priced)
        new = insert_into(self.connection.dialect.name, cost)
        statement = new.on_conflict_do_update(
            index_elements=["number", "month", "category", "kind"],
            set_={"count": cost.c.count + new.excluded.count},
        )
        rows = [
            {
                "number": self.number,
                "month": month,
                "category": price.category,
                "kind": price.kind,
                "count": count,
            }
            for (month, price), count in counted.items()
        ]
        # Nodes add to the same rows: in one order.
        rows.sort(key=lambda row: tuple(map(str, row.values())))
        self.connection.execute(statement, rows)


def costs(connection: Connection, month: str) -> Mapping[str, Mapping[Price, int]]:
    """Messages delivered in a month (`2026-11`), by number and price."""
    found: dict[str, dict[Price, int]] = {}
    wanted = (
        select(cost.c.number, cost.c.category, cost.c.kind, cost.c.count)
        .where(cost.c.month == month)
        .order_by(cost.c.number, cost.c.category)
    )
    for number, category, kind, count in connection.execute(wanted):
        found.setdefault(number, {})[Price(category, kind)] = count
    return found


def templates(connection: Connection) -> Mapping[str, str]:
    """The status of each template (`moved:es`) that the platform has told us of."""
    return {row.name: row.status for row in connection.execute(select(template))}
