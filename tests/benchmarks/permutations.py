"""How fast are the permutations, do they equal dnstwist's, and which part of another tool's do they hold?

    python -m tests.benchmarks.permutations [--corpus DIR] [--json]

The seventeen domains seized in 2023, all algorithms, from nothing to the last A-label. DIR/names holds the
lists that another tool made of three names (``typosquat__*-NAME.txt``); each of their names is sorted by how
it differs from the one it was made of, with no look at how ours are made.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dnstwist
import idna

from crawler.discovery import _swaps, permutations
from monitor.references import entries

ROUNDS = 3
LATIN = "abcdefghijklmnopqrstuvwxyz0123456789-."


def seventeen() -> list[str]:
    return sorted(each.domain for each in entries() if each.pack == "seized_2023_10")


def seconds() -> tuple[float, int]:
    """The best of some rounds, and how many names it made."""
    best, made = 1e9, 0
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        made = sum(1 for _ in permutations.ranked(seventeen()))
        best = min(best, time.perf_counter() - begun)
    return best, made


def dnstwists_own(reference: str, algorithm: str, companions: tuple[str, ...]) -> set[str]:
    fuzzer = dnstwist.Fuzzer(reference, dictionary=companions)
    fuzzer.generate(fuzzers=[algorithm])
    return {each["domain"] for each in fuzzer.domains} - {reference}


def unlike_dnstwist() -> dict[str, int]:
    """How many names of each algorithm only one of the two makes, over all references."""
    references = seventeen()
    learned = _swaps.learn(references)
    differing: Counter[str] = Counter()
    for reference in references:
        made = permutations.of_reference(reference, learned)
        foreign = ("homoglyph", "idn homoglyph", "idn homoglyph twice")
        made["homoglyph"] = [name for each in foreign for name in made[each]]
        for algorithm in permutations.DNSTWISTS:
            theirs = dnstwists_own(reference, algorithm, learned.companions)
            differing[algorithm] += len(theirs ^ set(made[algorithm]))
    return dict(differing)


def kind(name: str, base: str) -> str:
    """How ``name`` differs from ``base``."""
    label, _, ending = base.partition(".")
    if name.startswith(f"{base}."):
        return "ending behind the name"
    if name.startswith(f"{label}-{ending}."):
        return "ending in the name"
    if name.startswith(f"{label}."):
        return "other ending"
    if not name.endswith(f".{ending}"):
        return "other"
    return _slip(name.removesuffix(f".{ending}"), label)


def _slip(label: str, base: str) -> str:
    if any(letter not in LATIN for letter in label):
        return "foreign letters"
    longer = len(label) - len(base)
    if longer == -1 and label in _without_one(base):
        return "left out"
    if longer == 1 and base in _without_one(label):
        return _added(label, base)
    if longer == 0:
        return _changed(label, base)
    return "other"


def _added(label: str, base: str) -> str:
    if label.startswith(base):
        return "letter at the end"
    if label.replace("-", "") == base.replace("-", ""):
        return "hyphen"
    if "." in label:
        return "dot"
    twice = any(
        label[at] == label[at + 1] and label[:at] + label[at + 1 :] == base for at in range(len(base))
    )
    return "letter twice" if twice else "letter between"


def _changed(label: str, base: str) -> str:
    differing = [at for at, (one, other) in enumerate(zip(label, base, strict=True)) if one != other]
    if len(differing) == 1:
        return "letter replaced"
    if sorted(label) == sorted(base) and set(_without_one(label)) & set(_without_one(base)):
        return "letter moved"
    near = len(differing) == 2 and differing[1] == differing[0] + 1
    return "two replaced by one twice" if near and label[differing[0]] == label[differing[1]] else "other"


def _without_one(label: str) -> list[str]:
    return [label[:at] + label[at + 1 :] for at in range(len(label))]


def recall(folder: Path) -> Iterator[dict[str, Any]]:
    """Of each list: what it holds of each kind, how many of these we make, and what we do not, in part."""
    for file in sorted((folder / "names").glob("typosquat__*-*.txt")):
        base = file.stem.split("-", 1)[1]
        have = {name for name, _, _ in permutations.ranked([base], every=True)} | {base}
        held: Counter[str] = Counter()
        found: Counter[str] = Counter()
        missed: dict[str, list[str]] = {}
        for name in filter(None, map(a_labels, set(file.read_text("utf-8").split()))):
            of = kind(idna.decode(name) if "xn--" in name.removesuffix(base) else name, base)
            held[of] += 1
            found[of] += name in have
            if name not in have:
                missed.setdefault(of, []).append(name)
        for of in sorted(held):
            some = sorted(missed.get(of, []))[:8]
            yield {"of": base, "kind": of, "names": held[of], "recall": found[of] / held[of], "missed": some}


def a_labels(name: str) -> str:
    try:
        return idna.encode(name).decode("ascii")
    except idna.IDNAError:
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    best, made = seconds()
    told: dict[str, Any] = {"seconds": best, "names": made, "unlike_dnstwist": unlike_dnstwist()}
    told["recall"] = list(recall(options.corpus)) if options.corpus else []
    if options.json:
        print(json.dumps(told))
        return
    print(f"{made:,} names of 17 references in {best:.2f} s")
    print(f"names that only one of dnstwist and we make: {sum(told['unlike_dnstwist'].values())}")
    for row in told["recall"]:
        print(
            f"{row['of']:18} {row['kind']:26} {row['names']:6,} {row['recall']:.4f} {' '.join(row['missed'])}"
        )


if __name__ == "__main__":
    main()
