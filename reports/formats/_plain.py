"""How is an alert, or a day, told in lines of plain text to a program that shows them?

Every line is made visible, defanged and cut: it stays words wherever it is shown.
"""

from collections.abc import Iterable, Iterator

from reports import defang
from reports.digest import AlertLine, ClusterLine, DailyReport, EvidenceLine
from reports.formats import _ids, _wording

MOST = 12
"""Lines of one kind: who wants all of them reads the report."""


def heading(alert: AlertLine) -> str:
    """new, strong: foxlantern-studio[.]example resembles foxlantern[.]example."""
    kind = ", ".join(filter(None, (alert.status, _wording.band(alert))))
    return defang.tell(f"{kind}: {alert.domain} {_wording.beside(alert)}", defang.TITLE)


def evidence(alert: AlertLine) -> str:
    """Why, in how many bits, what speaks against it, and where the raw pages lie."""
    return "\n".join(map(defang.tell, _evidence(alert)))


def the_day(report: DailyReport) -> str:
    """What happened, what could not be seen, and which clusters moved."""
    return "\n".join(map(defang.tell, filter(None, _day(report))))


def _evidence(alert: AlertLine) -> Iterator[str]:
    yield _wording.why(alert)
    if not _wording.is_alone(alert):
        yield (
            f"Score {_wording.bits(alert.score)} ({_wording.percent(alert.probability)}): "
            f"prior {_wording.signed(alert.prior)}, {_wording.parts(alert)}."
        )
    if alert.reference_note:
        yield f"{alert.counterpart}: {alert.reference_note}."
    if alert.watched:
        yield _wording.told(alert.watched)
    yield f"State: {_wording.moved(alert.state_before, alert.state)}."
    yield from _cut((*map(_wording.change, alert.changes), *_wording.changes(alert)), "Changed")
    yield from _cut(map(_weighed, alert.evidence), "For")
    yield from _cut((_shared(line) for line in alert.evidence if line.facts), "Shared")
    yield from _cut(map(_weighed, alert.against), "Against")
    yield from _cut(alert.unseen, "Not compared")
    yield from filter(None, (_wording.direction(alert), _wording.dated(alert)))
    yield from _cut((f"{each.domain} ({'; '.join(each.sentences)})" for each in alert.siblings), "Linked")
    if alert.judgement:
        yield _wording.judgement(alert.judgement)
    yield from _cut((f"{each.hash} in {each.file} at {each.offset}" for each in alert.captures), "Capture")


def _weighed(line: EvidenceLine) -> str:
    return f"{line.sentence} ({_wording.weight(line)})"


def _shared(line: EvidenceLine) -> str:
    return "; ".join(f"{fact.value[:200]} ({_wording.rarity(fact)})" for fact in line.facts[:MOST])


def _day(report: DailyReport) -> Iterator[str]:
    yield report.note
    yield _wording.summary(report)
    yield from (f"{line.kind}: {_wording.coverage(line)}." for line in report.coverage)
    yield from _cut(map(_cluster, (each for each in report.clusters if each.joined)), "Cluster")
    yield from _cut((f"{each.domain}: {each.before} → {each.after}" for each in report.states), "State")
    yield from _cut((each.sentence for each in report.canaries if not each.told), "Canary")
    yield from _cut(report.health, "Health")


def _cluster(line: ClusterLine) -> str:
    return f"{', '.join(line.joined[:MOST])} joined {line.name}: {'; '.join(line.facts[:3])}"


def _cut(lines: Iterable[str], kind: str) -> Iterator[str]:
    for place, line in enumerate(filter(None, lines)):
        if place == MOST:
            yield f"{kind}: … and more, see the report."
            return
        yield f"{kind}: {line}"


def exported(report: DailyReport) -> tuple[AlertLine, ...]:
    """What other platforms are given: the day's alerts, and what was confirmed since its own day.

    Each pair once, and none of a domain that is no name: it could not be looked up.
    """
    lines = (*report.alerts, *(each for each in report.known if is_confirmed(each)))
    pairs = {(each.domain, each.counterpart): each for each in reversed(lines) if _ids.is_name(each.domain)}
    return tuple(reversed(pairs.values()))


def is_confirmed(alert: AlertLine) -> bool:
    """Whether somebody outside said so, and an analyst wrote down who."""
    made = alert.judgement
    return made is not None and made.verdict == "confirmed" and bool(made.source.strip())
