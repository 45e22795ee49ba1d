"""Is another run at work in this home?"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


def at_work(home: Path) -> int | None:
    """The process of the run that is at work in ``home``, if there is one."""
    try:
        with (home / "run.lock").open(encoding="ascii") as file:
            pid = int(file.read(20))
            os.kill(pid, 0)
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # a dead run's number may be another's now
    except BlockingIOError:
        return pid
    except (OSError, ValueError):
        return None
    return None


@contextmanager
def only_run(home: Path) -> Iterator[None]:
    """Holds ``run.lock`` of the home; the system lets it go when the process ends, however it ends."""
    with (home / "run.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            pid = file.read(20).strip() or "unknown"
            raise click.ClickException(
                f"another run (process {pid}) is at work in {home}; wait for it to end and run again"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)
