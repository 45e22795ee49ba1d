"""What did we ask of a domain's servers, when, and from which address?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home, load, open_store

if TYPE_CHECKING:
    from crawler.records import Touch

COLUMNS = ("when", "what", "address", "from", "status", "bytes")
WIDEST = 120


@click.command()
@in_home
@click.argument("domain")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, such as 2026-11-22.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, names as they are.")
def ledger(home: Path, domain: str, since: datetime | None, as_json: bool) -> None:
    """Every request that was made for DOMAIN, oldest first, names defanged.

    For whoever answers an owner who asks what we did: pages and robots.txt, certificates, RDAP and WHOIS.
    Status 0 is a request without an answer. Times are UTC; 'run.ledger_days' says how long they are kept.

    \b
    brassplate ledger some-firm.example
    brassplate ledger some-firm.example --since 2026-11-22 --json
    """
    from crawler.names import parse
    from crawler.records import canonical, row_of
    from crawler.store import ObservationStore

    name = parse(domain)
    first = since.replace(tzinfo=UTC) if since else None
    days = load(home).run.ledger_days
    made = ObservationStore(open_store(home).db).touches(name)
    found = [each for each in made if first is None or each.at >= first]
    if as_json:
        for touch in found:
            click.echo(canonical(row_of(touch)))
    elif found:
        click.echo("\n".join(_table(found)))
    if not found:
        when = f" since {first:%Y-%m-%d}" if first else f" in the last {days} days"
        click.echo(f"no request was made for {name}{when}", err=True)


def _table(found: "list[Touch]") -> Iterator[str]:
    rows = [COLUMNS, *map(_row, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        *words, status, size = (f"{text:<{width}}" for text, width in zip(row, widths, strict=True))
        yield "  ".join([*words, f"{status.strip():>{widths[-2]}}", f"{size.strip():>{widths[-1]}}"])


def _row(touch: "Touch") -> tuple[str, ...]:
    from reports.defang import tell

    when = f"{touch.at:%Y-%m-%d %H:%M:%S}"
    ends = (tell(touch.address or "-", WIDEST), tell(touch.source or "-", WIDEST))
    return (when, tell(touch.what, WIDEST), *ends, str(touch.status), str(touch.size))


COMMAND = ledger
