"""Which documented fronts is everything compared with, and what is known of their pages?"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home, load, open_store
from monitor.commands._reference_export import export, take_packs

if TYPE_CHECKING:
    from monitor.references.archives import Imported, Keeping


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
@click.argument("files", type=click.Path(path_type=Path, exists=True), nargs=-1)
@click.option("--domain", default="", help="The reference that the files tell of; a pack says it itself.")
@click.option("--address", default="", help="The address of a saved page that does not say it itself.")
@click.option(
    "--taken",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="When such a page was saved (UTC).",
)
@click.option(
    "--wayback",
    is_flag=False,
    flag_value="https://web.archive.org",
    metavar="[URL]",
    help="Ask the Wayback Machine (or the server at URL that speaks like it) for the pages.",
)
def import_(
    home: Path,
    files: tuple[Path, ...],
    domain: str,
    address: str,
    taken: datetime | None,
    wayback: str | None,
) -> None:
    """Keep what FILES hold of a reference as what it looked like.

    A file is a WARC, WACZ, HAR or MHTML archive, a page saved by a browser or SingleFile, or an export of
    facts (WHOIS, RDAP, passive DNS, certificates); a folder is a mirror by HTTrack or wget, or holds such
    files. Seizure notices, parked pages and error pages are refused: they are not the front's own. A folder
    that 'reference export' wrote brings its references with it.

    \b
    brassplate reference import ../fox-pack
    brassplate reference import capture.warc.gz --domain cloudbluefox.com
    brassplate reference import Home.html About.html --domain cloudbluefox.com --taken 2022-05-01
    brassplate reference import --wayback --domain cloudbluefox.com
    """
    from crawler.archive import Archive
    from crawler.errors import ConfigError
    from crawler.names import parse
    from crawler.store import ObservationStore
    from monitor.references.archives import Imported, Keeping, import_files

    if not domain:
        take_packs(home, files)
        return
    name = parse(domain)
    store = open_store(home)
    keeping = Keeping(store, ObservationStore(store.db), Archive(home / "archive"), datetime.now(UTC))
    done: list[Imported] = []
    if files:
        moment = taken.replace(tzinfo=UTC) if taken else None
        done.append(import_files(files, name, keeping, address=address, taken=moment))
    if wayback:
        done.append(_from_wayback(home, name, wayback, keeping))
    if not done:
        raise ConfigError("nothing was given to import; name files, or ask an archive with --wayback")
    for each in done:
        _tell(each)


def _from_wayback(home: Path, domain: str, server: str, keeping: "Keeping") -> "Imported":
    from crawler.discovery import Web
    from crawler.net import Network
    from monitor.commands._progress import shown
    from monitor.references._captures import Captures
    from monitor.references.wayback import import_captures

    config = load(home)
    contact = f" ({config.run.contact})" if config.run.contact else ""
    with Web(Network(config.net), user_agent=f"brassplate{contact}") as web, shown() as progress:
        return import_captures(Captures(server, home / "wayback", web), domain, keeping, progress)


def _tell(done: "Imported") -> None:
    from monitor.references import pages_words

    for sentence in done.refused:
        click.echo(f"left out: {sentence}", err=True)
    for each in done.baselines:
        what = pages_words(each.pages) if each.pages else "facts"
        by = f" ({each.tool})" if each.tool else ""
        click.echo(f"{done.domain}: baseline of {each.observed_at:%Y-%m-%d}, {what}{by}")


@reference.command("list")
@in_home
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(home: Path, as_json: bool) -> None:
    """Every reference with its pack, what is kept of it, what is not, and its source.

    \b
    brassplate reference list
    brassplate reference list --json | jq -r 'select(.baselines == []) | .domain'
    brassplate reference list --json | jq -r 'select(.lacks | index("registration")) | .domain'
    """
    from monitor.commands._reference_list import lines

    for line in lines(home, as_json):
        click.echo(line)


reference.add_command(export)
COMMAND = reference
