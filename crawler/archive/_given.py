"""Which pages lie in a file or folder that somebody gives us, whatever program wrote it?

Its content says what it is. Every reader gives what is good and ends with one error that names the rest.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from crawler.archive._answered import ArchivedAnswer, named
from crawler.errors import ConfigError

_WARC = re.compile(rb"\s{0,99}(?:WARC/|filedesc:)")
_HAR = re.compile(rb'(?:\xef\xbb\xbf)?\s{0,99}\{[^{}]{0,500}?"log"\s{0,99}:\s{0,99}\{')
_ZIPPED = re.compile(rb"archive/[^/\\\0]{1,200}\.warc|datapackage\.json")
_MHTML = re.compile(rb"(?:[A-Za-z-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,9}){1,20}", re.ASCII)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}<(?:!doctype\s{1,9}html\b|!--|(?:html|head|title|meta|body)\b)", re.IGNORECASE
)


class Kind(StrEnum):
    """What a file or folder is, for those who want to know before it is read."""

    WARC = "WARC"
    WACZ = "WACZ"
    HAR = "HAR"
    MHTML = "MHTML"
    PAGE = "a saved page"
    FOLDER = "a folder"
    NONE = "none that holds pages"


def kind_of(path: Path) -> Kind:
    """What lies there, by its first bytes; ConfigError when it cannot be opened."""
    if path.is_dir():
        return Kind.FOLDER
    if path.exists() and not path.is_file():
        raise ConfigError(f"{path} is a pipe or a device; save what it gives to a file and name that")
    try:
        with path.open("rb") as file:
            begin = file.read(20_000)
    except OSError as error:
        raise ConfigError(f"opening {path} failed: {error.strerror}; name a file that can be read") from error
    if begin[:2] == b"\x1f\x8b":
        return Kind.WARC if _WARC.match(_unpacked(begin)) else Kind.NONE
    if begin[:2] == b"PK":
        return Kind.WACZ if _ZIPPED.search(begin) or _ZIPPED.search(_tail(path)) else Kind.NONE
    if _WARC.match(begin):
        return Kind.WARC
    if _HAR.match(begin):
        return Kind.HAR
    if _PAGE.match(begin.replace(b"\0", b"")):
        return Kind.PAGE
    is_mhtml = b"multipart/related" in begin.lower() and _MHTML.match(begin)
    return Kind.MHTML if is_mhtml else Kind.NONE


def records(path: Path, *, address: str = "", taken: datetime | None = None) -> Iterator[ArchivedAnswer]:
    """The answers in the file or folder, in its order.

    ``address`` and ``taken`` are those of a saved page that does not say them itself. ConfigError when it is
    no such file, CollectionError after the last good answer when it is damaged.
    """
    for answer in _read(path, kind_of(path), address, taken):
        yield replace(_as_taken(answer), source=answer.source or path.name)


def _read(path: Path, kind: Kind, address: str, taken: datetime | None) -> Iterator[ArchivedAnswer]:
    from crawler.archive import _har, _mhtml, _mirror, _saved, _wacz, _warc

    if kind is Kind.WARC:
        with path.open("rb") as stream:
            yield from _warc.read(stream, str(path), path.stat().st_size)
    elif kind is Kind.FOLDER:
        yield from _mirror.read(path, address, taken)
    elif kind is Kind.PAGE:
        yield from _saved.read(path, address, taken)
    elif kind is Kind.NONE:
        raise ConfigError(
            f"reading {path} failed: it is no WARC, WACZ, HAR or MHTML file and no saved page; "
            "name a file that holds pages"
        )
    else:
        yield from {Kind.WACZ: _wacz, Kind.HAR: _har, Kind.MHTML: _mhtml}[kind].read(path)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        return file.read()


def _unpacked(begin: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(begin, 2_000)
    except zlib.error:
        return b""


def _as_taken(answer: ArchivedAnswer) -> ArchivedAnswer:
    """A copy that the Wayback Machine showed somebody as what it is a copy of."""
    from crawler.archive._marks import replayed, without_replay

    copy = replayed(answer.url)
    if copy is None:
        return answer
    url, date, is_raw = copy
    body = answer.body if is_raw else without_replay(answer.body)
    headers = tuple(
        (name[15:], value) for name, value in answer.headers if name.lower().startswith("x-archive-orig-")
    )
    return replace(
        answer,
        url=url,
        date=date or answer.date,
        body=body,
        headers=headers,
        tool=named("Wayback Machine by", answer.tool) if answer.tool else "Wayback Machine",
        found=answer.hash if body != answer.body else answer.found,
    )
