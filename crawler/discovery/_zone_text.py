"""Which names does a zone file delegate, and is the file whole?

Registries write one record a line with its whole owner, which one pattern reads block by block; a block that
holds anything else a master file may have (RFC 1035, 5.1) is read line by line.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

BLOCK = 1 << 19
LONGEST_RECORD = 1 << 17
_WORDS = tuple(
    before + word + after for word in (b"ns", b"soa") for before in (b"\t", b" ") for after in (b"\t", b" ")
)
_UNUSUAL = (b"\n ", b"\n\t", b"\n$", b"(", b"@", *_WORDS)
_OWNER = rb"^([^\n\t ;.]++)\.%b\.[ \t]++(?:[0-9]++[ \t]++)?+(?:in[ \t]++)?+ns[ \t]++"
_QUOTED = re.compile(rb'"(?:[^"\\\n]|\\.)*+"')
_TTL_OR_CLASS = re.compile(rb"[0-9]+[smhdw0-9]*|in|ch|hs")


class NoZone(Exception):
    """The text is no zone file, or not all of one, and why."""


class ZoneText:
    """Reads one zone file: ``blocks`` first, then what is known of the whole.

    With ``hosts`` an item is a name, a blank and one of its name servers; else the name alone. Names are
    below ``apex``, without it.
    """

    def __init__(self, *, hosts: bool = False) -> None:
        self.apex, self.serial = b"", -1
        self._hosts = hosts
        self._origin, self._owner, self._record, self._depth = b"", b"", b"", 0
        self._soas, self._ends_with_soa = 0, False
        self._usual: re.Pattern[bytes] | None = None

    @property
    def zone(self) -> str:
        return self.apex.decode("ascii", "replace")

    @property
    def whole(self) -> bool:
        """Whether the record that begins the zone ends it too, as in a transfer."""
        return self._soas > 1 and self._ends_with_soa

    def blocks(self, pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
        """The delegated names, in the order of the file, each once in a block."""
        for block in _blocks(pieces):
            text = block.lower()
            found = self._fast(text)
            if found is None:
                found = list(self._slow(text))
            if not self.apex and len(text) >= BLOCK // 2:
                raise NoZone("it does not begin with the SOA record of a zone")
            if found:
                yield list(dict.fromkeys(found))
        if not self.apex:
            raise NoZone("it has no SOA record")

    def _fast(self, text: bytes) -> list[bytes] | None:
        """The names of a block, if whatever the pattern leaves over delegates nothing; else None."""
        if self._usual is None or self._depth or text[:1] in b" \t$":
            return None
        parts = self._usual.split(text)
        step = 3 if self._hosts else 2
        left = b"\n" + b"".join(parts[::step])
        if any(map(left.__contains__, _UNUSUAL)):
            return None
        last = text[text.rfind(b"\n", 0, -1) + 1 :].split(None, 1)
        if last and not last[0].startswith(b";"):
            self._owner, self._ends_with_soa = last[0].removesuffix(b"."), False
        return (
            list(map(b"%b %b".__mod__, zip(parts[1::3], parts[2::3], strict=True)))
            if self._hosts
            else parts[1::2]
        )

    def _slow(self, text: bytes) -> Iterator[bytes]:
        for raw in text.split(b"\n"):
            line = _QUOTED.sub(b'"', raw) if b'"' in raw else raw
            line = line.partition(b";")[0]
            self._depth = max(0, self._depth + line.count(b"(") - line.count(b")"))
            self._record += line
            if self._depth:
                self._record += b" "
                if len(self._record) > LONGEST_RECORD:
                    raise NoZone("it has a record in brackets that does not end")
                continue
            record, self._record = self._record.replace(b"(", b" ").replace(b")", b" "), b""
            yield from self._of_record(record)

    def _of_record(self, record: bytes) -> Iterator[bytes]:
        words = record.split()
        if not words:
            return
        if words[0] == b"$origin" and len(words) > 1:
            self._origin = self._absolute(words[1])
        if words[0].startswith(b"$"):
            return
        if record[:1] not in b" \t":
            self._owner = self._absolute(words.pop(0))
        while words and _TTL_OR_CLASS.fullmatch(words[0]):
            words.pop(0)
        kind = words[0] if words else b""
        self._ends_with_soa = kind == b"soa" and self._owner == (self.apex or self._owner)
        if self._ends_with_soa:
            self._take_soa(words)
        below = b"." + self.apex
        if kind == b"ns" and len(words) > 1 and self.apex and self._owner.endswith(below):
            name = self._owner.removesuffix(below)
            yield name + b" " + self._absolute(words[1]) + b"." if self._hosts else name

    def _take_soa(self, words: list[bytes]) -> None:
        self._soas += 1
        if self._soas > 1:
            return
        self.apex = self._owner
        if not re.fullmatch(rb"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,9}", self.apex):
            raise NoZone("it begins with an SOA record of no name")
        self._origin = self._origin or self.apex
        self.serial = int(words[3]) if len(words) > 3 and re.fullmatch(rb"[0-9]{1,10}", words[3]) else -1
        apex = re.escape(self.apex)
        again = rb"(?:\1\.%b\.[ \t].*+\n)*+" % apex  # the other records of the name just read
        pattern = _OWNER % apex + (rb"([^\s;]++)(?<=\.).*+\n" if self._hosts else rb".*+\n" + again)
        self._usual = re.compile(pattern, re.MULTILINE)

    def _absolute(self, name: bytes) -> bytes:
        if name == b"@":
            return self._origin
        if name.endswith(b"."):
            return name[:-1]
        return name + b"." + self._origin if self._origin else name


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines, about BLOCK bytes at once."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size < BLOCK:
            continue
        whole, newline, rest = b"".join(held).rpartition(b"\n")
        if len(rest) > LONGEST_RECORD:
            raise NoZone("it has a line that does not end")
        yield whole + newline
        held, size = [rest], len(rest)
    if last := b"".join(held):
        yield last.removesuffix(b"\n") + b"\n"


def written(serial: int, now: datetime) -> datetime | None:
    """When a zone with this serial was written, if its serial is a day (``2026112200``) or a Unix time."""
    text = str(serial)
    try:
        if len(text) == 10 and text[:2] == "20":
            found = datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=UTC)
        else:
            found = datetime.fromtimestamp(serial, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if now - timedelta(days=3_650) < found < now + timedelta(days=1) else None
