"""How many names a second are held against the references, and which lookalikes are missed?

    python -m tests.benchmarks.sift [--names 10000000] [--corpus DIR] [--opensquat PYTHON] [--json]

A list is built, with lookalikes of the seized names of every kind spread over it, and ``brassplate sift``
reads it from its first byte to the last row on the disk. openSquat's own comparison, which no package here
needs, does a sample of the same list in an environment of its own; PYTHON is that environment's interpreter.
Its rate and ours are names a second of CPU. DIR has lists of top sites: what is told of them is false.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from monitor.references import entries
from tests.benchmarks._sift_names import names, tops
from tests.benchmarks._sift_seeds import seeds

EACH = 40
"""Lookalikes of a kind for each reference."""
SAMPLE = 2_000
PACK = "seized_2023_10"
THEIRS = """
import json, sys, time
from opensquat.squatting_detector import SquattingDetector
labels, listed = json.load(sys.stdin)
began, detector = time.process_time(), SquattingDetector()
found = sorted({name for label in labels for name in detector.check(label, listed)})
print(json.dumps([time.process_time() - began, found]))
"""
Seeds = list[tuple[str, str, str]]


def references() -> list[str]:
    return [each.domain for each in entries() if each.pack == PACK]


def build(file: Path, count: int, made: Seeds, hosts: list[str]) -> int:
    """Writes the list, the lookalikes at equal distances; how many lines it has."""
    every, waiting, lines = max(1, count // len(made)), iter(made), 0
    with file.open("w", encoding="utf-8", newline="") as out:
        for chunk in names(count - len(made), hosts):
            for start in range(0, len(chunk), every):
                part = chunk[start : start + every]
                seed = next(waiting, None)
                out.write("\n".join([*part, *([seed[2]] if seed else [])]) + "\n")
                lines += len(part) + bool(seed)
        rest = [name for _, _, name in waiting]
        out.write("".join(f"{name}\n" for name in rest))
    return lines + len(rest)


def sifted(file: Path, out: Path) -> dict[str, float]:
    """What the command costs from its start to its end."""
    from tests.benchmarks.dnstwist_job import Peak

    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "monitor.cli", "--home", str(out.parent / "none"), "sift", str(file)]
    process = subprocess.Popen([*command, "--output", str(out)])
    peak = Peak(process.pid)
    process.wait()
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": wall, "cpu_s": cpu, "peak_mb": peak.taken()}


def recall(out: Path, made: Seeds) -> dict[str, float]:
    """By kind, the share of the lookalikes that were told."""
    found = {json.loads(line)["name"] for line in out.read_text("utf-8").splitlines()}
    told, all_ = Counter[str](), Counter[str]()
    for kind, _, name in made:
        all_[kind] += 1
        told[kind] += name in found
    return {kind: told[kind] / all_[kind] for kind in all_}


def false_alarms(hosts: list[str], folder: Path) -> dict[str, Any]:
    """What is told of top sites."""
    (folder / "tops").write_text("\n".join(hosts), "utf-8")
    sifted(folder / "tops", folder / "tops.jsonl")
    told = sorted({json.loads(line)["name"] for line in (folder / "tops.jsonl").read_text().splitlines()})
    return {"names": len(hosts), "told": told, "share": len(told) / len(hosts)}


def opensquat(python: str, file: Path, count: int, made: Seeds) -> dict[str, Any]:
    """openSquat's comparison of a sample of the list, and which lookalikes it tells."""
    step, sample = max(1, count // SAMPLE), []
    with file.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        sample = [line.rstrip("\n") for number, line in enumerate(lines) if number % step == 0]
    labels = sorted({each.partition(".")[0] for each in references()})
    took, _ = _asked(python, labels, sample)
    _, found = _asked(python, labels, [name for _, _, name in made])
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for kind, _, name in made:
        by_kind[kind].append(name in found)
    shares = {kind: sum(each) / len(each) for kind, each in by_kind.items()}
    return {"names": len(sample), "names_a_cpu_second": len(sample) / took, "recall": shares}


def _asked(python: str, labels: list[str], listed: list[str]) -> tuple[float, set[str]]:
    question = json.dumps([labels, listed])
    told = subprocess.run([python, "-c", THEIRS], input=question, capture_output=True, text=True, check=True)
    took, found = json.loads(told.stdout)
    return took, set(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--names", type=int, default=10_000_000)
    parser.add_argument("--corpus", type=Path, help="a folder with names/top__*.txt")
    parser.add_argument(
        "--opensquat",
        default=os.environ.get("OPENSQUAT"),
        help="the interpreter of an environment that has openSquat",
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    made, hosts = list(seeds(references(), EACH)), tops(asked.corpus)
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "names", Path(folder) / "found.jsonl"
        lines = build(file, asked.names, made, hosts)
        cost = sifted(file, out)
        told: dict[str, Any] = {"names": lines, "seeded": len(made), **cost}
        told["names_a_second"] = lines / cost["wall_s"]
        told["names_a_cpu_second"] = lines / cost["cpu_s"]
        told["recall"] = recall(out, made)
        told["told"] = len(out.read_text("utf-8").splitlines())
        if hosts:
            told["false_alarms"] = false_alarms(hosts, Path(folder))
        if asked.opensquat:
            told["opensquat"] = opensquat(asked.opensquat, file, lines, made)
            told["ratio"] = told["names_a_cpu_second"] / told["opensquat"]["names_a_cpu_second"]
    print(json.dumps(told) if asked.json else json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
