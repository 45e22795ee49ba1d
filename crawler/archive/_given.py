"""Which pages lie in a WARC file that somebody gives us?

Such files are often cut short or damaged: what is good comes first, then one error says where it ended.
"""

import contextlib
import gzip
import importlib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader

from crawler.errors import CollectionError, ConfigError

MOST_BODY = 2_000_000
"""Bytes; a crawl takes no longer pages either."""
MOST_HEAD = 300_000
"""Bytes in lines before one body: the library takes them for ever, and long ones again and again."""

logger = logging.getLogger(__name__)


class _Damaged(Exception):
    """What follows in the file cannot be trusted."""


@dataclass(frozen=True, slots=True)
class ArchivedAnswer:
    """One response or resource of a WARC or ARC file; ``status`` is 0 where HTTP was not spoken."""

    url: str
    date: datetime | None
    status: int
    media_type: str
    body: bytes


def records(path: Path) -> Iterator[ArchivedAnswer]:
    """The answers in the file, in its order; bodies over MOST_BODY are left out.

    ConfigError when it is no such file, CollectionError after the last good answer when it is damaged.
    """
    seen = good = 0
    try:
        with _opened(path) as stream:
            for record in _quietly(ArchiveIterator(stream, arc2warc=True)):
                answer = _answer(record)
                seen += 1
                if answer is not None:
                    good += 1
                    yield answer
    except Exception as error:  # the library raises whatever an odd record makes it raise
        if not seen:
            raise _not_an_archive(path, error) from error
        raise CollectionError(
            f"reading {path} stopped after {good} answers: the file is damaged or cut short behind record "
            f"{seen}; what came before was used, fetch the file again for the rest"
        ) from error
    if not seen:
        raise _not_an_archive(path, None)


def _not_an_archive(path: Path, error: Exception | None) -> ConfigError:
    if isinstance(error, OSError) and error.strerror:
        return ConfigError(f"opening {path} failed: {error.strerror}; name a WARC file that can be read")
    return ConfigError(f"reading {path} failed: it holds no WARC record; name a .warc or .warc.gz file")


def _opened(path: Path) -> BinaryIO:
    file = path.open("rb")
    # Read through gzip as one stream, so that files that are one big gzip member can be read too.
    return cast(BinaryIO, gzip.GzipFile(fileobj=file)) if file.peek(2)[:2] == b"\x1f\x8b" else file


def _quietly(archive: Any) -> Iterator[Any]:
    """The records, without what the library prints; a gap between records is damage."""
    while True:
        with contextlib.redirect_stderr(io.StringIO()), _bounded_lines(archive.reader):
            record = next(archive, None)
        if archive.err_count:
            raise _Damaged
        if record is None:
            return
        yield record


@contextlib.contextmanager
def _bounded_lines(reader: Any) -> Iterator[None]:
    """For the time of the block ``reader`` gives lines of MOST_HEAD bytes together, and no more."""
    room = MOST_HEAD

    def readline(length: int | None = None) -> bytes:
        nonlocal room
        line: bytes = type(reader).readline(reader, min(room + 1, length or room + 1))
        room -= len(line)
        if room < 0:
            raise _Damaged
        return line

    reader.readline = readline
    try:
        yield
    finally:
        del reader.readline


class _Brotli:
    """Unpacks no more than is read: a few hundred bytes can hold gigabytes."""

    unused_data = b""

    def __init__(self) -> None:
        self._unpacker: Any = importlib.import_module("brotli").Decompressor()

    def decompress(self, data: bytes) -> bytes:
        if not self._unpacker.can_accept_more_data():
            return b""  # what is there already is too long
        unpacked: bytes = self._unpacker.process(data, output_buffer_limit=MOST_BODY + 1)
        return unpacked


if "br" in BufferedReader.DECOMPRESSORS:  # the library's own has no bound, and fails with Brotli 1.2
    BufferedReader.DECOMPRESSORS["br"] = _Brotli


def _answer(record: Any) -> ArchivedAnswer | None:
    if record.rec_type not in ("response", "resource"):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    body = _body(record)
    if body is None:
        logger.warning("%s in the archive is longer than %d bytes and is left out", url[:200], MOST_BODY)
        return None
    http = record.http_headers
    media_type = http.get_header("Content-Type") if http else record.rec_headers.get_header("Content-Type")
    code = (http.get_statuscode() if http else "") or ""
    return ArchivedAnswer(
        url=url.strip("<>"),
        date=_date(record.rec_headers.get_header("WARC-Date") or ""),
        status=int(code) if code.isascii() and code.isdigit() else 0,
        media_type=(media_type or "").strip(),
        body=body,
    )


def _body(record: Any) -> bytes | None:
    parts: list[bytes] = []
    room = MOST_BODY + 1
    stream = record.content_stream()
    while room > 0 and (part := stream.read(min(room, 65_536))):
        parts.append(part)
        room -= len(part)
    left = getattr(record.raw_stream, "limit", 0)
    if room > 0 and left > 0 and not record.raw_stream.read(1):
        raise _Damaged  # fewer bytes than the record's header promised
    return b"".join(parts) if room > 0 else None


def _date(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
