"""Why does a domain resemble a reference, and why not?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home, load

if TYPE_CHECKING:
    from monitor.cycle import Home
    from monitor.score import Score

NEXT = 5


@click.command()
@in_home
@click.argument("domain")
@click.argument("reference", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each pair, strongest first.")
def explain(home: Path, domain: str, reference: str | None, as_json: bool) -> None:
    """Every reason why DOMAIN resembles REFERENCE, what weighs against it, and what was not compared.

    Without REFERENCE the strongest counterpart is explained and the next ones are named.

    \b
    brassplate explain acme-soft.example
    brassplate explain acme-soft.example cloudbluefox.com --json
    """
    from crawler.names import parse
    from crawler.records import canonical

    name, other = parse(domain), parse(reference) if reference else None
    config = load(home)
    from monitor import cycle

    found = _scores(cycle.open_home(config), name, other)
    if as_json:
        for each in found:
            click.echo(canonical(each.to_json()))
        return
    from monitor.commands._listing import pair_line, waterfall

    click.echo("\n".join(waterfall(found[0], _note(found[0].counterpart))))
    if len(found) > 1:
        click.echo("\nnext:")
        for each in found[1 : NEXT + 1]:
            click.echo(f"  {pair_line(each)}")


def _scores(home: "Home", domain: str, other: str | None) -> "list[Score]":
    from crawler.errors import ConfigError
    from monitor import cycle
    from monitor.references import all_references

    if home.store.index.get(domain) is None:
        raise ConfigError(
            f"nothing was seen of {domain} in this home; 'brassplate watch add {domain}' and run"
        )
    if other:
        candidates = {other}
    else:
        candidates = {each.domain for each in all_references(home.store)} - {domain}
        candidates |= {each.counterpart for each in home.store.ledger.standings(domain)}
    found = [score for each in sorted(candidates) if (score := cycle.score_pair(home, domain, each))]
    if not found:
        raise ConfigError(
            f"nothing was seen of {other or 'any reference'} in this home; import or watch it, and run"
        )
    return sorted(found, key=lambda each: (-each.bits, each.counterpart))


def _note(domain: str) -> str:
    from monitor.references import documented

    entry = documented(domain)
    return entry.source if entry else ""


COMMAND = explain
