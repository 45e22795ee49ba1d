"""Where does the last good list of RDAP servers lie, and by what is a newer one asked for?"""

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from crawler.records import iso, parse_time

NAME = "rdap-bootstrap.json"
DAY = timedelta(hours=20)  # two runs of one clock time on following days each ask once
MAX_BYTES = 9_000_000


@dataclass(frozen=True, slots=True)
class KeptList:
    """One list as it came, with what its server said of its age."""

    source: str
    checked_at: datetime
    etag: str
    modified: str
    body: bytes

    @property
    def conditions(self) -> Mapping[str, str]:
        """The request headers that ask for the list only if it is another one."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in given.items() if value and value.isprintable()}

    def fresh(self, now: datetime) -> bool:
        """True while it is too early to ask again."""
        return timedelta(0) <= now - self.checked_at < DAY

    @classmethod
    def read(cls, folder: Path, source: str) -> Self | None:
        """The copy of ``source`` in ``folder``; None when there is none, or none that can be read."""
        try:
            with (folder / NAME).open("rb") as file:
                row = json.loads(file.read(MAX_BYTES))
            text = (row["source"], row["checked_at"], row["etag"], row["modified"], row["list"])
            if not all(isinstance(each, str) for each in text) or text[0] != source:
                return None
            return cls(source, parse_time(text[1]), text[2], text[3], text[4].encode())
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def write(self, folder: Path) -> None:
        """Puts this copy in the place of the one before, whole or not at all; a full disk costs the copy."""
        row = {
            "source": self.source,
            "checked_at": iso(self.checked_at),
            "etag": self.etag,
            "modified": self.modified,
            "list": self.body.decode("utf-8", "replace"),
        }
        with contextlib.suppress(OSError):
            number, name = tempfile.mkstemp(dir=folder, prefix=f".{NAME}.")
            try:
                with os.fdopen(number, "w", encoding="utf-8") as file:
                    json.dump(row, file)
                Path(name).replace(folder / NAME)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
