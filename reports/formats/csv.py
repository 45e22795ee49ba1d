"""How does an analyst sort and filter the alerts in a spreadsheet?

One row an alert, RFC 4180, text always quoted. A cell that a spreadsheet would run as a formula starts with
an apostrophe, and a cell is one line; numbers stay numbers.
"""

import csv
import io
from collections.abc import Iterator

from reports import defang
from reports.digest import AlertLine, DailyReport
from reports.formats import _wording
from reports.formats._format import Format

COLUMNS = (
    "day", "list", "domain", "status", "band", "score_bits", "probability", "relation", "counterpart",
    "reference", "also", "why", "evidence", "shared", "against", "state_before", "state", "changed",
    "not_compared", "first_seen", "last_seen", "evidence_seen", "registered", "counterpart_registered",
    "original", "direction", "linked", "title", "captures", "judgement", "cluster", "watched", "tlp", "run",
)  # fmt: skip
_CELL = 2000  # a spreadsheet holds 32,767 characters; an analyst reads fewer

Cell = str | float


def render(report: DailyReport) -> str:
    text = io.StringIO()
    table = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows(_rows(report))
    return text.getvalue()


def _rows(report: DailyReport) -> Iterator[list[Cell]]:
    lists = (("today", report.alerts), ("known", report.known), ("just below", report.below))
    for name, alerts in lists:
        for alert in alerts:
            cells = (report.day, name, *_cells(alert), report.tlp, report.run)
            yield [
                defang.inert(defang.tell(cell, _CELL)) if isinstance(cell, str) else cell for cell in cells
            ]


def _cells(alert: AlertLine) -> tuple[Cell, ...]:
    return (
        alert.domain,
        alert.status,
        _wording.band(alert),
        *_compared(alert),
        alert.reference_note,
        _joined(alert.also),
        _wording.why(alert),
        _joined(f"{line.signal} {line.counted:+.1f}" for line in alert.evidence),
        _joined(f"{fact.value} ({_wording.rarity(fact)})" for line in alert.evidence for fact in line.facts),
        _joined(f"{line.sentence} {line.counted:+.1f}" for line in alert.against),
        alert.state_before,
        alert.state,
        _joined((*map(_wording.change, alert.changes), *_wording.changes(alert))),
        _joined(alert.unseen),
        alert.first_seen,
        alert.last_seen,
        alert.compared,
        alert.registered,
        alert.counterpart_registered,
        alert.original,
        _joined(alert.direction),
        _joined(f"{each.domain} {each.bits:+.1f}: {'; '.join(each.sentences)}" for each in alert.siblings),
        defang.tell(alert.title, defang.TITLE),
        _joined(f"{capture.hash} {capture.file} at {capture.offset}" for capture in alert.captures),
        _wording.judgement(alert.judgement) if alert.judgement else "",
        alert.cluster,
        alert.watched,
    )


def _compared(alert: AlertLine) -> tuple[Cell, ...]:
    """Score, probability, relation and counterpart."""
    if _wording.is_alone(alert):
        return ("", "", _wording.beside(alert), "")
    return (round(alert.score, 2), round(alert.probability, 4), alert.relation, alert.counterpart)


def _joined(parts: Iterator[str] | tuple[str, ...]) -> str:
    return " | ".join(defang.tell(part) for part in parts)


FORMAT = Format(
    name="csv",
    question="Which alerts are there, one row each, for a spreadsheet?",
    suffix=".csv",
    render=render,
)
