"""Where do the raw bytes of a look lie, and how are they read back?

A crawl writes one WARC/1.1 file of its own, one gzip member a record, so a record cut short by a crash
harms no other. Bodies are kept decoded and once: their name is their SHA-256.
"""

import os
import zlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Self

from crawler.errors import CollectionError
from crawler.records import Capture, Raw, body_hash, iso

MOST_REMEMBERED = 20_000
MOST_HEADERS = 20_000
"""Bytes of a record's headers; what has more is left to warcio."""
LEVEL = 3
"""Of compression: a file is a tenth larger than at level 9, which takes three times as long."""
_GZIP = zlib.MAX_WBITS + 16
_END = b"\r\n\r\n"
_OF_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length"}


class Archive:
    """The folder of WARC files that all crawls have written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def writer(self, run: str, now: datetime, known: Callable[[str], bool] = lambda name: False) -> "Writer":
        """The writer of one crawl; bodies whose hash is ``known`` are not written again."""
        day = iso(now)[:10]
        return Writer(self.folder, run if run.startswith(day) else f"{day}-{run}", now, known)

    def read(self, capture: Capture) -> bytes:
        """The decoded body of ``capture``; CollectionError when its record is gone or damaged."""
        doing = f"reading the capture of {capture.url[:200]} from {capture.file}"
        if Path(capture.file).name != capture.file:
            raise CollectionError(f"{doing} failed: that is no file name of this archive")
        try:
            with (self.folder / capture.file).open("rb") as file:
                file.seek(capture.offset)
                plain = _plain_body(file, capture)
                if plain is not None:
                    return plain
                file.seek(capture.offset)
                body = _first_body(file, capture.length)
        except (OSError, EOFError, ValueError) as error:
            raise CollectionError(
                f"{doing} failed: {str(error).strip()[:200] or 'the file ends before it'}; "
                f"restore {self.folder} from a backup, or collect the domain again"
            ) from error
        if body_hash(body) != capture.hash:
            raise CollectionError(
                f"{doing} gave other bytes than were kept; restore the file from a backup, "
                "or collect the domain again"
            )
        return body


def _plain_body(file: BinaryIO, capture: Capture) -> bytes | None:
    """The body of a record as it is mostly written, proven by its hash; None for warcio to read."""
    room = capture.length + MOST_HEADERS
    try:
        text = zlib.decompressobj(wbits=_GZIP).decompress(file.read(room), room)
    except zlib.error:
        return None
    start = len(text) - len(_END) - capture.length
    body = text[start : start + capture.length] if start > 0 else b""
    return body if body_hash(body) == capture.hash else None


def _first_body(file: BinaryIO, length: int) -> bytes:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(file):
            body: bytes = record.content_stream().read(length + 1)
            while len(body) <= length and (more := record.content_stream().read(length + 1 - len(body))):
                body += more
            return body
    except ArchiveLoadFailed as error:
        raise ValueError(str(error)) from error
    return b""


class Writer:
    """Writes the raw answers of one crawl; the file is made with the first of them."""

    def __init__(self, folder: Path, stem: str, now: datetime, known: Callable[[str], bool]) -> None:
        self._folder = folder
        self._stem = stem
        self._now = now
        self._known = known
        self._written: OrderedDict[str, Capture] = OrderedDict()
        self._file: BinaryIO | None = None
        self._name = ""
        self._warc: Any = None
        self._record = BytesIO()
        self._entered = False  # the file's name is in its folder for good

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def keep(self, raw: Raw) -> Capture | None:
        """Writes ``raw`` and says where; None when an earlier crawl has written the same bytes."""
        name = raw.hash
        if name in self._written:
            self._written.move_to_end(name)
            return self._written[name]
        if self._known(name):
            return None
        file = self._open()
        capture = Capture(name, _line(raw.url), _line(raw.media_type), self._name, file.tell(), len(raw.body))
        self._write(raw)
        self._written[name] = capture
        if len(self._written) > MOST_REMEMBERED:
            self._written.popitem(last=False)
        return capture

    def sync(self) -> None:
        """Makes what was written survive a power cut."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            if not self._entered:
                _sync_folder(self._folder)
                self._entered = True

    def close(self) -> None:
        """As :meth:`sync`; nothing more will be written."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        from warcio.warcwriter import WARCWriter

        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file, self._name = _new_file(self._folder, self._stem)
            self._warc = WARCWriter(self._record, gzip=False, warc_version="1.1")
            facts = {"software": "brassplate", "format": "WARC/1.1", "robots": "obeyed"}
            about = self._warc.create_warcinfo_record(self._name, facts)
            about.rec_headers.replace_header("WARC-Date", iso(self._now))
            self._put(about)
        return self._file

    def _write(self, raw: Raw) -> None:
        from warcio.statusandheaders import StatusAndHeaders

        dated = {"WARC-Date": iso(self._now)}
        if raw.address:
            dated["WARC-IP-Address"] = raw.address
        if raw.status:
            kept = [(_line(name), _line(value)) for name, value in raw.headers]
            headers = [each for each in kept if each[0].lower() not in _OF_THE_WIRE]
            headers.append(("Content-Length", str(len(raw.body))))
            http = StatusAndHeaders(str(raw.status), headers, protocol="HTTP/1.1")
            record = self._warc.create_warc_record(
                _line(raw.url), "response", BytesIO(raw.body), http_headers=http, warc_headers_dict=dated
            )
        else:
            record = self._warc.create_warc_record(
                _line(raw.url),
                "resource",
                BytesIO(raw.body),
                warc_content_type=_line(raw.media_type),
                warc_headers_dict=dated,
            )
        self._put(record)

    def _put(self, record: Any) -> None:
        """One member; warcio's own are made at level 9."""
        assert self._file is not None
        self._warc.write_record(record)
        member = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
        self._file.write(member.compress(self._record.getvalue()) + member.flush())
        self._file.flush()
        self._record.seek(0)
        self._record.truncate()


def _new_file(folder: Path, stem: str) -> tuple[BinaryIO, str]:
    for number in range(1, 10_000):
        name = f"{stem}.warc.gz" if number == 1 else f"{stem}-{number}.warc.gz"
        try:
            return open(folder / name, "xb"), name
        except FileExistsError:
            continue
    raise FileExistsError(f"{folder} holds 10,000 files named {stem}")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(text: str) -> str:
    """A header takes one line, whatever the stranger sent."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
