"""File locks, freed by the kernel when a process dies, `kill -9` included.

`flock` belongs to an open file: it works between threads and processes of one machine, not over
network disks, where SQLite itself must not be used either.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Locked(Exception):
    """Somebody else holds the lock."""


class FileLock:
    """One lock file; `hold` waits, `seize` does not and keeps until the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seized: int | None = None

    @contextmanager
    def hold(self) -> Iterator[None]:
        handle = self._open()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def hold_if_free(self) -> Iterator[bool]:
        """Without waiting; whether it is held now."""
        handle, free = self._open(), False
        try:
            with suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                free = True
            yield free
        finally:
            os.close(handle)

    def seize(self) -> None:
        """Raises `Locked` when another process has it."""
        handle = self._open()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise Locked(str(self.path)) from None
        self._seized = handle

    def release(self) -> None:
        if self._seized is not None:
            with suppress(OSError):
                os.close(self._seized)
            self._seized = None

    def _open(self) -> int:
        return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
