"""Inserts that the databases spell or carry out differently: ON CONFLICT, and several at once."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Insert, Table, bindparam, insert, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

Shape: TypeAlias = tuple[tuple[Table, tuple[str, ...], int], ...]
"""Of each table, the columns to fill and the number of rows."""

A_FEW = 16
"""Rows of one statement. More are so much work that a journey to the server does not matter."""


def insert_new(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *key: str
) -> None:
    """Inserts the rows whose key is not there yet; a key twice among them counts once."""
    if rows:
        statement = insert_into(connection.dialect.name, table)
        connection.execute(statement.on_conflict_do_nothing(index_elements=list(key)), rows)


def insert_or_update(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *key: str
) -> None:
    """Inserts the rows, or gives those that are there the new values."""
    if not rows:
        return
    statement = insert_into(connection.dialect.name, table)
    new = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=new), rows)


def insert_into(dialect: str, table: Table) -> Any:
    """The same words on both databases, but a class of each in SQLAlchemy.

    `dialect` is the name of the connection's.
    """
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


def insert_each(
    connection: Connection, batches: Sequence[tuple[Table, Sequence[Mapping[str, object]]]]
) -> None:
    """Inserts rows into several tables. Those of one table fill the same columns.

    A few go to PostgreSQL in one statement: most of what a small insert costs is the journey.
    """
    some = [(table, rows) for table, rows in batches if rows]
    count = sum(len(rows) for _, rows in some)
    if connection.dialect.name == "sqlite" or not 1 < count <= A_FEW:
        for table, rows in some:
            connection.execute(insert(table), rows)
        return
    shape = tuple((table, tuple(rows[0]), len(rows)) for table, rows in some)
    values = {
        _bound(table, n, name): row[name]
        for (table, names, _), (_, rows) in zip(shape, some, strict=True)
        for n, row in enumerate(rows)
        for name in names
    }
    connection.execute(_together(shape), values)


@lru_cache(256)
def _together(shape: Shape) -> Insert:
    *others, last = (_rows_into(*one) for one in shape)
    return last.add_cte(*(one.cte(f"into_{n}") for n, one in enumerate(others)))


def _rows_into(table: Table, names: tuple[str, ...], count: int) -> Insert:
    rows = (
        select(*(bindparam(_bound(table, n, name), type_=table.c[name].type) for name in names))
        for n in range(count)
    )
    return insert(table).from_select(list(names), union_all(*rows), include_defaults=False)


def _bound(table: Table, row: int, name: str) -> str:
    return f"{table.name}_{row}_{name}"
