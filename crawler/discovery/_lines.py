"""Which lines does a stream of bytes have, and on which line was it left the last time?"""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from crawler.discovery._unpacked import Damaged, is_packed, plain, unpacked

LONGEST_LINE = 4_096
_CHECKED = 4_096


class Line(NamedTuple):
    """One line, without its end; a longer one than is kept comes cut and not ``whole``."""

    number: int
    text: bytes
    end: int  # the bytes up to and with its newline
    whole: bool = True
    closed: bool = True  # by a newline: the last line of a list that still grows may not be


def lines(
    pieces: Iterable[bytes], longest: int = LONGEST_LINE, number: int = 0, end: int = 0
) -> Iterator[Line]:
    """The lines after line ``number``, which ended at the byte ``end``."""
    tail, lost = b"", 0
    for piece in pieces:
        *done, rest = piece.split(b"\n")
        for part in done:
            text, tail = tail + part, b""
            number, end, lost = number + 1, end + len(text) + lost + 1, 0
            yield Line(number, text[:longest].rstrip(b"\r"), end, len(text) <= longest)
        tail += rest
        if len(tail) > longest:
            lost += len(tail) - longest - 1
            tail = tail[: longest + 1]
    if tail:
        ended = end + len(tail) + lost
        yield Line(number + 1, tail[:longest].rstrip(b"\r"), ended, len(tail) <= longest, closed=False)


class Reading:
    """One list, read on from where it was left; ``state`` is what to keep for that, as JSON.

    A list that is not packed goes on at its byte, if what stands before it is what stood there. A packed one
    goes on after its line, if the lines before it are the same. Every other is read from its beginning.
    ``fault`` says why it could not be read to its end.
    """

    def __init__(self, file: BinaryIO, kept: Mapping[str, Any], longest: int = LONGEST_LINE) -> None:
        self._file, self._longest = file, longest
        self._packed = is_packed(file)
        self._state: dict[str, Any] = {"line": 0} if self._packed else {"line": 0, "at": 0}
        self._seen = hashlib.blake2b(digest_size=12)
        self.goes_on = self._same(kept)
        if self.goes_on:
            self._state = {name: kept[name] for name in ("line", "at", "open") if name in kept}
        self._done = ""
        if self.goes_on and kept.get("whole") == digest(file):
            self._state["whole"], self._done = kept["whole"], str(kept.get("mark"))
        self.fault = ""

    @property
    def state(self) -> dict[str, Any]:
        if self._packed:
            return self._state | {"mark": self._done or self._seen.hexdigest()}
        return self._state | {"mark": self._mark(self._state["at"])}

    def __iter__(self) -> Iterator[Line]:
        if self._done:
            return
        try:
            yield from self._rest_of_packed() if self._packed else self._rest()
        except Damaged as error:
            self.fault = f"after line {self._state['line']} {error}"

    def _same(self, kept: Mapping[str, Any]) -> bool:
        numbers = kept.get("line"), kept.get("at", 0)
        if self._packed == ("at" in kept) or not all(
            isinstance(each, int) and 0 <= each < 1 << 60 for each in numbers
        ):
            return False
        if not self._packed:
            return bool(kept.get("mark") == self._mark(kept["at"]))
        if "whole" in kept and kept["whole"] == digest(self._file):
            return True
        return self._skip(kept["line"]) == kept.get("mark")

    def _rest(self) -> Iterator[Line]:
        told = self._state.get("open", "")
        self._file.seek(self._state["at"])
        for line in lines(plain(self._file), self._longest, self._state["line"], self._state["at"]):
            if line.closed:
                self._state = {"line": line.number, "at": line.end}
            else:
                self._state |= {"open": _short(line.text)}
            if not told or told != _short(line.text):
                yield line
            told = ""

    def _rest_of_packed(self) -> Iterator[Line]:
        skipped = self._state["line"]
        self._seen = hashlib.blake2b(digest_size=12)
        for line in lines(unpacked(self._file), self._longest):
            self._seen.update(line.text + b"\n")
            if line.number > skipped:
                self._state = {"line": line.number}
                yield line
        self._state["whole"] = digest(self._file)

    def _skip(self, count: int) -> str:
        self._seen = hashlib.blake2b(digest_size=12)
        try:
            for line in lines(unpacked(self._file), self._longest):
                self._seen.update(line.text + b"\n")
                if line.number == count:
                    break
        except Damaged:
            return ""
        return self._seen.hexdigest()

    def _mark(self, at: int) -> str:
        """What stands at the beginning, and right before ``at``."""
        stood = self._file.tell()
        self._file.seek(0)
        begin = self._file.read(min(at, _CHECKED))
        self._file.seek(max(0, at - _CHECKED))
        before = self._file.read(min(at, _CHECKED))
        self._file.seek(stood)
        return hashlib.blake2b(begin + before, digest_size=12).hexdigest()


def _short(text: bytes) -> str:
    return hashlib.blake2b(text, digest_size=6).hexdigest()


def digest(file: BinaryIO) -> str:
    """Of the file as it lies there."""
    found = hashlib.blake2b(digest_size=12)
    file.seek(0, io.SEEK_SET)
    for piece in plain(file):
        found.update(piece)
    return found.hexdigest()
