"""Which domains are looked at every day?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from monitor.commands._home import in_home, open_store

if TYPE_CHECKING:
    from monitor.commands._understood import LeftOut, Meant
    from monitor.commands._watch_lines import Said
    from monitor.store import MonitorStore, WatchItem

ROLES = ("candidate", "known-good")
PRIORITIES = ("high", "normal", "low")
MOST_REFUSALS = 20
LONGEST_GIVEN = 500


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
        click.option("--why", help="Why it is watched; every alert of it says so."),
    ):
        function = option(function)
    return function


@watch.command()
@in_home
@click.argument("texts", nargs=-1, required=True)
@_saying
@click.option("--json", "as_json", is_flag=True, help="What was understood, one JSON object a line.")
def add(home: Path, texts: tuple[str, ...], tags: tuple[str, ...], as_json: bool, **said: str | None) -> None:
    """Watch what TEXTS name from the next run on: domains, URLs, mailboxes, a message, a file, '-' for stdin.

    Names that were made harmless (hxxp://evil[.]example) are understood. Of a running text those are taken
    that a person would mark as suspects, each with its sentence as the reason where --why gives none. What
    was understood is said, and what was left out. One that is watched already keeps what is not said anew;
    one that a source brought is yours from then on and is never dropped by itself; its reason stays.

    \b
    brassplate watch add some-firm.example --why "wrote to us"
    brassplate watch add jobs@some-firm.example hxxps://odd-firm[.]example/team
    xclip -o | brassplate watch add - --tag mail
    brassplate watch add old-firm.example --role known-good
    brassplate watch add odd-firm.example --priority high --tag invoices --until 2027-06-30
    """
    import sys

    from monitor.commands._understood import LeftOut, understood
    from monitor.commands._watch_lines import item
    from monitor.store import BY_HAND
    from reports.defang import visible

    store, told = open_store(home), _said(tags, said)
    known, found = _known(store), list(understood(texts, sys.stdin.buffer))
    meant = {each.domain: each for each in reversed(found) if not isinstance(each, LeftOut)}
    items = [
        item(name, told.over(_reason(meant[name], known.get(name))), BY_HAND, known)
        for name in reversed(meant)
    ]
    new = store.watchlist.add(items) if items else 0
    for each in found:
        _say(each, known, as_json)
    for name in reversed(meant):
        if name in known and known[name].source != BY_HAND:
            click.echo(f"{name}: {visible(known[name].source)} had brought it; it is yours now", err=True)
    click.echo(f"{new} new, {len(items) - new} watched before{_rest(found)}", err=True)
    if not items:
        click.get_current_context().exit(2)


def _reason(meant: "Meant", before: "WatchItem | None") -> "Said":
    """What the text says of a domain, where nobody gave a reason yet."""
    from monitor.commands._watch_lines import Said, said_by

    return said_by({"why": meant.sentence}) if meant.sentence and not (before and before.why) else Said()


def _say(each: "Meant | LeftOut", known: "Mapping[str, WatchItem]", as_json: bool) -> None:
    """What was made of one name; a bare one that was taken as it is needs no word."""
    from crawler.records import canonical
    from monitor.commands._understood import LONGEST_SHOWN, LeftOut
    from reports.defang import tell, visible

    given = tell(each.given, LONGEST_SHOWN)
    if isinstance(each, LeftOut):
        row = {"given": visible(each.given[:LONGEST_GIVEN]), "left_out": visible(each.why)}
        line = f"left out {given}: {visible(each.why)}" if given else visible(each.why)
    else:
        row = {"given": visible(each.given[:LONGEST_GIVEN]), "domain": each.domain}
        row |= {
            "how": visible(each.how or "a name"),
            "sentence": visible(each.sentence),
            "watched": "before" if each.domain in known else "new",
        }
        line = f"{each.domain}: {visible(each.how)} ({given})" if each.how else ""
    if as_json:
        click.echo(canonical(row))
    elif line:
        click.echo(line, err=True)


def _rest(found: "list[Meant | LeftOut]") -> str:
    from monitor.commands._understood import LeftOut

    left = sum(isinstance(each, LeftOut) for each in found)
    return f", {left} left out" if left else ""


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
