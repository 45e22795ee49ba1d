"""WARC and WET files, written record by record."""

import gzip
from pathlib import Path

from crawler.sweep import Tally
from crawler.sweep.inputs import Document, Options, cut, named

DATE = "2026-01-02T03:04:05Z"
NONE = Options()
ONE, TWO, THREE = (f"<p>page {number}</p>".encode() for number in (1, 2, 3))


def record(
    url: str,
    body: bytes,
    kind: str = "response",
    media_type: str = "text/html",
    length: int = -1,
    date: str = DATE,
) -> bytes:
    """One record, unpacked; ``length`` is what it says it has, if not what it has."""
    block = body
    if kind == "response":
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:{len(url):08}-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block) if length < 0 else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """Each record a gzip member of its own, as archives write them."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def read(where: Path | str, kind: str, options: Options = NONE) -> tuple[list[Document], Tally]:
    """The pages of every item of an input, and what was counted beside."""
    tally: Tally = Tally()
    found: list[Document] = []
    for item in cut(str(where), kind, options, "pages"):
        found += named(kind).read(item, options, tally)
    return found, tally
