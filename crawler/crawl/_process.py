"""What does the parent see of its child process: one line in, one line out, and an end?"""

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

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
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "crawler.crawl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": code},
            process_group=0,  # Ctrl-C is for the parent, which ends the child
        )
        if errors is not None:
            errors.close()
        self._buffer = bytearray()

    def send(self, row: Any) -> None:
        """One JSON line to the child; Ended when it does not listen any more."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(row).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise Ended from error

    def receive(self, seconds: float) -> Any:
        """The next JSON line from the child; Ended when none comes in ``seconds``."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        until = time.monotonic() + seconds
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            left = until - time.monotonic()
            if left <= 0 or searched > MOST_LINE or not select.select([descriptor], [], [], left)[0]:
                raise Ended
            part = os.read(descriptor, 1 << 16)
            if not part:
                raise Ended
            self._buffer += part
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return json.loads(line)

    def finish(self, seconds: float = 20.0) -> None:
        """Lets the child close its archive and go; kills it when it does not."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
            self._process.wait(seconds)
        except (OSError, subprocess.TimeoutExpired):
            pass
        finally:
            self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:
                continue
