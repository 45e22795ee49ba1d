"""What is a source of names, and what does it tell?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler.discovery._web import Web
from crawler.errors import ConfigError
from crawler.fingerprint import Fingerprint
from crawler.store import ObservationStore

MOST_NAMES = 10_000
"""Of one batch: what is kept between two commits lies in memory."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a source is given to read.

    ``where`` is a URL, or the path of a file or folder; ``""`` for a source that needs none. ``cursor`` is
    what the last batch that was kept said, ``""`` at first. ``options`` are the source's own, ``secret`` is
    the value of the environment variable that the operator named, ``work`` a folder of the source's own, to
    be made when it is needed. ``observed``, ``archive`` (the folder of raw answers) and ``fingerprints`` (of
    the references and of what resembles them) are for sources that read what is known already.
    """

    where: str
    now: datetime
    web: Web
    cursor: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    secret: str = ""
    work: Path | None = None
    references: tuple[str, ...] = ()
    observed: ObservationStore | None = None
    archive: Path | None = None
    fingerprints: Mapping[str, Fingerprint] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_web(self) -> bool:
        return self.where.startswith(("http://", "https://", "ws://", "wss://"))

    def files(self) -> list[Path]:
        """The file, or the files of the folder, that ``where`` names, by name; ConfigError for none.

        A link in a folder counts when it stays within: others may write there.
        """
        path = Path(self.where)
        if path.is_dir():
            home = path.resolve()
            return sorted(each for each in path.rglob("*") if each.is_file() and _stays(each, home))
        if not path.exists():
            raise ConfigError(f"there is no file {path}; name a file, a folder or a URL")
        if not path.is_file():
            raise ConfigError(f"{path} is a pipe or a device; give '-' to 'discover --from' and pipe into it")
        return [path]


def _stays(path: Path, folder: Path) -> bool:
    try:
        return not path.is_symlink() or path.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):  # a link to itself
        return False


@dataclass(frozen=True, slots=True)
class Batch:
    """Names that a source told, and the cursor with which it goes on after them.

    ``names`` are pairs of a name as the source has it (not yet parsed) and what the source says of it: a
    place ("entry 17") or, of a trusted source, the sentence that is the reason. ``faults`` are sentences on
    what could not be read, each with its place. ``newest`` is the time of the newest thing read, for who asks
    how old a feed is. A cursor never stands behind what was not read.
    """

    names: Sequence[tuple[str, str]]
    cursor: str
    faults: tuple[str, ...] = ()
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One place from which new names come.

    ``read`` gives batches of MOST_NAMES at most, in an order that is the same each time; it raises
    SourceUnavailable when there is no more to be had today, and nothing that it gave before is lost. The
    names of a ``trusted`` source are candidates as they are (somebody wrote them down as suspects); those of
    another are first sifted against the references, but for those of a ``made`` source, which are variants of
    the references' own: they are only weighed. ``options`` are those it knows, with their meaning.
    """

    name: str
    question: str
    read: Callable[[Given], Iterator[Batch]]
    trusted: bool = False
    made: bool = False
    needs_where: bool = True
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def whole_cursor(text: str, kind: type[Any] = dict) -> Any:
    """The cursor as the value it was made of with ``json.dumps``; an empty ``kind`` at first.

    ConfigError when it is not one: somebody edited the store.
    """
    import json

    if not text:
        return kind()
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, kind):
        raise ConfigError(f"the cursor {text[:80]!r} is none of this source; 'discover --again' forgets it")
    return found
