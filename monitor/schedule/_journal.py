"""What does the daemon remember: how each job last ended, and which days it has dealt with?

One small file in the home, which ``status`` reads too. What the store knows (runs, readings) is not in it.
"""

import json
import secrets
import signal
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler.records import iso, parse_time
from reports.publish import write_all

FILE = "daemon.json"
NO_START = 127
"""The exit code of what could not be started, as shells have it."""


@dataclass(frozen=True, slots=True)
class End:
    """How the last child of a job ended: ``code`` is its exit code, below 0 the signal that killed it."""

    due: datetime  # the moment that it was started for
    began: datetime
    ended: datetime
    code: int
    megabytes: int = 0  # the most memory that one process of it had
    failures: int = 0  # in a row for the same moment: after them what was to be done was still to be done
    stopped: bool = False  # by the daemon's own end
    done: datetime | None = None  # when the last turn that ended well began

    @property
    def seconds(self) -> float:
        """How long it took, by the clock: 0 when that was set back meanwhile."""
        return max(0.0, round((self.ended - self.began).total_seconds(), 1))


@dataclass(frozen=True, slots=True)
class Journal:
    """``salt`` makes the moments of a home its own; ``dealt`` is the last day that needs no run any more."""

    salt: str = ""
    dealt: str = ""
    ends: Mapping[str, End] = field(default_factory=lambda: MappingProxyType({}))

    def with_end(self, name: str, end: End) -> "Journal":
        return replace(self, ends={**self.ends, name: end})

    def done(self, name: str) -> datetime | None:
        """When the last turn of a job that ended well began: for a job that the store knows nothing of."""
        end = self.ends.get(name)
        return end.done if end else None


def begun(journal: Journal) -> Journal:
    """The journal of a daemon that starts, with a salt of its own the first time."""
    return journal if journal.salt else replace(journal, salt=secrets.token_hex(8))


def write(home: Path, journal: Journal) -> None:
    """Keeps the journal, whole or not at all."""
    ends = {
        name: {key: iso(v) if isinstance(v, datetime) else v for key, v in asdict(end).items()}
        for name, end in journal.ends.items()
    }
    row = {"salt": journal.salt, "dealt": journal.dealt, "ends": ends}
    write_all([(home / FILE, json.dumps(row, ensure_ascii=False, indent=1, sort_keys=True) + "\n")])


def read(home: Path) -> Journal:
    """The journal of the home; what cannot be read of it is as if nothing had been written."""
    try:
        row = json.loads((home / FILE).read_text(encoding="utf-8"))
        ends = {str(name): _end(each) for name, each in row["ends"].items()}
        return Journal(str(row["salt"]), str(row["dealt"]), ends)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return Journal()


def _end(row: Mapping[str, Any]) -> End:
    return End(
        due=parse_time(row["due"]),
        began=parse_time(row["began"]),
        ended=parse_time(row["ended"]),
        code=int(row["code"]),
        megabytes=int(row["megabytes"]),
        failures=int(row["failures"]),
        stopped=bool(row["stopped"]),
        done=parse_time(row["done"]) if row["done"] else None,
    )


def outcome(end: End) -> str:
    """How it ended, in words."""
    if end.stopped:
        return "was stopped with the daemon"
    if end.code < 0:
        return f"was killed by {_signal(-end.code)}"
    if end.code == NO_START:
        return "could not be started"
    return "ended well" if end.code == 0 else f"ended with exit code {end.code}"


def broken(journal: Journal, names: Iterable[str]) -> Iterator[str]:
    """A sentence for each of these jobs of which the last child died, or did not do its work."""
    for name in names:
        end = journal.ends.get(name)
        if end is not None and not end.stopped and (end.failures or end.code < 0):
            undone = ", its work undone" if end.failures else ""
            yield (
                f"The job '{name}' of {end.began:%Y-%m-%d %H:%M} UTC {outcome(end)}{undone}; "
                "the daemon's log says more."
            )


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
