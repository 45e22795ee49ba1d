"""How is a number said: with its unit, and with a true minus sign?"""

from datetime import UTC, datetime

from reports.digest import EvidenceLine, Fact, FamilyBar


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


def number(count: int, one: str, many: str = "") -> str:
    """1 alert, 1,204 alerts."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


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


def when(time: str) -> str:
    """2026-11-22 03:00 UTC; a time that cannot be read is shown as it is."""
    found = _read(time)
    return f"{found:%Y-%m-%d %H:%M} UTC" if found else time


def age(time: str, now: str) -> str:
    """38 hours, 5 days; nothing where either time cannot be read."""
    found, today = _read(time), _read(now)
    if found is None or today is None:
        return ""
    hours = max(0, int((today - found).total_seconds() // 3600))
    if hours < 1:
        return "under an hour"
    return number(hours, "hour") if hours < 72 else number(hours // 24, "day")


def _read(time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(time).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
