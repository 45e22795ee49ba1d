"""What does one record of a DNS reply say, as text that stays equal while the record does?

Lower-case names without a final dot, no serial of a SOA; odd bytes are escaped as in a zone file.
"""

import re
import socket
import struct
from collections.abc import Callable

from crawler.questions._answer import MAX_VALUE

STEPS = 6_000
"""Labels, pointers and strings read in one reply; a long honest one has a few hundred."""
ESCAPED = 4  # odd bytes that cost one step
TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "CAA": 257}
_PLAIN = re.compile(rb"[a-z0-9_-]+")
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
        """The name at an offset, and the offset after it; a pointer only leads further back."""
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
            labels.append(self._label(label.lower()))
            at += 1 + size
        return ".".join(labels), end or at + 1

    def _label(self, label: bytes) -> str:
        if _PLAIN.fullmatch(label):
            return label.decode("ascii")
        return self.escaped(label, b'"().;\\@$', 0x21)

    def escaped(self, raw: bytes, marked: bytes, first: int) -> str:
        """Text as a zone file writes it, marks and bytes below ``first`` escaped."""
        self.spend(len(raw) // ESCAPED)
        return "".join(
            f"\\{chr(byte)}" if byte in marked else chr(byte) if first <= byte < 0x7F else f"\\{byte:03d}"
            for byte in raw
        )

    def name_within(self, at: int, end: int) -> tuple[str, int]:
        """The name at ``at``, which must end by ``end``."""
        name, after = self.name(at)
        if after > end:
            raise Malformed
        return name or ".", after


def _a(reader: Reader, at: int, size: int) -> str:
    return socket.inet_ntop(socket.AF_INET, reader.wire[at : at + size])


def _aaaa(reader: Reader, at: int, size: int) -> str:
    return socket.inet_ntop(socket.AF_INET6, reader.wire[at : at + size])


def _name(reader: Reader, at: int, size: int) -> str:
    return reader.name_within(at, at + size)[0][:MAX_VALUE]


def _mx(reader: Reader, at: int, size: int) -> str:
    (preference,) = struct.unpack_from(">H", reader.wire, at)
    return f"{preference} {_name(reader, at + 2, size - 2)}"


def _soa(reader: Reader, at: int, size: int) -> str:
    primary, after = reader.name_within(at, at + size)
    return f"{primary} {reader.name_within(after, at + size)[0]}"[:MAX_VALUE]


def _txt(reader: Reader, at: int, size: int) -> str:
    end, length = at + size, 0
    strings: list[bytes] = []
    while at < end and length < MAX_VALUE:
        reader.spend()
        after = at + 1 + reader.wire[at]
        if after > end:
            raise Malformed
        strings.append(reader.wire[at + 1 : after])
        length += after - at - 1
        at = after
    return b"".join(strings).decode("utf-8", "backslashreplace")[:MAX_VALUE]


def _caa(reader: Reader, at: int, size: int) -> str:
    flags, long = reader.wire[at], reader.wire[at + 1]
    if 2 + long > size:
        raise Malformed
    tag = reader.escaped(reader.wire[at + 2 : at + 2 + long], b'"\\', 0x20)
    value = reader.escaped(reader.wire[at + 2 + long : at + size][:MAX_VALUE], b'"\\', 0x20)
    return f'{flags} {tag} "{value}"'[:MAX_VALUE]


READERS: dict[int, Callable[[Reader, int, int], str]] = {
    TYPES["A"]: _a,
    TYPES["NS"]: _name,
    TYPES["CNAME"]: _name,
    TYPES["SOA"]: _soa,
    TYPES["PTR"]: _name,
    TYPES["MX"]: _mx,
    TYPES["TXT"]: _txt,
    TYPES["AAAA"]: _aaaa,
    TYPES["CAA"]: _caa,
}
