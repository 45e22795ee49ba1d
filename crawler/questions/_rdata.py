"""What does one record of a DNS reply say, as text that stays equal while the record does?

Lower-case names without a final dot, no serial of a SOA. dnspython reads the data; what that may cost is
counted before, for a reply can hold names that lead from pointer to pointer.
"""

import socket
from collections.abc import Callable
from typing import Any

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from crawler.questions._answer import MAX_VALUE

STEPS = 6_000
"""Labels, pointers and strings read in one reply; a long honest one has a few hundred."""
ESCAPED = 4  # bytes of data that cost one step
TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "CAA": 257}
_LONGEST_NAME = 254


class Malformed(Exception):
    """The bytes are no DNS message, or one that nobody needs to send."""


class Reader:
    """A reply and how much work it may still make."""

    __slots__ = ("asked", "steps", "wire")

    def __init__(self, wire: bytes) -> None:
        self.wire = wire
        self.asked = ""  # the name in the question, to which most owners point
        self.steps = STEPS

    def spend(self, steps: int = 1) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise Malformed

    def name(self, at: int) -> tuple[str, int]:
        """The name at an offset, to compare, and the offset after it; a pointer only leads further back."""
        wire = self.wire
        if self.asked and wire[at] == 0xC0 and wire[at + 1] == 12:
            self.spend()
            return self.asked, at + 2
        labels: list[str] = []
        length, end, start = 0, 0, at
        while size := wire[at]:
            self.spend()
            if size >= 0xC0:
                end = end or at + 2
                at = (size & 63) << 8 | wire[at + 1]
                if at >= start:
                    raise Malformed
                start = at
                continue
            label = wire[at + 1 : at + 1 + size]
            length += size + 1
            if size > 63 or len(label) < size or length > _LONGEST_NAME:
                raise Malformed
            labels.append(label.lower().decode("latin-1"))
            at += 1 + size
        return ".".join(labels), end or at + 1

    def name_within(self, at: int, end: int) -> int:
        """Where the name at ``at`` ends, which must be by ``end``."""
        _, after = self.name(at)
        if after > end:
            raise Malformed
        return after


def _a(reader: Reader, at: int, size: int) -> str:
    return socket.inet_ntop(socket.AF_INET, reader.wire[at : at + size])


def _aaaa(reader: Reader, at: int, size: int) -> str:
    return socket.inet_ntop(socket.AF_INET6, reader.wire[at : at + size])


def _data(rdtype: int, names_at: int | None = None, names: int = 1) -> Callable[[Reader, int, int], str]:
    """Reads one type with dnspython, after the names in it were walked within the reply's steps."""

    kind = dns.rdatatype.RdataType(rdtype)

    def read(reader: Reader, at: int, size: int) -> str:
        reader.spend(1 + size // ESCAPED)
        place = at + (names_at or 0)
        for _ in range(names if names_at is not None else 0):
            place = reader.name_within(place, at + size)
        try:
            value: Any = dns.rdata.from_wire(dns.rdataclass.IN, kind, reader.wire, at, size)
        except dns.exception.DNSException as error:
            raise Malformed from error
        return _text(value)[:MAX_VALUE]

    return read


def _text(value: Any) -> str:
    match value.rdtype:
        case dns.rdatatype.NS | dns.rdatatype.CNAME | dns.rdatatype.PTR:
            return _plain(value.target)
        case dns.rdatatype.MX:
            return f"{value.preference} {_plain(value.exchange)}"
        case dns.rdatatype.SOA:
            return f"{_plain(value.mname)} {_plain(value.rname)}"
        case dns.rdatatype.TXT:
            return b"".join(value.strings).decode("utf-8", "backslashreplace")
    return str(value.to_text())


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


READERS: dict[int, Callable[[Reader, int, int], str]] = {
    TYPES["A"]: _a,
    TYPES["AAAA"]: _aaaa,
    TYPES["NS"]: _data(TYPES["NS"], 0),
    TYPES["CNAME"]: _data(TYPES["CNAME"], 0),
    TYPES["PTR"]: _data(TYPES["PTR"], 0),
    TYPES["MX"]: _data(TYPES["MX"], 2),
    TYPES["SOA"]: _data(TYPES["SOA"], 0, 2),
    TYPES["TXT"]: _data(TYPES["TXT"]),
    TYPES["CAA"]: _data(TYPES["CAA"]),
}
