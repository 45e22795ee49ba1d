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
    from monitor import cycle

    found = [cycle.score_pair(home, domain, each) for each in _counterparts(home, domain, other)]
    return sorted(found, key=lambda each: (-each.bits, each.counterpart))


def _counterparts(home: "Home", domain: str, other: str | None) -> set[str]:
    """The one asked for; else every reference that was read, and what stands for the domain."""
    from crawler.errors import ConfigError

    if home.store.index.get(domain) is None:
        raise ConfigError(
            f"nothing was seen of {domain} in this home; 'brassplate watch add {domain}' and run"
        )
    if other:
        return {other}
    slices = home.scene().slices
    read = {each for each, slice in slices.items() if each != domain and home.store.index.get(each, slice)}
    found = read | {each.counterpart for each in home.store.ledger.standings(domain)}
    if not found:
        raise ConfigError("no reference was read yet; 'brassplate run' reads them")
    return found


def _note(domain: str) -> str:
    from monitor.references import documented

    entry = documented(domain)
    return entry.source if entry else ""


COMMAND = explain
