"""What does one message of a certstream say, and which entries were never heard?"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.discovery._ct_der import plain
from crawler.discovery._ct_pages import MOST_OF_ONE

MOST_LOGS = 500
MOST_HOLES = 200  # of one log
_MOST_INDEX = 1 << 40


@dataclass(frozen=True, slots=True)
class Message:
    """One certificate: its names, its log and index there (-1 where neither is said), its time in seconds."""

    names: list[str]
    log: str = ""
    index: int = -1
    seen: float = 0.0


def message(row: Any) -> Message | None:
    """The certificate of a message; None for a heartbeat, ValueError for what is no message.

    A server has three streams: with the certificate, without it, and the names alone.
    """
    kind = row.get("message_type") if isinstance(row, Mapping) else None
    if kind == "heartbeat":
        return None
    data = row.get("data") if kind in ("certificate_update", "dns_entries") else None
    if kind == "dns_entries" and isinstance(data, list):
        return Message(_names(data))
    if kind != "certificate_update" or not isinstance(data, Mapping):
        raise ValueError("it is no message of a certstream")
    leaf, source = data.get("leaf_cert"), data.get("source")
    if not isinstance(leaf, Mapping) or not isinstance(leaf.get("all_domains"), list):
        raise ValueError("it names no domains")
    index, log = data.get("cert_index"), ""
    if type(index) is not int or not 0 <= index < _MOST_INDEX:
        index = -1
    if isinstance(source, Mapping):
        log = str(source.get("name") or source.get("url") or "")[:200]
    if index < 0 or not log.isprintable():
        log = ""
    seen = data.get("seen")
    return Message(
        _names(leaf["all_domains"]),
        log,
        index if log else -1,
        seen if isinstance(seen, int | float) and 0 < seen < 1e11 else 0.0,
    )


def _names(found: list[Any]) -> list[str]:
    """At most as many as a batch may hold: no real certificate has more."""
    if not all(isinstance(each, str) for each in found):
        raise ValueError("one of its names is none")
    return plain(found)[:MOST_OF_ONE]


@dataclass(slots=True)
class Heard:
    """Which entries of each log were heard; ``last`` is the highest index of each, for the cursor."""

    last: dict[str, int] = field(default_factory=dict)
    holes: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def take(self, log: str, index: int) -> None:
        """An entry came; entries may come somewhat out of order."""
        last = self.last.get(log)
        if last is None:
            if len(self.last) < MOST_LOGS:
                self.last[log] = index
            return
        if index > last:
            self.last[log] = index
            if index > last + 1:
                self.holes.setdefault(log, []).append((last + 1, index - 1))
            return
        holes = self.holes.get(log, [])
        at = bisect_right(holes, (index, _MOST_INDEX)) - 1
        if at >= 0 and holes[at][0] <= index <= holes[at][1]:
            first, end = holes[at]
            holes[at : at + 1] = [
                each for each in ((first, index - 1), (index + 1, end)) if each[0] <= each[1]
            ]

    def gaps(self, *, but_last: int = 0) -> list[str]:
        """A sentence for each hole, the widest first; they are forgotten then.

        ``but_last`` holes of each log are kept: what is missing a moment ago may still come.
        """
        told = []
        for log, holes in self.holes.items():
            cut = max(0, len(holes) - but_last)
            settled, self.holes[log] = holes[:cut], holes[cut:]
            told += [(end - first + 1, log, first - 1, end + 1) for first, end in settled]
        told.sort(key=lambda each: (-each[0], each[1], each[2]))
        return [f"gap of {size} entries in {log} between {a} and {b}" for size, log, a, b in told]
