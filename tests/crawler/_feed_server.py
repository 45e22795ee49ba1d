"""Which invented feeds does a loopback server give, and what was it asked?"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crawler.discovery import Batch, Given, Source, Web
from crawler.errors import SourceUnavailable
from crawler.net import NetConfig, Network
from tests.crawler._feeds import Served, served

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Asked:
    """One request as it came; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Feed:
    """``answers`` are by path without its query, or functions of the request; all else is 404."""

    url: str = ""
    answers: dict[str, Served | Callable[[Asked], Served]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]


@contextmanager
def feed_server() -> Iterator[Feed]:
    feed = Feed()

    def answer(path: str, headers: Mapping[str, str], body: bytes) -> Served:
        asked = Asked(path, dict(headers), body)
        feed.asked.append(asked)
        found = feed.answers.get(path.partition("?")[0], (404, {}, b"nothing"))
        return found(asked) if callable(found) else found

    with served(answer) as feed.url:
        yield feed


@contextmanager
def loopback_web() -> Iterator[Web]:
    with Web(Network(NetConfig(allow=("127.0.0.0/8",), timeout=2.0)), seconds=3.0) as web:
        yield web


@dataclass
class Heard:
    """What a reading gave, and how it ended."""

    names: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    newest: datetime | None = None
    cursor: str = ""
    unavailable: str = ""
    batches: int = 0

    def take(self, batch: Batch) -> None:
        self.names += [name for name, _ in batch.names]
        self.said |= dict(batch.names)
        self.faults += batch.faults
        self.newest = max(filter(None, (self.newest, batch.newest)), default=None)
        self.cursor = batch.cursor
        self.batches += 1


def hear(
    source: Source,
    where: str | Path,
    web: Web | None = None,
    *,
    cursor: str = "",
    now: datetime = NOON,
    secret: str = "",
    stop_after: int = 1_000,
    **options: str,
) -> Heard:
    """Reads on from ``cursor``; as if killed after ``stop_after`` batches were kept."""
    heard = Heard(cursor=cursor)
    given = Given(
        where=str(where),
        now=now,
        web=web,  # type: ignore[arg-type]  # a file needs none
        cursor=cursor,
        options=options,
        secret=secret,
    )
    try:
        for batch in source.read(given):
            heard.take(batch)
            if heard.batches == stop_after:
                break
    except SourceUnavailable as error:
        heard.unavailable = str(error)
    return heard
