"""Which values of an alert are worth looking for elsewhere?

Queries are text to copy and are sent nowhere.
"""

from collections import Counter
from collections.abc import Iterator

from monitor.background import common
from monitor.briefing._queries import MOST_LETTERS, Queries, asked, of_domain, rank, written
from monitor.scene import Scene
from reports.digest import AlertLine, PivotLine, QueryLine

MOST = 6
MOST_OF_A_KIND = 2
MOST_SITES = 20
"""What more sites show is no pivot."""
PASSAGE_WORDS = 12
"""Of a passage that is looked for as a phrase: search engines leave out what comes after about thirty."""


def pivots(scene: Scene, alert: AlertLine) -> tuple[PivotLine, ...]:
    """At most six values of the candidate with their queries, the rarest first.

    What both sites share comes before what is the candidate's alone. Values of providers and values that
    many sites show are left out. The passage and the domain itself, which are not counted, come last.
    """
    uncounted = [*_of_passage(alert), *_of_itself(alert.domain)]
    kept: list[PivotLine] = []
    kinds: Counter[str] = Counter()
    for _, sites, _, signal, value in sorted(_ranked(scene, alert)):
        prefix = value.partition(":")[0]
        shown, queries = asked(signal, value)
        if queries and kinds[prefix] < MOST_OF_A_KIND:
            kinds[prefix] += 1
            kept.append(_line(value, shown, sites, queries))
        if len(kept) == MOST - len(uncounted):
            break
    return (*sorted(kept, key=lambda each: each.sites), *uncounted)


def _ranked(scene: Scene, alert: AlertLine) -> Iterator[tuple[bool, int, int, str, str]]:
    """(not shared, sites, rank of the kind, signal, value) of each value that is rare enough."""
    shared = {(line.signal, fact.value) for line in alert.evidence for fact in line.facts}
    found = scene.corpus.get(alert.domain)
    own = {(signal, value) for signal, values in found.values.items() for value in values} if found else set()
    for signal, value in shared | own:
        place = rank(signal, value)
        if place is None or value == f"san:{alert.domain}" or _is_everybodys(signal, value):
            continue
        sites = max(1, scene.corpus.others(signal, value, frozenset()))
        if sites <= MOST_SITES:
            yield (signal, value) not in shared, sites, place, signal, value


def _is_everybodys(signal: str, value: str) -> bool:
    known = common(signal, value)
    return known is not None and (bool(known.service) or known.count > MOST_SITES)


def _line(value: str, shown: str, sites: int, queries: Queries) -> PivotLine:
    return PivotLine(value, shown, sites, tuple(QueryLine(*each) for each in queries))


def _of_itself(domain: str) -> list[PivotLine]:
    queries = of_domain(domain)
    return [_line(f"domain:{domain}", "the domain itself", 1, queries)] if queries else []


def _of_passage(alert: AlertLine) -> list[PivotLine]:
    """The longest passage that both sites have, as far as a search engine reads a phrase."""
    quotes = [quote for line in alert.evidence if line.family == "content" for quote in line.quotes]
    same = [each.ours[start:end] for each in alert.passages for start, end, *_ in each.same]
    longest = max((*quotes, *same), key=lambda each: (len(each), each), default="")
    words = longest[:1000].split()[:PASSAGE_WORDS]
    queries = written(" ".join(words)) if len(words) > 3 else []
    value = f"passage:{' '.join(words)[:MOST_LETTERS]}"
    return [_line(value, "a passage that both have", 0, queries)] if queries else []
