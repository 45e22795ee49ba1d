"""What was ever seen of a domain, what was decided of it, and which of its values point elsewhere?"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import log2
from typing import Any

import sqlite_utils

from crawler import fingerprint as fingerprints
from crawler.fingerprint import Fingerprint, Signal, Weighing
from crawler.records import Outcome, iso, moment_of, parse_time, seconds
from monitor.background import common
from monitor.references import all_references, details
from monitor.score import Score
from monitor.store import (
    Baseline,
    Candidate,
    Candidates,
    Event,
    FactChange,
    Index,
    Judgement,
    Judgements,
    MonitorStore,
    Reference,
    WatchItem,
    posting_key,
)

A_PAGE = 50
MOST_ROWS = 200
MOST_VALUES = 40
"""Of one signal: a site can show as many as it likes."""


@dataclass(frozen=True, slots=True)
class Interval:
    """One row of the history; ``key`` names it in an address.

    ``before`` is the look before it that did not fail, where there is one and this one did not fail either.
    """

    kind: str
    first: str
    last: str
    looks: int
    outcome: str
    reason: str
    key: str
    before: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One value of a site, and how many of the observed sites show it."""

    value: str
    sites: int
    public: str


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands of a pair: the sentences that count, the weightiest first."""

    counterpart: str
    band: str
    score: float
    since: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that a page of a domain shows."""

    domain: str
    item: WatchItem | None
    candidate: Candidate | None
    reference: Reference | None
    about: str
    baselines: tuple[Baseline, ...]
    holds: Judgement | None
    judged: tuple[Judgement, ...]
    events: tuple[Event, ...]
    standing: tuple[Stands, ...]
    states: tuple[tuple[str, str], ...]
    changes: tuple[FactChange, ...]
    values: tuple[tuple[str, tuple[Shown, ...]], ...]
    sites: int

    @property
    def unknown(self) -> bool:
        """True when nothing of it is in the store."""
        return not (self.item or self.candidate or self.reference or self.events or self.states)


def dossier(db: sqlite_utils.Database, domain: str, on: date) -> Dossier:
    """What the store knows of ``domain``, but for its looks."""
    store = MonitorStore(db)
    reference = next((each for each in all_references(store) if each.domain == domain), None)
    judged = [each for each in store.judgements.all() if each.domain == domain]
    events = [*store.ledger.events(domain=domain), *store.ledger.events(domain=domain, hidden=True)]
    found = store.index.get(domain)
    return Dossier(
        domain=domain,
        item=store.watchlist.get(domain),
        candidate=Candidates(db).get(domain),
        reference=reference,
        about=details(reference) if reference else "",
        baselines=tuple(each for each in store.baselines() if each.domain == domain),
        holds=Judgements(db).holding(on).get(domain),
        judged=tuple(reversed(judged)),
        events=tuple(sorted(events, key=lambda each: (each.day, each.score), reverse=True)[:MOST_ROWS]),
        standing=tuple(_standing(store, domain)),
        states=tuple((f"{at:%Y-%m-%d %H:%M}", state) for at, state in reversed(store.ledger.history(domain))),
        changes=tuple(reversed(store.ledger.changes(domain)))[:MOST_ROWS],
        values=tuple(_values(store.index, found[0])) if found else (),
        sites=store.index.sites(),
    )


def _standing(store: MonitorStore, domain: str) -> Iterator[Stands]:
    for each in store.ledger.standings(domain)[:A_PAGE]:
        sentences = _sentences(each.detail)
        yield Stands(each.counterpart, each.band, each.score, f"{each.since:%Y-%m-%d}", sentences)


def _sentences(detail: Mapping[str, Any]) -> tuple[str, ...]:
    """What counts, the weightiest first; nothing of a score that another version of the program kept."""
    try:
        score = Score.from_json(detail)
    except (KeyError, TypeError, ValueError):
        return ()
    lines = sorted(score.evidence, key=lambda line: -score.counted(line))
    return tuple(line.sentence for line in lines if score.counted(line) > 0)[:5]


def _values(index: Index, found: Fingerprint) -> Iterator[tuple[str, tuple[Shown, ...]]]:
    """The values that are searched for by themselves; shingles of a text or a layout tell nobody anything."""
    for signal in fingerprints.signals():
        values = found.values.get(signal.name, ())
        if signal.weighing is Weighing.RARITY and values:
            rows = (
                Shown(
                    value,
                    index.count(posting_key(signal.name, value), MOST_COUNTED),
                    service(signal.name, value),
                )
                for value in values[:MOST_VALUES]
            )
            yield signal.name, tuple(sorted(rows, key=lambda each: (each.sites, each.value)))


