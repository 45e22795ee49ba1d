"""Which pages and pictures lie in a folder: a mirror by HTTrack or wget, saved pages, or other archives?

A folder that has the name of a host holds what lay at that host; one of 14 digits is the time at which the
Wayback Machine took it. Pages that a CDX file knows by their digest have its addresses.
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

from crawler import names
from crawler.archive import _saved
from crawler.archive._answered import MOST_BODY, ArchivedAnswer, mailed, stamped
from crawler.archive._cdx import Row, rows_of
from crawler.archive._httrack import MIRRORS_OWN
from crawler.errors import CollectionError

MOST_FILES = 20_000
DEEPEST = 20
MOST_PAGES = 1_000
LARGEST_INDEX = 30_000_000

_PAGE = re.compile(r"\.(?:x?html?|php|aspx?|jsp|cgi)(?:\.html)?$|^[^.]+$|[?@]", re.IGNORECASE)
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}<(?:!doctype html|html|head|!--|title|meta|body)", re.IGNORECASE
)
_LOG = re.compile(r"launched on ([^\n]{10,40}?) at (https?)://")
_STAMP = re.compile(r"\d{14}")
_INDEX = re.compile(r"(?:^|/)index\.(?:x?html?|php)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a folder's own files say of all that lies in it."""

    scheme: str
    date: datetime | None  # of HTTrack's log
    rows: dict[str, Row]  # of CDX files, by digest


def read(folder: Path, address: str, taken: datetime | None) -> Iterator[ArchivedAnswer]:
    """The pages, then the pictures, by their names; CollectionError behind the last for the rest."""
    files, left_out = _files(folder)
    told = _told(folder, files, left_out)
    pages = 0
    for file in files:
        if file.suffix.lower() in (".cdx", ".cdxj") or not _is_page(file):
            continue
        pages += 1
        if pages > MOST_PAGES:
            left_out.append(f"pages behind the first {MOST_PAGES}")
            break
        try:
            for answer in _page(folder, file, told, address, taken, left_out):
                yield replace(answer, source=str(Path(folder.name, file.relative_to(folder))))
        except (CollectionError, OSError) as error:
            left_out.append(str(error))
    for file in files:
        url, date = _address(folder, file, told)
        if url and (found := _picture(file, url, date or taken)):
            yield found
    if left_out:
        more = f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""
        raise CollectionError(f"of {folder} were left out: {'; '.join(left_out[:5])}{more}")


def _files(folder: Path) -> tuple[list[Path], list[str]]:
    """The files below, neither through links nor without end."""
    found: list[Path] = []
    for place, folders, files in os.walk(folder, followlinks=False):
        deep = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(each for each in folders if each not in MIRRORS_OWN and deep < DEEPEST)
        found += (Path(place, each) for each in sorted(files) if each not in MIRRORS_OWN)
        if len(found) > MOST_FILES:
            return _regular(found[:MOST_FILES]), [f"files behind the first {MOST_FILES:,}"]
    return _regular(found), []


def _regular(files: list[Path]) -> list[Path]:
    """Those that are neither links nor pipes nor devices."""
    return [each for each in files if not each.is_symlink() and each.is_file()]


def _told(folder: Path, files: list[Path], left_out: list[str]) -> _Told:
    log = folder / "hts-log.txt"
    text = ""
    if log.is_file() and not log.is_symlink():
        with log.open("rb") as file:
            text = file.read(20_000).decode("utf-8", "replace")
    found = _LOG.search(text)
    rows: dict[str, Row] = {}
    for each in files:
        if each.suffix.lower() in (".cdx", ".cdxj") or each.name.lower().endswith("cdx.json"):
            if each.stat().st_size > LARGEST_INDEX:
                left_out.append(f"{each.name}, which is longer than {LARGEST_INDEX:,} bytes")
                continue
            rows |= {row.digest: row for row in rows_of(each.read_bytes()) if row.digest}
    date = mailed(found[1]) if found else None
    return _Told(found[2] if found else "https", date, rows)


def _is_page(file: Path) -> bool:
    if any(each.name.endswith(_saved.ENDINGS) for each in file.parents) or not _PAGE.search(file.name):
        return False
    with file.open("rb") as stream:
        return bool(_BEGINS.match(stream.read(400)))


def _page(
    folder: Path, file: Path, told: _Told, address: str, taken: datetime | None, left_out: list[str]
) -> Iterator[ArchivedAnswer]:
    url, date = _address(folder, file, told)
    row = told.rows.get(_digest(file)) if told.rows else None
    if row is not None:
        body = file.read_bytes()
        if len(body) <= MOST_BODY:
            yield ArchivedAnswer(
                row.url, row.date, row.status or 200, row.kind, body, tool="Wayback Machine, by its CDX"
            )
        return
    page = _saved.page_of(file, url, date or taken)
    if not page.url and _is_made_by_httrack(page.body):
        return
    if not page.url and address and not told.rows:
        page = _saved.page_of(file, address, date or taken)
    if not page.url:
        left_out.append(
            f"{file.relative_to(folder)}, which does not say its address (give it with --address)"
        )
        return
    if url and page.tool.startswith("a saved page"):
        page = replace(page, tool=page.tool.replace("a saved page", "a mirror, as by wget", 1))
    yield from _saved.with_files(file, page)


def _picture(file: Path, url: str, date: datetime | None) -> ArchivedAnswer | None:
    if _PAGE.search(file.name) and not _saved_picture(file.name):
        return None
    page = ArchivedAnswer(url, date or _saved.of_file(file), 200, "", b"", tool="a mirror")
    return _saved.picture(file, page, url)


def _saved_picture(name: str) -> bool:
    return bool(re.search(r"\.(?:png|jpe?g|gif|webp|ico|svg|bmp)(?:[?@]|$)", name, re.IGNORECASE))


def _address(folder: Path, file: Path, told: _Told) -> tuple[str, datetime | None]:
    """What the folders around a file say of its URL and date; "" when none of them is a host."""
    parts = (folder.resolve().name, *file.relative_to(folder).parts)
    for place, name in enumerate(parts[:-1]):
        if not _is_host(name):
            continue
        rest = list(parts[place + 1 :])
        stamp = next(
            (each for each in (rest[0], parts[place - 1] if place else "") if _STAMP.fullmatch(each)), ""
        )
        if stamp and rest[0] == stamp:
            rest = rest[1:]
        path = _INDEX.sub(lambda found: "/" if found[0][0] == "/" else "", str(PurePosixPath(*rest)))
        where, mark, query = path.partition("?")
        url = f"{told.scheme}://{name.lower()}/{quote(where)}{mark}{quote(query, safe='=&%')}"
        return url, stamped(stamp) if stamp else told.date
    return "", None


def _is_host(name: str) -> bool:
    try:
        return (
            "." in name and names.parse(name) == name.lower() and bool(urlsplit(f"https://{name}").hostname)
        )
    except ValueError:
        return False


def _is_made_by_httrack(body: bytes) -> bool:
    return b"HTTrack Website Copier" in body[:10_000]


def _digest(file: Path) -> str:
    """As a CDX writes it."""
    if file.stat().st_size > MOST_BODY:
        return ""
    return base64.b32encode(hashlib.sha1(file.read_bytes(), usedforsecurity=False).digest()).decode()
