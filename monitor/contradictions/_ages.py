"""Does a site claim to be older than its domain is?

A younger domain is no proof: old firms take new names. A domain that is older than the claim
contradicts nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from crawler.fingerprint import Values
from monitor.contradictions._kinds import Contradiction, claims, rests

GAP, LONG_GAP = 2, 8
"""Years between the claim and the registration; a firm may be a year without a site."""
BEFORE_THE_WEB = 1995
"""Who is older could have had no domain in its first years."""


def contradictions(values: Mapping[str, Values], on: date) -> Iterator[Contradiction]:
    """The claims of an age that lie years before the registration; ``on`` is the day they were read."""
    created = _created(values)
    if created is None:
        return
    said = claims(values)
    registered = f"the domain was registered on {created.isoformat()}"
    founded = max(_numbers(said, "founded"), default=None)  # of several years the most harmless
    if founded is not None and (gap := created.year - max(founded, BEFORE_THE_WEB)) >= GAP:
        kind = "founded_long_before" if gap >= LONG_GAP else "founded_before"
        sentence = f"it says to exist since {founded}; {registered}"
        yield Contradiction(kind, sentence, (f"founded:{founded}", f"created:{created.isoformat()}"))
    years = min(_numbers(said, "experience"), default=None)
    if years is not None and created.year - max(on.year - years, BEFORE_THE_WEB) >= GAP:
        sentence = f"on {on.isoformat()} it claims {years} years of experience; {registered}"
        yield Contradiction(
            "experience_before", sentence, (f"experience:{years}", f"created:{created.isoformat()}")
        )
    copyright_ = min(_numbers(said, "copyright"), default=None)
    if copyright_ is not None and created.year - max(copyright_, BEFORE_THE_WEB) >= GAP:
        sentence = f"its copyright line begins in {copyright_}; {registered}"
        yield Contradiction(
            "copyright_before", sentence, (f"copyright:{copyright_}", f"created:{created.isoformat()}")
        )


def _created(values: Mapping[str, Values]) -> date | None:
    for rest in rests(values.get("registration", ()), "created"):
        try:
            return date.fromisoformat(rest)
        except ValueError:
            continue
    return None


def _numbers(said: Values, kind: str) -> list[int]:
    return [int(rest) for rest in rests(said, kind) if rest.isascii() and rest.isdigit() and len(rest) < 5]
