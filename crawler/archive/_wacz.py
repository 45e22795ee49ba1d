"""Which pages lie in a WACZ, a zip of WARC files, read from within it and never unpacked to the disk?

A zip that is cut short has lost the list at its end: then its files are found one by one from its start.
"""

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from crawler.archive import _warc
from crawler.archive._answered import ArchivedAnswer, named
from crawler.errors import CollectionError, ConfigError

MOST_ENTRIES = 20_000
MOST_LIST = 8_000_000
"""Bytes of the list of what is in the zip, which is read whole."""
MOST_TOLD = 5
"""Parts that are named when more were left out."""

_ARCHIVE = re.compile(r"archive/[^/\\]{1,200}\.warc(?:\.gz)?")
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError)
_END = b"PK\x05\x06"
_LOCAL = struct.Struct("<4s5HIIIHH")
_UNSAFE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|\\|^[A-Za-z]:|\0")


@dataclass(frozen=True, slots=True)
class _Part:
    """One file within the zip: its place in bytes, and how it is read."""

    name: str
    at: int
    size: int
    stream: IO[bytes]


def read(path: Path) -> Iterator[ArchivedAnswer]:
    """The answers of all WARC files in the zip; CollectionError behind the last when parts were left out.

    ConfigError when there is no WARC file in it.
    """
    left_out: list[str] = []
    tool, seen = "", 0
    with path.open("rb") as file:
        listed = _list(file, path, left_out)
        for part in _from_list(listed, left_out) if listed else _one_by_one(file, left_out):
            if part.name == "datapackage.json":
                tool = _software(part.stream) or tool
            if not _ARCHIVE.fullmatch(part.name):
                continue
            seen += 1
            try:
                for answer in _warc.read(cast(BinaryIO, part.stream), part.name, part.size):
                    yield replace(
                        answer, tool=named("WACZ:", tool or answer.tool) if tool or answer.tool else "WACZ"
                    )
            except (CollectionError, ConfigError) as error:
                left_out.append(f"at byte {part.at}: {error}")
    if not seen and not left_out:
        raise ConfigError(f"reading {path} failed: the zip holds no archive/*.warc.gz; name a WACZ file")
    if left_out:
        more = f" and {len(left_out) - MOST_TOLD} more" if len(left_out) > MOST_TOLD else ""
        raise CollectionError(f"of {path} parts were left out: {'; '.join(left_out[:MOST_TOLD])}{more}")


def _list(file: BinaryIO, path: Path, left_out: list[str]) -> zipfile.ZipFile | None:
    """The zip by its own list; None when that is missing, broken or too long to be read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        left_out.append(f"at byte {size}: the zip is cut short")
        return None
    entries, length = struct.unpack_from("<HI", tail, at + 10)
    if entries != 0xFFFF and length != 0xFFFFFFFF:
        honest = entries <= MOST_ENTRIES and length <= MOST_LIST
    else:
        honest = _honest_64(file, tail, at)
    if not honest:
        left_out.append(f"at byte {size}: the list of the zip is longer than any honest one")
        return None
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RecursionError, struct.error):
        left_out.append(f"at byte {size}: the list of the zip is damaged")
        return None


def _honest_64(file: BinaryIO, tail: bytes, at: int) -> bool:
    """The same of a zip beyond 4 GB or 65,535 files."""
    if at < 20 or tail[at - 20 : at - 16] != b"PK\x06\x07":
        return False
    file.seek(min(struct.unpack_from("<Q", tail, at - 12)[0], 1 << 62))
    record = file.read(56)
    if len(record) < 56 or record[:4] != b"PK\x06\x06":
        return False
    entries, length = struct.unpack_from("<QQ", record, 32)
    return bool(entries <= MOST_ENTRIES and length <= MOST_LIST)


def _from_list(listed: zipfile.ZipFile, left_out: list[str]) -> Iterator[_Part]:
    infos = sorted(
        listed.infolist(), key=lambda each: (each.filename != "datapackage.json", each.header_offset)
    )
    for info in infos:
        if _UNSAFE.search(info.orig_filename):
            left_out.append(
                f"at byte {info.header_offset}: {info.orig_filename[:80]!a} is no name of a file in it"
            )
            continue
        if not (_ARCHIVE.fullmatch(info.filename) or info.filename == "datapackage.json"):
            continue
        try:
            with listed.open(info) as stream:
                yield _Part(info.filename, info.header_offset, info.compress_size, stream)
        except (ValueError, *_BROKEN) as error:
            left_out.append(
                f"at byte {info.header_offset}: {info.filename} cannot be read: {str(error)[:100]}"
            )


def _one_by_one(file: BinaryIO, left_out: list[str]) -> Iterator[_Part]:
    """The files in the order in which they lie, as far as each says where it ends."""
    at = 0
    for _ in range(MOST_ENTRIES):
        file.seek(at)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
            return
        _, _, flags, method, _, _, _, packed, plain, named_by, extra = _LOCAL.unpack(head)
        name = file.read(named_by).decode("utf-8", "replace")
        more = file.read(extra)
        begin = at + _LOCAL.size + named_by + extra
        packed = _packed_64(more, plain) if packed == 0xFFFFFFFF else packed
        if flags & 0x9 or method not in (0, 8):
            left_out.append(f"at byte {at}: nothing tells where {name[:80]!a} ends")
            return
        if _UNSAFE.search(name):
            left_out.append(f"at byte {at}: {name[:80]!a} is no name of a file in it")
        else:
            stream = io.BufferedReader(_Section(file, begin, packed, inflate=method == 8))
            yield _Part(name, at, packed, stream)
        at = begin + packed


def _packed_64(extra: bytes, plain: int) -> int:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        place = at + 4 + (8 if plain == 0xFFFFFFFF else 0)
        if kind == 1 and place + 8 <= len(extra):
            return int(struct.unpack_from("<Q", extra, place)[0])
        at += 4 + length
    return 0


class _Section(io.RawIOBase):
    """One file in the zip, read from its place, at most as long as its head says."""

    def __init__(self, file: BinaryIO, at: int, length: int, *, inflate: bool) -> None:
        self._file, self._at, self._left = file, at, length
        self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if inflate else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._unpacked(len(buffer)) if self._unpacker else self._packed(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def _packed(self, most: int) -> bytes:
        self._file.seek(self._at)
        part = self._file.read(min(most, self._left))
        self._at += len(part)
        self._left -= len(part)
        return part

    def _unpacked(self, most: int) -> bytes:
        assert self._unpacker is not None
        while not self._unpacker.eof:
            given = self._unpacker.unconsumed_tail or self._packed(16_384)
            part = self._unpacker.decompress(given, most)
            if part or not given:
                return part
        return b""


def _software(stream: IO[bytes]) -> str:
    """Who made the WACZ, as its datapackage.json says."""
    try:
        about = json.loads(stream.read(1_000_000))
    except (ValueError, RecursionError, *_BROKEN):
        return ""
    said = about.get("software") if isinstance(about, dict) else None
    return named(said) if isinstance(said, str) else ""
