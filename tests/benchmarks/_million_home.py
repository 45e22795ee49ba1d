"""How is a home of a million sites with sixty looks each made in minutes?

The rows are those that the store would have, in the order of their keys: of each kind an interval for five
days, as of sites that come and go. Fingerprints and keys are made by the program's own code, and the posting
lists are written sorted.
"""

import sqlite3
from array import array
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import numpy as np

from crawler import fingerprint
from crawler.fingerprint import Fingerprint, signals
from crawler.isolate import cores
from crawler.records import iso
from monitor.store import posting_key
from monitor.store.index import row_of
from tests.benchmarks._million_world import DAY, bodies, drawn, name_of

DAYS_AN_INTERVAL = 5
PATTERNS = {
    "dns": "oaofoarofoao",
    "registration": "froafroafroo",
    "screenshot": "foorofoorofo",
    "site": "oaofroafoaro",
    "tls": "oaofroafoaro",
}
"""o saw something, a found nothing, f and r could not look; after twelve intervals they begin again."""
OWN = {"dns": 2, "registration": 1, "screenshot": 2, "site": 2, "tls": 2}
"""Distinct values of one site: what comes and goes comes back."""
CAPTURES = {"dns": 0, "registration": 1, "screenshot": 2, "site": 3, "tls": 1}
OUTCOMES = {
    "o": ("observed", ""),
    "a": ("absent", "the name has no address"),
    "f": ("could not look", "no answer in time"),
    "r": ("could not look", "the connection failed"),
}
AT_ONCE = 2_000
UNREACHABLE = 20
"""One site of so many could not be looked at today."""
_HASH = (
    "printf('%08x%08x%08x%08x', (id*2654435761+own)%4294967296, (id*2246822519+own*97)%4294967296, id, own)"
)


def fill(database: Path, domains: int, days: int) -> None:
    """Puts the sites, their looks and all that the program would have made of them into a new store."""
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000", "temp_store=MEMORY"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        db.executemany("INSERT INTO site VALUES (?,?)", ((n + 1, name_of(n)) for n in range(domains)))
        _watch(db)
        _observe(db, days)
        _fingerprint(db, domains)
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode=WAL")


def _watch(db: sqlite3.Connection) -> None:
    added, before = iso(DAY - timedelta(days=60)), f"{DAY - timedelta(days=1):%Y-%m-%d}"
    db.execute(
        "INSERT INTO watch (domain, role, why, source, added_at, looked_on, quiet) "
        "SELECT domain, CASE id % 1000 WHEN 7 THEN 'known-good' ELSE 'candidate' END, '', 'file', ?, ?, 0 "
        "FROM site ORDER BY domain",
        (added, before),
    )
    db.execute("INSERT INTO state SELECT domain, ?, 'live', '', '1' FROM site ORDER BY domain", (added,))


def _looks(days: int) -> Iterator[tuple[object, ...]]:
    """The intervals that every site has; the last ones reach until today."""
    number = days // DAYS_AN_INTERVAL
    for kind, pattern in sorted(PATTERNS.items()):
        seen = 0
        for place in range(number):
            first = DAY - timedelta(days=DAYS_AN_INTERVAL * (number - place))
            last = DAY if place >= number - 1 else first + timedelta(days=DAYS_AN_INTERVAL - 1)
            letter = pattern[place % len(pattern)]
            own = 1 + list(PATTERNS).index(kind) * 10 + seen % OWN[kind] if letter == "o" else 0
            seen += letter == "o"
            captures = CAPTURES[kind] if letter == "o" else 0
            yield (kind, iso(first), iso(last), (last - first).days + 1, *OUTCOMES[letter], own, captures)


