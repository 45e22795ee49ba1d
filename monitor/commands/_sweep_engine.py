"""Where does a sweep run, how far is it, and with which code does it end?"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crawler.sweep import Done, Item, Work
    from crawler.sweep.engines import Settings

FAILED = 1
SECONDS = 10.0
"""Between two lines of progress where nobody watches a bar."""
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


def on_engine(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where the work is done; the command gets them as ``where``."""
    for option in (
        click.option("--tls-key", type=_FILE, help="Our key, for a scheduler at tls://."),
        click.option("--tls-cert", type=_FILE, help="Our certificate, for a scheduler at tls://."),
        click.option("--tls-ca", type=_FILE, help="Who signed the cluster's certificates."),
        click.option("--workers", type=click.IntRange(1), help="Tasks at one time; else one a core."),
        click.option("--scheduler", default="", metavar="ADDRESS", help="Of the cluster: tls://HOST:8786."),
        click.option("--engine", default="local", show_default=True, help="local, dask or ray."),
    ):
        function = option(function)
    return function


def settings_of(given: dict[str, Any], **more: Any) -> "Settings":
    """What ``on_engine`` was told, without the engine's name."""
    from crawler.sweep.engines import Settings

    told = {name: value for name, value in given.items() if value is not None}
    return Settings(**told, tell=_say, **more)


def _say(sentence: str) -> None:
    """On stderr; what a stranger's file made of it does nothing to a terminal."""
    from reports.defang import visible

    click.echo(visible(sentence), err=True)


def run(
    work: "Work",
    items: "Sequence[Item]",
    out: Path,
    engine: str,
    settings: "Settings",
    also: "Callable[[Done], object]" = lambda done: None,
) -> "Done":
    """Sweeps, tells how far it is (``also`` too), names what could not be done; a lost engine ends with 1."""
    from crawler import sweep
    from crawler.sweep import engines

    chosen = engines.engine(engine)
    try:
        with _progress(also) as progress:
            done = sweep.sweep(
                work, items, out, lambda task, left: chosen.run(task, left, settings), progress
            )
    except sweep.EngineLost as error:
        raise click.ClickException(f"{error}; run it again: what is done is kept") from None
    for each in done.quarantined:
        _say(f"left out {each.item.words}: {each.fault}")
    return done


@contextmanager
def _progress(also: "Callable[[Done], object]") -> "Iterator[Callable[[Done], object]]":
    """A bar on a terminal, else a line of JSON every few seconds."""
    from monitor.commands._progress import shown

    told = [time.monotonic()]
    with shown() as bar:

        def show(done: "Done") -> None:
            bar("parts", done.ended, done.items)
            also(done)
            if not sys.stderr.isatty() and time.monotonic() - told[0] >= SECONDS:
                told[0] = time.monotonic()
                click.echo(line_of(done), err=True)

        yield show


def line_of(done: "Done") -> str:
    """How far it is, as one line of JSON."""
    from crawler.records import canonical

    row = {"parts": done.parts, "of": done.items, "kept": done.kept, "quarantined": len(done.quarantined)}
    row |= {"rows": done.rows, "seen": done.seen, "unread": done.unread}
    return canonical(row | {"bytes": done.bytes_read, "seconds": round(done.seconds, 1)})
