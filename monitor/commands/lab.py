"""How is an invented internet kept running beside another terminal?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home

if TYPE_CHECKING:
    from crawler.lab import Lab


@click.command()
@in_home
@click.option("--day", type=click.IntRange(1, 3), default=1, show_default=True, help="The lab's day.")
def lab(home: Path, day: int) -> None:
    """Serve an invented internet on the loopback network until Ctrl-C.

    The home gets a configuration that sees the lab, invented archives of three references, and the
    lab's watchlist of that day.

    \b
    brassplate lab --home lab-home --day 1 &
    brassplate run --home lab-home --at 2026-03-02T06:00:00Z
    """
    from crawler.errors import ConfigError
    from crawler.lab import serve
    from monitor.commands._laboratory import is_for_the_lab

    if (home / "brassplate.toml").exists() and not is_for_the_lab(home):
        raise ConfigError(f"{home} is a home in use; name another with --home, such as lab-home")
    serve(home / "lab", day, lambda running: _ready(home, day, running))


def _ready(home: Path, day: int, running: "Lab") -> None:
    from monitor.commands._laboratory import furnish, seed

    furnished = furnish(home, running)
    for each in range(1, day + 1):
        seed(furnished, running, each)
    moment = f"{running.now(day):%Y-%m-%dT%H:%M:%SZ}"
    click.echo(f"brassplate run --home {home} --at {moment}")
    click.echo("the lab runs until Ctrl-C; its firms are invented", err=True)


COMMAND = lab
