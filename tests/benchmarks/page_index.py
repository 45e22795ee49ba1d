"""How long does it take to find those that resemble one page, among a thousand and a hundred thousand?

    python -m tests.benchmarks.page_index [--corpus DIR] [--sizes 1000,100000] [--keep DIR] [--json]

A home's store is filled with the sites of ``_page_world``; then pages are looked for: a ``copied`` one with
three edited relatives, an ``unrelated`` one, and one on a ``public`` template that a tenth of all sites use.
A query is the whole question: the observed sites that share rare keys, read and compared, best first, until
one is unlike. ``warm`` is one corpus asked one page after the other, ``cold`` a database opened anew for each
page; ``counted`` asks how many others have the template. Recall is the part of the relatives among
the first ten answers. Beside it, on the same pages: datasketch's MinHash LSH over the same values, and the
loop over all TLSH digests, as it is and as dnstwist takes and tells them (the crowd's digests are those of
real pages with a third of their digits drawn anew: only their number matters).
``counterparts`` weighs one domain against 22 references and all its twins, the daily work on a changed site.
"""

import argparse
import heapq
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from datasketch import MinHash, MinHashLSH

from crawler.fingerprint import Comparison, Family, Fingerprint
from crawler.store import ObservationStore, open_database
from monitor.corpus import Corpus
from monitor.evidence import Weights
from monitor.pairs import counterparts
from monitor.scene import scene
from monitor.store import MonitorStore, Reference
from tests.benchmarks._accuracy_comparers import _as_dnstwist, _distance, _tlsh
from tests.benchmarks._accuracy_pages import rows_of
from tests.benchmarks._page_world import QUERIES, Asked, Crowd, edited, fingerprint
from tests.benchmarks.day import page

FAMILIES = frozenset({Family.TEMPLATE, Family.CONTENT})
ANSWERS = 10
REFERENCES = 22
ALIKE = 0.2
SKETCHES = ("dom_template", "style_vocabulary", "page_text")
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """What is looked for, by kind, and the crowd."""

    asked: dict[str, list[Asked]]
    relatives: list[tuple[Fingerprint, str]]
    pages: list[str]
    crowd: Crowd


def world(corpus: Path | None) -> World:
    if corpus:
        pages = [each.source for each in rows_of(corpus) if len(each.source) > 4_000]
    else:
        pages = [page(number, 0) for number in range(200)]
    looked = [fingerprint(f"page{number}.example", each) for number, each in enumerate(pages)]
    crowd = Crowd(looked, "a crowd")
    picked = random.Random(4).sample(range(len(pages)), QUERIES)
    copied, relatives = [], []
    for number in picked:
        made = [
            (fingerprint(f"copy{number}-{place}.example", each), each)
            for place, each in enumerate(edited(pages[number], str(number)))
        ]
        relatives += made
        names = frozenset(each.domain for each, _ in made)
        copied.append(Asked(looked[number], pages[number], names))
    unrelated = [Asked(crowd.site(10**9 + 100 * n + 95), pages[n], frozenset()) for n in range(QUERIES)]
    public = [Asked(crowd.site(10**9 + 10 * n), pages[n], frozenset()) for n in range(QUERIES)]
    return World({"copied": copied, "unrelated": unrelated, "public": public}, relatives, pages, crowd)


def fill(corpus: Corpus, store: MonitorStore, sites: Iterable[Fingerprint]) -> float:
    """Puts the sites in, a thousand at a time; CPU seconds of that alone."""
    spent, coming = 0.0, iter(sites)
    while some := list(islice(coming, 1_000)):
        begun = time.process_time()
        with store.transaction():
            for each in some:
                corpus.put(each, "invented")
        spent += time.process_time() - begun
    return spent


