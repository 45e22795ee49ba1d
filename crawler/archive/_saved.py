"""Which page did somebody save, with which pictures, and what was its address?

A page saved by a browser has its files in a folder beside it, one saved by SingleFile has them within itself.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urljoin

from crawler.archive._answered import MOST_BODY, ArchivedAnswer
from crawler.archive._marks import Saved, unmarked
from crawler.errors import CollectionError, ConfigError
from crawler.records import body_hash

LARGEST = 25_000_000
"""Bytes of a page with its pictures in it."""
MOST_FILES = 500
MOST_PICTURE = 500_000
MOST_INLINE = 300
ENDINGS = ("_files", ".files", "-Dateien", "_fichiers", "_archivos", "_bestanden", "_soubory")
"""What a browser calls the folder of a page: ``Home.html`` has ``Home_files``."""

_FILES = b"files/"  # a name that is everywhere, and so weighs nothing: the folder was never on the site

_INLINE = re.compile(
    rb"data:(image/[a-z0-9.+-]{1,40})(?:;[a-z]{1,20}=[^;,\s\"'<>]{1,20}){0,3}(;base64)?,([^\s\"'()<>]*+)",
    re.IGNORECASE,
)
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\0\0\1\0", "image/x-icon"),
    (b"BM", "image/bmp"),
)


def read(path: Path, address: str, taken: datetime | None) -> Iterator[ArchivedAnswer]:
    """The page in the file and the pictures that lie with it, under the ``address`` that it had.

    A mark in the page says address and date by itself; CollectionError behind the page when it is damaged.
    """
    page = page_of(path, address, taken)
    if not page.url:
        raise ConfigError(
            f"reading {path} failed: the page does not say which address it had; give it with --address"
        )
    yield from with_files(path, page)


def page_of(path: Path, address: str, taken: datetime | None) -> ArchivedAnswer:
    """The page as it was before it was saved; its URL is empty where nothing tells it."""
    if path.stat().st_size > LARGEST:
        raise CollectionError(f"{path} was left out: a page of more than {LARGEST:,} bytes is none")
    body = path.read_bytes()
    saved = unmarked(body)
    if address and saved.url and _host(saved.url) != _host(address):
        saved = Saved(body)  # its own mark, of where its maker took it from
    date = saved.date or taken or of_file(path)
    tool = saved.tool or "a saved page"
    return ArchivedAnswer(
        url=_address(address, saved.url),
        date=date,
        status=200,
        media_type="text/html; charset=utf-8" if tool == "saved by a browser" else "text/html",
        body=saved.body,
        tool=tool if saved.date or taken else f"{tool}, dated by its file",
        found=body_hash(body),
    )


def _address(given: str, marked: str) -> str:
    """A mark says more than the place of a file; HTTrack's does not say by which scheme it asked."""
    if not given or not marked:
        return given or marked
    return f"{given.partition('://')[0]}://{marked.partition('://')[2]}"


def of_file(path: Path) -> datetime:
    """When the file was last written, which copies of it may not know any more."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def whole(page: ArchivedAnswer) -> Iterator[ArchivedAnswer]:
    """The page with its pictures taken out of it, and these as files of their own."""
    pictures: dict[bytes, ArchivedAnswer] = {}

    def out(found: re.Match[bytes]) -> bytes:
        content = _content(found[3], packed=bool(found[2]))
        kind = found[1].decode().lower()
        if not content or len(content) > MOST_PICTURE or len(pictures) >= MOST_INLINE:
            return b"data:,"
        # A name that says nothing: numbers and a word that all sites use are no file name worth comparing.
        number = int(hashlib.sha256(content).hexdigest()[:12], 16)
        ending = kind.partition("/")[2].partition("+")[0].replace("vnd.microsoft.", "").replace("x-", "")
        url = urljoin(page.url, f"/images/image-{number}.{ending}")
        pictures[content] = _file(page, url, kind, content)
        return url.encode()

    body = _INLINE.sub(out, page.body)
    if len(body) > MOST_BODY:
        raise CollectionError(
            f"the page {page.url[:200]} was left out: it is longer than {MOST_BODY:,} bytes"
        )
    yield replace(page, body=body)
    yield from pictures.values()


def with_files(path: Path, page: ArchivedAnswer) -> Iterator[ArchivedAnswer]:
    """The page and its pictures, those in it and those in the folder that a browser made beside it."""
    page, *found = whole(page)
    body = page.body
    for folder in (path.with_name(path.stem + ending) for ending in ENDINGS):
        if not folder.is_dir() or folder.is_symlink():
            continue
        for name in {folder.name, quote(folder.name), escape(folder.name)}:
            body = body.replace(f"./{name}/".encode(), _FILES).replace(f"{name}/".encode(), _FILES)
        for file in sorted(folder.iterdir())[:MOST_FILES]:
            kept = picture(file, page, urljoin(page.url, f"{_FILES.decode()}{quote(file.name)}"))
            if kept:
                found.append(kept)
                body = body.replace(_FILES + file.name.encode(), _FILES + quote(file.name).encode())
    yield replace(page, body=body)
    yield from found


def picture(file: Path, page: ArchivedAnswer, url: str) -> ArchivedAnswer | None:
    """The picture in the file; None when it holds none, or one that is too large."""
    if file.is_symlink() or not file.is_file() or not 0 < file.stat().st_size <= MOST_PICTURE:
        return None
    content = file.read_bytes()
    kind = kind_of(content)
    return _file(page, url, kind, content) if kind else None


def kind_of(content: bytes) -> str:
    """The media type of a picture, by how it begins; "" when it is none."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if b"<svg" in content[:1_000] and b"<html" not in content[:1_000].lower():
        return "image/svg+xml"
    return next((kind for begin, kind in _KINDS if content.startswith(begin)), "")


def _file(page: ArchivedAnswer, url: str, kind: str, content: bytes) -> ArchivedAnswer:
    return ArchivedAnswer(url, page.date, 200, kind, content, tool=page.tool)


def _content(text: bytes, *, packed: bool) -> bytes:
    try:
        return base64.b64decode(text, validate=False) if packed else unquote_to_bytes(text)
    except (ValueError, binascii.Error):
        return b""


def _host(url: str) -> str:
    return url.partition("//")[2].partition("/")[0].partition(":")[0].lower().removeprefix("www.")
