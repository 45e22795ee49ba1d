"""How much memory does a crawl hold, and when does it end because that is too much?"""

import os
from contextlib import suppress
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

_NOW = Path("/proc/self/statm")
_RESIDENT = 1  # which of its numbers; in pages


class MemoryNow(MemoryUsage):
    """Scrapy's own limit, over what is held now.

    Scrapy asks for the process's peak, and Linux counts what the parent held when it started this one
    (getrusage(2), ru_maxrss): a crawl of a parent over the limit would end before its first domain.
    """

    def get_virtual_size(self) -> int:
        with suppress(OSError):  # such as on macOS, which has no /proc and whose peak is the process's own
            return int(_NOW.read_text().split()[_RESIDENT]) * os.sysconf("SC_PAGE_SIZE")
        return int(super().get_virtual_size())
