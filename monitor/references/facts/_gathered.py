"""Which facts of an export may stand for a reference, and which are refused, and why?

What a seizure shows is a state: a fact with its name servers, and all that is later, is not the front's.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from crawler import fingerprint, plugins
from crawler.errors import ConfigError
from crawler.fingerprint import Subject
from crawler.records import Observation, Outcome
from monitor.references import Entry, documented, seized_on
from monitor.references.facts._export import Export, Fact, sample

MOST_FACTS = 1_000
MOST_SENTENCES = 20
_TOLD = {"registration": "the registration", "dns": "the DNS records", "tls": "the certificate"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What an export gave: the facts that can be used, oldest first, and a sentence for each that cannot."""

    facts: tuple[Fact, ...]
    refused: tuple[str, ...]
    export: str  # its kind


@lru_cache(maxsize=1)
def exports() -> tuple[Export, ...]:
    """Every kind of export in this folder, by name; the most particular marks are asked for first."""
    return tuple(plugins.find(sys.modules["monitor.references.facts"], "EXPORT"))


def takes(path: Path) -> bool:
    """Whether the file is an export of facts, as its beginning says."""
    return _export(path) is not None


def gather(path: Path, domain: str, now: datetime | None = None, entry: Entry | None = None) -> Gathered:
    """The facts of ``domain`` in the file; ConfigError when it is no export, or nothing in it can be used."""
    export = _export(path)
    if export is None:
        raise ConfigError(
            f"{path} is no export of facts: give WHOIS text or JSON, RDAP objects, passive DNS as JSON "
            "lines, certificates as PEM or DER, or rows of crt.sh"
        )
    facts: list[Fact] = []
    refused = _Sentences()
    for each in export.read(path, domain):
        if isinstance(each, str):
            refused.add(each)
        elif len(facts) >= MOST_FACTS:
            refused.add(f"what follows {MOST_FACTS:,} facts was not used")
            break
        else:
            facts.append(each)
    facts.sort(key=lambda each: (each.at, each.kind, each.raw.hash))
    told = seized_on(entry or documented(domain))
    kept = tuple(_judged(facts, domain, now, told, refused))
    sentences = refused.all()
    if not kept:
        reason = "; ".join(sentences) or "it names no fact of it"
        raise ConfigError(f"nothing in {path} can be a baseline of {domain}: {reason}")
    return Gathered(kept, sentences, export.name)


def observation_of(fact: Fact, domain: str) -> Observation:
    """The fact as the collectors would have seen it on its day."""
    return Observation(
        domain=domain,
        kind=fact.kind,
        observed_at=fact.at,
        outcome=Outcome.OBSERVED,
        payload=MappingProxyType(dict(fact.payload)),
        captures=(fact.raw.hash,),
    )


def _export(path: Path) -> Export | None:
    try:
        begins = sample(path)
    except OSError as error:
        raise ConfigError(f"opening {path} failed: {error.strerror}; name a file that can be read") from error
    return next((each for each in exports() if each.takes(begins)), None)


def _judged(
    facts: list[Fact], domain: str, now: datetime | None, told: datetime | None, refused: "_Sentences"
) -> Iterator[Fact]:
    shown = next((each.at for each in facts if shows_seizure(observation_of(each, domain))), None)
    for each in facts:
        if why := _why_not(each, domain, now, shown, told):
            refused.dated(each.at, f"{_TOLD[each.kind]} of {{}} {why}")
        else:
            yield each


def _why_not(
    fact: Fact, domain: str, now: datetime | None, shown: datetime | None, told: datetime | None
) -> str:
    """Why the fact is not the front's own; ``shown`` and ``told`` say since when it was seized."""
    if now is not None and fact.at > now:
        return "bears a date in the future"
    if shows_seizure(observation_of(fact, domain)):
        return "shows the name servers of a seizure: a state, never the front's own"
    if told is not None and fact.at > told:
        return f"was taken after the seizure of {told:%Y-%m-%d}, so it is not the front's own"
    if shown is not None and fact.at > shown:
        return f"is later than the seizure that the file itself shows from {shown:%Y-%m-%d} on"
    return ""


def shows_seizure(seen: Observation) -> bool:
    """Whether the look names the servers of a seizure, by the same rule as the signal of DNS records."""
    servers = seen.payload.get("nameservers" if seen.kind == "registration" else "NS")
    rows = {"NS": [str(each) for each in servers] if isinstance(servers, list | tuple) else []}
    rows["SOA"] = list(seen.payload.get("SOA") or ()) if seen.kind == "dns" else []
    if not (rows["NS"] or rows["SOA"]):
        return False
    look = Observation(seen.domain, "dns", seen.observed_at, Outcome.OBSERVED, payload=MappingProxyType(rows))
    signal = next(each for each in fingerprint.signals() if each.name == "dns_records")
    return not signal.extract(Subject(seen.domain, MappingProxyType({"dns": look}), ()))


class _Sentences:
    """What was left out, in few sentences: of many that differ only in their day, the first and the last."""

    def __init__(self) -> None:
        self._plain: list[str] = []
        self._more = 0
        self._days: dict[str, list[datetime]] = {}

    def add(self, sentence: str) -> None:
        if len(self._plain) < MOST_SENTENCES:
            self._plain.append(sentence)
        else:
            self._more += 1

    def dated(self, at: datetime, sentence: str) -> None:
        self._days.setdefault(sentence, []).append(at)

    def all(self) -> tuple[str, ...]:
        more = [f"and {self._more:,} more parts of the file"] if self._more else []
        return (*self._plain, *more, *(sentence.format(_days(days)) for sentence, days in self._days.items()))


def _days(found: Iterable[datetime]) -> str:
    days = sorted({f"{each:%Y-%m-%d}" for each in found})
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]} ({len(days)} days)"
