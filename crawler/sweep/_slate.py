"""Which page was being read when its reader was ended?

A process that is killed cannot say so any more: before it reads a page it writes that page's name into a file
beside the parts. Each attempt at an item has a line of its own; who stands in two of them ended two readers.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.sweep.work import Item, Tally

_WIDTH = 32
_NOBODY = b" " * _WIDTH + b"\n"
TWICE = 2


@contextmanager
def slate(item: Item, folder: Path) -> Iterator[Tally]:
    """A tally that knows whom to pass over and remembers who is being read; gone when all is read."""
    path = folder / f".{item.name}.slate"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        lines = os.read(file, 1 << 16).split(b"\n")[:-1]
        ended = Counter(line.strip() for line in lines)
        place = len(lines) * len(_NOBODY)
        os.pwrite(file, _NOBODY, place)
        stuck = frozenset(name for name, times in ended.items() if name and times >= TWICE)
        yield Tally(
            at=lambda page: os.pwrite(file, _name(page) + b"\n" if page else _NOBODY, place),
            is_stuck=lambda page: bool(stuck) and _name(page) in stuck,
        )
    finally:
        os.close(file)
    path.unlink(missing_ok=True)


def _name(page: str) -> bytes:
    return hashlib.sha256(page.encode("utf-8", "surrogatepass")).hexdigest()[:_WIDTH].encode()
