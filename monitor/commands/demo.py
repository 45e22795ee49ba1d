"""What does it do, shown on three invented days?"""

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._laboratory import furnish, seed
from monitor.commands._progress import shown

if TYPE_CHECKING:
    from crawler.lab import Lab
    from reports.digest import DailyReport

DAYS = (1, 2, 3)


@click.command()
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="Where to; else a new directory."
)
@click.pass_context
def demo(ctx: click.Context, home: Path | None) -> None:
    """Run three days over an invented internet on this machine, and say where the report is.

    Nothing leaves the machine and nothing is canned: the firms, their pages and their registrations are
    served on the loopback network, looked at and weighed as on any other day.

    \b
    brassplate demo
    brassplate demo --home demo-home
    """
    from crawler.lab import Lab
    from monitor.commands._listing import one_line
    from monitor.commands._lock import only_run

    place = (home or ctx.find_root().obj or Path(tempfile.mkdtemp(prefix="brassplate-demo-"))).absolute()
    _fresh(place)
    click.echo("three days over an invented internet on this machine; about a minute", err=True)
    with Lab(place / "lab") as lab, only_run(place):
        reports = _three_days(place, lab)
    for report in reports:
        for alert in report.alerts:
            click.echo(f"{report.day}  {one_line(alert)}")
    folder = place / "reports" / reports[-1].day
    page = folder / "report.html"
    click.echo(f"report: {page if page.exists() else folder}")


def _three_days(place: Path, lab: "Lab") -> "list[DailyReport]":
    from monitor import cycle
    from monitor.commands._listing import summary

    home = furnish(place, lab)
    reports = []
    for day in DAYS:
        lab.day = day
        seed(home, lab, day)
        with shown() as progress:
            reports.append(cycle.run_day(home, now=lab.now(day), progress=progress))
        click.echo(f"day {day}: {summary(reports[-1])}", err=True)
    return reports


def _fresh(place: Path) -> None:
    """Empties the home of an earlier demo; any other directory that holds something is refused."""
    from crawler.errors import ConfigError
    from monitor.commands._laboratory import is_for_the_lab
    from monitor.commands.init import refuse_package_folders

    refuse_package_folders(place)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not any(place.iterdir()):
        return
    if not is_for_the_lab(place):
        raise ConfigError(f"{place} is not empty and no demo made it; name another directory with --home")
    for name in ("archive", "reports", "lab"):
        shutil.rmtree(place / name, ignore_errors=True)
    for file in place.glob("brassplate.db*"):
        file.unlink()


COMMAND = demo
