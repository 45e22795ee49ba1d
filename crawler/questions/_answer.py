"""What is an answer to one DNS question, and how much of it is kept?"""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.records import Reason

MAX_VALUES = 100
MAX_VALUE = 4096
MAX_ANSWER = 32_768  # characters of all values together
SHORTEST, LONGEST, FAILURE = 30.0, 300.0, 30.0  # seconds an answer is kept
ANSWERED = frozenset({Reason.NONE, Reason.NXDOMAIN})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the name servers said: no values with NONE means the name exists without that type."""

    status: Reason = Reason.NONE  # NXDOMAIN, or why there is no answer
    values: tuple[str, ...] = ()  # sorted
    alias: str = ""  # where the CNAME of the name itself leads
    keep: float = FAILURE  # seconds

    @property
    def answered(self) -> bool:
        """True when a name server that may know said what there is, or that there is nothing."""
        return self.status in ANSWERED


def bounded(values: Iterable[str]) -> tuple[str, ...]:
    """The first values that fit together into one answer."""
    room = MAX_ANSWER
    kept: list[str] = []
    for value in values:
        room -= len(value)
        if room < 0 or len(kept) == MAX_VALUES:
            break
        kept.append(value)
    return tuple(kept)
