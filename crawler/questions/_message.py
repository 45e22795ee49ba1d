"""How is a DNS question written, and what does the reply to it say (RFC 1035, RFC 6891)?

A reply is a stranger's bytes: every step of reading it is counted, so that no reply takes long, and what
cannot be read whole is believed in nothing.
"""

import re
import struct

from crawler.questions._answer import LONGEST, SHORTEST, Answer, bounded
from crawler.questions._rdata import READERS, TYPES, Malformed, Reader
from crawler.records import Reason

MOST_RECORDS = 1_000
MOST_ALIASES = 16
CNAME, NS, SOA = 5, 2, 6
_HEADER = b"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01"  # recursion desired; one question, one OPT record
_OPT = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00"  # EDNS version 0, UDP answers up to 1232 bytes
_COUNTS = struct.Struct(">HHHH")
_FIXED = struct.Struct(">HHIH")
_CODES = {2: Reason.SERVFAIL, 5: Reason.REFUSED, 9: Reason.LAME}
_BY_ITSELF = re.compile(rb"[^.]{1,63}(?:\.[^.]{1,63})*", re.DOTALL)

Record = tuple[str, int, int, int, int]  # owner, type, TTL, offset and size of the data


def question(name: str, rdtype: str) -> bytes | None:
    """The question section for ``name``; None for a name that cannot be written in DNS."""
    try:
        raw = name.encode("ascii" if name.isascii() else "idna") if len(name) < 254 else b""
    except UnicodeError:
        return None
    if len(raw) > 253 or not _BY_ITSELF.fullmatch(raw):
        return None
    labels = b"".join(bytes((len(label),)) + label for label in raw.lower().split(b"."))
    return labels + b"\x00" + TYPES[rdtype].to_bytes(2) + b"\x00\x01"


def packet(number: int, section: bytes) -> bytes:
    """The whole message that asks the question ``section`` under an id."""
    return number.to_bytes(2) + _HEADER + section + _OPT


def fits(wire: bytes, section: bytes) -> bool:
    """Whether these bytes are a reply to that question; an error may come without repeating it."""
    if len(wire) < 12 or wire[2] & 0xF8 != 0x80:
        return False
    if wire[4:6] == b"\x00\x00":
        return wire[3] & 15 not in (0, 3)
    end = 12 + len(section)
    if wire[4:6] != b"\x00\x01" or len(wire) < end:
        return False
    return wire[12:end] == section or (
        wire[12 : end - 4].lower() == section[:-4] and wire[end - 4 : end] == section[-4:]
    )


def read(wire: bytes, section: bytes) -> Answer:
    """What a reply that fits says; BAD_ANSWER for one that cannot be read to its end."""
    try:
        return _read(wire, section)
    except (Malformed, IndexError, struct.error, ValueError):
        return Answer(Reason.BAD_ANSWER)


def _read(wire: bytes, section: bytes) -> Answer:
    code = wire[3] & 15
    if code not in (0, 3):
        return Answer(_CODES.get(code, Reason.BAD_ANSWER))
    if wire[2] & 2:
        return Answer(Reason.TRUNCATED)
    _, answers, authorities, _ = _COUNTS.unpack_from(wire, 4)
    reader = Reader(wire)
    name, _ = reader.name(12)
    reader.asked = name
    records, at = _records(reader, answers, 12 + len(section))
    wanted = int.from_bytes(section[-4:-2])
    found, alias, last = _follow(reader, records, name, wanted)
    if found:
        texts = {READERS[wanted](reader, start, size) for _, _, _, start, size in found}
        ttl = min(float(record[2]) for record in found)
        return Answer(values=bounded(sorted(texts)), alias=alias, keep=min(max(ttl, SHORTEST), LONGEST))
    if records and not alias:
        return Answer(Reason.BAD_ANSWER)  # records, and none of them ours
    beside, _ = _records(reader, authorities, at)
    status = _nothing(wire, bool(alias), last, beside)
    return Answer(Reason.NXDOMAIN if code == 3 and not status else status, alias=alias)


def _records(reader: Reader, count: int, at: int) -> tuple[list[Record], int]:
    found: list[Record] = []
    if count > MOST_RECORDS:
        raise Malformed
    end = len(reader.wire)
    for _ in range(count):
        owner, at = reader.name(at)
        rdtype, rdclass, ttl, size = _FIXED.unpack_from(reader.wire, at)
        at += 10 + size
        if at > end:
            raise Malformed
        if rdclass == 1:
            found.append((owner, rdtype, ttl if ttl < 2**31 else 0, at - size, size))
    return found, at


def _follow(reader: Reader, records: list[Record], name: str, wanted: int) -> tuple[list[Record], str, str]:
    """The records of the wanted type at the end of the aliases, the first alias, and the last name."""
    alias = ""
    for _ in range(MOST_ALIASES):
        found = [record for record in records if record[1] == wanted and record[0] == name]
        leads = next((record for record in records if record[1] == CNAME and record[0] == name), None)
        if found or leads is None:
            return found, alias, name
        name, _ = reader.name(leads[3])
        alias = alias or name
    raise Malformed


def _nothing(wire: bytes, aliased: bool, name: str, beside: list[Record]) -> Reason:
    """Why it is not believed that there is nothing; NONE when it is."""
    authoritative, recursive = wire[2] & 4, wire[3] & 0x80
    zones = [owner for owner, rdtype, *_ in beside if rdtype == SOA]
    if zones and not any(not zone or f".{name}".endswith(f".{zone}") for zone in zones):
        return Reason.BAD_ANSWER
    if authoritative or aliased:
        return Reason.NONE
    refers = not zones and any(rdtype == NS for _, rdtype, *_ in beside)
    return Reason.LAME if refers or not recursive else Reason.NONE
