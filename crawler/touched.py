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
