"""Which pages and names of a corpus of any size resemble a reference?"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands._home import in_home, load, open_store
from monitor.commands._sweep_crawl import crawl, merge
from monitor.commands._sweep_engine import FAILED, line_of, on_engine, run, settings_of

if TYPE_CHECKING:
    from crawler.sweep import Item, Work
    from crawler.sweep.inputs import Options
    from monitor.sifting import Known
    from monitor.sweeping.references import Gathered

MOST_NOTES = 20
_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


def _finite(context: click.Context, option: click.Parameter, bits: float | None) -> float | None:
    if bits is not None and not math.isfinite(bits):
        raise click.BadParameter(f"{bits} is no number of bits")
    return bits


def on_inputs(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what is read and where the parts lie."""
    for option in (
        click.option("--metrics", type=_FILE, help="Keep a file for Prometheus' node_exporter up to date."),
        click.option("--list", "lists", type=_FILE, multiple=True, help="A file of inputs, one a line."),
        click.option("--out", type=_FOLDER, required=True, help="Where the parts lie; all workers see it."),
        click.argument("inputs", nargs=-1, metavar="[INPUT]..."),
    ):
        function = option(function)
    return function


@click.group()
def sweep() -> None:
    """Look at a corpus with many processes or machines; docs/sweep.md tells how.

    Killing it at any moment loses nothing: the same command goes on where it was.

    \b
    brassplate sweep pages crawl.warc.gz --out /data/sweep
    brassplate sweep crawl names.txt --shards 8 --out /data/crawl
    """


@sweep.command()
@in_home
@on_inputs
@click.option("--kind", help="warc, wet, pages (Parquet) or common-crawl; else by the files' endings.")
@click.option(
    "--least-bits",
    type=float,
    callback=_finite,
    help="Tell of pages from this score on; -3, 'worth a look', if not given.",
)
@click.option("--all", "every", is_flag=True, help="Tell of every page.")
@click.option("--fingerprints", is_flag=True, help="Tell too what each page shows under every signal.")
@click.option("--hosts", type=_FILE, help="For common-crawl: the hosts or domains wanted, one a line.")
@click.option("--warcs", default="", help="For common-crawl: the folder or address of its WARC files.")
@on_engine
def pages(
    home: Path,
    inputs: tuple[str, ...],
    out: Path,
    lists: tuple[Path, ...],
    metrics: Path | None,
    kind: str | None,
    least_bits: float | None,
    every: bool,
    fingerprints: bool,
    hosts: Path | None,
    warcs: str,
    engine: str,
    **where: Any,
) -> None:
    """Compare the pages in INPUTs with the references; parts in --out hold a row for each that resembles one.

    INPUT is a WARC or WET file, a Parquet file with the columns url and html, a folder of these, or the
    address of one (https://…, s3://…). The references are those of the home, else the shipped ones.

    \b
    brassplate sweep pages crawl.warc.gz --out /data/sweep
    brassplate sweep pages --list warc.paths --out /shared --engine dask --scheduler tls://head:8786
    brassplate sweep pages index.parquet --kind common-crawl --hosts hosts.txt --warcs https://… --out /data
    """
    from crawler.sweep.inputs import Options
    from monitor.config import RunConfig
    from monitor.score import Band
    from monitor.sweeping import references
    from monitor.sweeping.pages import PageWork

    options = Options(str(hosts.absolute()) if hosts else "", warcs)
    items = _items(inputs, lists, kind, options, "pages")
    prior = load(home).run.prior_bits if _is_home(home) else RunConfig().prior_bits
    path, digest = references.write(_gathered(home).known, out)
    cut = Band.WORTH_A_LOOK.lowest if least_bits is None else least_bits
    work = PageWork(str(path), digest, prior, cut, every, fingerprints, options=options)
    _sweep(work, items, out, metrics, engine, where)


@sweep.command()
@in_home
@on_inputs
@click.option(
    "--least-bits", type=float, callback=_finite, help="Leave out names that say less; 1 if not given."
)
@on_engine
def names(
    home: Path,
    inputs: tuple[str, ...],
    out: Path,
    lists: tuple[Path, ...],
    metrics: Path | None,
    least_bits: float | None,
    engine: str,
    **where: Any,
) -> None:
    """Compare the names in INPUTs, one a line, with those of the references, as 'brassplate sift' does.

    A plain list is shared by all workers; one packed by gzip or zstd is read by one.

    \b
    brassplate sweep names zone.txt --out /data/names
    """
    from crawler.sweep.inputs import Options
    from monitor.sifting import LEAST_BITS
    from monitor.sweeping.names import NameWork

    items = _items(inputs, lists, "names", Options(), "names")
    work = NameWork(_known(home), LEAST_BITS if least_bits is None else least_bits)
    _sweep(work, items, out, metrics, engine, where)


@sweep.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def rows(folder: Path) -> None:
    """Print the rows of a sweep as JSON lines; FOLDER is that of its parts.

    \b
    brassplate sweep rows /data/sweep/1f0c…/
    """
    from crawler.errors import ConfigError
    from crawler.records import canonical
    from crawler.sweep import rows_of
    from crawler.sweep.parts import parts_in

    if not parts_in(folder):
        raise ConfigError(f"{folder} holds no part; name the folder that 'rows in …' said at a sweep's end")
    for row in rows_of(folder):
        click.echo(canonical(row))


def _sweep(
    work: "Work", items: "Sequence[Item]", out: Path, metrics: Path | None, engine: str, where: dict[str, Any]
) -> None:
    from monitor.commands._sweep_metrics import writer
    from reports.defang import visible

    done = run(work, items, out, engine, settings_of(where), also=writer(metrics))
    for note in done.notes[:MOST_NOTES]:
        click.echo(visible(note), err=True)
    if len(done.notes) > MOST_NOTES:
        click.echo(f"{len(done.notes) - MOST_NOTES:,} more such notes are in the parts", err=True)
    click.echo(f"{done.rows:,} rows in {done.folder}", err=True)
    click.echo(line_of(done))
    if done.quarantined:
        click.get_current_context().exit(FAILED)


def _items(
    given: Sequence[str], lists: Sequence[Path], kind: str | None, options: "Options", gives: str
) -> "list[Item]":
    from crawler.sweep import inputs

    try:
        listed = [line.strip() for file in lists for line in file.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"the list of inputs cannot be read: {error}") from None
    wheres = [*given, *filter(None, listed)]
    if not wheres:
        raise click.UsageError("name what to sweep: files, folders, addresses, or --list FILE")
    return inputs.cut_all(wheres, kind, options, gives)


def _is_home(home: Path) -> bool:
    return (home / "brassplate.toml").exists()


def _gathered(home: Path) -> "Gathered":
    from monitor.home import open_home
    from monitor.sweeping import references

    found = references.of_home(open_home(load(home))) if _is_home(home) else references.shipped()
    for sentence in found.left_out:
        click.echo(f"no reference here: {sentence}", err=True)
    return found


def _known(home: Path) -> "Known":
    from monitor.references import all_references, entries
    from monitor.sifting import known

    if _is_home(home):
        return known(all_references(open_store(home)))
    return tuple((each.domain, each.pack) for each in entries())


for each in (crawl, merge):
    sweep.add_command(each)

COMMAND = sweep
