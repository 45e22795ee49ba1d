"""What does the daemon do on days that take no time, with children of one line?"""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.records import iso
from crawler.store import open_database
from monitor.commands.init import begin
from monitor.config import load
from monitor.schedule._daemon import Daemon, World
from monitor.store import MonitorStore, Run

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = '[source.log]\nkind = "iocs"\nwhere = "tips.txt"\nhours = 1\n'


DONE = """
import sqlite3, sys
home, job, now = sys.argv[1:]
with sqlite3.connect(home + "/brassplate.db") as connection:
    if job == "day":
        rows = "run (id, day, started_at, baseline, finished_at) VALUES (?1, substr(?1, 1, 10), ?1, 0, ?1)"
    elif job == "feed log":
        rows = "feed VALUES ('log', 'iocs', '', ?1, NULL, 1, '', '', ?1)"
    if job != "maintenance":
        connection.execute("REPLACE INTO " + rows, (now,))
"""


class Rehearsal:
    """A home, a clock that is set by hand, and shell scripts in place of the commands.

    A script that ends with 0 did its work: the clock's day has its run, or its source was read.
    """

    def __init__(self, home: Path) -> None:
        self.home, self.now, self.said = home, NINE, list[str]()
        self.settle = timedelta()
        self.scripts = {"day": "true", "feed log": "true", "maintenance": "true"}
        self.settings("")
        begin(home)
        (home / "done.py").write_text(DONE)

    def settings(self, text: str) -> None:
        (self.home / "brassplate.toml").write_text(text)

    def line(self, job):
        done = f"{sys.executable} -S done.py . '{job.name}' {iso(self.now)}"
        return ("sh", "-c", f"echo {job.name} >>begun; {self.scripts[job.name]} && {done}")

    def had(self, day: datetime) -> None:
        MonitorStore(open_database(self.home / "brassplate.db")).put_run(
            Run("before", day.date().isoformat(), day, False, day)
        )

    @property
    def begun(self) -> list[str]:
        file = self.home / "begun"
        return file.read_text().split("\n")[:-1] if file.exists() else []

    @asynccontextmanager
    async def daemon(self):
        world = World(self.line, self.said.append, lambda: self.now, 0.02, self.settle)
        daemon = Daemon(load(self.home), world)
        task = asyncio.create_task(daemon.serve())
        await self.says(": ")
        yield daemon
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(task, 10)
        assert self.said[-1] == "stopped"

    async def says(self, words: str, times: int = 1) -> None:
        for _ in range(500):
            if sum(words in each for each in self.said) >= times:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"the daemon never said {words!r}, but {self.said}")

    async def some_beats(self) -> None:
        await asyncio.sleep(0.15)
