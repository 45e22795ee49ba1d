"""Which domains are looked at every day?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

import click

from monitor.commands._home import in_home, open_store

if TYPE_CHECKING:
    from monitor.store import MonitorStore, WatchItem

ROLES = ("candidate", "known-good")
MOST_REFUSALS = 20
LONGEST_WHY = 500


@click.group()
def watch() -> None:
    """The list of domains that are looked at every day.

    \b
    brassplate watch add some-firm.example --why "wrote to us"
    brassplate watch import names.txt
    brassplate watch list
    """


@watch.command()
@in_home
@click.argument("domains", nargs=-1, required=True)
@click.option("--why", help="Why it is watched; every report of it says so.")
@click.option("--role", type=click.Choice(ROLES), help="What it is; a new one is a candidate.")
def add(home: Path, domains: tuple[str, ...], why: str | None, role: str | None) -> None:
    """Watch DOMAINS from the next run on.

    One that is watched already keeps its role and its reason unless others are given.

    \b
    brassplate watch add some-firm.example --why "wrote to us"
    brassplate watch add old-firm.example --role known-good
    """
    from crawler.names import parse

    store = open_store(home)
    known = _known(store)
    items = [_item(name, role, why, "analyst", known) for name in dict.fromkeys(map(parse, domains))]
    new = store.watchlist.add(items)
    click.echo(f"{new} new, {len(items) - new} watched before", err=True)


@watch.command("import")
@in_home
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
def import_(home: Path, file: TextIO) -> None:
    """Watch every domain of FILE; '-' is standard input.

    A line is DOMAIN[,ROLE[,WHY]], and '#' before WHY begins a comment. A line that cannot be used is
    told with its number and its reason; the good ones are taken. What is watched already keeps the
    role and the reason that its line leaves out.

    \b
    brassplate watch import names.txt
    cut -f1 feed.tsv | brassplate watch import -
    """
    from reports.defang import visible

    store = open_store(home)
    refused: list[tuple[int, str]] = []
    found = read_lines(file, refused, source=f"import of {Path(file.name).name}", known=_known(store))
    items = {item.domain: item for item in found}
    new = store.watchlist.add(items.values()) if items else 0
    for number, reason in refused[:MOST_REFUSALS]:
        click.echo(f"line {number}: {visible(reason)}", err=True)
    if len(refused) > MOST_REFUSALS:
        click.echo(f"… and {len(refused) - MOST_REFUSALS} more lines", err=True)
    click.echo(f"{new} new, {len(items) - new} watched before, {len(refused)} refused", err=True)
    if not items:
        click.get_current_context().exit(2)


@watch.command("list")
@in_home
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(home: Path, as_json: bool) -> None:
    """What is watched, one domain a line: DOMAIN,ROLE,WHY as 'watch import' reads it.

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


def read_lines(
    lines: Iterable[str],
    refused: list[tuple[int, str]],
    *,
    source: str,
    known: "Mapping[str, WatchItem]" = MappingProxyType({}),
) -> "Iterator[WatchItem]":
    """The items of an import; what cannot be used is put into ``refused`` with its line number."""
    from crawler.names import InvalidName, parse

    for number, line in enumerate(lines, 1):
        text = _without_comment(line).strip()
        if not text:
            continue
        name, role, why = (part.strip() for part in (text + ",,").split(",", 2))
        try:
            if role and role not in ROLES:
                raise InvalidName(f"'{role[:40]}' is no role; it takes {' or '.join(ROLES)}")
            yield _item(parse(name), role or None, why.rstrip(",") or None, source, known)
        except InvalidName as error:
            refused.append((number, str(error)))


def _without_comment(line: str) -> str:
    before, mark, _ = line.partition("#")
    return before if mark and before.count(",") < 2 else line  # behind the second comma it is a reason's


def _known(store: "MonitorStore") -> "Mapping[str, WatchItem]":
    return {item.domain: item for item in store.watchlist.items()}


def _item(
    domain: str, role: str | None, why: str | None, source: str, known: "Mapping[str, WatchItem]"
) -> "WatchItem":
    """What is to be watched; what was not said of it stays as it is."""
    from monitor.store import Role, WatchItem
    from reports.defang import visible

    now, before = datetime.now(UTC), known.get(domain)
    item = before or WatchItem(domain, now, Role.CANDIDATE, "", source)
    if role is not None:
        item = replace(item, role=Role(role), source=source)
    if why is not None:
        item = replace(item, why=visible(why[:LONGEST_WHY]), source=source)
    return item


def _json(item: "WatchItem") -> str:
    from crawler.records import canonical, iso

    row = {name: getattr(item, name) for name in ("domain", "role", "why", "source")}
    return canonical(row | {"added_at": iso(item.added_at)})


COMMAND = watch
