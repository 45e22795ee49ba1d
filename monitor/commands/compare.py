"""How strongly do two pages, archives or domains resemble each other, and in what?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home

if TYPE_CHECKING:
    from crawler.fingerprint import Signal
    from monitor.commands._given import Seen
    from monitor.evidence import Weights
    from monitor.score import Score
    from monitor.store import MonitorStore

STDOUT = "-"


@click.command()
@in_home
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with the bits of every signal.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write a page of its own, with the passages that both have; '-' is stdout.",
)
@click.option("--force", is_flag=True, help="Let --html take the place of a file that exists.")
def compare(home: Path, a: str, b: str, as_json: bool, html: str | None, force: bool) -> None:
    """Compare A with B: each a page, an archive (WARC, WACZ, HAR …), or a domain that this home has seen.

    How rare a shared value is comes from the sites of the home; without a home, from what is shipped alone.

    \b
    brassplate compare page.html other.html
    brassplate compare capture.warc.gz some-firm.example --json
    brassplate compare one.example other.example --html pair.html
    """
    from dataclasses import replace

    from crawler.records import canonical
    from monitor.commands._given import look
    from monitor.commands._listing import waterfall
    from monitor.corpus import Corpus
    from monitor.evidence import Weights
    from monitor.score import score

    _refuse_what_cannot_be_written(html, as_json, force)
    store, prior = _store(home)
    corpus, weights = Corpus(store), Weights.load()
    one, other = (look(text, corpus, store, home) for text in (a, b))
    for text, side in ((a, one), (b, other)):
        _refuse_strange_pages(text, side.page_class)
    ours, theirs = (replace(side.fingerprint, domain=text) for text, side in ((a, one), (b, other)))
    aside = frozenset((one.fingerprint.domain, other.fingerprint.domain))
    found = score(ours, theirs, corpus, weights, aside, prior=prior)
    if html:
        _put(html, _page(found, one, other, corpus.signals, weights))
    else:
        click.echo(canonical(found.to_json()) if as_json else "\n".join(waterfall(found)))


def _refuse_what_cannot_be_written(html: str | None, as_json: bool, force: bool) -> None:
    if html and as_json:
        raise click.UsageError("--html and --json are two forms of one answer; ask for one of them")
    if force and not html:
        raise click.UsageError("--force goes with --html")
    if html and html != STDOUT and Path(html).exists() and not force:
        raise click.UsageError(f"'{html}' is already there; name another file, or give --force")
    if html and html != STDOUT and not Path(html).parent.is_dir():
        raise click.UsageError(f"there is no directory '{Path(html).parent}' to write the page into")


def _page(
    found: "Score", one: "Seen", other: "Seen", signals: "dict[str, Signal]", weights: "Weights"
) -> str:
    from importlib.metadata import version

    from crawler import fingerprint
    from crawler.errors import CollectionError
    from monitor.commands._given import Wording, wording
    from monitor.score import Band
    from monitor.telling import compared
    from reports.comparison import render

    try:
        said = wording(one, other)
    except CollectionError as error:
        said = Wording({}, [])
        click.echo(f"the passages could not be read again and are not shown: {error}", err=True)
    line = compared(found, signals, weights, said.quotes, said.passages)
    rules = f"fingerprints {fingerprint.VERSION}, weights {weights.hash[:8]}"
    bands = tuple((band.value, band.lowest) for band in Band if band is not Band.NONE)
    return render(line, f"brassplate {version('brassplate')} · {rules}", bands)


def _put(html: str, page: str) -> None:
    from reports.comparison import put

    if html == STDOUT:
        click.echo(page, nl=False)
        return
    put(page, Path(html))
    click.echo(html)


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
