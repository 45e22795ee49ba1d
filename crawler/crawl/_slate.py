"""What does a child leave behind that tells what it was doing when it died or stopped?

One page of memory that it shares with its parent: writing there needs no reader and outlives the writer.
"""

import mmap
import os
import struct
import tempfile
import time

_BEAT = struct.Struct("=d")
_SIZE = mmap.PAGESIZE
_MOST = 255


class Slate:
    """Made by the parent; the child opens the same page by its ``descriptor``."""

    def __init__(self, descriptor: int | None = None) -> None:
        if descriptor is None:
            with tempfile.TemporaryFile() as file:
                file.write(bytes(_SIZE))  # room that is there now cannot be missing later
                file.flush()
                self.descriptor = os.dup(file.fileno())
            self._page = mmap.mmap(self.descriptor, _SIZE)
            self.beat()
        else:
            self.descriptor = descriptor
            self._page = mmap.mmap(descriptor, _SIZE)

    def beat(self) -> None:
        """Says that the event loop turns."""
        _BEAT.pack_into(self._page, 0, time.monotonic())

    def write_reader(self, domain: str) -> None:
        """Says whose bytes are parsed from now on; "" for nobody's."""
        name = domain.encode("utf-8", "replace")[:_MOST]
        start = _BEAT.size + 1
        self._page[start : start + len(name)] = name
        self._page[start - 1] = len(name)

    @property
    def silent_for(self) -> float:
        """Seconds since the last beat; the clock is one for all processes of a machine."""
        (beat,) = _BEAT.unpack_from(self._page, 0)
        return max(0.0, time.monotonic() - float(beat))

    @property
    def reader(self) -> str:
        """Whose bytes were being parsed."""
        start = _BEAT.size + 1
        return self._page[start : start + self._page[start - 1]].decode("utf-8", "replace")

    def close(self) -> None:
        self._page.close()
        os.close(self.descriptor)
