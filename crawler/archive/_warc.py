"""Which pages lie in a WARC or ARC file that somebody gives us?

Such files are often cut short or damaged: what is good comes first, then one error says where it ended.
"""

import contextlib
import gzip
import importlib
import io
import logging
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader

from crawler.archive._answered import MOST_BODY, ArchivedAnswer, bounded, moment, named
from crawler.errors import CollectionError, ConfigError

MOST_HEAD = 300_000
"""Bytes in lines before one body: the library takes them for ever, and long ones again and again."""
MOST_UNPACKED, MOST_SWELLING = 1_000_000_000, 100
"""Bytes that a file may unpack to in any case, and how many times its size it may in every other."""

logger = logging.getLogger(__name__)


class _Damaged(Exception):
    """What follows in the file cannot be trusted."""


def read(stream: BinaryIO, shown: str, size: int) -> Iterator[ArchivedAnswer]:
    """The answers in the WARC file of ``size`` bytes, in its order; bodies over MOST_BODY are left out.

    ConfigError when it is no such file, CollectionError after the last good answer when it is damaged.
    """
    seen = good = 0
    tool = ""
    try:
        for record in _quietly(ArchiveIterator(_unpacked(stream, size), arc2warc=True)):
            if record.rec_type == "warcinfo":
                tool = _software(record) or tool
            answer = _answer(record, tool)
            seen += 1
            if answer is not None:
                good += 1
                yield answer
    except Exception as error:  # the library raises whatever an odd record makes it raise
        if not seen:
            raise _not_an_archive(shown) from error
        raise CollectionError(
            f"reading {shown} stopped after {good} answers: the file is damaged or cut short behind record "
            f"{seen}; what came before was used, fetch the file again for the rest"
        ) from error
    if not seen:
        raise _not_an_archive(shown)


def _not_an_archive(shown: str) -> ConfigError:
    return ConfigError(f"reading {shown} failed: it holds no WARC record; name a file that holds some")


def _unpacked(stream: BinaryIO, size: int) -> BinaryIO:
    """Reads through gzip as one stream, so that files that are one big gzip member can be read too."""
    begin = stream.read(2)
    whole = io.BufferedReader(_Behind(begin, stream))
    plain = gzip.GzipFile(fileobj=whole) if begin == b"\x1f\x8b" else whole
    return cast(BinaryIO, _Measured(plain, size))


class _Behind(io.RawIOBase):
    """A stream of which the beginning was read already."""

    def __init__(self, begin: bytes, rest: BinaryIO) -> None:
        self._begin, self._rest = begin, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._begin[: len(buffer)] or self._rest.read(len(buffer))
        self._begin = self._begin[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


class _Measured:
    """Gives no more than a file of that size, packed once or twice, can honestly hold."""

    def __init__(self, stream: Any, size: int) -> None:
        self._stream = stream
        self._room = max(MOST_UNPACKED, MOST_SWELLING * size)

    def read(self, length: int = -1) -> bytes:
        part: bytes = self._stream.read1(length)  # a longer read loses what lies before a cut
        self._room -= len(part)
        if self._room < 0:
            raise _Damaged
        return part

    def close(self) -> None:
        self._stream.close()


def _software(record: Any) -> str:
    """Who wrote the file, as its first record says."""
    for line in record.content_stream().read(5_000).decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "software":
            return named(value)
    return ""


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


def _answer(record: Any, tool: str) -> ArchivedAnswer | None:
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
        date=moment(record.rec_headers.get_header("WARC-Date") or ""),
        status=int(code) if code.isascii() and code.isdigit() else 0,
        media_type=(media_type or "").strip(),
        body=body,
        headers=bounded(http.headers) if http else (),
        tool=tool,
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
