"""When is each job next, and who starts it?

The daemon runs nothing itself: each turn is a child process, so that one that dies or grows takes nothing
with it.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from monitor.config import Config
from monitor.schedule._jobs import DAY, Job, Known, Planned, jobs, known, moment, plan
from monitor.schedule._journal import End, Journal, broken, outcome, read

__all__ = [
    "DAY",
    "End",
    "Job",
    "Journal",
    "Known",
    "Planned",
    "broken",
    "command_line",
    "jobs",
    "known",
    "moment",
    "outcome",
    "plan",
    "read",
    "serve",
]


def command_line(config: Config, job: Job) -> tuple[str, ...]:
    """What starts a child; ``-P`` because it may start in the home, whose ``reports`` is no package."""
    return (sys.executable, "-P", "-m", "monitor.cli", "--home", str(config.home), *job.arguments)


def serve(
    config: Config,
    say: Callable[[str], None],
    line: Callable[[Job], Sequence[str]] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> None:
    """Runs every job at its moments until SIGTERM or Ctrl-C; ``line`` and ``clock`` are for a rehearsal."""
    from monitor.schedule._daemon import Daemon, World

    async def main() -> None:
        start = line or (lambda job: command_line(config, job))
        await Daemon(config, World(start, say, clock or (lambda: datetime.now(UTC)))).serve()

    asyncio.run(main())
