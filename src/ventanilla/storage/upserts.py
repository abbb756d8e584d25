"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells per dialect."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


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
