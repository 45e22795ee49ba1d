"""In which words does every format say the same thing?

Numbers carry their unit and a true minus sign. The words are "resembles" and "shares": a report never
says who is behind a site.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from reports.digest import AlertLine, CoverageLine, DailyReport, EvidenceLine, Fact, FamilyBar, FindingLine

METHOD = (
    (
        "Score",
        "A prior plus the evidence, in bits. 0 bits are even odds (50%); each further bit doubles them. The "
        "percentage says the same as a probability: that the two sites are related, one made from the other "
        "or both by one hand. It holds only as far as the prior and the weights do.",
    ),
    ("Prior", "Where every pair starts before any evidence, because few pairs of sites are related."),
    (
        "Bits of an agreement",
        "How much likelier it is between related sites than between unrelated ones, as log2: from shipped "
        "measurements, and from how many of the other sites watched here have it too.",
    ),
    (
        "“+1.0 of +1.9”",
        "What counts, of what it would weigh alone. Values of one signal say much the same: the strongest "
        "counts whole, the next a half, the next a quarter. So do signals of one family, up to its cap.",
    ),
    (
        "Copies",
        "Of two sites alike, what is known, dates, and what one left on the other's pages tell which was "
        "there first. A date alone is a hint and no proof: a copy may stand on an old domain.",
    ),
)
NO_ATTRIBUTION = (
    "A score says that two sites resemble each other. It does not say who runs them: a copied page can be "
    "the victim's, and shared hosting can be chance. Attribution is not claimed here and needs other sources."
)
BASELINE = (
    "First run: a silent baseline. Nothing is called new, because nothing was known before; "
    "from the next run on, only changes are news."
)


def bits(value: float) -> str:
    """+7.4 bits."""
    return f"{signed(value)} bits"


def signed(value: float) -> str:
    """+7.4, −2.1 with a true minus sign, 0.0 without any."""
    shown = f"{value:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown.replace("-", "−")


def percent(probability: float) -> str:
    """99.4%; never 0 or 100, because neither is known."""
    if probability > 0.999:
        return "over 99.9%"
    if probability < 0.001:
        return "under 0.1%"
    return f"{probability * 100:.1f}%"


def why(alert: AlertLine) -> str:
    """The sentence of the strongest evidence: the one thing to read of an alert."""
    strongest = max(alert.evidence, key=lambda line: line.counted, default=None)
    return told(strongest.sentence if strongest else "no single agreement stands out")


def told(sentence: str) -> str:
    """The sentence begun and ended: a capital, unless a name stands first, and one full stop."""
    first = sentence.partition(" ")[0]
    begun = sentence if "." in first else sentence[:1].upper() + sentence[1:]
    return begun if begun.endswith((".", "!", "?", "…")) else f"{begun}."


def parts(alert: AlertLine) -> str:
    """template +11.5, registration +1.9, against −0.5: what the score is made of, the most first."""
    found = [(bar.counted, bar.family) for bar in alert.families]
    found.sort(key=lambda each: -each[0])
    if abs(rest(alert)) >= 0.05:
        found.append((rest(alert), "against" if rest(alert) < 0 else "other"))
    return ", ".join(f"{family} {signed(counted)}" for counted, family in found)


def direction(alert: AlertLine) -> str:
    """Which of the two was there first, and why; nothing where the reasons were not asked for."""
    if not alert.direction:
        return ""
    verdict = (
        f"{alert.original} was there first" if alert.original else "Which was there first cannot be told"
    )
    return f"{verdict}: {'; '.join(alert.direction)}."


def spans(same: Iterable[tuple[int, int, int, int]], side: int) -> list[tuple[int, int]]:
    """(start, end) of what is the same, of the candidate (0) or of its counterpart (2), in order."""
    return sorted((each[side], each[side + 1]) for each in same)


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool, bool]]:
    """``text`` in pieces: each with whether both sides have it, and whether a space stands before it.

    The spans are in order; text without any is one piece that is not marked, nor is a mark between words.
    """
    cuts, end = [], 0
    for start, stop in spans:
        cuts += [(end, start, False), (start, stop, True)]
        end = stop
    cuts.append((end, len(text), not end))
    found = []
    for start, stop, same in cuts:
        piece = text[start:stop]
        if piece.strip():
            spaced = piece[0].isspace() or text[:start][-1:].isspace()
            found.append((piece.strip(), same or not any(map(str.isalnum, piece)), spaced))
    return found


def finding(line: FindingLine) -> str:
    """A finding as a sentence that begins with its domain."""
    told = "; ".join(line.sentences)
    if line.kind == "public template":
        return f"{line.domain}: {told}."
    return f"{line.domain} {line.kind} {line.counterpart}: {told}."


def budget(report: DailyReport) -> str:
    """How the alerts were cut to what can be read; nothing where none were."""
    return told(report.budget) if report.budget else ""


def dated(alert: AlertLine) -> str:
    """That the evidence is older than the last look, because the site is gone since; else nothing."""
    if not alert.compared or alert.compared[:10] >= alert.last_seen[:10]:
        return ""
    gone = {"seized": "before the site was seized", "dark": "before the site went dark"}
    return f"The evidence is of {alert.compared[:10]}, {gone.get(alert.state, 'and was not seen since')}."


def rarity(fact: Fact) -> str:
    """2 of 412 other sites have it."""
    if fact.sites == 0:
        return "not counted among the watched sites"
    if fact.others == 0:
        return f"none of {fact.sites} other sites have it"
    return f"{fact.others} of {fact.sites} other sites {'has' if fact.others == 1 else 'have'} it"


def weight(line: EvidenceLine) -> str:
    """+6.0 bits, or +6.0 of +7.9 bits when the family's cap took the rest."""
    if abs(line.bits - line.counted) < 0.05:
        return bits(line.counted)
    return f"{signed(line.counted)} of {bits(line.bits)}"


