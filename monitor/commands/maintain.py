"""What does a home want once a week?"""

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.commands._home import in_home, load, open_store
from monitor.commands._keeper import pruned
from monitor.commands._lock import only_keeper, only_run
from monitor.commands._progress import shown


@click.command()
@in_home
def maintain(home: Path) -> None:
    """Back up, prune, and give back the room that is empty: once a week, while no run is at work.

    First comes the backup, when 'keep.backup_to' names a folder; then what 'prune' would take away; then the
    database's log is emptied and, where more than 'keep.free_share' of it is empty, the database is written
    anew. Readers go on meanwhile; what cannot be done for want of room is told, with how much it takes.

    \b
    brassplate maintain
    """
    config, store = load(home), open_store(home)
    from monitor.keeping.rotation import rotate
    from monitor.keeping.smaller import settled, smaller

    now, connection = datetime.now(UTC), store.db.conn
    with only_run(home), only_keeper(home):
        if config.keep.backup_to:
            with shown() as progress:
                made, gone = rotate(config, now, progress)
            click.echo(f"backup: {made}")
            for each in gone:
                click.echo(f"too many, taken away: {each}")
        for line in pruned(config, store, now):
            click.echo(line)
        for sentence in (
            smaller(connection, config.database, config.keep.free_share),
            settled(connection),
        ):
            if sentence:
                click.echo(sentence)


COMMAND = maintain
