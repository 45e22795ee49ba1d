"""Which documented fronts is everything compared with, and what is known of their pages?"""

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.commands._home import in_home, open_store


@click.group()
def reference() -> None:
    """The documented fronts that everything is compared with.

    \b
    brassplate reference list
    brassplate reference import capture.warc.gz --domain cloudbluefox.com
    brassplate reference add some-front.example --source "Some Report, 2026-01-02"
    """


@reference.command()
@in_home
@click.argument("domain")
@click.option("--source", required=True, help="Who documented it, and where: every report says so.")
@click.option("--note", default="", help="What the source says of it.")
@click.option("--copied-from", default="", help="Whose site it copied, as the source says.")
def add(home: Path, domain: str, source: str, note: str, copied_from: str) -> None:
    """Add DOMAIN as a documented front of your own.

    \b
    brassplate reference add some-front.example --source "Some Report, 2026-01-02"
    """
    from crawler.errors import ConfigError
    from crawler.names import parse
    from monitor.references import documented
    from monitor.store import Reference

    name = parse(domain)
    if entry := documented(name):
        raise ConfigError(f"{name} is in the shipped pack {entry.pack} already; import its pages instead")
    if not source.strip():
        raise ConfigError("a reference needs its published source; give it with --source")
    store = open_store(home)
    store.add_reference(Reference(name, "analyst", source.strip(), note, copied_from), datetime.now(UTC))
    click.echo(f"{name} is a reference; it has no baseline until you import its pages", err=True)


@reference.command()
@in_home
@click.argument("domain")
def remove(home: Path, domain: str) -> None:
    """Remove DOMAIN, a reference that you added; what was observed of it stays.

    \b
    brassplate reference remove some-front.example
    """
    from crawler.errors import ConfigError
    from crawler.names import parse
    from monitor.references import documented

    name = parse(domain)
    if not open_store(home).remove_reference(name):
        entry = documented(name)
        raise ConfigError(
            f"{name} is in the shipped pack {entry.pack}, which cannot be changed"
            if entry
            else f"{name} is no reference; 'brassplate reference list' shows those there are"
        )
    click.echo(f"{name} is no reference any more", err=True)


@reference.command("import")
@in_home
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--domain", required=True, help="The reference whose pages the file holds.")
def import_(home: Path, file: Path, domain: str) -> None:
    """Keep the archived pages in FILE (.warc or .warc.gz) as what a reference looked like.

    A seizure notice, a parked page and an error page are refused: they are not the front's own.

    \b
    brassplate reference import capture.warc.gz --domain cloudbluefox.com
    """
    from crawler.archive import Archive
    from crawler.names import parse
    from crawler.store import ObservationStore
    from monitor.references import pages_words
    from monitor.references.archives import import_warc

    name = parse(domain)
    store = open_store(home)
    archive = Archive(home / "archive")
    done = import_warc(file, name, store, ObservationStore(store.db), archive, datetime.now(UTC))
    for sentence in done.refused:
        click.echo(f"left out: {sentence}", err=True)
    for each in done.baselines:
        click.echo(f"{name}: baseline of {each.observed_at:%Y-%m-%d}, {pages_words(each.pages)}")


@reference.command("list")
@in_home
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(home: Path, as_json: bool) -> None:
    """Every reference with its pack, its baseline and its source.

    \b
    brassplate reference list
    brassplate reference list --json | jq -r 'select(.baselines == []) | .domain'
    """
    from crawler.records import canonical, iso
    from monitor.references import all_references, baseline_words, describe
    from reports.defang import tell

    store = open_store(home)
    baselines = store.baselines()
    for each in all_references(store):
        own = [baseline for baseline in baselines if baseline.domain == each.domain]
        if as_json:
            shown = [{"observed_at": iso(b.observed_at), "source": b.source, "pages": b.pages} for b in own]
            row = {"domain": each.domain, "pack": each.pack, "source": each.source, "note": each.note}
            click.echo(canonical(row | {"copied_from": each.copied_from, "baselines": shown}))
        else:
            newest = baseline_words(own[-1] if own else None)
            words = (tell(each.domain), each.pack, newest, tell(describe(each)))
            click.echo("  ".join((words[0].ljust(24), words[1].ljust(16), words[2].ljust(24), words[3])))


COMMAND = reference
