"""What did time and other sites show: contacts that gave way, praise and work that another firm shows?"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from crawler.fingerprint import Values
from crawler.records import iso
from monitor.contradictions._kinds import Contradiction, listed
from monitor.store import FactChange

MOST_TOLD = 2
MOST_ASKED = 40
"""Values that are looked for on other sites; a stranger decides how many there are."""
MOST_HOLDERS = 3
"""What more sites show is a template's sample text."""
LONGEST_QUOTE = 80

_KINDS = {"contacts": "contacts_replaced", "registration": "registrant_replaced"}
_SHOWN = {"testimonial": "testimonials", "portfolio": "portfolio pieces"}


def replaced(changes: Iterable[FactChange]) -> Iterator[Contradiction]:
    """The newest change of each kind."""
    newest: dict[str, FactChange] = {}
    for change in changes:
        kind = _KINDS.get(change.signal)
        if kind and (kind not in newest or change.seen_at >= newest[kind].seen_at):
            newest[kind] = change
    for kind, change in sorted(newest.items()):
        day = iso(change.seen_at)[:10]
        sentence = f"{_told(change.gone)} gave way to {_told(change.come)}, seen on {day}"
        yield Contradiction(kind, sentence, (*change.gone, *change.come))


def _told(values: Collection[str]) -> str:
    words = [each.replace("_", " ", 1).replace(":", " ", 1)[:LONGEST_QUOTE] for each in values]
    more = [f"{len(words) - MOST_TOLD} more"] if len(words) > MOST_TOLD else []
    parts = [*words[:MOST_TOLD], *more]
    return "the " + (" and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0])


def words_of_another(
    values: Mapping[str, Values], others: Callable[[str, str], Collection[str]]
) -> Iterator[Contradiction]:
    """Testimonials and portfolio pieces that a few other sites show too; one contradiction for each kind."""
    for kind, called in _SHOWN.items():
        shown = [
            (signal, each)
            for signal, found in sorted(values.items())
            for each in found[bisect_left(found, f"{kind}:") : bisect_left(found, f"{kind};")]
        ]
        held = {
            each: sites
            for signal, each in shown[:MOST_ASKED]
            if 0 < len(sites := frozenset(others(signal, each))) <= MOST_HOLDERS
        }
        if held:
            first, sites = min(held.items())
            number = f"{len(held)} of its {called} stand" if len(held) > 1 else f"one of its {called} stands"
            sentence = f"{number} on other sites too{_quoted(first)} on {listed(sites)}"
            yield Contradiction("words_of_another", sentence, tuple(sorted(held)))


def _quoted(value: str) -> str:
    text = value.partition(":")[2]
    return f": '{text[:LONGEST_QUOTE]}'" if " " in text else ": one"
