"""Which domains and which values does a word from an analyst's clipboard name?"""

import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass

import sqlite_utils

from crawler import fingerprint as fingerprints
from crawler.fingerprint import Fingerprint, Weighing

MOST = 50
MOST_SITES = 200
LONGEST = 200
SECONDS = 2.0
"""For the search in the values, which has no index."""
_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Named:
    """One domain that was found, and where: watched, candidate, reference, observed."""

    domain: str
    where: str


@dataclass(frozen=True, slots=True)
class Valued:
    """One value that was found, and a site that shows it."""

    signal: str
    value: str
    domain: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; ``whole`` is False when the time was up before the end."""

    asked: str
    names: tuple[Named, ...]
    values: tuple[Valued, ...]
    whole: bool


def search(db: sqlite_utils.Database, text: str) -> Found:
    """Domains and values that contain ``text``, defanged or not."""
    asked = refanged(text.strip()[:LONGEST])
    if len(asked) < 2:
        return Found(asked, (), (), True)
    pattern = f"%{_escaped(asked)}%"
    names = tuple(_names(db, pattern))
    until = time.monotonic() + SECONDS
    db.conn.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
    values: dict[tuple[str, str], Valued] = {}
    try:
        for each in _values(db, asked):
            values.setdefault((each.signal, each.value), each)
            if len(values) >= MOST:
                break
    except sqlite3.OperationalError:
        return Found(asked, names, tuple(values.values()), False)
    finally:
        db.conn.set_progress_handler(None, 0)
    return Found(asked, names, tuple(values.values()), True)


def refanged(text: str) -> str:
    """``text`` as it was before somebody made it harmless; of an address, its host."""
    for broken, whole in (("[.]", "."), ("(.)", "."), ("[@]", "@"), ("[:]", ":"), ("hxxp", "http")):
        text = text.replace(broken, whole)
    if "://" in text:
        text = text.partition("://")[2].partition("/")[0]
    return text


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _names(db: sqlite_utils.Database, pattern: str) -> Iterator[Named]:
    rows = db.conn.execute(
        "SELECT domain, group_concat(place, ', ') FROM ("
        "SELECT domain, CASE WHEN removed_at IS NULL THEN 'watched' ELSE 'watched before' END AS place "
        "FROM watch WHERE domain LIKE ?1 ESCAPE '\\' "
        "UNION ALL SELECT domain, 'candidate' FROM candidate WHERE domain LIKE ?1 ESCAPE '\\' "
        "UNION ALL SELECT domain, 'reference' FROM (SELECT domain FROM reference UNION "
        "SELECT domain FROM fingerprint WHERE slice <> '') WHERE domain LIKE ?1 ESCAPE '\\') "
        "GROUP BY domain ORDER BY length(domain), domain LIMIT ?2",
        (pattern, MOST),
    )
    for domain, where in rows:
        yield Named(domain, where)


def _values(db: sqlite_utils.Database, asked: str) -> Iterator[Valued]:
    looked = {each.name for each in fingerprints.signals() if each.weighing is Weighing.RARITY}
    inside = json.dumps(asked, ensure_ascii=False)[1:-1]
    rows = db.conn.execute(
        "SELECT domain, body FROM fingerprint WHERE slice='' AND body LIKE ? ESCAPE '\\' LIMIT ?",
        (f"%{_escaped(inside)}%", MOST_SITES),
    )
    word = asked.lower()
    for domain, body in rows:
        found = Fingerprint.from_json(json.loads(body)).values
        for name in found.keys() & looked:
            for value in found[name]:
                if word in value.lower():
                    yield Valued(name, value, domain)
