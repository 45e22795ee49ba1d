"""How does every day get its run without cron?"""

from pathlib import Path

import click

from monitor.commands._home import in_home, load, open_store


@click.command()
@in_home
def daemon(home: Path) -> None:
    """Run every day at the configured time, until SIGTERM or Ctrl-C.

    Each run is a process of its own. A run missed while this was not running is made at start.

    \b
    brassplate daemon
    """
    from monitor.schedule import serve

    open_store(home)
    serve(load(home), lambda sentence: click.echo(sentence, err=True))


COMMAND = daemon
