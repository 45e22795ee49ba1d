"""What does today look like?"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._ended import remembered
from monitor.commands._home import in_home, load
from monitor.commands._lock import only_run
from monitor.commands._progress import shown

if TYPE_CHECKING:
    from reports.digest import DailyReport

FAILED, NEW_ALERTS, BLIND = 1, 3, 4


class Moment(click.ParamType[datetime]):
    """An ISO 8601 day or time; UTC where no zone is given."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{str(value)[:40]}' is no time; write 2026-11-22 or 2026-11-22T06:00:00Z", param, ctx)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@click.command()
@in_home
@click.option(
    "--exit-code",
    is_flag=True,
    help=f"Exit with {NEW_ALERTS} when there are new alerts, with {BLIND} when the run was blind or dumb.",
)
@click.option("--at", type=Moment(), help="Pretend that it is this time (UTC), for a lab or a replay.")
@click.option("--json", "as_json", is_flag=True, help="The summary as one JSON object.")
def run(home: Path, exit_code: bool, at: datetime | None, as_json: bool) -> None:
    """Look at every watched domain once, weigh what was seen, and write the day's report.

    A run that was stopped goes on where it was when it is started again. A report that is written while a
    canary is silent, or that could not be told, exits with 1, with --exit-code with 4, alerts or not.

    \b
    brassplate run
    brassplate run --exit-code; [ $? -eq 3 ] && brassplate report --format markdown
    """
    config = load(home)
    from crawler.errors import ConfigError
    from crawler.records import parse_time
    from monitor import cycle, notify

    moment = at or datetime.now(UTC)
    opened = cycle.open_home(config)
    if not (opened.store.watchlist.count() or config.source or opened.store.candidates.stages()):
        raise ConfigError(
            "nothing is watched yet; 'brassplate watch add NAME' or 'watch import FILE' first, or a source"
        )
    with only_run(home):
        with remembered(home, moment), shown() as progress:
            report = cycle.run_day(opened, now=moment, progress=progress)
        _tell(report, home, as_json)
        untold = notify.tell_all(opened, report)
        for sentence in untold:
            click.echo(sentence, err=True)
        minutes = config.run.registry_minutes
        waiting = len(opened.observations.postponed(parse_time(report.started)))
        if waiting and minutes:
            click.echo(
                f"{waiting} registrations are asked for now, at their registries' pace, for {minutes} "
                "minutes at most; interrupting that loses nothing",
                err=True,
            )
            cycle.catch_up(opened, report)
    if code := _code(report, untold, exit_code):
        click.get_current_context().exit(code)


def _code(report: "DailyReport", untold: list[str], asked: bool) -> int:
    """How a run ends that came to its report; blindness goes before news, which nobody can trust then."""
    if untold or not all(each.told for each in report.canaries):
        return BLIND if asked else FAILED
    return NEW_ALERTS if asked and report.alerts else 0


def _tell(report: "DailyReport", home: Path, as_json: bool) -> None:
    from crawler.records import canonical
    from monitor.commands._listing import one_line, summary

    folder = home / "reports" / report.day
    if as_json:
        row = {"run": report.run, "day": report.day, "watched": report.watched}
        told = {"alerts": len(report.alerts), "known": len(report.known), "report": str(folder)}
        click.echo(canonical(row | told | {"baseline": report.baseline}))
    else:
        click.echo(summary(report))
        for alert in report.alerts:
            click.echo(one_line(alert))
        click.echo(f"report: {folder}")
    for sentence in report.health:
        click.echo(sentence, err=True)


COMMAND = run
