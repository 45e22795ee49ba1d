"""Where is the day's report, or what does it say in another format?"""

from pathlib import Path

import click

from monitor.commands._home import in_home, load, open_store


@click.command()
@in_home
@click.option("--day", help="The day, such as 2026-11-22; else the newest that has a report.")
@click.option("--format", "name", help="Print the report in this format instead of naming the files.")
def report(home: Path, day: str | None, name: str | None) -> None:
    """Write the day's report again from what is stored, and say where its files are.

    \b
    brassplate report
    brassplate report --format markdown --day 2026-11-22
    """
    from monitor.commands._stored import newest
    from monitor.publishing import publish_day
    from reports.formats import named

    config = load(home)
    _, stored = newest(open_store(home), day)
    try:
        if name:
            click.echo(named(name).render(stored), nl=False)
            return
        _, paths = publish_day(config, stored)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from None
    for path in paths:
        click.echo(str(path))


COMMAND = report
