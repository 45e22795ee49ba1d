"""Which of very many names resemble a reference's name, and by how many bits?"""

import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from monitor.commands._home import in_home, open_store

if TYPE_CHECKING:
    from monitor.sifting import Known

STDIN = "-"


@click.command()
@in_home
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--least-bits", type=float, help="Leave out names that say less; 1 if not given.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file, with a note beside it of how far the list was read.",
)
@click.option("--resume", is_flag=True, help="Go on with --output where it was left off.")
@click.option("--processes", type=click.IntRange(1, 256), help="How many work; one a core if not given.")
def sift(
    home: Path, file: str, least_bits: float | None, output: Path | None, resume: bool, processes: int | None
) -> None:
    """Print a line of JSON for each name of FILE that resembles a reference's name; "-" reads stdin.

    FILE has one name a line, as it is or packed by gzip or zstd. The references are those that are shipped
    and, where there is a home, your own. Nothing is asked or stored.

    \b
    brassplate sift names.txt.gz
    zcat zone.gz | cut -f1 | brassplate sift - --least-bits 3
    brassplate sift names.zst --output found.jsonl --resume
    """
    from crawler.isolate import cores
    from monitor.sifting import LEAST_BITS

    if resume and (output is None or file == STDIN):
        raise click.UsageError("--resume needs --output and a list that is a file")
    least = LEAST_BITS if least_bits is None else least_bits
    references = _references(home)
    with _opened(file) as list_:
        if output is None:
            for rows, _ in _sifted(list_, 0, references, least, processes or cores()):
                click.echo(rows, nl=False)
        elif file == STDIN:
            with output.open("w", encoding="utf-8") as out:
                out.writelines(rows for rows, _ in _sifted(list_, 0, references, least, processes or cores()))
        else:
            _keep(Path(file), list_, output, resume, references, least, processes or cores())


def _sifted(
    list_: BinaryIO, start: int, references: "Known", least: float, processes: int
) -> Iterator[tuple[str, int]]:
    """Rows, and how far the list was read when they were all."""
    from crawler.sift import hits_of
    from crawler.sift.cores import in_order
    from crawler.sift.feed import blocks
    from monitor.sifting import Weighing, rows

    ends: deque[int] = deque()
    weighing = Weighing(references)
    domains = tuple(domain for domain, _ in references)

    def questions() -> Iterator[tuple[tuple[str, ...], bytes]]:
        for block in blocks(list_, start):
            ends.append(block.end)
            yield domains, block.data

    for hits in in_order(hits_of, questions(), processes):
        yield rows(hits, weighing, least), ends.popleft()


def _keep(
    path: Path,
    list_: BinaryIO,
    output: Path,
    resume: bool,
    references: "Known",
    least: float,
    processes: int,
) -> None:
    from crawler.records import content_hash
    from monitor.commands._gone_on import GoneOn

    kept = GoneOn(output, path, content_hash([references, least]), resume)
    try:
        for rows, read in _sifted(list_, kept.read, references, least, processes):
            kept.write(rows, read)
    finally:
        kept.note()
        kept.close()


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as list_:
        yield list_


def _references(home: Path) -> "Known":
    from monitor.references import all_references, entries
    from monitor.sifting import known

    if (home / "brassplate.toml").exists():
        return known(all_references(open_store(home)))
    return tuple((each.domain, each.pack) for each in entries())


COMMAND = sift
