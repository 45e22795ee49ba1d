"""Which sites of a long list look how, looked at by many processes or machines?"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands._home import in_home, load
from monitor.commands._lock import only_run
from monitor.commands._sweep_engine import FAILED, line_of, on_engine, run, settings_of
from monitor.commands.run import Moment

if TYPE_CHECKING:
    from crawler.sweep.shards import CrawlWork
    from monitor.config import Config
    from monitor.home import Home

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@in_home
@click.argument("list_", metavar="LIST", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--shards", type=click.IntRange(1), default=8, show_default=True, help="Parts of the list.")
@click.option("--out", type=_FOLDER, required=True, help="Where the parts lie; every worker sees it.")
@click.option("--at", type=Moment(), help="Pretend that it is this time (UTC), for a lab or a replay.")
@on_engine
def crawl(
    home: Path, list_: Path, shards: int, out: Path, at: datetime | None, engine: str, **where: Any
) -> None:
    """Look at every domain of LIST, one a line, cut into shards that processes or machines share.

    The settings are the home's. Registrations are asked for in no shard: the run after 'sweep merge' does it,
    at its registries' pace. A crawl is one of its day: the same command goes on where it was on that day.

    \b
    brassplate sweep crawl names.txt --shards 64 --out /shared/crawl
    brassplate sweep crawl names.txt --shards 512 --out /shared/crawl --engine dask --scheduler tls://head:8786
    """
    config = load(home)
    from crawler.isolate import cores
    from crawler.sweep import shards as sharding
    from reports.defang import visible

    abreast = where["workers"] or cores()
    work = _work(config, list_, shards, out, at, abreast)
    items, refused = sharding.cut(list_, work)
    for reason in refused.reasons:
        click.echo(visible(f"left out: {reason}"), err=True)
    if refused.count > len(refused.reasons):
        click.echo(f"left out: {refused.count - len(refused.reasons):,} more", err=True)
    done = run(work, items, out, engine, settings_of(where, window=abreast, megabytes=None))
    for note in done.notes:
        click.echo(visible(note), err=True)
    click.echo(line_of(done))
    if done.quarantined:
        click.get_current_context().exit(FAILED)


@click.command()
@in_home
@click.argument("out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--watch", is_flag=True, help="Watch the domains that are not watched yet.")
@click.option("--at", type=Moment(), help="Pretend that it is this time (UTC), for a lab or a replay.")
def merge(home: Path, out: Path, watch: bool, at: datetime | None) -> None:
    """Keep in the home what 'sweep crawl' saw; merging twice changes nothing.

    On the day of the crawl the next 'brassplate run' goes on from here: it looks at nothing again that the
    crawl has seen, asks for its registrations, weighs it and reports.

    \b
    brassplate sweep merge /shared/crawl --watch && brassplate run
    """
    config = load(home)
    from monitor import cycle
    from monitor.sweeping import crawled

    folders = crawled.jobs_in(out)
    with only_run(home):
        opened = cycle.open_home(config)
        for folder in folders:
            first = crawled.first_look(folder)
            joins = first is not None and _joins(opened, first, at or datetime.now(UTC))
            merged = crawled.merge(opened, folder)
            new = crawled.unwatched(opened, merged.domains)
            if watch and first is not None:
                crawled.watch(opened, new, first)
            click.echo(
                f"{folder.name}: {merged.parts} parts, {len(merged.domains):,} domains, "
                f"{merged.files} new files of raw answers"
            )
            if new and not watch:
                click.echo(f"{len(new):,} of them are not watched: --watch does it", err=True)
            if not joins:
                click.echo("kept as history: the next run looks at these domains itself", err=True)


def _joins(home: "Home", first: datetime, now: datetime) -> bool:
    """True when the looks belong to the day's run, which is begun with them if it was not."""
    from crawler.errors import ConfigError
    from monitor import cycle

    if first.date() != now.date():
        return False
    try:
        return cycle.begin(home, first).started_at <= first
    except ConfigError:  # a later run was told already
        return False


def _work(
    config: "Config", file: Path, shards: int, out: Path, at: datetime | None, abreast: int
) -> "CrawlWork":
    from crawler.records import canonical, iso
    from crawler.sweep.shards import CrawlWork, list_digest
    from monitor.home import open_home
    from monitor.looking import job_of
    from monitor.store import Run

    now = (at or datetime.now(UTC)).replace(microsecond=0)
    day = f"{now:%Y-%m-%d}"
    job = job_of(open_home(config), Run("sweep", day, now, baseline=False), now, ())
    return CrawlWork(
        digest=list_digest(file),
        shards=shards,
        day=day,
        settings=canonical(job.to_json()),
        out=out.absolute(),
        at=iso(at) if at else "",
        abreast=abreast,
    )