def resembling(corpus: Corpus, ours: Fingerprint) -> list[tuple[float, str]]:
    """The sites that resemble a page and how much, by the signal in which they are most alike."""
    found: list[tuple[float, str]] = []
    for domain in corpus.neighbours(ours, ANSWERS, FAMILIES):
        theirs = corpus.get(domain)
        alike = [each.similarity for each in compared(corpus, ours, theirs)] if theirs else []
        found.append((max(alike, default=0.0), domain))
        if found[-1][0] < ALIKE:  # they come closest first: who comes after shares less still
            break
    return sorted(found, reverse=True)


def compared(corpus: Corpus, ours: Fingerprint, theirs: Fingerprint) -> Iterator[Comparison]:
    for name in SKETCHES:
        left, right = ours.values.get(name, ()), theirs.values.get(name, ())
        comparison = corpus.signals[name].compare(left, right) if left and right else None
        if comparison:
            yield comparison


def timed(ask: Callable[[Asked], list[tuple[float, str]]], asked: Sequence[Asked]) -> Told:
    """Milliseconds a page, and how many of the relatives are among the first answers."""
    found, spent = [], []
    for each in asked:
        begun, cpu = time.perf_counter(), time.process_time()
        answers = ask(each)
        spent.append((time.perf_counter() - begun, time.process_time() - cpu))
        found.append(len(each.relatives & {domain for _, domain in answers[:ANSWERS]}))
    wanted = sum(len(each.relatives) for each in asked)
    return {**summary(spent), "recall": sum(found) / wanted} if wanted else summary(spent)


def summary(spent: Sequence[tuple[float, float]]) -> Told:
    """Of the seconds and the CPU seconds of many: milliseconds."""
    wall, cpu = (sorted(1e3 * each for each in times) for times in zip(*spent, strict=True))
    return {
        "median_ms": statistics.median(wall),
        "p99_ms": wall[int(0.99 * len(wall))],
        "cpu_median_ms": statistics.median(cpu),
    }


def counted(corpus: Corpus, ours: Fingerprint) -> list[tuple[float, str]]:
    """How many others are built like a page: what its template's rarity rests on."""
    values = ours.values.get("dom_template", ())
    return [(corpus.like("dom_template", values, 0.5, frozenset({ours.domain})), "")]


def ours(database: Path, world: World) -> Told:
    told: Told = {}
    warm = Corpus(MonitorStore(open_database(database)))
    for kind, asked in world.asked.items():
        told[f"{kind}, warm"] = timed(lambda each: resembling(warm, each.fingerprint), asked)
        told[f"{kind}, cold"] = timed_cold(database, asked)
        told[f"{kind}, counted"] = timed(lambda each: counted(warm, each.fingerprint), asked)
    return told


def timed_cold(database: Path, asked: Sequence[Asked]) -> Told:
    opened = iter([Corpus(MonitorStore(open_database(database))) for _ in asked])
    return timed(lambda each: resembling(next(opened), each.fingerprint), asked)


def weighing(database: Path, world: World) -> Told:
    """Milliseconds of one domain against the references and its twins; the first ones fill the memories."""
    db = open_database(database)
    store = MonitorStore(db)
    references = [
        Reference(f"reference{n}.example", "invented", "invented", "", "") for n in range(REFERENCES)
    ]
    known = scene(ObservationStore(db), store, Weights.load(), references, -10.0)
    for number, each in enumerate(references):
        values = world.crowd.site(10**9 + 500 + 100 * number + 95).values
        known.corpus.put(Fingerprint(each.domain, values), "invented", known.slices[each.domain])
    told: Told = {}
    for kind in ("a site of the crowd", "a site on the public template"):
        step = 100 * 7
        numbers = range(95 if "crowd" in kind else 0, 100_000, step)
        domains = [f"site{number}.example" for number in numbers]
        there = [each for each in domains if store.index.get(each)][:40]
        spent = []
        for domain in there:
            begun, cpu = time.perf_counter(), time.process_time()
            list(counterparts(known, domain))
            spent.append((time.perf_counter() - begun, time.process_time() - cpu))
        if spent:
            told[kind] = {**summary(spent), "first_ms": 1e3 * spent[0][0]}
    return told


