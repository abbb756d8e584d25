"""Free days kept beside the cells."""

from collections.abc import Collection

from sqlalchemy import Connection, insert

from ventanilla.storage.schema import touched


def touch(connection: Connection, days: Collection[tuple[int, str]]) -> None:
    """These days of these pools are no longer as `day_free` says."""
    rows = [{"pool_id": pool, "local_date": day} for pool, day in sorted(days)]
    if rows:
        connection.execute(insert(touched), rows)
