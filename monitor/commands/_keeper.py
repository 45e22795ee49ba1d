"""Is a backup sound, what does it miss, and what was taken away?"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.keeping.prune import Pruned
    from monitor.store import MonitorStore

MOST_SHOWN = 10


def missing(sentences: Sequence[str]) -> None:
    """What a backup was to hold and does not, as many sentences as a person reads."""
    for sentence in sentences[:MOST_SHOWN]:
        click.echo(f"missing: {sentence}", err=True)
    if more := len(sentences[MOST_SHOWN:]):
        click.echo(f"missing: {more:,} more; the manifest has them all", err=True)


def check(source: Path) -> None:
    """Says that a backup is sound, or what is wrong with it, and ends the command."""
    from monitor.keeping import manifest

    told = manifest.read(source)
    if wrong := manifest.faults(source, told):
        for sentence in wrong:
            click.echo(sentence, err=True)
        raise click.ClickException(f"the backup {source} is damaged; make another, or take an earlier one")
    click.echo(f"sound: {len(told.files):,} files are as they were written on {told.made_at}", err=True)


def pruned(
    config: "Config", store: "MonitorStore", now: datetime, dry: bool = False, as_json: bool = False
) -> Iterator[str]:
    """Takes away what the rules say; a line for each."""
    from dataclasses import asdict

    from crawler.records import canonical
    from monitor.keeping.prune import prune

    nothing = True
    for each in prune(config, store, now, dry):
        nothing = False
        yield canonical(asdict(each)) if as_json else _line(each, dry)
    if nothing and not as_json:
        yield "nothing is to be pruned: [keep] in brassplate.toml names no rule"


def _line(told: "Pruned", dry: bool) -> str:
    if told.note:
        return f"{told.rule}: {told.note}"
    size = f", {told.size / 1e6:,.1f} MB" if told.size else ""
    return f"{told.rule}: {told.number:,} {told.what}{size} {'would go' if dry else 'are gone'}"
