"""How strongly do two pages, archives or domains resemble each other, and in what?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home

if TYPE_CHECKING:
    from monitor.store import MonitorStore


@click.command()
@in_home
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with the bits of every signal.")
def compare(home: Path, a: str, b: str, as_json: bool) -> None:
    """Compare A with B: each an HTML file, a .warc[.gz] file, or a domain that this home has seen.

    How rare a shared value is comes from the sites of the home; without a home, from what is shipped alone.

    \b
    brassplate compare page.html other.html
    brassplate compare capture.warc.gz some-firm.example --json
    """
    from dataclasses import replace

    from crawler.records import canonical
    from monitor.commands._given import look
    from monitor.commands._listing import waterfall
    from monitor.corpus import Corpus
    from monitor.evidence import Weights
    from monitor.score import score

    store, prior = _store(home)
    corpus = Corpus(store)
    sides = [look(text, corpus, store) for text in (a, b)]
    for text, side in zip((a, b), sides, strict=True):
        _refuse_strange_pages(text, side.page_class)
    ours, theirs = (replace(side.fingerprint, domain=text) for text, side in zip((a, b), sides, strict=True))
    aside = frozenset(side.fingerprint.domain for side in sides)
    found = score(ours, theirs, corpus, Weights.load(), aside, prior=prior)
    click.echo(canonical(found.to_json()) if as_json else "\n".join(waterfall(found)))


def _store(home: Path) -> "tuple[MonitorStore, float]":
    from sqlite_utils import Database

    from monitor.commands._home import load, open_store
    from monitor.config import RunConfig
    from monitor.store import MonitorStore

    if (home / "brassplate.db").exists():
        return open_store(home), load(home).run.prior_bits
    return MonitorStore(Database(memory=True)), RunConfig().prior_bits


def _refuse_strange_pages(text: str, page_class: str) -> None:
    from crawler.errors import ConfigError

    if page_class != "content":
        raise ConfigError(
            f"{text} is a page of the kind '{page_class}', not the owner's own content; it is never compared"
        )


COMMAND = compare
