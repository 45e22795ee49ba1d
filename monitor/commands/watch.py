"""Which domains are looked at every day?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from monitor.commands._home import in_home, open_store

if TYPE_CHECKING:
    from monitor.commands._watch_lines import Said
    from monitor.store import MonitorStore, WatchItem

ROLES = ("candidate", "known-good")
PRIORITIES = ("high", "normal", "low")
MOST_REFUSALS = 20


@click.group()
def watch() -> None:
    """The list of domains that are looked at every day.

    \b
    brassplate watch add some-firm.example --why "wrote to us"
    brassplate watch import names.txt
    brassplate watch list
    """


def _saying(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say something of each domain given."""
    for option in (
        click.option("--until", metavar="DAY", help="The last day on which it is watched."),
        click.option("--tag", "tags", multiple=True, help="A word to find it by; any number."),
        click.option("--priority", type=click.Choice(PRIORITIES), help="Who is looked at first."),
        click.option("--role", type=click.Choice(ROLES), help="What it is; a new one is a candidate."),
        click.option("--why", help="Why it is watched; every report of it says so."),
    ):
        function = option(function)
    return function


@watch.command()
@in_home
@click.argument("domains", nargs=-1, required=True)
@_saying
def add(home: Path, domains: tuple[str, ...], tags: tuple[str, ...], **said: str | None) -> None:
    """Watch DOMAINS from the next run on.

    One that is watched already keeps whatever is not said anew.

    \b
    brassplate watch add some-firm.example --why "wrote to us"
    brassplate watch add old-firm.example --role known-good
    brassplate watch add odd-firm.example --priority high --tag invoices --until 2027-06-30
    """
    from crawler.names import parse
    from monitor.commands._watch_lines import item

    store = open_store(home)
    known, told = _known(store), _said(tags, said)
    items = [item(name, told, "analyst", known) for name in dict.fromkeys(map(parse, domains))]
    new = store.watchlist.add(items)
    click.echo(f"{new} new, {len(items) - new} watched before", err=True)


@watch.command("import")
@in_home
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
@_saying
def import_(home: Path, file: TextIO, tags: tuple[str, ...], **said: str | None) -> None:
    """Watch every domain of FILE; '-' is standard input.

    A line is DOMAIN[,ROLE[,WHY]], and '#' before WHY begins a comment; or the first line names the
    columns (domain,role,why,priority,tags,until); or each is a JSON object, as 'watch list --json' prints
    it. A line that cannot be used is told with its number and its reason; the good ones are taken. What
    is watched already keeps what its line leaves out.

    \b
    brassplate watch import names.txt
    brassplate watch import feed.csv --priority low --tag feed --until 2027-06-30
    cut -f1 feed.tsv | brassplate watch import -
    """
    from monitor.commands._watch_lines import item, read_lines
    from reports.defang import visible

    store = open_store(home)
    refused: list[tuple[int, str]] = []
    source, known, told = f"import of {Path(file.name).name}", _known(store), _said(tags, said)
    items = {}
    for domain, of_line in read_lines(file, refused):
        items[domain] = item(domain, of_line.over(told), source, known)
    new = store.watchlist.add(items.values()) if items else 0
    for number, reason in refused[:MOST_REFUSALS]:
        click.echo(f"line {number}: {visible(reason)}", err=True)
    if len(refused) > MOST_REFUSALS:
        click.echo(f"… and {len(refused) - MOST_REFUSALS} more lines", err=True)
    click.echo(f"{new} new, {len(items) - new} watched before, {len(refused)} refused", err=True)
    if not items:
        click.get_current_context().exit(2)


def _said(tags: tuple[str, ...], texts: Mapping[str, str | None]) -> "Said":
    from monitor.commands._watch_lines import Unusable, said_by

    try:
        found = said_by({name: text or "" for name, text in texts.items()} | {"tags": " ".join(tags)})
    except Unusable as error:
        raise click.UsageError(str(error)) from None
    return replace(found, why="") if texts["why"] == "" else found  # no reason is a reason to forget one


@watch.command("list")
@in_home
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(home: Path, as_json: bool) -> None:
    """What is watched, one domain a line: DOMAIN,ROLE,WHY as 'watch import' reads it; --json says all.

    \b
    brassplate watch list
    brassplate watch list --json | jq -r .domain
    """
    for item in open_store(home).watchlist.items():
        click.echo(_json(item) if as_json else ",".join((item.domain, item.role, item.why)).rstrip(","))


@watch.command()
@in_home
@click.argument("domains", nargs=-1, required=True)
def remove(home: Path, domains: tuple[str, ...]) -> None:
    """Stop watching DOMAINS; what was seen of them stays.

    \b
    brassplate watch remove some-firm.example
    """
    from crawler.names import parse

    gone = open_store(home).watchlist.remove([parse(each) for each in domains], datetime.now(UTC))
    click.echo(f"{gone} removed, {len(domains) - gone} not watched", err=True)


def _known(store: "MonitorStore") -> "Mapping[str, WatchItem]":
    return {item.domain: item for item in store.watchlist.items()}


def _json(item: "WatchItem") -> str:
    from crawler.records import canonical, iso

    row = {name: getattr(item, name) for name in ("domain", "role", "why", "source", "priority")}
    until = item.until.isoformat() if item.until else None
    return canonical(row | {"added_at": iso(item.added_at), "tags": list(item.tags), "until": until})


COMMAND = watch
