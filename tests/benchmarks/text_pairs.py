"""Is a text found again once somebody has edited it, and are unrelated texts left apart?

    python -m tests.benchmarks.text_pairs --corpus DIR [--json]

Positive: the text of a real home page against its own copy under another name, edited by a seed. Negative:
home pages of unrelated owners. ``found`` is the part of the copies that share a key with their original;
``u`` how many unrelated pairs are at least so similar, from which the points of ``[curve.page_text]`` follow.
"""

import argparse
import html
import itertools
import json
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from crawler.fingerprint import Subject, page_text
from crawler.fingerprint._page import Page
from tests.benchmarks.accuracy import recall, threshold

FEWEST_WORDS = 60
STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8)
PLANTED = 6
_NAMES = """London Paris Berlin Moscow Madrid Rome Boston Chicago Dallas Austin Seattle Toronto Sydney
America American Canada France Germany Russia China India Japan Europe California Texas Florida York Beijing
John David Michael James Robert Maria Anna Peter Mark Paul Smith Johnson Brown Miller Williams"""
_ELSEWHERE = _NAMES.split()
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*")
_PLACES = re.compile(rf"\b(?:{'|'.join(_ELSEWHERE)})\b")

Text = tuple[str, str, tuple[str, ...]]
"""Domain, title and blocks."""
Edit = Callable[[random.Random, Text, Text], Text]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    texts = _texts(asked.corpus)
    subjects = list(map(_subject, texts))
    started = time.perf_counter()
    values = [page_text.SIGNAL.extract(each) for each in subjects]
    took = (time.perf_counter() - started) / len(texts)
    negative = sorted(itertools.starmap(_likeness, itertools.combinations(values, 2)))
    long = [place for place, text in enumerate(texts) if _words(text) >= FEWEST_WORDS]
    told: dict[str, dict[str, float]] = {}
    for name, edit in EDITS.items():
        chance = random.Random(7)
        copies = [
            page_text.SIGNAL.extract(_subject(edit(chance, texts[place], texts[long[rank - 1]])))
            for rank, place in enumerate(long)
        ]
        pairs = [(values[place], copy) for place, copy in zip(long, copies, strict=True)]
        scores = sorted(itertools.starmap(_likeness, pairs))
        told[name] = {
            "recall": round(recall(scores, negative, 0.001) or 0.0, 4),
            "found": round(sum(map(_shares_a_key, *zip(*pairs, strict=True))) / len(pairs), 4),
            "tenth": round(scores[len(scores) // 10], 3),
            "median": round(scores[len(scores) // 2], 3),
        }
    above = {step: sum(each >= step for each in negative) for step in STEPS}
    by_key = sum(itertools.starmap(_shares_a_key, itertools.combinations(values, 2)))
    row = {
        "ms": round(1000 * took, 2),
        "copies": len(long),
        "unrelated": len(negative),
        "share a key": by_key,
        "threshold": round(threshold(negative), 4),
        "edits": told,
        "u": above,
    }
    print(json.dumps(row) if asked.json else json.dumps(row, indent=1))


def _texts(corpus: Path) -> list[Text]:
    lines = (corpus / "pages" / "manifest.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["label"] == "real-home"]
    texts = []
    for row in rows:
        page = Page("http://invented.example/", (corpus / row["file"]).read_text("utf-8", "replace"))
        texts.append((row["site"].removeprefix("real-"), page.title, page.blocks))
    return texts


def _subject(text: Text) -> Subject:
    domain, title, blocks = text
    lines = "".join(f"<p>{html.escape(each)}</p>" for each in blocks)
    source = f"<html><title>{html.escape(title)}</title><body>{lines}</body></html>"
    return Subject(domain, MappingProxyType({}), (Page(f"http://{domain}/", source),))


def _words(text: Text) -> int:
    return sum(len(block.split()) for block in text[2])


def _likeness(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    found = page_text.SIGNAL.compare(ours, theirs)
    return found.similarity if found else 0.0


def _shares_a_key(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return not set(page_text.SIGNAL.keys(ours)).isdisjoint(page_text.SIGNAL.keys(theirs))


def _renamed(chance: random.Random, text: Text, other: Text) -> Text:
    """Another firm's name, other places and persons, other numbers."""
    domain, title, blocks = text
    letters = re.sub(r"[^a-z]", "", domain.rpartition(".")[0].rpartition(".")[2])
    name = re.compile(r"[\s-]?".join(letters) or r"(?!)", re.IGNORECASE)
    moved = {each: chance.choice(_ELSEWHERE) for each in _ELSEWHERE}

    def swap(block: str) -> str:
        block = _PLACES.sub(lambda each: moved[each[0]], name.sub("Hillfox Soft", block))
        return re.sub(r"\d", lambda each: str((int(each[0]) + 3) % 10) if each[0].isascii() else "4", block)

    return "hillfoxsoft.example", swap(title), tuple(map(swap, blocks))


def _every(step: int) -> Edit:
    """Each ``step``-th word is another page's word."""

    def edit(chance: random.Random, text: Text, other: Text) -> Text:
        strange = [word for block in other[2] for word in block.split()]
        count = itertools.count(1)
        blocks = (
            " ".join(chance.choice(strange) if next(count) % step == 0 else each for each in block.split())
            for block in text[2]
        )
        return text[0], text[1], tuple(blocks)

    return edit


def _dropped(chance: random.Random, text: Text, other: Text) -> Text:
    """Three sentences of ten are left out."""
    kept = (" ".join(each for each in _SENTENCE.split(block) if chance.random() > 0.3) for block in text[2])
    return text[0], text[1], tuple(filter(None, kept))


def _planted(chance: random.Random, text: Text, other: Text) -> Text:
    """A few sentences stand, renamed, in another site's text."""
    sentences = [each for block in text[2] for each in _SENTENCE.split(block) if len(each.split()) >= 8]
    start = chance.randrange(max(1, len(sentences) - PLANTED))
    taken = _renamed(chance, (text[0], "", tuple(sentences[start : start + PLANTED])), other)
    return other[0], other[1], other[2] + taken[2]


def _all_of(*edits: Edit) -> Edit:
    def edit(chance: random.Random, text: Text, other: Text) -> Text:
        for each in edits:
            text = each(chance, text, other)
        return text

    return edit


EDITS: dict[str, Edit] = {
    "renamed": _renamed,
    "every 8th word": _every(8),
    "every 5th word": _every(5),
    "every 4th word": _every(4),
    "renamed, 30 % dropped": _all_of(_renamed, _dropped),
    "renamed, 30 % dropped, every 8th word": _all_of(_renamed, _dropped, _every(8)),
    "6 sentences in another text": _planted,
}


if __name__ == "__main__":
    sys.exit(main())
