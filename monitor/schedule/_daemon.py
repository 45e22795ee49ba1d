"""Who starts each job at its moment, one at a time, and outlives whatever becomes of them?

APScheduler fires; ``_jobs`` says when. A heartbeat plans anew twice a minute: timers stand still while a
machine sleeps, and a clock that is set moves nothing in them.
"""

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.events import EVENT_JOB_SUBMITTED, JobSubmissionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from crawler.errors import ConfigError
from crawler.store import open_database
from monitor import health, lock
from monitor.config import Config, load
from monitor.schedule import _journal
from monitor.schedule._child import Child
from monitor.schedule._jobs import DAY, Job, Known, Planned, dealt_with, known, plan
from monitor.schedule._journal import End, Journal, outcome
from monitor.store import MonitorStore

BEAT = 30.0
"""Seconds."""
ASLEEP, SETTLE = timedelta(minutes=5), timedelta(minutes=2)
"""A gap of the first between two beats was a sleep; after it nothing begins until the second has passed."""


@dataclass(frozen=True, slots=True)
class World:
    """What the daemon is given: how a child of a job is started, whom to say things, and what time it is."""

    line: Callable[[Job], Sequence[str]]
    say: Callable[[str], None]
    clock: Callable[[], datetime]
    beat: float = BEAT
    settle: timedelta = SETTLE


