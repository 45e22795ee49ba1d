"""Who is told whose page was being read when reading never ended?

A parser in C cannot be interrupted, only killed with its process. Before a stranger's bytes are parsed the
process says whose they are and sets the system's alarm; the alarm's default is to end the process.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 5.0
"""For one page, answer or certificate; honest ones take milliseconds."""


class Alarm:
    """Guards the reading of one thing at a time; without ``tell`` it does nothing (a test, a shell)."""

    def __init__(self, tell: Callable[[str], object] | None = None, seconds: float = SECONDS) -> None:
        self._tell = tell
        self._seconds = seconds

    @contextmanager
    def reading(self, domain: str) -> Iterator[None]:
        """For the time of the block ``domain`` is who ends this process, should it never be left.

        The block must not await: there is one alarm in a process.
        """
        if self._tell is None:
            yield
            return
        self._tell(domain)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._tell("")
