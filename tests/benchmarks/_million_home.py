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
from crawler.records import iso, packed, seconds
from monitor.store import posting_key
from monitor.store.index import row_of
from monitor.store.settling import LONG
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
MOST_OWN, MOST_RAW = 100, 16
"""Numbers that are left to each site for its payloads and its raw answers."""
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
            yield (
                kind,
                seconds(first),
                seconds(last),
                (last - first).days + 1,
                *OUTCOMES[letter],
                own,
                captures,
            )


def _observe(db: sqlite3.Connection, days: int) -> None:
    dropped = "type='trigger' OR name IN ('payload_by_hash', 'raw_by_hash')"
    later = db.execute(f"SELECT type, name, sql FROM sqlite_master WHERE {dropped}").fetchall()
    for what, name, _ in later:
        db.execute(f"DROP {what} {name}")
    looks = list(_looks(days))
    db.execute("CREATE TEMP TABLE look (kind, first, last, looks, outcome, reason, own, captures)")
    db.executemany("INSERT INTO look VALUES (?,?,?,?,?,?,?,?)", looks)
    db.execute("INSERT INTO domain SELECT id, domain FROM site ORDER BY id")
    db.execute("INSERT INTO kind (name) SELECT DISTINCT kind FROM look ORDER BY 1")
    db.execute("INSERT INTO ending (outcome, reason) SELECT DISTINCT outcome, reason FROM look")
    _seen(db, looks)
    db.execute(
        "CREATE TEMP TABLE row AS SELECT k.id AS kind, l.outcome = 'could not look' AS failed, l.first, "
        "l.last, l.looks, e.id AS ending, l.own, l.captures, s.place FROM look l "
        "JOIN kind k ON k.name = l.kind JOIN ending e USING (outcome, reason) "
        "LEFT JOIN shown s USING (own) ORDER BY 1, 2, 3"
    )
    raw = f"(s.id * {MOST_RAW} + place)"
    db.execute(
        "INSERT INTO interval SELECT s.id, kind, failed, first, "
        f"CASE own WHEN 0 THEN ending ELSE s.id * {MOST_OWN} + own END, last, looks, ending, "
        f"CASE captures WHEN 0 THEN NULL WHEN 1 THEN {raw} WHEN 2 THEN json_array({raw}, {raw} + 1) "
        f"ELSE json_array({raw}, {raw} + 1, {raw} + 2) END FROM site s CROSS JOIN row"
    )
    db.execute(
        "INSERT INTO newest_interval SELECT s.id, kind, failed, first, max(last), looks, ending "
        "FROM site s CROSS JOIN row GROUP BY s.id, kind, failed"
    )
    for _, _, statement in later:
        db.execute(statement)
    _not_today(db)


def _seen(db: sqlite3.Connection, looks: list[tuple[object, ...]]) -> None:
    """The payloads and raw answers: those of a site have numbers that follow from its own."""
    db.execute("CREATE TEMP TABLE body (kind, text)")
    db.executemany("INSERT INTO body VALUES (?,?)", bodies("DOMAIN"))
    db.execute("CREATE TEMP TABLE shown (kind, own, captures, place)")
    place = 0
    for kind, own, captures in sorted({(row[0], row[6], row[7]) for row in looks if row[6]}, key=str):
        db.execute("INSERT INTO shown VALUES (?,?,?,?)", (kind, own, captures, place))
        place += int(str(captures))
    db.execute(
        "INSERT INTO payload SELECT e.id, printf('%.32c', substr(reason, -1)), '{}' FROM ending e "
        "WHERE outcome <> 'observed'"
    )
    db.execute(
        f"INSERT INTO payload SELECT s.id * {MOST_OWN} + own, {_HASH}, "
        "replace(replace(text, 'DOMAIN', domain), 'sha256:00', printf('sha256:%02x', own)) "
        "FROM site s CROSS JOIN shown JOIN body USING (kind) ORDER BY 1"
    )
    db.create_function("packed", 1, packed)
    db.execute("INSERT INTO media_type VALUES (1, 'text/html; charset=utf-8')")
    db.execute("INSERT INTO file VALUES (1, '2026-01-05-2026-01-05.1.warc.gz')")
    db.execute(
        f"INSERT INTO raw SELECT s.id * {MOST_RAW} + place + value, "
        f"packed('sha256:' || {_HASH} || printf('%032x', value)), 'https://' || domain || '/', 1, 1, "
        "s.id * 9000 + own, 15000 FROM site s CROSS JOIN shown CROSS JOIN (SELECT value FROM "
        "json_each('[0,1,2]')) WHERE value < captures ORDER BY 1"
    )


def _not_today(db: sqlite3.Connection) -> None:
    """Some could not be looked at today."""
    now, before = seconds(DAY), seconds(DAY - timedelta(days=1))
    of = f"domain % {UNREACHABLE} = 3 AND kind = (SELECT id FROM kind WHERE name = 'site')"
    db.execute(
        f"UPDATE interval SET last = ? WHERE {of} AND last = ? "
        "AND ending = (SELECT id FROM ending WHERE outcome = 'observed')",
        (before, now),
    )
    db.execute(
        f"UPDATE interval SET last = ? WHERE {of} AND first = "
        "(SELECT max(first) FROM look WHERE kind = 'site' AND outcome = 'could not look')",
        (now,),
    )
    db.execute(f"UPDATE newest_interval SET last = ? WHERE {of} AND failed = 0", (before,))


def _fingerprint(db: sqlite3.Connection, domains: int) -> None:
    keys, sites = array("q"), array("i")
    parts = [range(start, min(start + AT_ONCE, domains)) for start in range(0, domains, AT_ONCE)]
    db.execute("DROP INDEX fingerprint_by_domain")
    with ProcessPoolExecutor(cores()) as pool:
        for rows, posted, held in pool.map(_made, parts):
            db.executemany("INSERT INTO fingerprint VALUES (?,?,?,?,?,?)", rows)
            keys.frombytes(posted)
            sites.frombytes(held)
    db.execute("CREATE UNIQUE INDEX fingerprint_by_domain ON fingerprint (domain, slice)")
    values, holders = np.frombuffer(keys, np.int64), np.frombuffer(sites, np.int32)
    order = np.lexsort((holders, values))
    for start in range(0, len(order), 1_000_000):
        some = order[start : start + 1_000_000]
        rows = zip(values[some].tolist(), holders[some].tolist(), strict=True)
        db.executemany("INSERT INTO posting VALUES (?,?)", rows)
    distinct, held = np.unique(values, return_counts=True)
    long = held > LONG
    db.executemany(
        "INSERT INTO common VALUES (?,?)", zip(distinct[long].tolist(), held[long].tolist(), strict=True)
    )


def _made(numbers: range) -> tuple[list[tuple[object, ...]], bytes, bytes]:
    rows, keys, sites = [], array("q"), array("i")
    for number in numbers:
        found = drawn(number, name_of(number))
        own = keys_of(found)
        rows.append(row_of(found, "", fingerprint.VERSION, "invented"))
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
