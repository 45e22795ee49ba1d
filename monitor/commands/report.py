"""Where is the day's report, or what does it say in another format?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.errors import ConfigError
from monitor.commands._home import in_home, load, open_store

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import MonitorStore
    from reports.period import Span

_NEWEST = "newest"


@click.command()
@in_home
@click.option("--day", help="The day, such as 2026-11-22; else the newest that has a report.")
@click.option("--format", "name", help="Print the report in this format instead of naming the files.")
@click.option("--week", is_flag=False, flag_value=_NEWEST, help="Tell the week of this day, or the newest.")
@click.option("--month", is_flag=False, flag_value=_NEWEST, help="Tell the month of this day, or the newest.")
def report(home: Path, day: str | None, name: str | None, week: str | None, month: str | None) -> None:
    """Write the day's report again from what is stored, and say where its files are.

    \b
    brassplate report
    brassplate report --format markdown --day 2026-11-22
    brassplate report --week
    brassplate report --month 2026-11-22 --format markdown
    """
    from monitor.commands._stored import newest
    from monitor.publishing import publish_day
    from reports.formats import named

    if sum(each is not None for each in (day, week, month)) > 1:
        raise click.UsageError("give one of --day, --week and --month")
    config, store = load(home), open_store(home)
    if week or month:
        _tell_span(config, store, _span(store, week, month), name)
        return
    _, stored = newest(store, day)
    try:
        if name:
            click.echo(named(name).render(stored), nl=False)
            return
        _, paths = publish_day(config, store, stored)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from None
    for path in paths:
        click.echo(str(path))


def _span(store: "MonitorStore", week: str | None, month: str | None) -> "Span":
    from datetime import date

    from monitor.commands._stored import newest
    from reports.period import month_of, week_of

    asked = week or month or _NEWEST
    try:
        day = date.fromisoformat(newest(store, None)[0].day if asked == _NEWEST else asked)
    except ValueError:
        raise ConfigError(f"'{asked[:40]}' is no day; write it as 2026-11-22") from None
    return week_of(day) if week else month_of(day)


def _tell_span(config: "Config", store: "MonitorStore", span: "Span", name: str | None) -> None:
    from monitor.publishing import publish_span, told_span
    from reports.summary import SHAPES

    if name and name not in SHAPES:
        raise click.UsageError(f"cannot tell a {span.kind} as {name!r}: choose one of {', '.join(SHAPES)}")
    told = told_span(store, span) if name else None
    if name and told:
        click.echo(SHAPES[name][1](told), nl=False)
        return
    for path in publish_span(config, store, span)[1]:
        click.echo(str(path))


COMMAND = report
