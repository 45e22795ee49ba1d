"""How is a file of rows gone on with after a kill, with nothing lost and nothing repeated?

Beside the file stands a note: how far the list was read, and how long the file was then. Rows are on the disk
before the note tells of them; who goes on cuts off what came after the note.
"""

import json
import os
import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from crawler.errors import ConfigError
from reports.publish import write_all

SECONDS = 2.0
"""Between two notes: what a kill makes to be done again."""
HEAD = 65_536
"""Bytes by which a list is known."""


@dataclass(frozen=True, slots=True)
class Note:
    """``read`` bytes of the list, unpacked, gave ``written`` bytes of rows."""

    read: int
    written: int
    head: str  # hash of the list's first bytes
    length: int  # how many they are
    asked: str  # hash of what it was held against


def head_of(list_: Path, length: int = HEAD) -> tuple[str, int]:
    """By which a list is known again, even when more was added at its end."""
    with list_.open("rb") as file:
        data = file.read(length)
    return sha256(data).hexdigest(), len(data)


class GoneOn:
    """The file of rows, its note, and where to go on."""

    def __init__(self, file: Path, list_: Path, asked: str, resume: bool) -> None:
        self._note_file = file.with_name(file.name + ".resume")
        self._asked, self._head = asked, head_of(list_)
        note = self._last(list_) if resume else None
        self._sure = (note.read, note.written) if note else (0, 0)  # never one without the other
        self._out: BinaryIO = self._opened(file, note)
        self._noted = time.monotonic()

    @property
    def read(self) -> int:
        """The byte of the list to go on from."""
        return self._sure[0]

    def write(self, rows: str, read: int) -> None:
        """Keeps the rows of the list up to its byte ``read``."""
        self._sure = (read, self._sure[1] + self._out.write(rows.encode("utf-8")))
        if time.monotonic() - self._noted >= SECONDS:
            self.note()

    def note(self) -> None:
        """Makes sure of what was written so far."""
        self._out.flush()
        os.fsync(self._out.fileno())
        note = Note(*self._sure, *self._head, self._asked)
        write_all([(self._note_file, json.dumps(asdict(note)))])
        self._noted = time.monotonic()

    def close(self) -> None:
        self._out.close()

    def _opened(self, file: Path, note: Note | None) -> BinaryIO:
        if note is None:
            self._note_file.unlink(missing_ok=True)
            return file.open("wb")
        out = file.open("r+b")
        if out.seek(0, os.SEEK_END) < note.written:
            out.close()
            raise ConfigError(
                f"{file} is shorter than its note {self._note_file} says; begin anew without --resume"
            )
        out.truncate(note.written)
        out.seek(note.written)
        return out

    def _last(self, list_: Path) -> Note | None:
        try:
            note = Note(**json.loads(self._note_file.read_text("utf-8")))
            same = head_of(list_, note.length) == (note.head, note.length) and note.asked == self._asked
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise ConfigError(
                f"{self._note_file} is no note of a sift: {error}; begin anew without --resume"
            ) from None
        if not same:
            raise ConfigError(
                f"{self._note_file} is of another list, other references or another cut; "
                "begin anew without --resume"
            )
        return note
