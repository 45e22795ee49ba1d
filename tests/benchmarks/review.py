"""How soon is the first page of the review there, over 100,000 watched domains and 300 alerts of one day?

Run by hand: ``python -m tests.benchmarks.review``. The store is invented: every domain is watched and has two
looks, a fingerprint and its values; each alert has evidence, passages, a timeline and pivots. "first" is the
first request after the start, "again" the middle one of twenty.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crawler.fingerprint import Fingerprint
from crawler.records import Observation, Outcome, Reason, Visit, iso
from monitor import cli, config
from monitor.home import Home, open_home
from monitor.store import Event, Run, WatchItem, posting_key
from monitor.store.index import row_of
from tests.monitor._review import DAY, Server, running
from tests.monitor.test_commands_report import report
from tests.reports._example import STRONG

FRONT = "cloudbluefox.com"
NAMED = "site{:06d}.example"
SEEN = {"a": ["192.0.2.1"]}


def built(place: Path, domains: int, alerts: int) -> Home:
    cli.run(["--home", str(place), "init"])
    home = open_home(config.load(place))
    home.store.watchlist.add(WatchItem(NAMED.format(number), DAY) for number in range(domains))
    home.observations.add(_visits(domains))
    with home.store.transaction() as connection:
        connection.executemany(
            "INSERT INTO site (id, domain) VALUES (?,?)", ((n + 1, NAMED.format(n)) for n in range(domains))
        )
        connection.executemany("INSERT INTO posting VALUES (?,?)", _postings(domains))
        connection.executemany("INSERT INTO fingerprint VALUES (?,?,?,?,?,?)", _fingerprints(domains))
        connection.executemany(
            "INSERT INTO state VALUES (?,?,'live','','2026-03-02')",
            ((NAMED.format(n), iso(DAY)) for n in range(domains)),
        )
    lines = [
        replace(STRONG, domain=NAMED.format(n), counterpart=FRONT, score=9.0 - n / 100) for n in range(alerts)
    ]
    home.store.ledger.add_events(
        Event(f"e{n}", "2026-03-02", "2026-03-02", each.domain, FRONT, each.status, each.band, each.score)
        for n, each in enumerate(lines)
    )
    told = replace(report("2026-03-02", *lines), watched=domains)
    home.store.put_run(Run("2026-03-02", "2026-03-02", DAY, False, DAY), told.dumps())
    return home


def _phone(number: int) -> str:
    return f"phone:+1212{number:07d}"


def _visits(domains: int) -> Iterator[Visit]:
    for number in range(domains):
        name = NAMED.format(number)
        for at in (DAY - timedelta(days=1), DAY):
            seen = (
                Observation(name, kind, at, Outcome.OBSERVED, Reason.NONE, SEEN) for kind in ("site", "dns")
            )
            yield Visit(name, tuple(seen))


def _postings(domains: int) -> Iterator[tuple[int, int]]:
    for number in range(domains):
        yield posting_key("contacts", _phone(number)), number + 1
        yield posting_key("dns_records", f"a:192.0.2.{number % 200}"), number + 1


def _fingerprints(domains: int) -> Iterator[tuple[object, ...]]:
    words = tuple(f"c:{number:08x}" for number in range(200))
    for number in range(domains):
        values = {
            "contacts": (_phone(number),),
            "dns_records": (f"a:192.0.2.{number % 200}",),
            "page_text": words,
        }
        made = Fingerprint(NAMED.format(number), values)
        yield row_of(made, "", 1, "")


def asked(server: Server) -> dict[str, dict[str, float]]:
    inside = server.entered()
    paths = {
        "today": "/",
        "today, the last page": "/?page=20",
        "a domain": f"/domain/{NAMED.format(77)}",
        "a value": "/value?signal=dns_records&value=a:192.0.2.7",
        "a search": "/search?q=site0999",
        "a table": "/brassplate/watch",
    }
    found = {}
    for name, path in paths.items():
        times = []
        for _ in range(21):
            begun = time.perf_counter()
            answer = inside.ask(path)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status == 200, (name, answer.status)
        found[name] = {
            "first_ms": round(times[0]),
            "again_ms": round(statistics.median(times[1:])),
            "kb": len(answer.text) // 1024,
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--domains", type=int, default=100_000)
    parser.add_argument("--alerts", type=int, default=300)
    parser.add_argument("--json", action="store_true", help="prints JSON, as it does without")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="brassplate-review-") as folder:
        place = Path(folder) / "home"
        built(place, given.domains, given.alerts).store.db.conn.close()
        with running(place) as server:
            told = {"domains": given.domains, "alerts": given.alerts, "pages": asked(server)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
