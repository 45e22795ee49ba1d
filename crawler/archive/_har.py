"""Which answers did a browser write down in a HAR file?

Its entries are found one by one, so that a file cut short gives all whole ones before its end.
"""

import base64
import binascii
import json
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawler.archive._answered import MOST_BODY, ArchivedAnswer, bounded, moment, named
from crawler.errors import CollectionError, ConfigError

MOST_ENTRY = 16_000_000
MOST_ENTRIES = 50_000
MOST_MARKS = 10_000_000
"""Strings and brackets that are looked at in one file."""

_BEGIN = re.compile(rb'"entries"\s{0,99}:\s{0,99}\[')
_CREATOR = re.compile(rb'"creator"\s{0,99}:\s{0,99}(\{[^{}]{0,2000}\})')
_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[{}\[\]]', re.DOTALL)


def read(path: Path) -> Iterator[ArchivedAnswer]:
    """The answers with a body, in their order; CollectionError behind the last when some were left out."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        begin = _BEGIN.search(text)
        if begin is None:
            raise ConfigError(f"reading {path} failed: the HAR file has no entries; save it again")
        tool = _creator(text, begin.start())
        good, partial, ended = 0, [], False
        for at, entry in _entries(text, begin.end()):
            if entry is None:
                ended = True
                break
            answer = _answer(entry, tool)
            if isinstance(answer, str):
                partial.append(f"at byte {at} {answer}")
            elif answer is not None:
                good += 1
                yield answer
    if not ended:
        partial.append(f"at byte {path.stat().st_size} the file is cut short")
    if partial:
        more = f" and {len(partial) - 5} more" if len(partial) > 5 else ""
        raise CollectionError(
            f"of {path} {good} answers were used and others left out: {'; '.join(partial[:5])}{more}"
        )


def _creator(text: mmap.mmap, end: int) -> str:
    found = _CREATOR.search(text, 0, min(end, 100_000))
    try:
        said = json.loads(found[1]) if found else {}
    except (ValueError, RecursionError):
        return "HAR"
    told = [said.get(key) for key in ("name", "version")]
    return named("HAR of", *(each for each in told if isinstance(each, str))) if any(told) else "HAR"


def _entries(text: mmap.mmap, begin: int) -> Iterator[tuple[int, bytes | None]]:
    """Place and bytes of each entry, empty where it is too long; at the end of the list None."""
    depth = start = count = 0
    for number, mark in enumerate(_MARK.finditer(text, begin)):
        sign = text[mark.start()]
        if sign in b"{[":
            start = mark.start() if depth == 0 else start
            depth += 1
        elif sign in b"}]":
            depth -= 1
            if depth < 0:
                yield mark.start(), None
                return
            if depth == 0:
                count += 1
                yield start, text[start : mark.end()] if mark.end() - start <= MOST_ENTRY else b""
        if count > MOST_ENTRIES or number > MOST_MARKS:
            return


def _answer(entry: bytes, tool: str) -> ArchivedAnswer | str | None:
    """The answer, what is wrong with it, or None when the browser kept no body."""
    try:
        row = json.loads(entry)
        response, content = row["response"], row["response"]["content"]
        url = row["request"]["url"]
        said, encoding = content.get("text"), content.get("encoding")
        status, kind = response["status"], content.get("mimeType") or ""
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return "is no entry that can be read" if entry else f"an entry is longer than {MOST_ENTRY:,} bytes"
    if not said or not all(isinstance(each, str) for each in (said, url, kind)):
        return None
    body = _body(said, encoding, content.get("size"))
    if isinstance(body, str):
        return f"the body of {url[:200]!a} {body}"
    if encoding != "base64":
        kind = f"{kind.partition(';')[0].strip()}; charset=utf-8"
    return ArchivedAnswer(
        url=url[:2_000],
        date=moment(str(row.get("startedDateTime"))),
        status=status if isinstance(status, int) and 0 < status < 1_000 else 0,
        media_type=kind[:300],
        body=body,
        headers=bounded(_pairs(response.get("headers"))),
        tool=tool,
    )


def _body(said: str, encoding: object, size: object) -> bytes | str:
    """The decoded body, or what is wrong with it."""
    if encoding == "base64":
        try:
            body = base64.b64decode(said, validate=False)
        except (ValueError, binascii.Error):
            return "is no base64"
    else:
        body = said.encode("utf-8", "replace")
    if len(body) > MOST_BODY:
        return f"is longer than {MOST_BODY:,} bytes"
    if isinstance(size, int) and len(body) < size - 3:  # a byte order mark is no text
        return f"is cut short: {len(body)} of {size} bytes"
    return body


def _pairs(listed: Any) -> Iterator[tuple[object, object]]:
    for each in listed[:1_000] if isinstance(listed, list) else ():
        if isinstance(each, dict):
            yield each.get("name"), each.get("value")
