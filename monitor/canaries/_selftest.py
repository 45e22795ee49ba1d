"""Do the shipped signals and weights still bring an invented pair into its band, and keep a stranger out?

What is fetched plays no part: pages and facts are files beside this one, rarity is that of the shipped
background, and the prior is the shipped one, whatever the operator chose.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from sqlite_utils import Database

from crawler.fingerprint import Fingerprint, Page, Signal, Subject, signals, take
from crawler.records import Observation, Outcome
from monitor.config import RunConfig
from monitor.corpus import Corpus
from monitor.evidence import Weights
from monitor.score import Band, Score, score
from monitor.store import MonitorStore
from reports.lines import CanaryLine

SELF_TEST = "self-test"
ONE, OTHER, UNRELATED = "one", "other", "unrelated"
_DOMAINS = {ONE: "brindlemoor.example", OTHER: "harrowfen.example", UNRELATED: "ottersby.example"}
_SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def self_test(weights: Weights | None = None, signals: tuple[Signal, ...] | None = None) -> CanaryLine:
    """Whether the invented pair reaches its band with every signal that has to speak, and no stranger does.

    It never raises: a signal that breaks is what it is there to tell.
    """
    try:
        faults = list(_faults(weights or Weights.load(), signals))
    except Exception as error:
        faults = [f"comparing the invented pair broke: {type(error).__name__}: {str(error)[:200]}"]
    told = "the invented pair reaches its band, and a stranger none"
    return CanaryLine(SELF_TEST, not faults, f"{'; '.join(faults) or told}.")


def _faults(weights: Weights, chosen: tuple[Signal, ...] | None) -> Iterator[str]:
    facts = _facts()
    corpus = Corpus(MonitorStore(Database(memory=True)), chosen or signals())
    sides = {name: _take(name, facts.get(name, {}), chosen) for name in _DOMAINS}
    pair = _score(sides[ONE], sides[OTHER], corpus, weights)
    if pair.band.rank < Band(facts["reaches"]).rank:
        yield f"the invented pair reaches {pair.bits:+.1f} bits and not the band '{facts['reaches']}'"
    spoke = {each.signal for each in pair.evidence if each.bits > 0}
    if silent := sorted(set(facts["speaks"]) - spoke):
        yield f"these signals find nothing in the invented pair: {', '.join(silent)}"
    stranger = _score(sides[ONE], sides[UNRELATED], corpus, weights)
    if stranger.band is not Band.NONE:
        yield f"an invented stranger is called '{stranger.band}' with {stranger.bits:+.1f} bits"


def _take(name: str, facts: Mapping[str, Any], chosen: tuple[Signal, ...] | None) -> Fingerprint:
    domain = _DOMAINS[name]
    seen = {
        kind: Observation(domain, kind, _SEEN, Outcome.OBSERVED, payload=payload)
        for kind, payload in facts.items()
    }
    page = files(__package__).joinpath(f"{name}.html").read_text("utf-8")
    subject = Subject(domain, seen, (Page(f"https://{domain}/", page),))
    if chosen is None:
        return take(subject)
    values = {each.name: each.extract(subject) for each in chosen}
    return Fingerprint(domain, {each: found for each, found in values.items() if found})


def _score(ours: Fingerprint, theirs: Fingerprint, corpus: Corpus, weights: Weights) -> Score:
    return score(ours, theirs, corpus, weights, prior=RunConfig().prior_bits)


@lru_cache(maxsize=1)
def _facts() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("facts.toml").read_text("utf-8"))
