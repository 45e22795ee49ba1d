"""Which of a day's alerts are told, when a person can read only so many?

Pure. The operator states how many alerts a day they can read. On a quiet day everything above the floor is
told; on a full one the strongest, down to where the room ends. A strong one is always told, whatever the
room; what strong ones took beyond it is taken back from the weaker ones of the next days, and quiet days give
it back. Half of the room is never taken, so that a wave of strong ones does not hide the rest for a week.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.score import Band

FLOOR = Band.WORTH_A_LOOK.lowest
"""Bits: what scores lower is told on no day, however quiet."""
STRONG = Band.STRONG.lowest
DAYS = 7
"""The days before today whose counts say whether there was room."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How many of a day's ``found`` alerts are ``told``: its strongest; ``lowest`` is the last one's bits."""

    alerts_a_day: int
    room: int  # what is left of it today, after strong ones of the days before
    found: int
    told: int
    lowest: float
    tied: int = 0  # left out though they score just as much as the last one told

    @property
    def below(self) -> int:
        """How many are listed as just below."""
        return self.found - self.told

    def sentence(self) -> str:
        """What the report says of it; nothing where everything that was found is told."""
        if not self.below:
            return ""
        fit = f"{_counted(self.alerts_a_day, 'alert')} a day {'fits' if self.alerts_a_day == 1 else 'fit'}"
        if self.room < self.alerts_a_day:
            fit += f", {self.room} today after the strong ones of the days before"
        cut = f"the cut was {_bits(self.lowest)}" if self.told else f"none of them reached {_bits(STRONG)}"
        ties = f", {self.tied} of them by their names alone" if self.tied else ""
        was = "was" if self.found == 1 else "were"
        return f"{fit}; {self.found} {was} found; {cut}; {self.below} fell just below{ties}"


def threshold(scores: Sequence[float], told_before: Sequence[int], alerts_a_day: int) -> Cut:
    """The cut for a day that found ``scores``, after days that told ``told_before`` (oldest first).

    The first ``told`` of the day's alerts, strongest first, are told. Of equal scores the caller's order
    decides, which must be the same on every day.
    """
    ranked = sorted((each for each in scores if each >= FLOOR), reverse=True)
    room = _room(told_before, alerts_a_day)
    told = max(min(room, len(ranked)), sum(each >= STRONG for each in ranked))
    if told == len(ranked):
        return Cut(alerts_a_day, room, told, told, FLOOR)
    lowest = ranked[told - 1] if told else STRONG
    tied = sum(each == lowest for each in ranked[told:]) if told else 0
    return Cut(alerts_a_day, room, len(ranked), told, lowest, tied)


def _room(told_before: Sequence[int], alerts_a_day: int) -> int:
    recent = told_before[-DAYS:]
    overdrawn = max(0, sum(recent) - alerts_a_day * len(recent))
    return max(alerts_a_day - overdrawn, (alerts_a_day + 1) // 2)


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _bits(value: float) -> str:
    return f"{value:+.1f} bits"
