"""What time it is; everything below is told."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
