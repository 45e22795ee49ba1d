"""What was asked of strangers for the visit that is going on?

Whoever dials notes it here; the visit whose task (or a task made by it) dials gets the note.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from crawler.records import Touch

MOST = 1_000
"""Notes of one visit; its request budget ends long before."""

Clock = Callable[[], datetime]
_visit: ContextVar[tuple[list[Touch], Clock] | None] = ContextVar("visit", default=None)


@contextmanager
def recording(clock: Clock) -> Iterator[list[Touch]]:
    """For the time of the block all notes go to the list that it is given; ``clock`` dates them."""
    notes: list[Touch] = []
    token = _visit.set((notes, clock))
    try:
        yield notes
    finally:
        _visit.reset(token)


def note(what: str, address: str = "", source: str = "", status: int = 0, size: int = 0) -> None:
    """Notes one request, such as ``GET https://a.example/``; outside a visit nothing happens."""
    visit = _visit.get()
    if visit is not None and len(visit[0]) < MOST:
        notes, clock = visit
        notes.append(Touch(clock(), what[:2_100], address, source, status, size))


def sent(what: str, address: str = "") -> Callable[..., None]:
    """Notes one request that begins now; the function it gives fills in how it ended.

    That takes address, source, status and size as :func:`note` does; what it is not told stays.
    """
    visit, at = _visit.get(), -1
    if visit is not None and len(visit[0]) < MOST:
        at = len(visit[0])
        note(what, address)

    def ended(dialled: str = "", source: str = "", status: int = 0, size: int = 0) -> None:
        if visit is not None and at >= 0:
            begun = visit[0][at]
            visit[0][at] = Touch(begun.at, begun.what, dialled or begun.address, source, status, size)

    return ended