MOST_COUNTED = 100_000


def service(signal: str, value: str) -> str:
    """What public thing a value belongs to, if any is known."""
    known = common(signal, value)
    return known.service if known else ""


def intervals(db: sqlite_utils.Database, domain: str, kind: str, page: int) -> tuple[list[Interval], int]:
    """One page of the history of ``domain``, newest first, and how many rows it has."""
    (count,) = db.conn.execute(
        "SELECT count(*) FROM observation WHERE domain=? AND (?='' OR kind=?)", (domain, kind, kind)
    ).fetchone()
    rows = db.conn.execute(
        "SELECT kind, first_seen, last_seen, looks, outcome, reason, value FROM observation "
        "WHERE domain=? AND (?='' OR kind=?) ORDER BY last_seen DESC, first_seen DESC, kind LIMIT ? OFFSET ?",
        (domain, kind, kind, A_PAGE, (page - 1) * A_PAGE),
    ).fetchall()
    found = [
        Interval(
            kind,
            first,
            last,
            looks,
            outcome,
            reason,
            f"{first}|{value}",
            before="" if outcome == Outcome.FAILED else _before(db, domain, kind, first),
        )
        for kind, first, last, looks, outcome, reason, value in rows
    ]
    return found, count


def _before(db: sqlite_utils.Database, domain: str, kind: str, first: str) -> str:
    row = db.conn.execute(
        "SELECT i.first, p.hash FROM interval i JOIN payload p ON p.id = i.payload "
        "WHERE i.domain=(SELECT id FROM domain WHERE name=?) AND i.kind=(SELECT id FROM kind WHERE name=?) "
        "AND i.failed = 0 AND i.first < ? ORDER BY i.first DESC LIMIT 1",
        (domain, kind, seconds(parse_time(first))),
    ).fetchone()
    return f"{iso(moment_of(row[0]))}|{row[1]}" if row else ""


def kinds(db: sqlite_utils.Database, domain: str) -> list[str]:
    """What was looked at of ``domain``."""
    rows = db.conn.execute("SELECT DISTINCT kind FROM observation WHERE domain=? ORDER BY kind", (domain,))
    return [kind for (kind,) in rows]


@dataclass(frozen=True, slots=True)
class Holders:
    """The sites that show one value; ``bits`` are log2 of how rare it is among the observed ones."""

    signal: str
    value: str
    told: str
    count: int
    sites: int
    bits: float
    public: str
    domains: tuple[str, ...]
    references: tuple[Reference, ...]


def holders(db: sqlite_utils.Database, signal: str, value: str) -> Holders | None:
    """Who shows ``value`` of ``signal``; None where there is no such signal."""
    known = next((each for each in fingerprints.signals() if each.name == signal), None)
    if known is None:
        return None
    store = MonitorStore(db)
    key = posting_key(signal, value)
    count, sites = store.index.count(key, MOST_COUNTED), store.index.sites()
    names = store.index.names(store.index.holders(key, MOST_ROWS)).values()
    fronts = set(_of_references(db, signal, value)) | set(names)
    return Holders(
        signal=signal,
        value=value,
        told=_told(known, value),
        count=count,
        sites=sites,
        bits=log2((sites + 1) / (count + 1)),
        public=service(signal, value),
        domains=tuple(sorted(names)),
        references=tuple(each for each in all_references(store) if each.domain in fronts),
    )


def _told(signal: Signal, value: str) -> str:
    """The value in words; an address can name one that no signal makes."""
    try:
        return signal.tell(value)
    except (LookupError, ValueError):
        return ""


def _of_references(db: sqlite_utils.Database, signal: str, value: str) -> Iterator[str]:
    """The references whose pages of the past show it."""
    rows: Iterable[tuple[str, str]] = db.conn.execute(
        "SELECT domain, body FROM fingerprint WHERE slice <> '' AND instr(body, ?) > 0",
        (json.dumps(value, ensure_ascii=False),),
    )
    try:
        for domain, body in rows:
            if value in Fingerprint.from_json(json.loads(body)).values.get(signal, ()):
                yield domain
    except sqlite3.Error:
        return
