"""Which references go into a pack, and what does it say of itself?"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home, open_store

if TYPE_CHECKING:
    from monitor.references.facts import Kept
    from monitor.store import Reference


@click.command()
@in_home
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--pack", "wanted", multiple=True, metavar="NAME|DOMAIN", help="Only these; all without it.")
@click.option("--name", default="references", show_default=True, help="How the pack is called.")
@click.option("--title", default="", help="What it holds, in a few words.")
@click.option("--source", default="as each reference says", show_default=True, help="Who says so.")
@click.option("--by", default="", help="Who made the pack, in short.")
@click.option(
    "--tlp",
    type=click.Choice(("clear", "green", "amber", "amber+strict", "red")),
    help="How far it may go (Traffic Light Protocol); amber, or stricter where a reference is.",
)
@click.option("--permission", default="", help="What who gets it may do with it, in your words.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day it bears; today without it.")
def export(home: Path, folder: Path, wanted: tuple[str, ...], **told: object) -> None:
    """Write references with their baselines into FOLDER, as a pack that can be shared.

    Whoever gets it runs 'brassplate reference import FOLDER'. Pages and registrations may be personal data:
    the pack says how far it may go.

    \b
    brassplate reference export ../fox-pack --pack seized_2023_10 --name fox --by "Some Team" --tlp amber
    """
    from datetime import UTC, datetime

    from crawler.archive import Archive
    from crawler.store import ObservationStore
    from monitor.references import all_references
    from monitor.references._pack_export import export as write

    store = open_store(home)
    day = told.pop("date")
    about = {name: str(value or "") for name, value in told.items()}
    about["date"] = f"{day if isinstance(day, datetime) else datetime.now(UTC):%Y-%m-%d}"
    chosen = _chosen(all_references(store), wanted)
    observations, archive = ObservationStore(store.db), Archive(home / "archive")
    done = write(folder, about, chosen, store.baselines(), observations, archive)
    for sentence in done.left_out:
        click.echo(f"left out: {sentence}", err=True)
    click.echo(f"{folder}: {done.references} references, {done.baselines} baselines")


def _chosen(references: "Sequence[Reference]", wanted: tuple[str, ...]) -> "list[Reference]":
    """The references named, by their own names or by their packs'."""
    from crawler.errors import ConfigError

    known = {each.domain for each in references} | {each.pack for each in references}
    if strange := [each for each in wanted if each.lower() not in known and each not in known]:
        raise ConfigError(
            f"'{strange[0]}' is neither a reference nor a pack; 'brassplate reference list' shows both"
        )
    names = {*wanted, *(each.lower() for each in wanted)}
    return [each for each in references if not wanted or {each.domain, each.pack} & names]


def take_packs(home: Path, folders: Sequence[Path]) -> None:
    """Brings the references of packs into the home, and says what came and what was left out."""
    from datetime import UTC, datetime

    from crawler.archive import Archive
    from crawler.errors import ConfigError
    from crawler.store import ObservationStore
    from monitor.references._pack_import import import_pack
    from monitor.references.packs import is_pack

    if not folders or not all(map(is_pack, folders)):
        raise ConfigError("nothing says of which reference the files tell; name it with --domain")
    store = open_store(home)
    observations, archive = ObservationStore(store.db), Archive(home / "archive")
    for folder in folders:
        done = import_pack(folder, store, observations, archive, datetime.now(UTC))
        for each in done:
            _tell(each)
        click.echo(f"{folder}: {len(done)} references", err=True)


def _tell(done: "Kept") -> None:
    from monitor.references import baseline_words

    for sentence in done.refused:
        click.echo(f"left out: {sentence}", err=True)
    for each in done.baselines:
        click.echo(f"{done.domain}: {baseline_words(each)}")
