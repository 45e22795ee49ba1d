"""Which new names do the sources tell?"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home, load
from monitor.commands._lock import only_run
from monitor.commands._progress import shown

if TYPE_CHECKING:
    from monitor.cycle import Progress
    from monitor.discovery import Reading
    from monitor.home import Home

FAILED = 1


@click.command()
@in_home
@click.argument("names", nargs=-1)
@click.option("--from", "kind", metavar="KIND", help="Read WHERE once as a source of this kind.")
@click.option(
    "--option", "options", multiple=True, metavar="NAME=VALUE", help="With --from: an option of the kind."
)
@click.option("--again", is_flag=True, help="Read these sources from their beginning.")
@click.option("--kinds", "list_kinds", is_flag=True, help="List the kinds of sources and their options.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each new candidate.")
def discover(
    home: Path,
    names: tuple[str, ...],
    kind: str | None,
    options: tuple[str, ...],
    again: bool,
    list_kinds: bool,
    as_json: bool,
) -> None:
    """Read the sources of brassplate.toml whose time has come, or those named, for new candidates.

    A source goes on where it was left. With --from a file, a folder or a URL is read once; '-' is standard
    input. New candidates are printed; the next runs look at them, the most telling names first.

    \b
    brassplate discover
    brassplate discover argon2026h2
    brassplate discover --from iocs advisory.pdf
    brassplate discover --from certificates_static https://log.example/2026h2/ --option start=beginning
    """
    if list_kinds:
        _list()
        return
    from monitor.home import open_home

    if kind is not None and len(names) > 1:
        raise click.UsageError("--from takes one WHERE: a file, a folder, a URL, or '-' for standard input")
    if kind is not None and not names and _needs_where(kind):
        raise click.UsageError(
            f"--from {kind} needs a WHERE: a file, a folder, a URL, or '-' for standard input"
        )
    if options and kind is None:
        raise click.UsageError("--option goes with --from; those of a source stand in brassplate.toml")
    opened = open_home(load(home))
    now = datetime.now(UTC).replace(microsecond=0)
    with only_run(home), shown() as progress:
        if kind is not None:
            readings = _once(opened, kind, "".join(names), _options(options), again, now, progress)
        else:
            readings = _configured(opened, names, again, now, progress)
        faulty = [_tell(opened, each, as_json) for each in readings]
    if any(faulty):
        click.get_current_context().exit(FAILED)


def _once(
    home: "Home",
    kind: str,
    place: str,
    options: Mapping[str, str],
    again: bool,
    now: datetime,
    progress: "Progress",
) -> "Iterator[Reading]":
    from monitor.config import SourceConfig
    from monitor.discovery import read_source

    name = f"{kind} {place}".strip()
    if again or place == "-":
        home.store.candidates.forget_feed(name)
    with _place(place) as where:
        once = SourceConfig(kind=kind, where=where, options=options)
        yield read_source(home, name, once, now, os.environ, progress)


def _needs_where(kind: str) -> bool:
    from crawler.discovery import named

    return named(kind).needs_where


def _options(given: tuple[str, ...]) -> dict[str, str]:
    if wrong := [each for each in given if "=" not in each]:
        raise click.UsageError(f"'{wrong[0][:40]}' is no option; write --option name=value")
    return {name: value for name, _, value in (each.partition("=") for each in given)}


def _configured(
    home: "Home", names: tuple[str, ...], again: bool, now: datetime, progress: "Progress"
) -> "Iterator[Reading]":
    from monitor.discovery import discover as read_sources
    from monitor.discovery import due

    chosen = names or tuple(due(home, now))
    for each in chosen if again else ():
        home.store.candidates.forget_feed(each)
    if not home.config.source:
        click.echo("brassplate.toml has no [source.NAME] yet; docs/sources.md shows some", err=True)
    elif not chosen:
        click.echo("no source is due; name one to read it all the same", err=True)
    return read_sources(home, chosen, now, os.environ, progress)


@contextmanager
def _place(text: str) -> Iterator[str]:
    """Where to read; standard input is kept in a file for the time."""
    import shutil
    import tempfile

    if text != "-":
        yield text
        return
    with tempfile.NamedTemporaryFile(prefix="brassplate-", suffix=".stdin") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        yield file.name


def _tell(home: "Home", reading: "Reading", as_json: bool) -> bool:
    """Prints the new candidates and the summary; True when something could not be read."""
    from crawler.records import canonical
    from reports.defang import visible

    for domain in reading.new:
        found = home.store.candidates.get(domain)
        assert found is not None
        if as_json:
            row = {"domain": domain, "source": found.source, "reason": found.reason, "bits": found.bits}
            click.echo(canonical(row | {"reference": found.counterpart, "kinds": list(found.kinds)}))
        else:
            click.echo(f"{domain}  {visible(found.reason)}")
    click.echo(
        f"{visible(reading.source)}: {reading.seen} {'name' if reading.seen == 1 else 'names'}, "
        f"{reading.chosen} of interest, "
        f"{len(reading.new)} new",
        err=True,
    )
    if not reading.seen and not reading.faults:
        click.echo("nothing new is told; what was read before is read again with --again", err=True)
    for fault in reading.faults:
        click.echo(visible(fault), err=True)
    return bool(reading.faults)


def _list() -> None:
    from crawler.discovery import sources

    for each in sources():
        click.echo(f"{each.name.ljust(20)} {each.question}")
        for option, meaning in sorted(each.options.items()):
            click.echo(f"{'':20}   {option}: {meaning}")


COMMAND = discover
