"""What does an analyst say of a domain?"""

import getpass
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home, open_store

if TYPE_CHECKING:
    from monitor.store import MonitorStore

VERDICTS = ("benign", "suspected", "confirmed", "muted")


@click.command()
@in_home
@click.argument("domains", nargs=-1)
@click.option("--as", "verdict", type=click.Choice(VERDICTS), help="What it is.")
@click.option("--reason", default="", help="Why; every report of it says so.")
@click.option("--source", default="", help="Who confirmed it elsewhere: needed for 'confirmed'.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it holds.")
@click.option("--author", help="Who says so; else $BRASSPLATE_AUTHOR, else the user's name.")
@click.option("--withdraw", is_flag=True, help="Take back what holds of DOMAINS.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def judge(
    home: Path,
    domains: tuple[str, ...],
    verdict: str | None,
    reason: str,
    source: str,
    until: datetime | None,
    author: str | None,
    withdraw: bool,
    as_json: bool,
) -> None:
    """Judge DOMAINS, or list what is judged.

    'benign' mutes the facts that stand now: what is new on that site is told all the same. 'muted' keeps
    everything but a seizure back until a day. Every judgement is kept, with its reason, in the store and in
    judgements.toml of the home, which may be edited and is read before every run.

    \b
    brassplate judge old-firm.example --as benign --reason "a customer's own second site"
    brassplate judge some-firm.example --as confirmed --reason "seized" --source "DOJ, 2026-11-20"
    brassplate judge odd-firm.example --as muted --until 2027-01-31 --reason "asked them, answer is due"
    brassplate judge old-firm.example --withdraw
    brassplate judge
    """
    from crawler.names import parse
    from monitor import judged_file
    from monitor.judging import Said, judgement
    from monitor.store import Verdict

    store, now = open_store(home), datetime.now(UTC).replace(microsecond=0)
    names = list(dict.fromkeys(map(parse, domains)))
    with store.transaction():
        judged_file.take(home, store, now)
        if withdraw:
            held = store.judgements.holding(now.date())
            gone = store.judgements.withdraw([held[each].id for each in names if each in held], now)
            judged_file.write(home, store)
            told = f"{gone} withdrawn, {len(names) - gone} not judged"
        elif verdict is not None and names:
            by = author or os.environ.get("BRASSPLATE_AUTHOR") or getpass.getuser()
            said = Said(Verdict(verdict), reason, by, source, until.date() if until else None)
            made = store.judgements.add([judgement(store, each, said, now) for each in names])
            judged_file.write(home, store)
            told = f"{made} judged {verdict}"
        elif verdict is not None or reason or source or until:
            raise click.UsageError("name DOMAINS and what they are: 'judge DOMAIN --as benign --reason …'")
        else:
            _list(store, names, now, as_json)
            return
    click.echo(told, err=True)


def _list(store: "MonitorStore", names: list[str], now: datetime, as_json: bool) -> None:
    from crawler.records import canonical, iso
    from reports.defang import tell

    holding = store.judgements.holding(now.date())
    if not names and not holding:
        click.echo("nothing is judged yet; 'judge DOMAIN --as benign --reason …' does it", err=True)
    for domain in sorted(names or holding):
        if domain not in holding:
            click.echo(f"{domain} is not judged", err=True)
            continue
        each = holding[domain]
        until = each.until.isoformat() if each.until else ""
        row = {"domain": domain, "verdict": each.verdict, "author": each.author, "reason": each.reason}
        if as_json:
            more = {"judged_at": iso(each.judged_at), "until": until, "source": each.source}
            click.echo(canonical(row | more))
        else:
            last = f", until {until}" if until else ""
            words = f"{each.verdict}, {each.judged_at:%Y-%m-%d}, by {each.author}{last}: {each.reason}"
            click.echo(f"{tell(domain)}  {tell(words)}")


COMMAND = judge
