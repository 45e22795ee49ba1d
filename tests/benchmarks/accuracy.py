"""How well are sites of one template told from others, by us and by the usual comparers?

    python tests/benchmarks/accuracy.py --corpus DIR [--evade rename|reorder|drop] [--json]

Reads ``pages/manifest.jsonl`` and, where it is there, ``pages/ambiguous_pairs.jsonl`` (pairs to leave out).
Positive pairs: same family, other site, both made by a real organisation. Negatives: ``other_template`` (of
the same makers of templates), ``unrelated_home`` (one page is the home page of an unrelated owner) and
``stock_template`` (one is a public template of another vendor). ``--evade`` alters one page of each pair. A
kind of more than 100,000 pairs is a seeded sample. Recall counts positives above the score that only this
share of the negatives exceeds. ``--background FILE`` scores with another table than the shipped one, as
``markup_background.py --without`` writes it for templates that must not have been seen before.
"""

import argparse
import json
import sys
import time
from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, too

from crawler.fingerprint import _markup_rarity
from tests.benchmarks._accuracy_comparers import COMPARERS, UNLIKE, Comparer
from tests.benchmarks._accuracy_evade import EVASIONS
from tests.benchmarks._accuracy_pages import KINDS, Pairs, Row, pairs_of, rows_of


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--evade", choices=sorted(EVASIONS))
    parser.add_argument("--background", type=Path)
    parser.add_argument("--comparer", action="append", choices=[each.name for each in COMPARERS])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.background:
        _markup_rarity.TABLE = asked.background
    rows = rows_of(asked.corpus)
    pairs = pairs_of(rows, asked.corpus)
    plain = [row.source for row in rows]
    changed = [_evaded(asked.evade, row) for row in rows] if asked.evade else plain
    chosen = [each for each in COMPARERS if not asked.comparer or each.name in asked.comparer]
    results: list[dict[str, Any]] = []
    for comparer in chosen:
        results += scored(comparer, plain, changed, pairs)
    if asked.json:
        print(json.dumps({"results": results}))
    else:
        _print(results)


def scored(comparer: Comparer, plain: list[str], changed: list[str], pairs: Pairs) -> list[dict[str, Any]]:
    """The comparer's figures for each kind of negatives."""
    started = time.perf_counter()
    left = [_prepared(comparer, each) for each in plain]
    a_page = (time.perf_counter() - started) / max(1, len(plain))
    right = left if changed is plain else [_prepared(comparer, each) for each in changed]
    started = time.perf_counter()
    scores = {
        kind: sorted(_score(comparer, left[one], right[other]) for one, other in each)
        for kind, each in pairs.items()
    }
    a_pair = (time.perf_counter() - started) / max(1, sum(map(len, pairs.values())))
    positive = scores["positive"]
    extra: dict[str, Any] = {"ms_a_page": round(1e3 * a_page, 3), "us_a_pair": round(1e6 * a_pair, 2)}
    if comparer.finds and positive:
        both = [(left[one], right[other]) for one, other in pairs["positive"]]
        found = sum(all(two) and comparer.finds(*two) for two in both)
        extra["found_by_key"] = round(found / len(both), 4)
    return [
        {
            "comparer": comparer.name,
            "negatives": kind,
            "pairs": [len(positive), len(scores[kind])],
            "auc": area(positive, scores[kind]),
            "recall_at_1pct": recall(positive, scores[kind], 0.01),
            "recall_at_0.1pct": recall(positive, scores[kind], 0.001),
            **extra,
        }
        for kind in KINDS
    ]


def area(positive: list[float], negative: list[float]) -> float | None:
    """How often a positive pair scores above a negative one; equal scores count half. Both are sorted."""
    if not positive or not negative:
        return None
    wins = sum(bisect_left(negative, each) + bisect_right(negative, each) for each in positive)
    return round(wins / 2 / len(positive) / len(negative), 5)


def recall(positive: list[float], negative: list[float], share: float) -> float | None:
    """The part of the positives above the score that at most ``share`` of the negatives exceed."""
    if not positive or not negative:
        return None
    above = len(positive) - bisect_right(positive, threshold(negative, share))
    return round(above / len(positive), 5)


def threshold(negative: list[float], share: float = 0.001) -> float:
    """The score that at most ``share`` of the sorted negatives exceed."""
    return negative[-1 - int(share * len(negative))]


def _evaded(how: str, row: Row) -> str:
    try:
        return EVASIONS[how](row.source, row.id)
    except (ValueError, RecursionError) as error:
        print(f"{row.file} is taken as it is: {error}", file=sys.stderr)
        return row.source


def _prepared(comparer: Comparer, source: str) -> Any:
    """None of a page on which the comparer itself fails."""
    try:
        return comparer.prepare(source)
    except Exception as error:  # whatever a foreign comparer raises on a broken page
        print(f"{comparer.name} cannot read a page: {error!r}", file=sys.stderr)
        return None


def _score(comparer: Comparer, ours: Any, theirs: Any) -> float:
    return UNLIKE if ours is None or theirs is None else comparer.score(ours, theirs)


def _print(results: list[dict[str, Any]]) -> None:
    titles = (
        "comparer",
        "negatives",
        "positive",
        "negative",
        "AUC",
        "at 1 %",
        "at 0.1 %",
        "ms/page",
        "us/pair",
    )
    print("{:17} {:15} {:>8} {:>8} {:>8} {:>7} {:>8} {:>8} {:>8}".format(*titles))
    for each in results:
        figures = [each["auc"], each["recall_at_1pct"], each["recall_at_0.1pct"]]
        told = ["-" if figure is None else f"{figure:.4f}" for figure in figures]
        print(
            f"{each['comparer']:17} {each['negatives']:15} {each['pairs'][0]:8} {each['pairs'][1]:8} "
            f"{told[0]:>8} {told[1]:>7} {told[2]:>8} {each['ms_a_page']:8.2f} {each['us_a_pair']:8.1f}"
        )
    for each in results[::3]:
        if "found_by_key" in each:
            print(f"{each['found_by_key']:.1%} of the positive pairs meet under a key of {each['comparer']}")


if __name__ == "__main__":
    main()
