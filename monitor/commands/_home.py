"""Which home does this command work in?"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import MonitorStore


def default_home() -> Path:
    """$BRASSPLATE_HOME, else systemd's first $STATE_DIRECTORY, else the user's data directory."""
    if named := os.environ.get("BRASSPLATE_HOME"):
        return Path(named)
    if state := os.environ.get("STATE_DIRECTORY"):
        return Path(state.split(":")[0])
    return Path.home() / ".local" / "share" / "brassplate"


def _resolve(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    given = value or ctx.find_root().obj
    try:
        return (given or default_home()).expanduser().absolute()
    except RuntimeError:
        raise click.BadParameter(f"'{given}' begins with '~' and names no user", ctx, parameter) from None


def in_home(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives the command its ``home``: after the command's name, before it, or from the environment."""
    option = click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        callback=_resolve,
        help="The home to work in, if not the usual one.",
    )
    decorated: Callable[..., Any] = option(function)
    return decorated


def load(home: Path) -> "Config":
    """The configuration of an existing home."""
    from monitor import config

    return config.load(home)


def open_store(home: Path) -> "MonitorStore":
    """The monitor's memory of an existing home."""
    from crawler.store import open_database
    from monitor.store import MonitorStore

    load(home)
    return MonitorStore(open_database(home / "brassplate.db"))
