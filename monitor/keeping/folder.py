"""How does a folder appear whole or not at all, with files that only their owner reads?"""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reports.publish import settle

_PART = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A folder to be filled, which becomes ``target`` in the end and survives a power cut from then on."""
    place = Path(tempfile.mkdtemp(prefix=f".{target.name[:100]}.", dir=target.parent))  # mode 0700
    try:
        with written_to(target):
            yield place
            for path in (*place.rglob("*"), place):
                settle(path)
        place.rename(target)
        settle(target.parent)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def write_new(to: Path, parts: Iterable[bytes]) -> None:
    """Writes the file ``to``, which must not be there yet."""
    with open(os.open(to, _NEW, 0o600), "wb") as file:
        file.writelines(parts)


def parts_of(have: BinaryIO, length: int) -> Iterator[bytes]:
    """The next ``length`` bytes of a file, or as many as there are."""
    while length > 0 and (part := have.read(min(length, _PART))):
        yield part
        length -= len(part)


@contextmanager
def written_to(place: Path) -> Iterator[None]:
    """What finds its disk full inside says which: the home's and a backup's are seldom one."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise OSError(error.errno, error.strerror, str(place)) from error
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(place)) from error
        raise
