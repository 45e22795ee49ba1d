"""Which process holds a lock file of the home, and how does a parent hand one on to its child?

The lock is the system's (flock): it goes when the last process that has the file open ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

RUN = "run.lock"
DAEMON = "daemon.lock"
KEEPER = "keeper.lock"
HANDED = "BRASSPLATE_LOCK"
"""The environment variable that names the descriptor of a lock that a parent hands on."""


class Held(Exception):
    """Another process holds the lock; None when it has not said yet which."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"process {pid or 'unknown'} holds the lock")
        self.pid = pid


def take(file: Path) -> int:
    """The descriptor of ``file``, locked for us alone; who hands it on closes its own copy then."""
    number = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise Held(_signed(file)) from None
    return number


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Holds ``file``, signed with our process, from here to the end; or goes on holding it for our parent."""
    number = _handed(file)
    number = take(file) if number is None else number
    try:
        os.ftruncate(number, 0)
        with suppress(OSError):  # a full disk has no room for a name; who makes room needs the lock too
            os.pwrite(number, str(os.getpid()).encode("ascii"), 0)
        yield
        os.ftruncate(number, 0)
    finally:
        os.close(number)


def holder(file: Path) -> int | None:
    """The process that holds ``file``, if one does; the number of one that died may still stand there."""
    pid = _signed(file)
    if pid is None:
        return None
    try:
        with file.open(encoding="ascii") as opened:
            fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return pid
    except OSError:
        return None
    return None


def _signed(file: Path) -> int | None:
    try:
        with file.open(encoding="ascii") as opened:
            return int(opened.read(20))
    except (OSError, ValueError):
        return None


def _handed(file: Path) -> int | None:
    """The descriptor that a parent hands on, when it is of this very file; it goes to no child of ours."""
    try:
        number = int(os.environ.pop(HANDED, ""))
        if not os.path.samestat(os.fstat(number), file.stat()):
            return None
        os.set_inheritable(number, False)
    except (OSError, ValueError):
        return None
    return number