class Daemon:
    """One scheduler, one child at a time, and what is known of the past."""

    def __init__(self, config: Config, world: World) -> None:
        self.config, self.world = config, world
        self.known = self._look(_journal.begun(_journal.read(config.home)))
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_listener(self._submitted, EVENT_JOB_SUBMITTED)
        self._in_turn: set[str] = set()  # fired, and not yet through
        self._one = asyncio.Lock()
        self._child: Child | None = None
        self._stop = asyncio.Event()
        self._said: dict[str, str] = {}
        self._beat_at = self._rested_at = world.clock()

    async def serve(self) -> None:
        """Until SIGTERM or Ctrl-C; a child in hand is asked to put its things down first."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup wants it ignored
                loop.add_signal_handler(number, self._stop.set)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where it is ignored, nobody learns how a child ended
        self._keep(self.known.journal)
        self._scheduler.start()
        self._introduce()
        while not self._stop.is_set():
            self._plan()
            try:
                await asyncio.wait_for(self._stop.wait(), self.world.beat)
            except TimeoutError:
                self._take_over_settings()
        self._scheduler.pause()
        if self._child is not None:
            self.world.say("waiting for what is at work to put its things down")
            await self._child.stop()
        async with self._one:
            self._scheduler.shutdown(wait=False)
        self.world.say("stopped")

    def _introduce(self) -> None:
        now = self.world.clock()
        for each in plan(self.config, self.known, now):
            when = f"next {each.at:%Y-%m-%d %H:%M} UTC" if each.at > now else "due now"
            self.world.say(f"{each.job.name}: {when}")

    def _take_over_settings(self) -> None:
        try:
            self.config = load(self.config.home)
            self._said.pop("settings", None)
        except (ConfigError, OSError) as error:
            self._say_once("settings", f"{error}; until then the settings of before hold")

    def _plan(self) -> None:
        """Tells the scheduler the next moment of each job that is not in its turn."""
        now = self.world.clock()
        if (dealt := dealt_with(self.config.schedule, self.known, now)) != self.known.journal.dealt:
            self._keep(replace(self.known.journal, dealt=dealt))
        planned = {each.job.name: each for each in plan(self.config, self.known, now)}
        for job in self._scheduler.get_jobs():
            if job.id not in planned:
                job.remove()
        rest = self._rest(now)
        for rank, (name, each) in enumerate(planned.items()):
            if name not in self._in_turn:
                wait = max(each.at - now, rest) + timedelta(microseconds=rank)
                at = DateTrigger(datetime.now(UTC) + wait)
                self._scheduler.add_job(self._turn, at, (name,), id=name, replace_existing=True)

    def _rest(self, now: datetime) -> timedelta:
        """How long nothing begins: a machine that woke up has its network back some time later."""
        if now - self._beat_at > ASLEEP:
            self._rested_at = now + self.world.settle
        self._beat_at = now
        left = self._rested_at - now
        return left if timedelta() < left <= self.world.settle else timedelta()

    def _submitted(self, event: JobSubmissionEvent) -> None:
        self._in_turn.add(event.job_id)

    async def _turn(self, name: str) -> None:
        """One turn of a job, when no other has its turn, here or in a shell; else it is had later."""
        try:
            async with self._one:
                await self._alone(name)
        except (sqlite3.Error, ConfigError, OSError) as error:
            self._say_once(name, f"{name} has to wait: {error}")
        finally:
            self._in_turn.discard(name)

    async def _alone(self, name: str) -> None:
        try:
            number = lock.take(self.config.home / lock.RUN)
        except lock.Held as held:
            self._say_once(name, f"{name} waits for process {held.pid or 'unknown'}, which is at work here")
            return
        began = self.world.clock()
        try:
            self.known = self._look(self.known.journal)
            planned = self._still(name, began)
            if planned is None or self._stop.is_set():
                return
            self._said.pop(name, None)
            self.world.say(f"{name} begins")
            self._child = self._start(planned.job, number)
        finally:
            os.close(number)  # the child has its own
        code, megabytes = await self._come_to_its_end(planned.job)
        self._ended(planned, End(planned.due, began, self.world.clock(), code, megabytes))
        self._in_turn.discard(name)
        if not self._stop.is_set():
            self._plan()

    async def _come_to_its_end(self, job: Job) -> tuple[int, int]:
        if self._child is None:
            return _journal.NO_START, 0
        try:
            found = await self._child.end(job.longest.total_seconds())
            if self._child.overdue:
                hours = job.longest / timedelta(hours=1)
                self.world.say(f"{job.name} took longer than {hours:g} hours and was stopped")
            return found
        finally:
            self._child = None

    def _still(self, name: str, now: datetime) -> Planned | None:
        """What is planned, if it is due: while it waited somebody may have done its work."""
        found = (each for each in plan(self.config, self.known, now) if each.job.name == name)
        planned = next(found, None)
        return planned if planned is not None and planned.at <= now and not self._rest(now) else None

    def _start(self, job: Job, number: int) -> Child | None:
        try:
            return Child(self.world.line(job), number)
        except (OSError, ValueError) as error:
            self.world.say(f"{job.name} could not be started: {error}")
            return None

    def _ended(self, planned: Planned, end: End) -> None:
        """Keeps how it ended: it failed when what was due is still due."""
        name, before = planned.job.name, self.known.journal.ends.get(planned.job.name)
        stopped = self._stop.is_set() and end.code != 0
        failures = (before.failures if before and before.due == planned.due else 0) + (not stopped)
        done = end.began if end.code == 0 else (before.done if before else None)
        end = replace(end, stopped=stopped, failures=failures, done=done)
        self._keep(self.known.journal.with_end(name, end))  # also when the look at the store fails
        self.known = self._look(self.known.journal)
        if planned.job.due(self.known, end.ended) != planned.due:
            end = replace(end, failures=0)
            self._keep(self.known.journal.with_end(name, end))
        self.world.say(f"{name} {outcome(end)}{self._again(name, end)}")
        if name == DAY and end.failures:
            _tell_failure(self.config.home, end)

    def _again(self, name: str, end: End) -> str:
        if end.stopped:
            return "; the next start goes on with it"
        at = next((p.at for p in plan(self.config, self.known, end.ended) if p.job.name == name), None)
        return f"; next {at:%Y-%m-%d %H:%M} UTC" if at else ""

    def _look(self, journal: Journal) -> Known:
        """What is known now; the database is not held open, so that it can be put back from a backup."""
        store = MonitorStore(open_database(self.config.database))
        try:
            return known(store, journal)
        finally:
            store.db.conn.close()

    def _keep(self, journal: Journal) -> None:
        self.known = replace(self.known, journal=journal)
        try:
            _journal.write(self.config.home, journal)
        except OSError as error:
            self._say_once("journal", f"{_journal.FILE} could not be written: {error}")

    def _say_once(self, about: str, sentence: str) -> None:
        if self._said.get(about) != sentence:
            self._said[about] = sentence
            self.world.say(sentence)


def _tell_failure(home: Path, end: End) -> None:
    """For status and the next report: why there is none, where the run itself could not write that down."""
    last = health.last_ended(home)
    if last is not None and last.began >= end.began.replace(microsecond=0):
        return
    memory = "the system may have run out of memory"
    fault = f"it {outcome(end)}; {memory if end.code == -signal.SIGKILL else 'what it said is in the log'}."
    health.keep(home, health.Ended(end.began, end.seconds, end.megabytes, fault))
