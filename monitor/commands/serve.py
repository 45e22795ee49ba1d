"""How is the day read and judged in a browser?"""

import getpass
import os
from pathlib import Path

import click

from monitor.commands._home import in_home, load

PORT = 8788


@click.command()
@in_home
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=PORT, show_default=True, help="0: any free one."
)
@click.option("--sql", is_flag=True, help="Let SELECT statements be typed; they cannot write.")
@click.option("--host-name", "names", multiple=True, help="A further name that it answers to; any number.")
@click.option("--author", help="Who judges; else $BRASSPLATE_AUTHOR, else the user's name.")
def serve(home: Path, port: int, sql: bool, names: tuple[str, ...], author: str | None) -> None:
    """Open the review page on 127.0.0.1: today's report with its judgements, every domain, every value.

    The address that is printed opens it once; the browser is known from then on. The token behind it lies in
    serve.token of the home, or is taken from $BRASSPLATE_SERVE_TOKEN. It needs Datasette: pip install
    'brassplate[review]' (in a checkout '.[review]').

    \b
    brassplate serve
    brassplate serve --port 8080 --sql
    ssh -L 8788:127.0.0.1:8788 server     to read it from elsewhere
    """
    from crawler.errors import ConfigError, to_install
    from monitor.home import open_home

    config = load(home)
    try:
        from monitor.review import Doors, Opened, listen, serve, token_of
    except ImportError as error:
        raise ConfigError(f"the review page needs Datasette ({error}): {to_install('review')}") from None
    open_home(config).store.db.conn.close()  # brings an older store up to date
    try:
        listening = listen(port)
    except OSError as error:
        raise ConfigError(
            f"port {port} cannot be opened ({error.strerror}); choose another with --port"
        ) from None
    with listening:
        at = listening.getsockname()[1]
        doors = Doors(token_of(home), at)
        by = author or os.environ.get("BRASSPLATE_AUTHOR") or getpass.getuser()
        click.echo(f"http://127.0.0.1:{at}/enter?key={doors.key}")
        click.echo("Open this address; it opens once. Ctrl-C ends it.", err=True)
        try:
            serve(Opened(home, by, sql, names), doors, listening)
        except KeyboardInterrupt:
            click.echo("The review page is closed.", err=True)


COMMAND = serve
