"""Which pages lie in a WARC stream, and where does each of them begin?

Damage ends the reading of a stream with a note that says where; the records before it are used.
"""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO

from crawler.archive import MOST_BODY
from crawler.errors import ConfigError, to_install
from crawler.records import iso
from crawler.sweep.inputs._input import Document
from crawler.sweep.work import Tally

MOST_RECORD = 4_000_000_000
"""Bytes that one record may say it has; a longer one ends the reading."""
MOST_UNPACKED, MOST_SWELLING = 20_000_000_000, 100
"""Bytes that a file may unpack to in any case, and how many times its size it may in every other."""
MOST_HEAD = 65_536
MOST_PACKED = 4_000_000
"""Bytes of a body that its server packed."""
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
            held = _whole(record, source, text) if record.record_type == kind else None
    except (OSError, ValueError, EOFError) as error:
        told = " ".join(str(error).split())[:160]
        tally.note(f"{source}: damaged behind byte {good:,} ({told}); what came before was used")
    if held is not None:
        yield replace(held, length=max(0, size - held.offset))


def _refuse_bombs(length: int, read: int, size: int) -> None:
    if length > MOST_RECORD:
        raise OSError(f"a record of {length:,} bytes")
    if size >= 0 and read > max(MOST_UNPACKED, MOST_SWELLING * size):
        raise OSError("it unpacks to more than such a file can honestly hold")


def _whole(record: Any, source: str, text: bool) -> Document | None:
    """The page of a record, or why it cannot be read: one damaged record costs no other."""
    try:
        return _document(record, source, text)
    except (OSError, ValueError, EOFError) as error:
        fault = f"its record is damaged ({' '.join(str(error).split())[:160]})"
        url = str(record.headers.get("WARC-Target-URI") or "")[:2_000]
        return Document(url, "", b"", "", source, record.stream_pos, 0, fault=fault)


def _document(record: Any, source: str, text: bool) -> Document | None:
    kind = _TEXT
    codings: tuple[str, ...] = ()
    if not text:
        record.parse_http(max_header_len=MOST_HEAD)
        head = record.http_headers
        if head is None or head.status_code != 200:
            return None
        kind = head.get("Content-Type") or ""
        if kind.partition(";")[0].strip().lower() not in _PAGES:
            return None
        codings = _codings(head)
    url = record.headers.get("WARC-Target-URI") or ""
    most = MOST_PACKED if codings else MOST_BODY + 1
    body = record.reader.read(most)
    if len(body) < min(record.content_length, most):
        raise OSError("it is cut short")
    if codings and body.lstrip()[:1] != b"<":  # many archives keep the header of what they unpacked
        body = _unpacked(body, codings)
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


def _codings(head: Any) -> tuple[str, ...]:
    """What the body was packed by, the last first."""
    told = f"{head.get('Content-Encoding') or ''},{head.get('Transfer-Encoding') or ''}".lower()
    each = [name.strip() for name in reversed(told[:200].split(","))]
    return tuple(name for name in each if name and name != "identity")


def _unpacked(body: bytes, codings: tuple[str, ...]) -> bytes:
    """As far as a page may be long, whatever it would unpack to."""
    library = importlib.import_module("fastwarc.stream_io")
    readers = {
        "chunked": library.ChunkedReader,
        "gzip": library.GzipReader,
        "x-gzip": library.GzipReader,
        "br": library.BrotliReader,
        "zstd": library.ZstdReader,
    }
    for name in codings:
        if name not in readers:
            raise ValueError(f"it is packed by '{name[:20]}'")
        body = readers[name](BytesIO(body)).read(MOST_BODY + 1)
    return body


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
        raise ConfigError(f"reading WARC files needs fastwarc: {to_install('sweep')}") from None
