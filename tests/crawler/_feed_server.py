"""Which invented feeds does a loopback server give, and what was it asked?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from crawler.discovery import Batch, Given, Source, Web
from crawler.errors import SourceUnavailable
from crawler.net import NetConfig, Network

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Reply = tuple[int, dict[str, str], bytes]


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
    answers: dict[str, Reply | Callable[[Asked], Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]


@contextmanager
def feed_server() -> Iterator[Feed]:
    feed = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            feed.asked.append(asked)
            answer = feed.answers.get(self.path.partition("?")[0], (404, {}, b"nothing"))
            status, headers, content = answer(asked) if callable(answer) else answer
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        feed.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield feed
        server.shutdown()


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
