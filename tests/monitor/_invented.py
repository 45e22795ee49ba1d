"""An invented world: signals of each kind, sites made from a few words, and an index to count them in."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import sqlite_utils

from crawler.fingerprint import Comparison, Family, Fingerprint, Signal, Values, Weighing
from monitor.corpus import Corpus
from monitor.store import MonitorStore


def _by_rarity(name: str) -> Callable[[Values, Values], Comparison | None]:
    def compare(ours: Values, theirs: Values) -> Comparison | None:
        shared = tuple(sorted(set(ours) & set(theirs)))
        told = f"both show {', '.join(shared)}" if shared else "nothing in common"
        return Comparison(name, len(shared) / max(len(ours), len(theirs)), shared, told)

    return compare


def _by_overlap(name: str) -> Callable[[Values, Values], Comparison | None]:
    def compare(ours: Values, theirs: Values) -> Comparison | None:
        shared = tuple(sorted(set(ours) & set(theirs)))
        similarity = len(shared) / len(set(ours) | set(theirs))
        return Comparison(name, similarity, shared, f"{similarity:.0%} in common")

    return compare


def signal(name: str, family: Family, weighing: Weighing = Weighing.RARITY) -> Signal:
    make = _by_rarity if weighing is Weighing.RARITY else _by_overlap
    return Signal(name, family, f"{name}?", weighing, lambda _: (), make(name), _indexed)


def _indexed(values: Values) -> Values:
    return tuple(each for each in values if not each.startswith("created_near:"))[:64]


def all_signals() -> tuple[Signal, ...]:
    like = Weighing.SIMILARITY
    return (
        signal("contacts", Family.IDENTITY),
        signal("dns_records", Family.INFRASTRUCTURE),
        signal("dom_template", Family.TEMPLATE, like),
        signal("domain_name", Family.NAME, like),
        signal("page_text", Family.CONTENT, like),
        signal("registration", Family.REGISTRATION),
    )


def empty_corpus() -> Corpus:
    return Corpus(MonitorStore(sqlite_utils.Database(memory=True)), all_signals())


def corpus(*sites: Fingerprint) -> Corpus:
    made = empty_corpus()
    fill(made, sites)
    return made


def fill(made: Corpus, sites: Iterable[Fingerprint]) -> None:
    for site in sites:
        made.put(site, inputs="invented")


def site(domain: str, **values: Iterable[str]) -> Fingerprint:
    found: Mapping[str, Values] = {name: tuple(sorted(each)) for name, each in values.items()}
    return Fingerprint(domain, MappingProxyType(dict(found)))


def words(start: str, count: int = 40) -> list[str]:
    """``count`` values of one template or text, told apart from every other by ``start``."""
    return [f"c:{start}{number:03}" for number in range(count)]


def strangers(count: int) -> list[Fingerprint]:
    """Unrelated firms, each with its own pages, on four hosts and at three registrars."""
    return [
        site(
            f"stranger{number}.example",
            contacts=[f"phone:+1212555{number:04}"],
            dom_template=words(f"own{number}-"),
            page_text=words(f"text{number}-"),
            dns_records=[f"a:192.0.2.{number % 4}", f"nsset:ns{number % 4}.host.example"],
            registration=[f"registrar:{number % 3}"],
        )
        for number in range(count)
    ]
