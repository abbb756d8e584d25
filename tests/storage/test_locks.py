import fcntl
import os
import signal
import stat
import subprocess
import sys
from threading import Thread

import pytest

from ventanilla.storage.locks import FileLock, Locked

SEIZE = """
import sys
from pathlib import Path
from ventanilla.storage.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
lock.seize()
print("mine", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.lock"


def _is_free(path) -> bool:
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def test_a_lock_held_is_nobody_elses_until_the_end(path):
    with FileLock(path).hold():
        assert not _is_free(path)

    assert _is_free(path)


def test_a_lock_held_is_given_back_by_an_exception(path):
    with pytest.raises(ValueError), FileLock(path).hold():
        raise ValueError

    assert _is_free(path)


def test_two_threads_hold_the_same_lock_one_after_the_other(path):
    lock, total = FileLock(path), [0]

    def add() -> None:
        for _ in range(200):
            with lock.hold():
                before = total[0]
                os.sched_yield()
                total[0] = before + 1

    threads = [Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert total == [800]


def test_what_is_seized_is_refused_to_the_next_until_released(path):
    first, second = FileLock(path), FileLock(path)
    first.seize()

    with pytest.raises(Locked):
        second.seize()
    first.release()
    second.seize()

    assert not _is_free(path)
    second.release()


def test_only_the_owner_may_read_the_lock_file(path):
    with FileLock(path).hold():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_seized_lock_is_freed_by_kill_9(path):
    with subprocess.Popen(
        [sys.executable, "-c", SEIZE, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(Locked):
            FileLock(path).seize()

        other.send_signal(signal.SIGKILL)
        other.wait()

        lock = FileLock(path)
        lock.seize()
        lock.release()
