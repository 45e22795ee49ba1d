"""In which words does every format say the same thing?

Numbers carry their unit and a true minus sign. The words are "resembles" and "shares": a report never
says who is behind a site.
"""

from datetime import UTC, datetime

from reports.digest import AlertLine, CoverageLine, DailyReport, EvidenceLine, Fact, FamilyBar

METHOD = (
    "The score is a sum of evidence in bits (log2 of how much likelier the agreement is between a front and "
    "its copy than between unrelated sites), after a prior that says how rare such a pair is. "
    "0 bits are even odds; each further bit doubles them. Signals of one family share a cap, because they "
    "say the same thing more than once. The probability holds only as far as the prior and the weights do."
)
NO_ATTRIBUTION = (
    "A score says that two sites resemble each other. It does not say who runs them: a copied page can be "
    "the victim's, and shared hosting can be chance. Attribution is not claimed here and needs other sources."
)
BASELINE = (
    "First run: a silent baseline. Nothing is called new, because nothing was known before. What already "
    "resembles a reference is listed under “Already known”; from the next run on, only changes are news."
)


def bits(value: float) -> str:
    """+7.4 bits."""
    return f"{signed(value)} bits"


def signed(value: float) -> str:
    """+7.4, −2.1 with a true minus sign, 0.0 without any."""
    shown = f"{value:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown.replace("-", "−")


def percent(probability: float) -> str:
    """99.4 %; never 0 or 100, because neither is known."""
    if probability > 0.999:
        return "over 99.9 %"
    if probability < 0.001:
        return "under 0.1 %"
    return f"{probability * 100:.1f} %"


def resemblance(alert: AlertLine) -> str:
    """resembles foxvsun.com (seized 2023-10-17, …)."""
    note = f" ({alert.reference_note})" if alert.reference_note else ""
    return f"{alert.relation} {alert.counterpart}{note}"


def why(alert: AlertLine) -> str:
    """The sentence of the strongest evidence: the one thing to read of an alert."""
    strongest = max(alert.evidence, key=lambda line: line.counted, default=None)
    return strongest.sentence if strongest else "No single agreement stands out."


def rarity(fact: Fact) -> str:
    """2 of 412 other sites have it."""
    if fact.sites == 0:
        return "no other site was observed"
    if fact.others == 0:
        return f"none of {fact.sites} other sites has it"
    return f"{fact.others} of {fact.sites} other sites {'has' if fact.others == 1 else 'have'} it"


def weight(line: EvidenceLine) -> str:
    """+6.0 bits, or +6.0 of +7.9 bits when the family's cap took the rest."""
    if abs(line.bits - line.counted) < 0.05:
        return bits(line.counted)
    return f"{signed(line.counted)} of {bits(line.bits)}"


def capped(bar: FamilyBar) -> str:
    """Why a family's bar is shorter than its evidence, or nothing."""
    return f"{signed(bar.raw)}, capped at {signed(bar.cap)}" if bar.raw - bar.counted > 0.05 else ""


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
        return BASELINE
    if report.alerts:
        bands = [alert.band for alert in report.alerts]
        counts = ", ".join(f"{bands.count(band)} {band}" for band in dict.fromkeys(bands))
        return f"{len(bands)} {'alert' if len(bands) == 1 else 'alerts'} today: {counts}."
    return _quiet(report)


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
