"""What did analysts decide, and what of it holds?"""

import json
from collections.abc import Iterable
from datetime import date, datetime

import sqlite_utils

from crawler.records import iso, parse_time
from crawler.store import transaction
from monitor.store.records import Judgement, Verdict

_ALL = "SELECT id, domain, verdict, author, reason, judged_at, source, until, withdrawn_at, facts, pairs"


class Judgements:
    """Every judgement ever made; rows are added and withdrawn, never changed."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    def add(self, made: Iterable[Judgement]) -> int:
        """Keeps judgements; one kept before (same id) stays as it is. How many are new."""
        with transaction(self.db) as connection:
            return sum(
                connection.execute(
                    "INSERT INTO judgement (id, domain, verdict, author, reason, judged_at, source, until, "
                    "withdrawn_at, facts, pairs) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
                    _row(each),
                ).rowcount
                for each in made
            )

    def withdraw(self, ids: Iterable[str], now: datetime) -> int:
        """Takes judgements back from now on; how many of them held."""
        with transaction(self.db) as connection:
            rows = [(iso(now), each) for each in ids]
            return connection.executemany(
                "UPDATE judgement SET withdrawn_at=? WHERE id=? AND withdrawn_at IS NULL", rows
            ).rowcount

    def all(self) -> list[Judgement]:
        """Every judgement, oldest first."""
        rows = self.db.conn.execute(f"{_ALL} FROM judgement ORDER BY judged_at, id")
        return [_judgement(*row) for row in rows]

    def holding(self, on: date) -> dict[str, Judgement]:
        """By domain, the newest judgement, where it holds on a day."""
        newest = {each.domain: each for each in self.all() if each.withdrawn_at is None}
        return {name: each for name, each in newest.items() if each.until is None or each.until >= on}


def _row(each: Judgement) -> tuple[object, ...]:
    return (
        each.id,
        each.domain,
        str(each.verdict),
        each.author,
        each.reason,
        iso(each.judged_at),
        each.source,
        each.until.isoformat() if each.until else None,
        iso(each.withdrawn_at) if each.withdrawn_at else None,
        json.dumps(each.facts, ensure_ascii=False),
        json.dumps(each.pairs),
    )


def _judgement(
    key: str,
    domain: str,
    verdict: str,
    author: str,
    reason: str,
    at: str,
    source: str,
    until: str | None,
    withdrawn: str | None,
    facts: str,
    pairs: str,
) -> Judgement:
    return Judgement(
        key,
        domain,
        Verdict(verdict),
        author,
        reason,
        parse_time(at),
        source,
        date.fromisoformat(until) if until else None,
        parse_time(withdrawn) if withdrawn else None,
        tuple(json.loads(facts)),
        tuple((name, bits) for name, bits in json.loads(pairs)),
    )
