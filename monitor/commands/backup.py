"""How is a home kept safe while it is at work?"""

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.commands._home import in_home, load
from monitor.commands._keeper import check, missing
from monitor.commands._lock import only_keeper
from monitor.commands._progress import shown


@click.command()
@in_home
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--archive/--no-archive", default=True, help="With the raw pages, or without.")
@click.option("--reports/--no-reports", default=True, help="With the reports' files, or without.")
@click.option(
    "--link", is_flag=True, help="Link files that change no more, where the disk can, and copy none."
)
@click.option("--verify", is_flag=True, help="Check the copy as 'restore --check' does.")
def backup(home: Path, target: Path, archive: bool, reports: bool, link: bool, verify: bool) -> None:
    """Copy the home into the new folder TARGET, as it is at one moment; a run goes on meanwhile.

    TARGET holds the database, the configuration, the judgements, the archive, the reports and a manifest with
    the hash of each file, for its owner alone. Passwords and tokens are not in it: they stand in the
    environment.

    \b
    brassplate backup /mnt/backups/2026-11-22
    brassplate backup /mnt/backups/small --no-archive --no-reports --verify
    """
    config = load(home)
    from monitor.keeping.backup import Wanted
    from monitor.keeping.backup import backup as copy

    now, target = datetime.now(UTC), target.expanduser().absolute()
    with only_keeper(home), shown() as progress:
        told = copy(config, target, Wanted(archive, reports, link), now, progress)
    missing(told.missing)
    if verify:
        check(target)
    size = sum(each.size for each in told.files)
    click.echo(str(target))
    click.echo(f"{len(told.files):,} files, {size / 1e6:,.1f} MB, as of {told.made_at}", err=True)


COMMAND = backup
