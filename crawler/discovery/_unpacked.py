"""What does a list unpack to, piece by piece, and how is one that unpacks without end refused?

gzip, zstandard, zip and Parquet are known by their first bytes. Nothing is ever written out.
"""

import importlib
import io
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from crawler.errors import to_install

PIECE = 1 << 18
FREE = 64 << 20
"""Bytes that anything may unpack to; past them the ratio counts."""
MOST_TIMES = 200  # names pack three to twenty times, zeros a thousand times
LONGEST_DIRECTORY = 1 << 20  # of a zip, in bytes: some ten thousand members
GZIP, ZSTANDARD, ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
EMPTY_ZIP, PARQUET = b"PK\x05\x06", b"PAR1"
COLUMNS = ("url_host_name", "url", "url_host_registered_domain", "surt_host_name", "domain", "fetch_time")
"""Of a Parquet file, those that are read."""


class Damaged(Exception):
    """The rest cannot be unpacked, and why; what came before it is good."""


def is_packed(file: BinaryIO) -> bool:
    return _begins(file).startswith((GZIP, ZSTANDARD, ZIP, EMPTY_ZIP, PARQUET))


def unpacked(file: BinaryIO, piece: int = PIECE) -> Iterator[bytes]:
    """The content from the file's beginning, at most ``piece`` bytes at once.

    Damaged where it ends too early or unpacks without end.
    """
    begin = _begins(file)
    file.seek(0)
    if begin.startswith((ZIP, EMPTY_ZIP)):
        return _of_zip(file)
    if begin == PARQUET:
        return _of_parquet(file)
    return _of_stream(_Counted(file, piece), begin)


def plain(file: BinaryIO) -> Iterator[bytes]:
    """What is not packed, from where the file stands."""
    return iter(lambda: file.read(PIECE), b"")


def zstandard() -> Any:
    """The module; Python has it from 3.14 on, and before that Scrapy brings it."""
    return importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


class _Counted:
    """A file's pieces, and how many of its bytes were taken."""

    def __init__(self, file: Any, piece: int = PIECE) -> None:
        self._file, self.taken, self.piece = file, 0, piece

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(self.piece // 4):
            self.taken += len(piece)
            yield piece


def _of_stream(counted: _Counted, begin: bytes) -> Iterator[bytes]:
    if begin.startswith(GZIP):
        return _within(_frames(counted, lambda: zlib.decompressobj(31), zlib.error), lambda: counted.taken)
    if begin.startswith(ZSTANDARD):
        zstd = zstandard()
        return _within(_frames(counted, zstd.ZstdDecompressor, zstd.ZstdError), lambda: counted.taken)
    return iter(counted)


def _frames(counted: _Counted, start: Callable[[], Any], broken: type[Exception]) -> Iterator[bytes]:
    """One packed stream after the other; zeros after the last are padding."""
    unpacker, frames, begun = start(), 1, False
    for piece in counted:
        data = piece
        while data:
            if not begun and not data.strip(b"\0"):
                break
            begun = True
            try:
                out = unpacker.decompress(data, counted.piece)
                while out:
                    yield out
                    data = getattr(unpacker, "unconsumed_tail", b"")
                    out = b"" if unpacker.eof else unpacker.decompress(data, counted.piece)
            except broken as error:
                raise Damaged(f"it is damaged ({str(error)[:100]})") from None
            data = unpacker.unused_data if unpacker.eof else b""
            if unpacker.eof:
                unpacker, frames, begun = start(), frames + 1, False
                if frames > 1_000 + counted.taken // 1_024:
                    raise Damaged("it is packed in too many parts; unpack it yourself")
    if begun:
        raise Damaged("it ends in the middle; fetch it again")


def _within(pieces: Iterator[bytes], taken: Callable[[], int]) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > FREE and total > MOST_TIMES * taken():
            raise Damaged(f"it unpacks to more than {MOST_TIMES} times its size, which no list does")
        yield piece


def _of_zip(file: BinaryIO) -> Iterator[bytes]:
    size = file.seek(0, io.SEEK_END)
    taken = 0
    try:
        with zipfile.ZipFile(_Shy(file)) as packed:
            members = [each for each in packed.infolist() if _is_list(each)]
            for member in members:
                taken += member.compress_size
                yield from _within(_member(packed, member), partial(min, taken, size))
                yield b"\n"
                if taken > size:
                    raise Damaged("its parts overlap, which no list does")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise Damaged(f"it is no whole zip ({str(error)[:100]}); fetch it again") from None
    except (RuntimeError, NotImplementedError, ValueError, UnicodeError) as error:
        raise Damaged(f"it cannot be unpacked ({str(error)[:100]}); unpack it yourself") from None


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Damaged("it is packed in a way that is not read here; unpack it yourself")
    with packed.open(member) as opened:
        stream: Any = opened  # a ZipExtFile, whose type does not say that it can be peeked into
        begin = stream.peek(4)[:4]
        if begin == ZIP:
            raise Damaged("it holds another zip; unpack it yourself")
        yield from _of_stream(_Counted(stream), begin)


def _of_parquet(file: BinaryIO) -> Iterator[bytes]:
    """Its columns that are known, as lines of cells with a header."""
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise Damaged(f"it is Parquet: {to_install('parquet')}, or save it as JSON lines") from None
    try:
        opened = parquet.ParquetFile(file)
        columns = [each for each in COLUMNS if each in opened.schema_arrow.names]
        if not columns:
            raise Damaged(f"it has none of the columns {', '.join(COLUMNS)}")
        yield "\t".join(columns).encode() + b"\n"
        for batch in opened.iter_batches(10_000, columns=columns):
            rows = zip(*(batch.column(each).to_pylist() for each in columns), strict=True)
            yield "".join("\t".join(map(_cell, row)) + "\n" for row in rows).encode("utf-8", "replace")
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise Damaged(f"it cannot be read as Parquet ({str(error)[:100]})") from None


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _is_list(member: zipfile.ZipInfo) -> bool:
    last = member.filename.rpartition("/")[2]
    return bool(last) and not last.startswith(".") and not member.filename.startswith("__MACOSX/")


class _Shy:
    """A file that gives no more at once than a sound zip's directory has: the directory is read at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, count: int = -1) -> bytes:
        content = self._file.read(LONGEST_DIRECTORY + 1 if count < 0 else min(count, LONGEST_DIRECTORY + 1))
        if len(content) > LONGEST_DIRECTORY:
            raise zipfile.BadZipFile("its directory is too long")
        return content


def _begins(file: BinaryIO) -> bytes:
    stood = file.tell()
    file.seek(0)
    begin = file.read(4)
    file.seek(stood)
    return begin
