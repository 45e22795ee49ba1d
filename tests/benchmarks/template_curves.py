"""How many bits is a resemblance of templates worth? Prints the points of the two curves of weights.toml.

    python tests/benchmarks/template_curves.py --corpus DIR --left-out FILE

FILE is a background counted without the templates of the labelled pairs, as ``markup_background.py
--without`` writes it. A point is log2 of the part of labelled pairs that are about so similar over that of
unrelated pairs. Labelled: two real users of one template, as they are, with one's names changed, its
sections reordered and some of them dropped. Unrelated: pairs with a stranger's home page, and one in fifty
of two templates of one shop. Half a pair is added to each side, so that what was never seen is not taken
for impossible; a curve always rises.
"""

import argparse
import sys
from itertools import pairwise
from math import log2
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, too

from crawler.fingerprint import Page, Signal, Subject, Values, _markup_rarity, dom_template, style_vocabulary
from tests.benchmarks._accuracy_evade import EVASIONS
from tests.benchmarks._accuracy_pages import Row, pairs_of, rows_of

EDGES = (0.0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.01)
ONE_SHOP = 1 / 50
"""Of unrelated pairs, how many are of templates of one shop."""
LEAST_RISE = 0.1
"""Even where nothing was seen to differ, more alike is more."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--left-out", type=Path, required=True)
    asked = parser.parse_args()
    _markup_rarity.TABLE = asked.left_out
    rows = rows_of(asked.corpus)
    pairs = pairs_of(rows, asked.corpus)
    for signal in (dom_template.SIGNAL, style_vocabulary.SIGNAL):
        plain = [_values(signal, row.source) for row in rows]
        scores = {kind: _scores(signal, plain, plain, each) for kind, each in pairs.items()}
        for evade in EVASIONS.values():
            changed = [_values(signal, evade(row.source, row.id)) for row in _labelled(rows)]
            scores["positive"] += _scores(signal, plain, _placed(rows, changed), pairs["positive"])
        print(f"[curve.{signal.name}]\npoints = {_points(scores)}")


def _labelled(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.label in ("customised", "rebranded")]


def _placed(rows: list[Row], changed: list[Values]) -> list[Values]:
    """The changed pages in the places of the pages that they were."""
    following = iter(changed)
    return [next(following) if row.label in ("customised", "rebranded") else () for row in rows]


def _values(signal: Signal, source: str) -> Values:
    return signal.extract(Subject("page.example", {}, (Page("https://page.example/", source),)))


def _scores(
    signal: Signal, left: list[Values], right: list[Values], pairs: list[tuple[int, int]]
) -> list[float]:
    """Pairs in which one page says nothing weigh nothing, so they are not counted."""
    found = (signal.compare(left[one], right[other]) for one, other in pairs)
    return [each.similarity for each in found if each is not None]


def _points(scores: dict[str, list[float]]) -> list[list[float]]:
    points: list[list[float]] = []
    for low, high in pairwise(EDGES):
        bits = log2(_part(scores["positive"], low, high) / _strangers(scores, low, high))
        least = points[-1][1] + LEAST_RISE if points else -99.0
        points.append([round((low + high) / 2, 3), round(max(bits, least), 1)])
    return [[0.0, points[0][1]], *points[1:], [1.0, round(points[-1][1] + LEAST_RISE, 1)]]


def _strangers(scores: dict[str, list[float]], low: float, high: float) -> float:
    shop = scores["other_template"] + scores["stock_template"]
    return (1 - ONE_SHOP) * _part(scores["unrelated_home"], low, high) + ONE_SHOP * _part(shop, low, high)


def _part(scores: list[float], low: float, high: float) -> float:
    return (sum(low <= each < high for each in scores) + 0.5) / (len(scores) + 1)


if __name__ == "__main__":
    main()
