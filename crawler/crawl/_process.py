"""What does the parent see of its child process: one line in, one line out, and an end?"""

import json
import os
import select
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from crawler.crawl._slate import Slate

MOST_LINE = 8 * 1024 * 1024  # four observations of at most 2 MB, most of them far below
CODE = Path(__file__).parents[2]


class Ended(Exception):
    """The child has gone, or nothing came from it in time."""


class Child:
    """``python -m crawler.crawl``: the job is its first line, domains follow; visits come back."""

    def __init__(self, log: Path | None) -> None:
        # The same code as the parent's, and nothing that happens to lie in the working directory.
        code = os.pathsep.join([str(CODE), *filter(None, [os.environ.get("PYTHONPATH")])])
        errors = None if log is None else log.open("ab")
        self.slate = Slate()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "crawler.crawl", str(self.slate.descriptor)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": code},
            pass_fds=(self.slate.descriptor,),
            process_group=0,  # Ctrl-C is for the parent, which ends the child
        )
        if errors is not None:
            errors.close()
        self._buffer = bytearray()

    def fileno(self) -> int:
        """What is readable when a line, or the end, has come."""
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def send(self, row: Any) -> None:
        """One JSON line to the child; Ended when it does not listen any more."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(row).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise Ended from error

    def take(self) -> list[Any]:
        """The JSON lines that are whole after one read, perhaps none; Ended when there will be no more."""
        part = os.read(self.fileno(), 1 << 16)
        if not part or len(self._buffer) > MOST_LINE:
            raise Ended
        self._buffer += part
        if b"\n" not in part:
            return []
        *lines, self._buffer = self._buffer.split(b"\n")
        return [json.loads(line) for line in lines]

    def end(self) -> int:
        """Kills the child if need be; how it ended, as ``subprocess`` says it."""
        self._process.kill()
        how = self._process.wait()
        self.close_input()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self.slate.close()
        return how

    def close_input(self) -> None:
        """Tells the child that no domain will follow: it closes its archive and goes."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def finish(self, seconds: float = 20.0) -> None:
        """Waits for a child whose input is closed; kills it when it does not go."""
        until = time.monotonic() + seconds
        try:
            while (left := until - time.monotonic()) > 0 and select.select([self], [], [], left)[0]:
                self.take()
        except Ended:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(max(0.0, until - time.monotonic()))
        finally:
            self.end()
