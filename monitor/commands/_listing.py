"""How is one alert told in a terminal?"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reports.defang import tell

if TYPE_CHECKING:
    from monitor.evidence import Evidence
    from monitor.score import FamilyTotal, Score
    from reports.digest import AlertLine, DailyReport

WIDTH = 24
STEP = 0.5  # bits a block of a bar stands for
SHOWN = 0.05  # a smaller difference would not show
MOST_FACTS = 8


def summary(report: "DailyReport") -> str:
    """One line for a day."""
    from reports.lines import is_alone

    of_two = Counter(each.band for each in report.alerts if not is_alone(each))
    bands = [f"{number} {band}" for band, number in of_two.items()]
    told = f"{len(report.alerts)} {'alert' if len(report.alerts) == 1 else 'alerts'}"
    parts = [f"{told} ({', '.join(bands)})" if bands else told, f"{report.watched} watched"]
    if report.known:
        parts.append(f"{len(report.known)} known before")
    if report.unreachable:
        parts.append(f"{len(report.unreachable)} unreachable")
    kind = " (first run: a silent baseline)" if report.baseline else ""
    return f"{report.day}{kind}: {', '.join(parts)}"


def one_line(alert: "AlertLine") -> str:
    """Band, bits, both names and the strongest reason; of a reference itself what happened to it."""
    from reports.lines import is_alone

    if is_alone(alert):
        said = tell("; ".join(alert.changed), 160)
        return f"{alert.status}  {tell(alert.domain)} is documented itself: {said}"
    reason = tell(alert.evidence[0].sentence, 160) if alert.evidence else "no single reason"
    return (
        f"{alert.band}  {alert.score:+.1f} bits  {alert.status}  {tell(alert.domain)} {alert.relation} "
        f"{tell(alert.counterpart)}: {reason}"
    )


def pair_line(found: "Score") -> str:
    """Bits and band of one pair."""
    return f"{found.bits:+.1f} bits  {_band(found)}  {tell(found.counterpart)}"


def _why_less(family: "FamilyTotal") -> str:
    if family.raw - family.counted <= SHOWN:
        return ""
    capped = family.counted >= family.cap - SHOWN
    return f"({'capped ' if capped else ''}from {family.raw:+.1f})"


def waterfall(found: "Score", note: str = "") -> Iterator[str]:
    """From the prior to the score, family by family, with every reason under its family."""
    yield f"{tell(found.domain)} and {tell(found.counterpart)}"
    if note:
        yield f"  {tell(found.counterpart)} is documented by: {tell(note)}"
    yield ""
    yield _step("before any evidence", found.prior, "")
    for family in found.families:
        yield _step(family.family, family.counted, _why_less(family))
        for each in found.evidence:
            if each.family == family.family and each.bits > 0:
                yield from _reason(each)
    for each in found.against:
        yield _step("against", each.bits, "")
        yield from _reason(each)
    yield f"  {'=' * 40}"
    yield _step("score", found.bits, f"{_band(found)}, {_chance(found.probability)} by these weights")
    empty = [each.signal for each in found.evidence if each.bits <= 0]
    if empty:
        yield f"  compared, and nothing in common that counts: {', '.join(empty)}"
    for sentence in found.unseen:
        yield f"  {tell(sentence)}"


def _band(found: "Score") -> str:
    return found.band if found.band.rank else "below every band"


def _chance(probability: float) -> str:
    if 0.001 <= probability <= 0.999:
        return f"{probability:.1%}"
    return "over 99.9%" if probability > 0.5 else "under 0.1%"


def _step(name: str, bits: float, remark: str) -> str:
    blocks = ("+" if bits >= 0 else "-") * min(round(abs(bits) / STEP), 40)
    return f"  {name:<{WIDTH}} {bits:+6.1f} bits  {blocks}{'  ' + remark if remark else ''}".rstrip()


def _reason(evidence: "Evidence") -> Iterator[str]:
    yield f"      {evidence.signal} {evidence.bits:+.1f}: {tell(evidence.sentence)}"
    for fact in evidence.facts[:MOST_FACTS]:
        held = f"{fact.others} of {fact.sites} other sites, " if fact.sites else ""
        yield f"          {tell(fact.value, 120)}  ({held}{fact.bits:+.1f})"
