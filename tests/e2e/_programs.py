"""Which servers run inside the namespaces, and how are they started, killed and started again?"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.e2e._spaces import Star

ROOT = Path(__file__).parents[2]
PROGRAMS = ("nginx", "nsd", "unbound")
_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
# Taken once: pytest changes it between two tests, while threads of an earlier one start programs.
_ENVIRONMENT = {**os.environ, "PATH": _PATH, "PYTHONPATH": str(ROOT)}


def missing() -> str:
    lacking = [each for each in PROGRAMS if not shutil.which(each, path=_PATH)]
    return f"this machine lacks {' and '.join(lacking)}" if lacking else ""


def environment() -> dict[str, str]:
    return dict(_ENVIRONMENT)


class Programs:
    """The running servers by name; what they write lies in ``folder``."""

    def __init__(self, star: Star, folder: Path) -> None:
        self._star = star
        self._folder = folder
        self._commands: dict[str, list[str]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, role: str, *arguments: object) -> None:
        self._commands[name] = self._star.command(role, *arguments)
        self.again(name)

    def module(self, name: str, role: str, *arguments: object) -> None:
        """Starts a server of these tests, a module of this package."""
        self.start(name, role, sys.executable, "-P", "-m", f"tests.e2e.{name}", *arguments)

    def again(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                self._commands[name], env=environment(), stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """Ends a server and its children as a power cut would."""
        process = self._running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def close(self) -> None:
        for name in list(self._running):
            self.kill(name)

    def children(self) -> Mapping[str, int]:
        return {name: process.pid for name, process in self._running.items()}

    def await_ready(self, *arguments: object, seconds: float = 60.0) -> None:
        """Asks from the crawler's place until everything answers; says what did not."""
        command = self._star.command("crawler", sys.executable, "-P", "-m", "tests.e2e._ready", *arguments)
        deadline = time.monotonic() + seconds
        while True:
            asked = subprocess.run(command, env=environment(), capture_output=True, text=True)
            if asked.returncode == 0:
                return
            dead = [name for name, process in self._running.items() if process.poll() is not None]
            if dead or time.monotonic() > deadline:
                logs = [(self._folder / f"{name}.log").read_text()[-2000:] for name in dead]
                raise RuntimeError(f"the internet is not up: {asked.stderr[-1000:]} {dead} {logs}")
            time.sleep(0.2)