def datasketched(sites: Iterable[Fingerprint], world: World) -> Told:
    """MinHash LSH over the values of the same sketches."""

    def minhash(site: Fingerprint) -> MinHash:
        made = MinHash(num_perm=128)
        values = [each.encode() for name in SKETCHES for each in site.values.get(name, ())]
        made.update_batch(values or [b""])
        return made

    lsh, known = MinHashLSH(threshold=0.5, num_perm=128), {}
    begun = time.process_time()
    for site in sites:
        known[site.domain] = minhash(site)
        lsh.insert(site.domain, known[site.domain], check_duplication=False)
    told: Told = {"build_cpu_s": time.process_time() - begun}
    for kind, asked in world.asked.items():
        made = {each.fingerprint.domain: minhash(each.fingerprint) for each in asked}

        def ask(each: Asked, made: dict[str, MinHash] = made) -> list[tuple[float, str]]:
            own = made[each.fingerprint.domain]
            found = [(own.jaccard(known[name]), name) for name in lsh.query(own)]
            best = heapq.nlargest(ANSWERS + 1, found)
            return [two for two in best if two[1] != each.fingerprint.domain]

        told[kind] = timed(ask, asked)
    return told


def looped(digest: Callable[[str], str], sites: int, world: World) -> Told:
    """All digests one after the other, compared as dnstwist does with its own."""
    chance = random.Random(1)
    real = [each for each in map(digest, world.pages) if each]
    known = [(name.domain, digest(source)) for name, source in world.relatives]
    while len(known) < sites:
        digits = list(chance.choice(real))
        for place in chance.sample(range(8, len(digits)), len(digits) // 3):
            digits[place] = chance.choice("0123456789ABCDEF")
        known.append((f"site{len(known)}.example", "".join(digits)))

    made = {each.source: digest(each.source) for each in world.asked["copied"]}

    def ask(each: Asked) -> list[tuple[float, str]]:
        own = made[each.source]
        return heapq.nlargest(ANSWERS, ((_distance(own, theirs), name) for name, theirs in known))

    return {"copied": timed(ask, world.asked["copied"][: 10 if sites > 10_000 else QUERIES])}


def measured(world: World, size: int, place: Path, beside: bool) -> Told:
    database = place / f"{size}.db"
    told: Told = {}

    def sites() -> Iterable[Fingerprint]:
        yield from (each.fingerprint for each in world.asked["copied"])
        yield from (each for each, _ in world.relatives)
        yield from (world.crowd.site(number) for number in range(size - QUERIES * 4))

    if not database.exists():
        store = MonitorStore(open_database(database))
        cpu = fill(Corpus(store), store, sites())
        store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        told["build"] = {
            "cpu_s": cpu,
            "ms_a_site": 1e3 * cpu / size,
            "bytes_a_site": database.stat().st_size / size,
        }
    told["ours"] = ours(database, world)
    told["counterparts"] = weighing(database, world)
    if beside:
        told["datasketch"] = datasketched(sites(), world)
        told["tlsh"] = looped(_tlsh, size, world)
        told["dnstwist"] = looped(_as_dnstwist, size, world)
    return told


def show(told: Told, indent: str = "") -> None:
    for name, each in told.items():
        if isinstance(each, dict) and any(isinstance(one, dict) for one in each.values()):
            print(f"{indent}{name}")
            show(each, indent + "  ")
        else:
            figures = each.items() if isinstance(each, dict) else [("", each)]
            print(f"{indent}{name:28}", "  ".join(f"{what} {value:.3f}" for what, value in figures))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--sizes", default="1000,100000")
    parser.add_argument("--keep", type=Path, help="a folder whose filled stores are kept and used again")
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    made = world(asked.corpus)
    with tempfile.TemporaryDirectory() as place:
        told = {
            size: measured(made, int(size), asked.keep or Path(place), not asked.only_ours)
            for size in asked.sizes.split(",")
        }
    if asked.json:
        print(json.dumps({"sizes": told}))
    else:
        show(told)


if __name__ == "__main__":
    main()
