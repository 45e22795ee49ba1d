"""Which pages lie in a WARC stream, and where does each of them begin?

Damage ends the reading of a stream with a note that says where; the records before it are used.
"""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

from crawler.archive import MOST_BODY
from crawler.errors import ConfigError
from crawler.records import iso
from crawler.sweep.inputs._input import Document
from crawler.sweep.work import Tally

MOST_RECORD = 4_000_000_000
"""Bytes that one record may say it has; a longer one ends the reading."""
MOST_UNPACKED, MOST_SWELLING = 20_000_000_000, 100
"""Bytes that a file may unpack to in any case, and how many times its size it may in every other."""
MOST_HEAD = 65_536
_PAGES = ("text/html", "application/xhtml+xml")
_TEXT = "text/plain"


def records(
    stream: BinaryIO, source: str, size: int, tally: Tally, *, text: bool = False
) -> Iterator[Document]:
    """The HTML pages of a stream, or with ``text`` the texts of its conversion records.

    ``offset`` and ``length`` are those of the record in the stream as it lies, packed or not.
    """
    warc = _library()
    kind = warc.WarcRecordType.conversion if text else warc.WarcRecordType.response
    good, held = 0, None
    try:
        for record in warc.ArchiveIterator(
            stream,
            record_types=warc.WarcRecordType.any_type,
            parse_http=False,
            max_header_len=MOST_HEAD,
        ):
            good = record.stream_pos
            if held is not None:
                yield replace(held, length=good - held.offset)
                held = None
            tally.read += record.content_length
            _refuse_bombs(record.content_length, tally.read, size)
            held = _document(record, source, text) if record.record_type == kind else None
    except (OSError, ValueError, EOFError) as error:
        told = " ".join(str(error).split())[:160]
        tally.notes.append(f"{source}: damaged behind byte {good:,} ({told}); what came before was used")
    if held is not None:
        yield replace(held, length=max(0, size - held.offset))


def _refuse_bombs(length: int, read: int, size: int) -> None:
    if length > MOST_RECORD:
        raise OSError(f"a record of {length:,} bytes")
    if size >= 0 and read > max(MOST_UNPACKED, MOST_SWELLING * size):
        raise OSError("it unpacks to more than such a file can honestly hold")


def _document(record: Any, source: str, text: bool) -> Document | None:
    kind, coded = _TEXT, False
    if not text:
        record.parse_http(auto_decode="all", max_header_len=MOST_HEAD)
        head = record.http_headers
        if head is None or head.status_code != 200:
            return None
        kind = head.get("Content-Type") or ""
        if kind.partition(";")[0].strip().lower() not in _PAGES:
            return None
        coded = bool(head.get("Content-Encoding") or head.get("Transfer-Encoding"))
    url = record.headers.get("WARC-Target-URI") or ""
    body = record.reader.read(MOST_BODY + 1)
    if not coded and len(body) < min(record.content_length, MOST_BODY):
        raise OSError("a record cut short")
    fault = f"it is larger than {MOST_BODY:,} bytes" if len(body) > MOST_BODY else ""
    return Document(
        url.strip("<> ")[:2_000],
        _time(record.record_date),
        b"" if fault else body,
        kind[:300],
        source,
        record.stream_pos,
        0,
        is_text=text,
        fault=fault,
    )


def _time(at: datetime | None) -> str:
    if at is None:
        return ""
    try:
        return iso(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return ""


def _library() -> Any:
    try:
        return importlib.import_module("fastwarc.warc")
    except ImportError:
        raise ConfigError("reading WARC files needs fastwarc: 'pip install brassplate[sweep]'") from None
