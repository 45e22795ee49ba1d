"""Who hears of the newest report, and does the way to them work?"""

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.commands._home import in_home, load


@click.command()
@in_home
@click.option("--test", "name", metavar="NAME", help="Send a message marked as a test on [tell.NAME], once.")
@click.option("--kinds", is_flag=True, help="List the kinds of channels and their options.")
def tell(home: Path, name: str | None, kinds: bool) -> None:
    """Tell the newest report to everybody in brassplate.toml who was not told it; 'run' does that by itself.

    Nobody is told twice, and nobody of a day without news who did not ask for that.

    \b
    brassplate tell --kinds
    brassplate tell --test team
    brassplate tell
    """
    if kinds:
        _list()
        return
    failed = _test(home, name) if name is not None else _newest(home)
    for sentence in failed:
        click.echo(sentence, err=True)
    if failed:
        click.get_current_context().exit(1)


def _test(home: Path, name: str) -> list[str]:
    from monitor import notify
    from monitor.home import open_home

    failed = []
    for receiver, error in notify.tell_test(open_home(load(home)), name, datetime.now(UTC)):
        if error:
            failed.append(f"{receiver}: {error}")
        else:
            click.echo(f"{receiver}: the test was taken", err=True)
    return failed


def _newest(home: Path) -> list[str]:
    import json

    from crawler.errors import ConfigError
    from monitor import notify
    from monitor.commands._lock import only_run
    from monitor.home import open_home
    from reports.digest import DailyReport

    opened = open_home(load(home))
    newest = next((each.id for each in reversed(opened.store.runs()) if each.reported), None)
    if newest is None:
        raise ConfigError("there is no report yet; 'brassplate run' writes one")
    with only_run(home):
        return notify.tell_all(opened, DailyReport.from_json(json.loads(opened.store.report(newest) or "")))


def _list() -> None:
    from monitor import notify

    for each in notify.channels():
        click.echo(f"{each.name.ljust(10)} {each.question}")
        for option, meaning in sorted(each.options.items()):
            click.echo(f"{'':10}   {option}: {meaning}")


COMMAND = tell
