"""How does every day get its run without cron?"""

from contextlib import suppress
from pathlib import Path

import click

from monitor.commands._home import in_home, load, open_store
from monitor.commands._lock import only_daemon


@click.command()
@in_home
def daemon(home: Path) -> None:
    """Run every day at the configured time, and read hourly sources in between, until SIGTERM or Ctrl-C.

    Each run and each reading is a process of its own, one at a time. A run that was missed while this did not
    run, or the machine slept, is made at once. One that came to no report is tried again after half an hour,
    then after one, two, four and eight hours. 'brassplate status' says what is next.

    \b
    brassplate daemon
    """
    from monitor.schedule import serve

    config = load(home)
    open_store(home).db.conn.close()
    with only_daemon(home):
        serve(config, _say)


def _say(sentence: str) -> None:
    from reports.defang import visible

    with suppress(OSError):  # who listened may be gone; the days go on
        click.echo(visible(sentence), err=True)


COMMAND = daemon
