"""Whose turn is it today, and who is not looked at any more?"""

from dataclasses import dataclass
from datetime import date

from monitor.config import RunConfig
from monitor.store import MonitorStore, Priority, Turn

LOOKS_A_STEP = 7
"""So many looks in a row that saw nothing else make the wait for the next one a day longer."""

_RANK = {Priority.HIGH: 0, Priority.NORMAL: 1, Priority.LOW: 2}


@dataclass(frozen=True, slots=True)
class Turns:
    """The watched domains that are ``due`` today, first come first; ``later`` of them find no room today."""

    due: tuple[str, ...]
    later: int
    resting: int  # watched, and not due

    def sentence(self, run: RunConfig) -> str:
        """What the report says of those who were due and wait; nothing where there was room for all."""
        if not self.later:
            return ""
        return (
            f"{self.later} more domains were due today than sites_per_day ({run.sites_per_day}) has room "
            "for; tomorrow they are the first of their priority."
        )


def turns(store: MonitorStore, day: date, run: RunConfig) -> Turns:
    """Whose turn it is on ``day``: who was looked at today already has it once more.

    High priority comes first and every day; the others wait longer the longer nothing changes there, up to
    ``slowest_days`` (low priority) and half of them (normal). Within a priority who waited longest is first.
    """
    due, resting = [], 0
    for each in store.watchlist.turns():
        waited = (day - each.looked_on).days if each.looked_on else None
        if waited in (None, 0) or waited >= days_between(each, run.slowest_days):
            due.append((_RANK[each.priority], each.looked_on or date.min, each.domain))
        else:
            resting += 1
    names = [domain for _, _, domain in sorted(due)]
    room = run.sites_per_day or len(names)
    return Turns(tuple(names[:room]), len(names[room:]), resting)


def days_between(turn: Turn, slowest: int) -> int:
    """The days from one look to the next."""
    most = {Priority.HIGH: 1, Priority.NORMAL: (slowest + 1) // 2, Priority.LOW: slowest}[turn.priority]
    return min(most, 1 + turn.quiet // LOOKS_A_STEP)
