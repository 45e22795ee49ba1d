"""How does a backup become a home again?"""

from pathlib import Path

import click

from monitor.commands._home import in_home
from monitor.commands._keeper import check, missing
from monitor.commands._progress import shown
from monitor.commands.init import refuse_package_folders


@click.command()
@in_home
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only say whether the backup is sound.")
def restore(home: Path, source: Path, only_check: bool) -> None:
    """Make a new home from the backup in SOURCE; a home that is there is never touched.

    Every file is compared with the manifest and the database is checked before the home appears. A run that
    was cut off by the backup's moment goes on with the next 'brassplate run'.

    \b
    brassplate restore /mnt/backups/2026-11-22 --home /srv/brassplate
    brassplate restore /mnt/backups/2026-11-22 --check
    """
    source = source.expanduser().absolute()
    if only_check:
        check(source)
        return
    from monitor.keeping.restore import restore as make

    refuse_package_folders(home)
    with shown() as progress:
        told = make(source, home, progress)
    click.echo(str(home))
    missing(told.missing)
    if told.left_out:
        click.echo(f"the backup was made without: {', '.join(told.left_out)}", err=True)
    click.echo(f"as of {told.made_at}; set the environment's secrets, then: brassplate status", err=True)


COMMAND = restore
