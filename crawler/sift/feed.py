"""How are very many names read from a list, plain or compressed, in blocks that end where a line ends?"""

import gzip
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from crawler.errors import CollectionError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BLOCK = 1 << 20
"""Bytes of names that are sifted at once; a line longer than this is passed over."""
LONGEST_WINDOW = 27
"""Of zstd, as a power of two: the memory that a list may ask of its reader."""

_OTHERWISE = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, and how far the list has been read with them, in bytes before compression."""

    data: bytes
    end: int


def blocks(file: BinaryIO, start: int = 0) -> Iterator[Block]:
    """The blocks of a list from ``start`` on; CollectionError, after the good part, where it is damaged."""
    stream, done, rest, passing = _plain(file), start, b"", False
    for data in _pieces(stream, start):
        data = rest + data
        cut = data.rfind(b"\n") + 1
        whole, rest = data[:cut], data[cut:]
        if whole:
            done += len(whole)
            whole = whole.partition(b"\n")[2] if passing else whole
            passing = False
            if whole:
                yield Block(whole, done)
        if len(rest) > BLOCK:
            done, rest, passing = done + len(rest), b"", True
    if rest and not passing:
        yield Block(rest, done + len(rest))


def _pieces(stream: IO[bytes], start: int) -> Iterator[bytes]:
    """What the stream holds from ``start`` on, a block at a time; CollectionError after what can be read."""
    at, piece, size = 0, bytearray(), 1
    if stream.seekable():
        at = stream.seek(start)
    while size:
        try:
            data = stream.read1(BLOCK)  # type: ignore[attr-defined]  # every binary reader has it
        except (EOFError, OSError, zlib.error, ValueError, zstd.ZstdError) as error:
            yield bytes(piece)
            raise CollectionError(
                f"the list is damaged after its byte {at:,}, unpacked: {error}; the names before it were used"
            ) from None
        size = len(data)
        piece += data[max(0, start - at) :]
        at += size
        if len(piece) >= BLOCK or not size:
            yield bytes(piece)
            piece = bytearray()


def _plain(file: BinaryIO) -> IO[bytes]:
    """What ``file`` holds, whatever packed it: its first bytes say."""
    head = file.peek(6)[:6] if hasattr(file, "peek") else b""
    if head.startswith(_GZIP):
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if head.startswith(_ZSTD):
        return _zstd(file)
    for begin, name in _OTHERWISE.items():
        if head.startswith(begin):
            raise CollectionError(
                f"the list is packed by {name}; unpack it and pipe it into 'brassplate sift -'"
            )
    return file


def _zstd(file: BinaryIO) -> IO[bytes]:
    options = {int(zstd.DecompressionParameter.window_log_max): LONGEST_WINDOW}
    return cast(IO[bytes], zstd.ZstdFile(file, options=options))
