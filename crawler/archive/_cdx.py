"""Which captures does the index of a web archive list?

As the Wayback Machine's server gives it (JSON, or lines of words), and as CDX and CDXJ files hold it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.archive._answered import stamped

MOST_ROWS = 200_000
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")

_STAMP = re.compile(r"\d{4,14}")
_DIGEST = re.compile(r"(?:sha1:)?([A-Z2-7]{32})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One capture; ``digest`` is the base32 SHA-1 of its body, ``stamp`` the date as the index writes it."""

    url: str
    stamp: str
    date: datetime
    kind: str
    status: int
    digest: str


def rows_of(text: bytes) -> list[Row]:
    """The rows that can be read, in their order; what is no row is passed over."""
    begin = text[:200].lstrip()
    found = _of_json(text) if begin[:1] == b"[" else _of_lines(text)
    return [row for _, row in zip(range(MOST_ROWS), found, strict=False)]


def rows_page(text: bytes) -> tuple[list[Row], str]:
    """The rows of one answer of a CDX server, and the key with which its next part is asked for."""
    try:
        table = json.loads(text or b"[]")
    except (ValueError, RecursionError):
        return [], ""
    key = ""
    if isinstance(table, list) and len(table) >= 2 and table[-2] == []:
        last = table[-1]
        key = last[0] if isinstance(last, list) and last and isinstance(last[0], str) else ""
        table = table[:-2]
    return list(_of_table(table)), key[:2_000]


def _of_json(text: bytes) -> Iterator[Row]:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        return
    yield from _of_table(table)


def _of_table(table: Any) -> Iterator[Row]:
    """A list of lists, the first of which names the fields."""
    if not isinstance(table, list) or not table or not isinstance(table[0], list):
        return
    head = [str(each) for each in table[0][:20]]
    fields = head if "timestamp" in head else list(FIELDS)
    for row in table:
        if (
            isinstance(row, list)
            and row != table[0]
            and (found := _row(dict(zip(fields, row, strict=False))))
        ):
            yield found


def _of_lines(text: bytes) -> Iterator[Row]:
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines()):
        if number > MOST_ROWS:
            return
        words = line[:5_000].split(" ", 2)
        if len(words) == 3 and words[2].lstrip().startswith("{"):
            found = _of_cdxj(words[1], words[2])
        else:
            found = _row(dict(zip(FIELDS, line[:5_000].split(), strict=False)))
        if found:
            yield found


def _of_cdxj(stamp: str, rest: str) -> Row | None:
    try:
        said = json.loads(rest)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    named = {"original": said.get("url"), "mimetype": said.get("mime"), "statuscode": said.get("status")}
    return _row(named | {"timestamp": stamp, "digest": said.get("digest")})


def _row(said: Mapping[str, Any]) -> Row | None:
    url, stamp = said.get("original"), said.get("timestamp")
    if not isinstance(url, str) or not isinstance(stamp, str) or not _STAMP.fullmatch(stamp):
        return None
    date, digest = stamped(stamp), _DIGEST.fullmatch(str(said.get("digest") or ""))
    if date is None or "://" not in url[:12] or not url.isprintable():
        return None
    status = str(said.get("statuscode") or "")
    kind = said.get("mimetype")
    return Row(
        url[:2_000],
        stamp,
        date,
        kind[:100] if isinstance(kind, str) else "",
        int(status) if re.fullmatch(r"\d{3}", status, re.ASCII) else 0,
        digest[1].upper() if digest else "",
    )
