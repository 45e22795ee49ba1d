"""How well does a page signal tell sites of one template from others?

    python tests/benchmarks/template_pairs.py --corpus DIR [--signal page_text] [--evade rename] [--json]

Positive: same family, other site, both customised or rebranded by a real organisation. Negatives: public
templates and sites of different templates (``other``), and home pages of unrelated owners (``real``).
``evaded`` is each page against its own evasion. The shipped background was counted over the real-home pages.
"""

import argparse
import itertools
import json
import random
import re
import sys
import time
from bisect import bisect_left, bisect_right
from pathlib import Path
from types import MappingProxyType

from crawler.fingerprint import Subject, dom_template, page_text
from crawler.fingerprint._page import Page

SIGNALS = {"dom_template": dom_template.SIGNAL, "page_text": page_text.SIGNAL}
OWN = ("customised", "rebranded")
QUANTILES = (0.5, 0.9, 0.99, 0.995, 0.999, 0.9995, 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--signal", choices=sorted(SIGNALS), default="dom_template")
    parser.add_argument("--evade", choices=sorted(EVASIONS))
    parser.add_argument("--json", action="store_true", help="only the verdicts")
    asked = parser.parse_args()
    signal = SIGNALS[asked.signal]
    lines = (asked.corpus / "pages" / "manifest.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    sources = [(asked.corpus / row["file"]).read_text("utf-8", "replace") for row in rows]
    started = time.perf_counter()
    plain = [signal.extract(_subject(source)) for source in sources]
    took = (time.perf_counter() - started) / len(rows)
    evade = EVASIONS[asked.evade] if asked.evade else None
    changed = [signal.extract(_subject(evade(source))) for source in sources] if evade else plain
    speak = sum(map(bool, plain))
    if not asked.json:
        print(f"{asked.signal}: {1000 * took:.1f} ms a page with its parse; {speak} of {len(rows)} speak")

    def likeness(pair: tuple[int, int]) -> float:
        found = signal.compare(plain[pair[0]], changed[pair[1]])
        return found.similarity if found else 0.0

    pairs = _pairs(rows) | ({"evaded": [(place, place) for place in range(len(rows))]} if evade else {})
    scores = {name: sorted(map(likeness, each)) for name, each in pairs.items()}
    if asked.json:
        recalls = {each: _recall(scores["sites"], scores[each]) for each in ("other", "real")}
        print(json.dumps({"ms": round(1000 * took, 2), "speak": speak / len(rows), "recall": recalls}))
        return
    for negative in ("other", "real"):
        for positive in ("sites", "family"):
            print(f"{positive} against {negative}: {_verdict(scores[positive], scores[negative])}")
    for name, values in scores.items():
        print(
            f"{name:10} n={len(values):6} "
            + " ".join(f"q{q:g}={_quantile(values, q):.3f}" for q in QUANTILES)
        )
    shown = ("evaded" if evade else "family", "sites", "real", "other")
    print(f"similarity, share of pairs at least so similar: {', '.join(shown)}")
    for step in (0.02, 0.05, *(k / 10 for k in range(1, 10)), 0.95, 1.0):
        shares = (_share(scores[name], step) for name in shown)
        print(f"{step:5.2f} " + " ".join(f"{share:.5f}" for share in shares))


def _subject(source: str) -> Subject:
    page = Page("http://invented.example/", source, "home")
    return Subject("invented.example", MappingProxyType({}), (page,))


def _pairs(rows: list[dict[str, str]]) -> dict[str, list[tuple[int, int]]]:
    pairs: dict[str, list[tuple[int, int]]] = {
        name: [] for name in ("sites", "family", "generation", "other", "real")
    }
    for left, right in itertools.combinations(range(len(rows)), 2):
        ours, theirs = rows[left], rows[right]
        real = [row["label"] == "real-home" for row in (ours, theirs)]
        if ours["family"] == theirs["family"]:
            pairs["family"].append((left, right))
            if ours["label"] in OWN and theirs["label"] in OWN:
                pairs["sites"].append((left, right))
        elif ours["template"] == theirs["template"]:
            pairs["generation"].append((left, right))
        elif all(real):
            pairs["real"].append((left, right))
        elif not any(real):
            pairs["other"].append((left, right))
    return pairs


def _verdict(positive: list[float], negative: list[float]) -> str:
    wins = sum((bisect_left(negative, each) + bisect_right(negative, each)) / 2 for each in positive)
    area, recall = wins / len(positive) / len(negative), _recall(positive, negative)
    return f"AUC {area:.4f}, recall {recall:.3f} at 0.1 % (above {_threshold(negative):.3f})"


def _recall(positive: list[float], negative: list[float]) -> float:
    return sum(each > _threshold(negative) for each in positive) / len(positive)


def _threshold(negative: list[float]) -> float:
    return negative[-1 - len(negative) // 1000]


def _quantile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


def _share(values: list[float], least: float) -> float:
    return (len(values) - bisect_left(values, least)) / len(values)


def _rename(source: str) -> str:
    """Every class and id under another name, the same all over the page; files renamed too."""
    renamed = re.sub(
        r"(\s(?:class|id)\s*=\s*)([\"'])([^\"']*)\2",
        lambda found: (
            found[1] + found[2] + re.sub(r"\S+", lambda each: f"x{each[0][::-1]}", found[3]) + found[2]
        ),
        source,
        flags=re.IGNORECASE,
    )
    return re.sub(r"([\w.-]+)\.(css|js)\b", lambda found: f"x{found[1][::-1]}.{found[2]}", renamed)


def _sections(source: str) -> list[str]:
    return re.split(r"(?=<(?:section|header|footer|aside|nav)\b)", re.sub(r"(?s)<!--.*?-->", "", source))


def _reorder(source: str) -> str:
    head, *rest = _sections(source)
    random.Random(7).shuffle(rest)
    return head + "".join(rest)


def _drop(source: str) -> str:
    head, *rest = _sections(source)
    chance = random.Random(7)
    return head + "".join(each for each in rest if chance.random() > 0.3)


def _edit(source: str) -> str:
    """Every eighth word of the text is another word."""
    chance = random.Random(7)
    pieces = re.split(
        r"(<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>)", source, flags=re.DOTALL | re.IGNORECASE
    )
    for place in range(0, len(pieces), 2):
        pieces[place] = re.sub(
            r"\w+", lambda each: "other" if chance.random() < 1 / 8 else each[0], pieces[place]
        )
    return "".join(pieces)


EVASIONS = {"rename": _rename, "reorder": _reorder, "drop": _drop, "edit": _edit}


if __name__ == "__main__":
    sys.exit(main())
