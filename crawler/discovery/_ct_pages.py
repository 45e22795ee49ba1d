"""Which names have the entries of one tile or page of a log, and which of its entries cannot be read?

Three shapes of the same entries: data tiles (C2SP static-ct-api), names tiles (an extension of Sunlight's)
and pages of get-entries (RFC 6962, 4.6). An entry that is framed but holds no readable certificate is a
fault; where the frame itself is broken nothing after it can be read, and the page is cut there.
"""

import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct, error
from typing import Any

from crawler.discovery._ct_der import certificate_names, plain, request_names

WIDTH = 256  # entries of a tile
MOST_BYTES = 32 << 20
MOST_ENTRIES = 65_536  # of an answer to get-entries; servers give 1,000 and less
MOST_OF_ONE = 10_000  # names of one certificate: as many as a batch may hold
_STAMPED = Struct(">QH")
_CERTIFICATE, _PRECERTIFICATE = 0, 1
_ISSUER_HASH = 32
_TOO_LONG = f"it has more than {WIDTH} entries, which no tile has"
_GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class Page:
    """The entries of one tile or page: for each its names; faults by position; the newest of their times.

    ``cut`` says why there are no more entries where there should be more.
    """

    names: list[list[str]] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)
    newest: int = 0  # milliseconds since 1970
    cut: str = ""
    first: int | None = None  # the index that the first entry says it has


def unpacked(body: bytes) -> tuple[bytes, str]:
    """``body`` without gzip, which a server may use unasked, and why it ends early, if it does."""
    if body[:2] != _GZIP:
        return body, ""
    decoder = zlib.decompressobj(wbits=31)
    try:
        found = decoder.decompress(body, MOST_BYTES)
    except zlib.error as broken:
        return b"", f"its gzip is broken ({broken})"
    if decoder.eof:
        return found, ""
    return found, "its gzip is cut" if len(found) < MOST_BYTES else "it is too large"


def data_tile(body: bytes) -> Page:
    """The entries of a data tile: a sequence of TileLeaf."""
    page, at = Page(), 0
    data, page.cut = unpacked(body)
    while at < len(data):
        if len(page.names) == WIDTH:
            page.cut = _TOO_LONG
            break
        try:
            at = _leaf(data, at, page, tile=True)
        except (error, IndexError, _Unframed) as why:
            page.cut = page.cut or _cut(why)
            break
    return page


def names_tile(body: bytes) -> Page:
    """The entries of a names tile: a JSON object a line."""
    data, cut = unpacked(body)
    lines = data.split(b"\n", WIDTH + 1)
    whole = not lines[-1]
    if whole:
        lines.pop()
    page = Page(cut=cut)
    if len(lines) > WIDTH:
        page.cut = _TOO_LONG
        return page
    try:
        rows = json.loads(b"[" + b",".join(lines) + b"]")  # five times as fast as line by line
    except (ValueError, RecursionError):
        rows = []
    if len(rows) != len(lines):
        rows = [_row(line) for line in lines]
        if rows and rows[-1] is None and not whole:
            rows.pop()
            page.cut = cut or "it ends in the middle"
    for row in rows:
        try:
            add_trimmed(page, row)
        except (TypeError, AttributeError, ValueError):
            add_fault(page, "its line is no entry of a names tile")
    return page


def add_trimmed(page: Page, row: Any) -> None:
    """One line of a names tile; TypeError, AttributeError or ValueError when it is none."""
    names = row.get("DNS") or ()
    subject, at = row.get("Subject"), row.get("Timestamp")
    if subject:
        if common := subject.get("CommonName"):
            names = (common, *names)
    elif not names and at is None:
        raise ValueError
    add_names(page, plain(names))
    if type(at) is int and at > page.newest:
        page.newest = at


def entries_page(body: bytes) -> Page:
    """The entries of an answer to get-entries."""
    data, cut = unpacked(body)
    try:
        row = json.loads(data)
    except (ValueError, RecursionError):
        return Page(cut=cut or "it is no JSON")
    return entries_of(row)


def entries_of(row: Any) -> Page:
    """The same of an answer that was read as JSON already."""
    page = Page()
    entries = row.get("entries") if isinstance(row, Mapping) else None
    if not isinstance(entries, list):
        page.cut = "it has no entries"
        return page
    if len(entries) > MOST_ENTRIES:
        page.cut = f"it has more than {MOST_ENTRIES} entries"
    for each in entries[:MOST_ENTRIES]:
        try:
            leaf = binascii.a2b_base64(each["leaf_input"])
            if leaf[:2] != b"\0\0":
                raise _Unframed("it is no timestamped entry of version 1")
            _leaf(leaf, 2, page, tile=False)
        except (_Unframed, error, IndexError, KeyError, TypeError, ValueError) as why:
            add_fault(page, _cut(why))
    return page


def add_names(page: Page, names: list[str]) -> None:
    """One more entry, of these names; more than a batch can hold are cut, and that is a fault."""
    if len(names) > MOST_OF_ONE:
        page.faults[len(page.names)] = f"it has {len(names)} names; those after {MOST_OF_ONE} are left out"
        names = names[:MOST_OF_ONE]
    page.names.append(names)


def add_fault(page: Page, why: str) -> None:
    """One more entry, which cannot be read."""
    page.faults[len(page.names)] = why
    page.names.append([])


class _Unframed(Exception):
    """The structure around the certificate is broken; the message says how."""


def _leaf(data: bytes, at: int, page: Page, *, tile: bool) -> int:
    """Adds the entry at ``at`` (a TimestampedEntry, in a tile what follows it); where the next one begins."""
    stamp, kind = _STAMPED.unpack_from(data, at)
    start = at + _STAMPED.size + (_ISSUER_HASH if kind == _PRECERTIFICATE else 0)
    if kind not in (_CERTIFICATE, _PRECERTIFICATE):
        raise _Unframed(f"its type is {kind}")
    size = int.from_bytes(data[start : start + 3])
    start, end = start + 3, start + 3 + size
    after = _skipped(data, end, 2)  # extensions
    index = data[end + 5 : end + 10] if tile and data[end : end + 5] == b"\0\x08\0\0\x05" else b""
    if tile:
        if kind == _PRECERTIFICATE:
            after = _skipped(data, after, 3)
        after = _skipped(data, after, 2)  # fingerprints of the chain
    if page.first is None and index:
        page.first = int.from_bytes(index) - len(page.names)
    try:
        read = request_names if kind == _PRECERTIFICATE else certificate_names
        add_names(page, plain(read(data, start, end)))
    except ValueError as why:
        add_fault(page, f"its certificate cannot be read: {why}")
    if stamp > page.newest:
        page.newest = stamp
    return after


def _skipped(data: bytes, at: int, octets: int) -> int:
    size = int.from_bytes(data[at : at + octets])
    after = at + octets + size
    if after > len(data):
        raise _Unframed("it ends in the middle")
    return after


def _row(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _cut(why: Exception) -> str:
    return str(why) if isinstance(why, _Unframed) else "it ends in the middle"
