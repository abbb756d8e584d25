"""INSERT … ON CONFLICT: the same words on both databases, but a class of each in SQLAlchemy."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(dialect: str, table: Table) -> Any:
    """`dialect` is the name of the connection's."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)
