"""How do visits reach the store soon, together, and also when the loop is broken off?"""

import time
from collections.abc import Callable, Iterable
from typing import Self

from crawler.records import Visit


class Buffer:
    """Visits on their way into the store: kept together and soon, also when the loop is broken off."""

    MOST = 50
    SECONDS = 1.0

    def __init__(self, keep: Callable[[Iterable[Visit]], None]) -> None:
        self._keep = keep
        self._waiting: list[Visit] = []
        self._since = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *broken: object) -> None:
        self.flush()

    def add(self, visit: Visit) -> None:
        self._waiting.append(visit)
        if len(self._waiting) >= self.MOST or time.monotonic() - self._since >= self.SECONDS:
            self.flush()

    def flush(self) -> None:
        self._keep(self._waiting)
        self._waiting.clear()
        self._since = time.monotonic()
