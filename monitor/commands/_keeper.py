"""Is a backup sound, and does nobody take files away while another copies them?"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

LOCK = "keeper.lock"


@contextmanager
def only_keeper(home: Path) -> Iterator[None]:
    """Holds the lock of those who copy the home's files or take them away; a run needs it not."""
    from monitor import lock

    with ExitStack() as stack:
        try:
            stack.enter_context(lock.held(home / LOCK))
        except lock.Held as held:
            raise click.ClickException(
                f"process {held.pid or 'unknown'} is just copying {home} or taking away what is old; "
                "wait for it to end and run again"
            ) from None
        yield


def check(source: Path) -> None:
    """Says that a backup is sound, or what is wrong with it, and ends the command."""
    from monitor.keeping import manifest

    told = manifest.read(source)
    if wrong := manifest.faults(source, told):
        for sentence in wrong:
            click.echo(sentence, err=True)
        raise click.ClickException(f"the backup {source} is damaged; make another, or take an earlier one")
    click.echo(f"sound: {len(told.files):,} files are as they were written on {told.made_at}", err=True)
