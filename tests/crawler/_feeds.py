"""How does a test read a source, and serve it a feed on loopback?"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from crawler.discovery import Batch, Given, Source, Web
from crawler.fingerprint import Fingerprint
from crawler.net import NetConfig, Network
from crawler.store import ObservationStore

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
Served = tuple[int, dict[str, str], bytes]


def given(
    where: str | Path = "",
    cursor: str = "",
    secret: str = "",
    references: tuple[str, ...] = (),
    observed: ObservationStore | None = None,
    archive: Path | None = None,
    fingerprints: Mapping[str, Fingerprint] | None = None,
    **options: str,
) -> Given:
    web = Web(Network(NetConfig(allow=("127.0.0.0/8",), timeout=2.0)), seconds=2.0)
    return Given(
        where=str(where),
        now=NOW,
        web=web,
        cursor=cursor,
        options=options,
        secret=secret,
        references=references,
        observed=observed,
        archive=archive,
        fingerprints=fingerprints or {},
    )


def told(source: Source, asked: Given) -> tuple[dict[str, str], list[str], str]:
    """The names with their reasons, the faults, and the last cursor."""
    names: dict[str, str] = {}
    faults: list[str] = []
    cursor = asked.cursor
    with asked.web:
        for batch in source.read(asked):
            names |= dict(batch.names)
            faults += batch.faults
            cursor = batch.cursor
    return names, faults, cursor


def batches(source: Source, asked: Given) -> list[Batch]:
    with asked.web:
        return list(source.read(asked))


@contextmanager
def served(answer: Callable[[str, Mapping[str, str], bytes], Served]) -> Iterator[str]:
    """The URL of a server that answers path, headers (lower case) and body with status, headers and body."""

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = answer(
                self.path, {k.lower(): v for k, v in self.headers.items()}, body
            )
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Feed) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
