"""How does a home begin?"""

from pathlib import Path

import click

from monitor.commands._home import in_home


@click.command()
@in_home
@click.option(
    "--force", is_flag=True, help="Begin with the default configuration again; the old one is kept beside it."
)
def init(home: Path, force: bool) -> None:
    """Make a home: a directory with a configuration and an empty database.

    An existing home keeps everything it has.

    \b
    brassplate init
    brassplate init --home /srv/brassplate
    """
    from monitor import config

    refuse_package_folders(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = home / config.FILE
    if force and file.exists():
        old = file.replace(file.with_name(f"{config.FILE}.old"))
        click.echo(f"the configuration until now is kept as {old}", err=True)
    if not file.exists():
        file.write_text(config.DEFAULT_TOML, encoding="utf-8")
    begin(home)
    click.echo(str(home))
    click.echo(f"{file} says every setting; next: brassplate watch add NAME --why '…'", err=True)


def begin(home: Path) -> None:
    """Makes the database and the folders of a home that has a configuration."""
    from monitor.config import load
    from monitor.home import open_home

    open_home(load(home))
    (home / "reports").mkdir(mode=0o700, exist_ok=True)


def refuse_package_folders(home: Path) -> None:
    """State never lies among the code: an upgrade would delete it."""
    from crawler.errors import ConfigError

    root = Path(__file__).resolve().parents[2]
    folders = [root / name for name in ("crawler", "monitor", "reports")]
    if any(home.resolve().is_relative_to(folder) for folder in folders):
        raise ConfigError(f"{home} lies inside the program's own packages; name another home")


COMMAND = init
