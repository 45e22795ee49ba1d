"""How does an analyst take the history into other tools?"""

from datetime import datetime
from pathlib import Path

import click

from monitor.commands._home import in_home, load

KINDS = ("observations", "dns", "evidence", "alerts", "judgements", "candidates", "funnel")
FORMATS = ("cof", "csv", "jsonl", "parquet")
STDOUT = "-"


@click.command()
@in_home
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", default=STDOUT, type=click.Path(dir_okay=False, allow_dash=True))
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="Else by the file's suffix; jsonl on stdout."
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what held on or after this day.")
@click.option("--domain", default="", help="Only this domain.")
def export(
    home: Path, kind: str, file: str, format_: str | None, since: datetime | None, domain: str
) -> None:
    """Write the history of KIND into FILE, or to stdout; nothing is changed, and a run may go on beside it.

    observations are intervals with what was seen, dns is one row a record and time, evidence and alerts
    hold what was told and what judgements hid; beside them judgements, candidates and the funnel. Names are
    as they are. The columns are written down in docs/schema.md.

    \b
    brassplate export observations looks.parquet --since 2026-01-01
    brassplate export evidence evidence.csv
    brassplate export dns acme.cof --domain acme-soft.com
    brassplate export alerts | jq -r 'select(.hidden_by == "") | .domain'
    """
    from crawler.names import parse
    from monitor.exports import TABLES, Asked, chosen
    from monitor.exports import export as write

    database = load(home).database
    path = None if file == STDOUT else Path(file)
    asked = Asked(f"{since:%Y-%m-%d}" if since else "", parse(domain) if domain else "")
    table = TABLES[kind]
    writer = chosen(table, path, format_ or "")
    number = write(database, table, asked, writer, path)
    if path is not None:
        click.echo(f"{number:,} {'row' if number == 1 else 'rows'} of {kind} in {path}", err=True)


COMMAND = export