def share(fact: Fact) -> str:
    """+5.2, or +2.1 of +4.1 when a stronger value of its signal says much the same."""
    if abs(fact.bits - fact.counted) < 0.05:
        return signed(fact.counted)
    return f"{signed(fact.counted)} of {signed(fact.bits)}"


def weighty(line: EvidenceLine) -> tuple[Fact, ...]:
    """The facts that weigh anything; those that a person reads alike as one."""
    alike: dict[str, list[Fact]] = {}
    for fact in line.facts:
        if fact.bits >= 0.05:
            alike.setdefault(fact.shown, []).append(fact)
    return tuple(map(_as_one, alike.values()))


def _as_one(facts: list[Fact]) -> Fact:
    if len(facts) == 1:
        return facts[0]
    shown = f"{facts[0].shown}, {len(facts)} times"
    bits, counted = (sum(getattr(each, name) for each in facts) for name in ("bits", "counted"))
    return replace(facts[0], shown=shown, bits=bits, counted=counted)


def rarest(line: EvidenceLine) -> str:
    """What the quotes of a signal are that looks at the pages' code."""
    return (
        "Rarest shapes of both pages' code"
        if line.signal == "dom_template"
        else "Rarest names in both pages' code"
    )


def label(signal: str) -> str:
    """dns records."""
    return signal.replace("_", " ")


def before_evidence(prior: float) -> str:
    """about 1 in 1,000."""
    pairs = 1 + 2.0 ** min(60.0, -prior)
    step = 10 ** max(0, len(str(int(pairs))) - 2)
    return f"about 1 in {round(pairs / step) * step:,}"


def capped(bar: FamilyBar) -> str:
    """Why a family's bar is shorter than its evidence, or nothing."""
    if bar.raw - bar.counted <= 0.05:
        return ""
    if bar.counted >= bar.cap - 0.05:
        return f"{signed(bar.raw)}, capped at {signed(bar.cap)}"
    return f"of {signed(bar.raw)}: its signals see much the same"


def coverage(line: CoverageLine) -> str:
    """asked 41 · observed 33 · absent 3 · could not look 5."""
    return (
        f"asked {line.asked} · observed {line.observed} · absent {line.absent} · could not look {line.failed}"
    )


def reasons(line: CoverageLine) -> str:
    """no answer in time 3, the connection failed 2."""
    return ", ".join(f"{reason} {count}" for reason, count in line.reasons)


def summary(report: DailyReport) -> str:
    """What happened today, in one sentence."""
    if report.baseline:
        already = len(report.known)
        found = (
            f"{already} already so: see “Already known”"
            if already
            else "none resembles a reference enough for an alert"
        )
        return f"{BASELINE} Of {report.watched} watched domains, {found}."
    if report.alerts:
        number = len(report.alerts)
        happened = _counted(alert.status for alert in report.alerts)
        bands = _counted(alert.band for alert in report.alerts)
        return f"{number} {'alert' if number == 1 else 'alerts'} today: {happened} ({bands})."
    return _quiet(report)


def _counted(names: Iterable[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in Counter(names).items())


def bands(report: DailyReport) -> str:
    """strong from +3.3 bits (90.8%), likely from 0.0 bits (50.0%)."""
    return ", ".join(
        f"{name} from {bits(lowest)} ({percent(1 / (1 + 2.0**-lowest))})" for name, lowest in report.bands
    )


def watched(report: DailyReport) -> str:
    """41 watched domains, 30 of them due today."""
    due = f", {report.due} of them due today" if report.due != report.watched else ""
    return f"{report.watched} watched domains{due}"


def _quiet(report: DailyReport) -> str:
    looked = f"A quiet day: nothing new among the {report.watched} watched domains"
    blind = len(report.unreachable)
    if blind:
        return f"{looked} that could be looked at; {blind} could not."
    return f"{looked}."


def moved(before: str, after: str) -> str:
    """parked → live, or the state alone when there was none before."""
    return f"{before} → {after}" if before and before != after else after


def when(time: str) -> str:
    """2026-11-22 03:00 UTC; a time that cannot be read is shown as it is."""
    try:
        return f"{datetime.fromisoformat(time).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError):
        return time


def rest(alert: AlertLine) -> float:
    """What the families do not explain of the score: the counter-evidence."""
    return alert.score - alert.prior - sum(bar.counted for bar in alert.families)
