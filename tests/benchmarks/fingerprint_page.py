"""How much CPU does the fingerprint of one page take, signal by signal, and how much do other hashes of it?

    python -m tests.benchmarks.fingerprint_page --corpus DIR [--size 15000] [--rounds 7] [--json]

DIR/pages has a ``manifest.jsonl``; measured are the 40 pages nearest to ``--size`` characters. Each round is
a process of its own that has seen every other page and none of these, as in a crawl; the least of the rounds
counts, in milliseconds of CPU a page. What other hashes are given is what they take: datasketch's MinHash
the words of the visible text in rows of four, TLSH the bytes, dnstwist its own reader's form of them.
"""

import argparse
import gc
import json
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasketch import MinHash
from selectolax.lexbor import LexborHTMLParser

from crawler.fingerprint import Page, Subject, signals
from tests.benchmarks._accuracy_comparers import _as_dnstwist, _tlsh

PAGES = 40
PERMUTATIONS = 128
LEAST_SHOWN = 0.01


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--size", type=int, default=15_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    told = measure(sources(asked.corpus, asked.size), asked.rounds)
    if asked.json:
        print(json.dumps(told))
        return
    for name, milliseconds in (*told["steps"].items(), *told["others"].items()):
        if milliseconds >= LEAST_SHOWN or name in told["others"]:
            print(f"{name:20} {milliseconds:7.3f} ms")
    print(f"{'whole fingerprint':20} {told['whole']:7.3f} ms, pages of {told['characters']:,.0f} characters")


def sources(corpus: Path, size: int) -> list[str]:
    """Every page of the corpus, the nearest to ``size`` first."""
    rows = map(json.loads, (corpus / "pages" / "manifest.jsonl").read_text("utf-8").splitlines())
    read = [(corpus / row["file"]).read_text("utf-8", "replace") for row in rows]
    return sorted(read, key=lambda source: abs(len(source) - size))


def measure(read: list[str], rounds: int) -> dict[str, Any]:
    measured, others = read[:PAGES], read[PAGES:]
    warm = others[:PAGES]
    steps(others)
    gc.collect()
    gc.freeze()
    ours = [in_a_child(steps, warm, measured) for _ in range(rounds)]
    theirs = [in_a_child(compared, warm, measured) for _ in range(rounds)]
    return {
        "pages": len(measured),
        "characters": sum(map(len, measured)) / len(measured),
        "whole": min(sum(each.values()) for each in ours),
        "steps": {name: min(each[name] for each in ours) for name in ours[0]},
        "others": {name: min(each[name] for each in theirs) for name in theirs[0]},
    }


def steps(read: list[str]) -> dict[str, float]:
    """Milliseconds a page of each step of its fingerprint."""
    took: Counter[str] = Counter()

    def timed(name: str, step: Callable[[], Any]) -> None:
        begun = time.process_time_ns()
        step()
        took[name] += time.process_time_ns() - begun

    for source in read:
        page = Page("https://page.example/", source)
        subject = Subject("page.example", {}, (page,))
        timed("check", lambda page=page: page.hostile)
        timed("parse and walk", lambda page=page: page.elements)
        for signal in signals():
            timed(signal.name, lambda signal=signal, subject=subject: signal.extract(subject))
    return {name: spent / len(read) / 1e6 for name, spent in took.items()}


def compared(read: list[str]) -> dict[str, float]:
    """Milliseconds a page of each hash that others take."""
    took = {}
    for name, make in {"datasketch MinHash": _minhash, "TLSH": _tlsh, "dnstwist": _as_dnstwist}.items():
        begun = time.process_time_ns()
        for source in read:
            make(source)
        took[name] = (time.process_time_ns() - begun) / len(read) / 1e6
    return took


def _minhash(source: str) -> MinHash:
    body = LexborHTMLParser(source).body
    words = body.text(separator=" ").lower().encode("utf-8", "replace").split() if body is not None else []
    hashed = MinHash(PERMUTATIONS)
    hashed.update_batch({b" ".join(words[start : start + 4]) for start in range(len(words) - 3)})
    return hashed


def in_a_child(
    work: Callable[[list[str]], dict[str, float]], warm: list[str], measured: list[str]
) -> dict[str, float]:
    """What ``work`` takes in a process in which nothing of ``measured`` is kept from before."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        work(warm)  # a new process pays for its memory when it first writes to it
        os.write(writing, json.dumps(work(measured)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        found = json.loads(told.read())
    os.waitpid(child, 0)
    return dict(found)


if __name__ == "__main__":
    main()
