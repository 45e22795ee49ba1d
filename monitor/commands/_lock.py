"""Is another run, daemon or keeper at work in this home?"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from monitor import lock


def at_work(home: Path) -> int | None:
    """The process of the run that is at work in ``home``, if there is one."""
    return lock.holder(home / lock.RUN)


def serving(home: Path) -> int | None:
    """The process of the daemon of ``home``, if one runs."""
    return lock.holder(home / lock.DAEMON)


@contextmanager
def only_run(home: Path) -> Iterator[None]:
    """Holds the lock of runs of the home; a daemon hands it on to the runs that it starts."""
    with _alone(home / lock.RUN, "another run", f"is at work in {home}; wait for it to end and run again"):
        yield


@contextmanager
def only_daemon(home: Path) -> Iterator[None]:
    """Holds the lock of daemons of the home."""
    with _alone(home / lock.DAEMON, "another daemon", f"serves {home} already; one is enough"):
        yield


@contextmanager
def only_keeper(home: Path) -> Iterator[None]:
    """Holds the lock of those who copy the home's files or take them away; a run needs it not."""
    with _alone(
        home / lock.KEEPER,
        "another backup or pruning",
        f"is at work in {home}; wait for it to end and run again",
    ):
        yield


@contextmanager
def _alone(file: Path, who: str, what: str) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(lock.held(file))
        except lock.Held as held:
            raise click.ClickException(f"{who} (process {held.pid or 'unknown'}) {what}") from None
        yield
