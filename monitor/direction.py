"""Of two sites that share their pages, which one was there first?

Each reason adds bits: above zero for ours being the original, below for theirs. They are reasoned from the
documented fronts, where the firm that was copied was older, and traces of it stayed in the copy. A front may
sit on an old domain, so a date alone is a hint; where the reasons come to little the answer is "cannot tell".

What fools it: an old domain bought second-hand, where nothing else speaks against it; who takes for his
domain a name that stands as a stranger's on the other's pages; a firm that moved to a new domain.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from crawler import names
from crawler.fingerprint import Values
from crawler.records import Observation

TELLING = 2.0
"""Bits from which one of the two is called the original."""
CERTAIN = 20.0
"""What a person or a source has said outweighs every trace."""
LEFT_BEHIND = 4.0
"""A name or a mailbox of the other that was left on the pages."""
LOADED = 3.0
"""Files that are loaded from the other: an agency's customers may do so too."""
FIRST_SHOWN = 5.0
"""Pages that were seen before the other domain could have had any."""
FEWEST_LETTERS = 4
"""Of a brand that is the beginning of a domain, or the other way round."""
OLDER = ((timedelta(days=5 * 365), 4.0), (timedelta(days=365), 3.0), (timedelta(days=30), 2.0))
"""Bits by how much earlier a domain was registered; what lies closer tells nothing."""


AGED = OLDER[0][0]
"""Of five documented fronts two were registered years before they had content."""


class Original(StrEnum):
    """Which of two sites was there first."""

    OURS = "ours"
    THEIRS = "theirs"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Reason:
    """One hint at the original, as a sentence; above zero it is ours."""

    bits: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Direction:
    """Which of two sites was there first, and every reason, the weightiest first."""

    original: Original
    reasons: tuple[Reason, ...] = ()

    @property
    def bits(self) -> float:
        return sum(each.bits for each in self.reasons)


@dataclass(frozen=True, slots=True)
class Past:
    """What tells how old a site is, and whose its pages are.

    ``seen_since`` is the earliest time at which pages of its own or a certificate are known;
    ``bare_until`` the last look before that which found none. ``said`` quotes who says that it is an honest
    firm, or the one that was copied; ``values`` are those of its fingerprint.
    """

    domain: str
    created: datetime | None = None
    seen_since: datetime | None = None
    bare_until: datetime | None = None
    said: str = ""
    values: Mapping[str, Values] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def not_before(self) -> datetime | None:
        """Before this time the domain had no pages."""
        return max(filter(None, (self.created, self.bare_until)), default=None)


def direction(ours: Past, theirs: Past, shortest: timedelta = timedelta(0)) -> Direction:
    """Which of the two is the original; ours is not called older for less than ``shortest``.

    Beside a documented front that is years: another front may sit on a domain that is somewhat older.
    """
    reasons = sorted(
        (each for each in _reasons(ours, theirs, shortest) if each.bits),
        key=lambda each: (-abs(each.bits), each.sentence),
    )
    total = sum(each.bits for each in reasons)
    verdict = Original.OURS if total > 0 else Original.THEIRS
    return Direction(verdict if abs(total) >= TELLING else Original.CANNOT_TELL, tuple(reasons))


def time_of(observation: Observation | None, field: str) -> datetime | None:
    """A time in an observation's payload; None where it says none, or none that can be read."""
    if observation is None:
        return None
    try:
        found = datetime.fromisoformat(str(observation.payload.get(field)))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _reasons(ours: Past, theirs: Past, shortest: timedelta) -> Iterator[Reason]:
    if bool(ours.said) != bool(theirs.said):
        yield Reason(CERTAIN, ours.said) if ours.said else Reason(-CERTAIN, theirs.said)
    yield from _by_registration(ours, theirs, shortest)
    for one, other, sign in ((ours, theirs, 1.0), (theirs, ours, -1.0)):
        if one.seen_since and other.not_before and one.seen_since < other.not_before:
            yield Reason(sign * FIRST_SHOWN, _shown_first(one, other))
        yield from _left_behind(one, other, sign)


def _by_registration(ours: Past, theirs: Past, shortest: timedelta) -> Iterator[Reason]:
    if ours.created is None or theirs.created is None:
        return
    gap, ours_is_older = abs(ours.created - theirs.created), ours.created < theirs.created
    least = shortest if ours_is_older else timedelta(0)
    bits = next((bits for each, bits in OLDER if gap > max(each, least)), 0.0)
    older, newer = (ours, theirs) if ours_is_older else (theirs, ours)
    sign = 1.0 if ours_is_older else -1.0
    yield Reason(
        sign * bits,
        f"{older.domain} was registered {older.created:%Y-%m-%d}, {newer.domain} {newer.created:%Y-%m-%d}",
    )


def _shown_first(one: Past, other: Past) -> str:
    why = "registered" if other.not_before == other.created else "still without pages"
    then = f"before {other.domain} was {why} ({other.not_before:%Y-%m-%d})"
    return f"{one.domain} was seen {one.seen_since:%Y-%m-%d}, {then}"


def _left_behind(one: Past, other: Past, sign: float) -> Iterator[Reason]:
    """What of ``one`` was left on the pages of ``other``: the other way round it would be strange."""
    domain = names.registrable(one.domain)
    left = _still_named(one, other)
    if left:
        yield Reason(sign * LEFT_BEHIND, f"the pages of {other.domain} still name '{left}'")
    contacts = other.values.get("contacts", ())
    if domain in _rest(contacts, "mailhost") and domain != names.registrable(other.domain):
        yield Reason(sign * LEFT_BEHIND, f"the pages of {other.domain} list a mailbox at {domain}")
    if domain in {_registrable(each) for each in _rest(other.values.get("assets", ()), "host")}:
        yield Reason(sign * LOADED, f"the pages of {other.domain} load files from {domain}")


def _still_named(one: Past, other: Past) -> str:
    """The brand of ``one`` that ``other`` carries: left behind, or its own alone.

    A page can call itself what it likes, such as by a name that it read on the other: only a brand that
    goes with the domain counts. Nor is a site's own brand left behind by a domain that was registered later.
    """
    ours, theirs = (_rest(each.values.get("identities", ()), "brand") for each in (one, other))
    left = _rest(other.values.get("identities", ()), "leftover")
    label, others = label_of(one.domain), label_of(other.domain)
    own = {label, *(each for each in ours if _goes_with(each, label))}
    later = one.created is not None and other.created is not None and one.created > other.created
    found = (own & left) or (set() if later else {label} & theirs - {others})
    return min(found, default="")


def _goes_with(brand: str, label: str) -> bool:
    """Whether one is the other, grown on or cut: harborforgelabs and harborforge."""
    shorter, longer = sorted((brand, label), key=len)
    return len(shorter) >= FEWEST_LETTERS and longer.startswith(shorter)


def label_of(domain: str) -> str:
    """The registered name as the brands are written: without hyphens."""
    return names.split(names.registrable(domain))[0].replace("-", "")


def _rest(values: Iterable[str], prefix: str) -> set[str]:
    return {each.partition(":")[2] for each in values if each.startswith(prefix + ":")}


def _registrable(host: str) -> str:
    try:
        return names.registrable(host)
    except names.InvalidName:
        return host
