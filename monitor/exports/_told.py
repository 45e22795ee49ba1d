"""Which alerts were there, told or hidden, and on which evidence?"""

import json
import sqlite3
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

from crawler.records import canonical
from monitor.evidence import Evidence
from monitor.exports._table import Asked, Column, Row, Table, Type
from monitor.score import Score

_KEYS = (
    "SELECT id FROM alert WHERE day >= :since AND (:domain = '' OR domain = :domain) "
    "ORDER BY day, domain, counterpart, id"
)
_ALERT = (
    "SELECT a.id, a.run, a.day, a.domain, a.counterpart, a.status, a.band, a.score, a.detail, "
    "a.hidden_by, j.verdict, j.author, j.reason FROM alert a LEFT JOIN judgement j ON j.id = a.hidden_by "
    "WHERE a.id = ?"
)


def _details(store: sqlite3.Connection, asked: Asked) -> Iterator[tuple[list[Any], Mapping[str, Any]]]:
    # Only the keys are sorted: the details of years would not fit into memory.
    for key in store.execute(_KEYS, {"since": asked.since, "domain": asked.domain}):
        *row, detail, hidden_by, verdict, author, reason = store.execute(_ALERT, key).fetchone()
        found = json.loads(detail)
        yield [*row, hidden_by, verdict, author, reason], found if isinstance(found, dict) else {}


def _alerts(store: sqlite3.Connection, asked: Asked) -> Generator[Row, None, None]:
    for row, detail in _details(store, asked):
        said = (_text(detail.get(name)) for name in ("relation", "state_before", "state"))
        listed = (_json(detail.get(name)) for name in ("changed", "also"))
        yield (*row[:8], _number(detail.get("probability")), *said, *listed, *row[8:])


def _evidence(store: sqlite3.Connection, asked: Asked) -> Generator[Row, None, None]:
    for (key, run, day, domain, counterpart, *_, hidden_by, _, _, _), detail in _details(store, asked):
        counted = _counted(detail)
        for each in (*_list(detail.get("evidence")), *_list(detail.get("against"))):
            if isinstance(each, dict):
                bits = _number(each.get("bits"))
                signal = _text(each.get("signal"))
                yield (
                    *(day, domain, counterpart, signal, _text(each.get("family"))),
                    *(_number(each.get("similarity")), bits, counted(signal, bits)),
                    *(_text(each.get("sentence")), _json(each.get("facts")), key, run, hidden_by),
                )


def _counted(detail: Mapping[str, Any]) -> Callable[[str | None, float | None], float | None]:
    """What of a signal's bits counts in the score; None where an older program did not keep how."""
    try:
        score = Score.from_json(detail)
        found: dict[tuple[str, float], float] = {
            (each.signal, each.bits): score.counted(each) for each in _all(score)
        }
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        found = {}
    return lambda signal, bits: found.get((signal or "", bits if bits is not None else 0.0))


def _all(score: Score) -> tuple[Evidence, ...]:
    return (*score.evidence, *score.against)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _json(value: object) -> str:
    return canonical(_list(value))


ALERTS = Table(
    "alerts",
    "What was told of whom on which day, and what did judgements hide?",
    (
        Column("id"),
        Column("run"),
        Column("day", Type.DAY),
        Column("domain"),
        Column("counterpart"),
        Column("status"),
        Column("band"),
        Column("score", Type.BITS),
        Column("probability", Type.BITS),
        Column("relation"),
        Column("state_before"),
        Column("state"),
        Column("changed", Type.JSON),
        Column("also", Type.JSON),
        Column("hidden_by"),
        Column("hidden_verdict"),
        Column("hidden_author"),
        Column("hidden_reason"),
    ),
    _alerts,
)
EVIDENCE = Table(
    "evidence",
    "On which evidence did each alert rest, and what spoke against it?",
    (
        Column("day", Type.DAY),
        Column("domain"),
        Column("counterpart"),
        Column("signal"),
        Column("family"),
        Column("similarity", Type.BITS),
        Column("bits", Type.BITS),
        Column("counted", Type.BITS),
        Column("sentence"),
        Column("facts", Type.JSON),
        Column("alert"),
        Column("run"),
        Column("hidden_by"),
    ),
    _evidence,
)
