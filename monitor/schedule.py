"""When is the next day's run, and who starts it?

The daemon runs nothing itself: each day is a child process, so that a run that dies or grows takes nothing
with it. A run missed while the machine was down is caught up at start.
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from crawler.store import open_database
from monitor.config import Config
from monitor.store import MonitorStore, Run

GRACE = 12 * 3600  # seconds: a run may start this late, after a suspend or a slow start
LONGEST = 20 * 3600.0  # seconds: a run that takes longer is stopped before the next one is due
PATIENCE = 60.0  # seconds: what a stopped run gets to put its things down

Say = Callable[[str], None]


def next_run(config: Config, now: datetime) -> datetime:
    """The first moment after ``now`` at which the schedule fires."""
    at = _at(config, now)
    return at if at > now else at + timedelta(days=1)


def is_due(config: Config, runs: Iterable[Run], now: datetime) -> bool:
    """True when today's moment has passed and no run of today has ended."""
    today = now.astimezone(UTC).date().isoformat()
    return _at(config, now) <= now and not any(run.day == today and run.finished_at for run in runs)


def command_line(config: Config) -> tuple[str, ...]:
    """What starts one run; ``-P`` because it may start in the home, whose ``reports`` is no package."""
    return (sys.executable, "-P", "-m", "monitor.cli", "--home", str(config.home), "run")


def serve(
    config: Config, say: Say, command: Sequence[str] = (), clock: Callable[[], datetime] | None = None
) -> None:
    """Runs every day at the configured time until SIGTERM or Ctrl-C."""
    line = command or command_line(config)
    asyncio.run(_Daemon(config, say, line, clock or (lambda: datetime.now(UTC))).serve())


class _Daemon:
    """One scheduler with one job, and the child process that it may be waiting for."""

    def __init__(self, config: Config, say: Say, line: Sequence[str], clock: Callable[[], datetime]) -> None:
        self.config = config
        self.say = say
        self.line = line
        self.clock = clock
        self.child: asyncio.subprocess.Process | None = None
        self.idle = asyncio.Event()
        self.idle.set()

    async def serve(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        scheduler = self._scheduler()
        scheduler.start()
        self.say(f"the next run is at {next_run(self.config, self.clock()):%Y-%m-%d %H:%M} UTC")
        await stop.wait()
        scheduler.pause()
        await self._end_child()
        scheduler.shutdown(wait=False)
        self.say("stopped")

    def _scheduler(self) -> AsyncIOScheduler:
        hour, minute = self.config.schedule.time.split(":")
        scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": GRACE, "coalesce": True, "max_instances": 1},
        )
        trigger = CronTrigger(hour=int(hour), minute=int(minute), timezone=UTC)
        scheduler.add_job(self.day, trigger, id="day", replace_existing=True)
        if is_due(self.config, _runs(self.config), self.clock()):
            self.say("today's run is missing; it starts now")
            scheduler.modify_job("day", next_run_time=datetime.now(UTC))
        return scheduler

    async def day(self) -> None:
        """One run in a child process; its stdout and stderr are ours."""
        self.idle.clear()
        try:
            self.child = await asyncio.create_subprocess_exec(*self.line, stdin=asyncio.subprocess.DEVNULL)
            code = await self._wait(self.child, LONGEST)
            self.say(f"the run ended with exit code {code}")
        except OSError as error:
            self.say(f"the run could not be started: {error}; the next one is tried tomorrow")
        finally:
            self.child = None
            self.idle.set()

    async def _end_child(self) -> None:
        if self.child is not None and self.child.returncode is None:
            self.child.terminate()
            self.say("waiting for the run to put its things down")
        try:
            await asyncio.wait_for(self.idle.wait(), PATIENCE)
        except TimeoutError:
            if self.child is not None:
                self.child.kill()

    async def _wait(self, child: asyncio.subprocess.Process, seconds: float) -> int:
        try:
            return await asyncio.wait_for(child.wait(), seconds)
        except TimeoutError:
            self.say(f"the run took longer than {seconds / 3600:g} hours and is stopped")
            child.terminate()
        try:
            return await asyncio.wait_for(child.wait(), PATIENCE)
        except TimeoutError:
            child.kill()
            return await child.wait()


def _at(config: Config, now: datetime) -> datetime:
    hour, minute = config.schedule.time.split(":")
    return now.astimezone(UTC).replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)


def _runs(config: Config) -> list[Run]:
    return MonitorStore(open_database(config.database)).runs()
