"""What would have been told, and when, by today's references, signals and weights?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands._home import in_home, load

if TYPE_CHECKING:
    from monitor.rescoring import Retold, Unread

NOT_YET = "-"
NEVER = "never"
MOST_UNREAD = 20


@click.command()
@in_home
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, such as 2026-11-22.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a pair, names as they are.")
def rescore(home: Path, since: datetime | None, as_json: bool) -> None:
    """Weigh all stored history anew, offline, and say what would have been told when; names defanged.

    After a reference, a signal or a weight was added. For each pair: the first day in each band or a higher
    one, the strongest score and its day, and the day on which it was really told. What was so already when
    --since began has that day. A dry run: nothing is changed, and the next run weighs what stands by itself.
    How rare a value is stands as the newest run counted it: after a new signal, run once before. Exit code 1
    where a part of the past could not be read.

    \b
    brassplate rescore
    brassplate rescore --since 2026-11-01 --json | jq -r 'select(.alerted == null) | .domain'
    """
    from crawler.records import canonical
    from monitor.commands._progress import shown
    from monitor.home import open_home
    from monitor.rescoring import Unread, ranked, rescore

    opened = open_home(load(home))
    first = since.replace(tzinfo=UTC) if since else None
    told: list[Retold] = []
    unread: list[Unread] = []
    with opened.reader() as reader, shown() as progress:
        for each in rescore(opened, reader, first, progress):
            if isinstance(each, Unread):
                unread.append(each)
            else:
                told.append(each)
    if as_json:
        for each in ranked(told):
            click.echo(canonical(_row(each)))
    elif told:
        click.echo("\n".join(_table(ranked(told))))
    click.echo(_summary(told, first), err=True)
    _complain(unread)


def _row(pair: "Retold") -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(pair), "reached": dict(pair.reached), "alerted": pair.alerted or None}


def _table(told: "list[Retold]") -> Iterator[str]:
    from monitor.score import Band
    from reports.defang import tell

    bands = [band.value for band in reversed(Band) if band is not Band.NONE]
    rows = [[*bands, "strongest", "on", "told", "pair"]]
    for each in told:
        days = dict(each.reached)
        pair = f"{tell(each.domain)} {each.relation} {tell(each.counterpart)}"
        when = [days.get(band, NOT_YET) for band in bands]
        rows.append([*when, f"{each.bits:+.1f} bits", each.day, each.alerted or NEVER, pair])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()


def _summary(told: "list[Retold]", since: datetime | None) -> str:
    pairs = "1 pair" if len(told) == 1 else f"{len(told)} pairs"
    missed = sum(not each.alerted for each in told)
    when = f" since {since:%Y-%m-%d}" if since else ""
    return f"{pairs} would have been told{when}; {missed} of them never {'was' if missed == 1 else 'were'}"


def _complain(unread: "list[Unread]") -> None:
    from crawler.errors import CollectionError
    from reports.defang import visible

    for each in unread[:MOST_UNREAD]:
        click.echo(f"{each.domain} of {each.day} could not be read: {visible(each.why)}", err=True)
    if unread:
        number = "one state" if len(unread) == 1 else f"{len(unread)} states"
        raise CollectionError(f"{number} of the past could not be read, and may have been told as well")


COMMAND = rescore