def _observe(db: sqlite3.Connection, days: int) -> None:
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("DROP INDEX payload_by_hash")
    db.execute("CREATE TEMP TABLE look (kind, first, last, looks, outcome, reason, own, captures)")
    db.executemany("INSERT INTO look VALUES (?,?,?,?,?,?,?,?)", _looks(days))
    db.execute("CREATE TEMP TABLE body (kind, text)")
    db.executemany("INSERT INTO body VALUES (?,?)", bodies("DOMAIN"))
    one = f"'\"sha256:' || {_HASH} || {_HASH} || '\"'"
    db.execute(
        "INSERT INTO observation SELECT domain, kind, first, last, looks, outcome, reason, "
        f"CASE own WHEN 0 THEN printf('%.32c', substr(reason, -1)) ELSE {_HASH} END, "
        f"CASE captures WHEN 0 THEN '[]' WHEN 1 THEN '[' || {one} || ']' WHEN 2 THEN "
        f"'[' || {one} || ', ' || {one} || ']' "
        f"ELSE '[' || {one} || ', ' || {one} || ', ' || {one} || ']' END "
        "FROM (SELECT id, domain FROM site ORDER BY domain) CROSS JOIN look"
    )
    db.execute(
        "INSERT INTO newest SELECT s.domain, l.kind, l.outcome = 'could not look', l.first, max(l.last), "
        "l.looks, l.outcome, l.reason FROM (SELECT domain FROM site ORDER BY domain) s CROSS JOIN look l "
        "GROUP BY s.domain, l.kind, l.outcome = 'could not look'"
    )
    db.execute("CREATE TEMP TABLE kept AS SELECT DISTINCT kind, own, captures FROM look WHERE own")
    db.execute(
        f"INSERT INTO payload SELECT {_HASH}, replace(replace(text, 'DOMAIN', domain), 'sha256:00', "
        "printf('sha256:%02x', own)) FROM (SELECT id, domain FROM site ORDER BY domain) CROSS JOIN kept "
        "JOIN body USING (kind)"
    )
    db.execute(
        "INSERT INTO payload SELECT DISTINCT printf('%.32c', substr(reason, -1)), '{}' "
        "FROM look WHERE own = 0"
    )
    db.execute(
        f"INSERT INTO capture SELECT 'sha256:' || {_HASH} || printf('%032x', value), "
        "'https://' || domain || '/', 'text/html; charset=utf-8', '2026-01-05-2026-01-05.1.warc.gz', "
        "id * 9000 + own, 15000 FROM site CROSS JOIN kept CROSS JOIN (SELECT value FROM json_each('[1,2,3]'))"
        " WHERE value <= captures ORDER BY 1"
    )
    db.execute("CREATE UNIQUE INDEX payload_by_hash ON payload (hash)")
    for _, statement in triggers:
        db.execute(statement)
    _not_today(db)


def _not_today(db: sqlite3.Connection) -> None:
    """Some could not be looked at today."""
    now, before = iso(DAY), iso(DAY - timedelta(days=1))
    of = f"domain IN (SELECT domain FROM site WHERE id % {UNREACHABLE} = 3) AND kind = 'site'"
    db.execute(
        f"UPDATE observation SET last_seen = ? WHERE {of} AND last_seen = ? AND outcome = 'observed'",
        (before, now),
    )
    db.execute(
        f"UPDATE observation SET last_seen = ? WHERE {of} AND first_seen = "
        "(SELECT max(first) FROM look WHERE kind = 'site' AND outcome = 'could not look')",
        (now,),
    )
    db.execute(f"UPDATE newest SET last_seen = ? WHERE {of} AND failed = 0", (before,))


def _fingerprint(db: sqlite3.Connection, domains: int) -> None:
    keys, sites = array("q"), array("i")
    parts = [range(start, min(start + AT_ONCE, domains)) for start in range(0, domains, AT_ONCE)]
    db.execute("DROP INDEX fingerprint_by_domain")
    with ProcessPoolExecutor(cores()) as pool:
        for rows, posted, held in pool.map(_made, parts):
            db.executemany("INSERT INTO fingerprint VALUES (?,?,?,?,?,?,?)", rows)
            keys.frombytes(posted)
            sites.frombytes(held)
    db.execute("CREATE UNIQUE INDEX fingerprint_by_domain ON fingerprint (domain, slice)")
    values, holders = np.frombuffer(keys, np.int64), np.frombuffer(sites, np.int32)
    order = np.lexsort((holders, values))
    for start in range(0, len(order), 1_000_000):
        some = order[start : start + 1_000_000]
        rows = zip(values[some].tolist(), holders[some].tolist(), strict=True)
        db.executemany("INSERT INTO posting VALUES (?,?)", rows)


def _made(numbers: range) -> tuple[list[tuple[object, ...]], bytes, bytes]:
    rows, keys, sites = [], array("q"), array("i")
    for number in numbers:
        found = drawn(number, name_of(number))
        own = keys_of(found)
        rows.append(row_of(found, "", fingerprint.VERSION, "invented", own))
        keys.extend(own)
        sites.extend([number + 1] * len(own))
    return rows, keys.tobytes(), sites.tobytes()


def keys_of(found: Fingerprint) -> list[int]:
    """What a site is posted under."""
    known = {each.name: each for each in signals()}
    posted = (
        posting_key(name, key) for name, values in found.values.items() for key in known[name].keys(values)
    )
    return sorted(set(posted))
