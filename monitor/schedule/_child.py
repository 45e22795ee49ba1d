"""How is a child started that holds the lock of runs, and what did it come to?"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from monitor.lock import HANDED

PATIENCE = 60.0
"""Seconds that a child gets to put its things down before it is killed."""


class Child:
    """A process in a session of its own: Ctrl-C in a terminal reaches the daemon, and the child once."""

    def __init__(self, line: Sequence[str], lock: int) -> None:
        self._process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            pass_fds=(lock,),
            env={**os.environ, HANDED: str(lock)},
            start_new_session=True,
        )
        self._end = asyncio.get_running_loop().run_in_executor(None, self._wait)
        self._stopped = False
        self.overdue = False

    async def end(self, seconds: float) -> tuple[int, int]:
        """Its exit code, and the megabytes of its largest process; after ``seconds`` it is stopped."""
        if not await self._ends_in(seconds):
            self.overdue = True
            await self.stop()
        code, megabytes = await self._end
        if code < 0 or self._stopped:
            self._kill()  # what it left behind would hold the lock that it was handed
        return code, megabytes

    async def stop(self) -> None:
        """Asks it to end, and kills it with all that it started when it does not."""
        if not self._stopped:  # a second word would disturb it while it puts its things down
            self._stopped = True
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
        if not await self._ends_in(PATIENCE):
            self._kill()
        await asyncio.wait((self._end,))

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def _ends_in(self, seconds: float) -> bool:
        done, _ = await asyncio.wait((self._end,), timeout=seconds)
        return bool(done)

    def _wait(self) -> tuple[int, int]:
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return self._process.returncode, round(usage.ru_maxrss * 1024 / 1e6)
