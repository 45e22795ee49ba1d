"""Which pages does a page set hold, and which of its pairs must resemble each other or must not?"""

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = ("other_template", "unrelated_home", "stock_template")
OWN = ("customised", "rebranded")
MOST_PAIRS = 100_000
"""Of positives and of each kind of negatives; of more a seeded sample is drawn."""


@dataclass(frozen=True, slots=True)
class Row:
    """One page of the set and what its manifest knows of it."""

    id: str
    file: str
    family: str
    template: str
    site: str
    label: str
    source: str


Pairs = dict[str, list[tuple[int, int]]]


def rows_of(corpus: Path) -> list[Row]:
    """The pages of the manifest that can be read; what is no text becomes replacement characters."""
    rows = []
    for told in _lines(corpus / "pages" / "manifest.jsonl"):
        if not isinstance(told, dict):
            continue
        file = str(told.get("file") or "")
        path = next((each for each in (corpus / file, corpus / "pages" / file) if each.is_file()), None)
        if path is None:
            continue
        said = {name: str(told.get(name) or file) for name in ("id", "family", "template", "site", "label")}
        rows.append(Row(file=file, source=path.read_bytes().decode("utf-8", "replace"), **said))
    return rows


def pairs_of(rows: list[Row], corpus: Path, seed: int = 7) -> Pairs:
    """Places of the pages of each pair: ``positive`` and the kinds of negatives.

    A page of an unrelated home page makes the pair ``unrelated_home``, else a stock template makes it
    ``stock_template``; another generation of the same template is neither positive nor negative.
    """
    ambiguous = _ambiguous(corpus)
    pairs: Pairs = {name: [] for name in ("positive", *KINDS)}
    for left, right in itertools.combinations(range(len(rows)), 2):
        kind = _kind(rows[left], rows[right])
        if kind and not (ambiguous and _names(rows[left], rows[right]) & ambiguous):
            pairs[kind].append((left, right))
    chance = random.Random(seed)
    return {
        name: sorted(chance.sample(each, MOST_PAIRS)) if len(each) > MOST_PAIRS else each
        for name, each in pairs.items()
    }


def _kind(left: Row, right: Row) -> str:
    labels = (left.label, right.label)
    if left.family == right.family:
        own = all(each in OWN for each in labels) and left.site != right.site
        return "positive" if own else ""
    if left.template == right.template or left.site == right.site:
        return ""
    if "real-home" in labels:
        return "unrelated_home"
    return "stock_template" if "stock-template" in labels else "other_template"


def _names(left: Row, right: Row) -> set[frozenset[str]]:
    return {
        frozenset((left.id, right.id)),
        frozenset((left.file, right.file)),
        frozenset((Path(left.file).name, Path(right.file).name)),
        frozenset((left.site, right.site)),
    }


def _ambiguous(corpus: Path) -> set[frozenset[str]]:
    """Pairs that nobody can decide, by id, file or site, however their rows name the two."""
    named: set[frozenset[str]] = set()
    for told in _lines(corpus / "pages" / "ambiguous_pairs.jsonl"):
        found = sorted(set(_strings(told)))
        for two in itertools.combinations(found[:12], 2):
            named.add(frozenset(two))
    return named


def _strings(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, list | dict):
        for each in told.values() if isinstance(told, dict) else told:
            yield from _strings(each)


def _lines(path: Path) -> Iterator[Any]:
    if not path.is_file():
        return
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue
