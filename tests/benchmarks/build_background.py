"""How common is each value in the corpus, and what do its public templates look like?

    python tests/benchmarks/build_background.py --corpus DIR [--into monitor/background]

Writes ``counts.json``, ``public_templates.json`` and ``template_words.json``; prints the figures that
docs/background.md tells. Run it again after any signal's values have changed. DIR holds ``pages``, ``whois``
and ``rdap``, with a ``manifest.jsonl`` in each. Counted: home pages labelled ``real-home`` (one owner each),
and registrations with their name servers, where the row says of which name; names that differ in their ending
only are one owner's. Only hashes and counts are written, of values on three sites at least: two may have one
owner.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler.collect._registration import Registration
from crawler.fingerprint import Page, Subject, Values, Weighing, signals
from crawler.records import Observation, Outcome
from monitor.background._counts import hashed
from tests.benchmarks._background_templates import templates, words
from tests.benchmarks.registration import _domain, _rdap, _whois

FEWEST_SITES = 3
UNNAMED = "name"
"""What the reader calls an answer whose row does not say which name was asked: most are one company's."""
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--into", type=Path, default=Path("monitor/background"))
    asked = parser.parse_args()
    counts = counted([*pages(asked.corpus), *registrations(asked.corpus)])
    write(asked.into / "counts.json", counts)
    for name, row in counts["signals"].items():
        kept = {int(count): len(hashes.split()) for count, hashes in row["hashes"].items()}
        print(f"{name}: {row['sites']} sites, {sum(kept.values())} values on 3 or more, {max(kept)} at most")
    public, told = templates(asked.corpus)
    write(asked.into / "public_templates.json", public)
    demo = words(asked.corpus)
    write(asked.into / "template_words.json", demo)
    counts_of = {
        name: sum(len(each.split()) for each in rows.values()) for name, rows in demo["signals"].items()
    }
    told.append("values of their demo pages: " + ", ".join(f"{name} {n}" for name, n in counts_of.items()))
    print("\n".join(told))


def pages(corpus: Path) -> Iterator[tuple[str, Subject]]:
    """(set, subject) of each home page of an unrelated owner."""
    for row in rows(corpus, "pages"):
        if row["label"] == "real-home":
            page = Page(
                f"http://{row['site']}/", (corpus / row["file"]).read_text("utf-8", "replace"), "home"
            )
            yield "pages", Subject(row["site"], MappingProxyType({}), (page,))


def registrations(corpus: Path) -> Iterator[tuple[str, Subject]]:
    """(set, subject) of each recorded answer that is a domain's; its name servers as if DNS had told them."""
    seen = {UNNAMED}
    for kind, reading in (("whois", _whois), ("rdap", _rdap)):
        for row in rows(corpus, kind):
            found = read(reading, row, (corpus / row["file"]).read_bytes())
            owner = _domain(row).partition(".")[0]
            if found is None or found.empty or owner in seen:
                continue
            seen.add(owner)
            looks = {"registration": found.facts(), "dns": {"NS": [*found.nameservers]}}
            observed = {
                each: Observation("site.example", each, WHEN, Outcome.OBSERVED, payload=payload)
                for each, payload in looks.items()
            }
            yield "registrations", Subject("site.example", MappingProxyType(observed))


def read(reading: Any, row: Mapping[str, Any], body: bytes) -> Registration | None:
    """None for answers that are broken on purpose, too."""
    try:
        found = reading(row, body)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return found if isinstance(found, Registration) else None


def counted(subjects: list[tuple[str, Subject]]) -> dict[str, Any]:
    """What ``counts.json`` holds: only signals that weigh by rarity, and only what two sites have."""
    table = {}
    for signal in signals():
        if signal.weighing is not Weighing.RARITY:
            continue
        sites: Counter[str] = Counter()
        speaking = set()
        shown: Counter[str] = Counter()
        for source, subject in subjects:
            values: Values = signal.extract(subject)
            speaking |= {source} if values else set()
            sites[source] += 1
            shown.update(hashed(signal.name, each) for each in signal.keys(values))
        by_count: dict[int, list[str]] = defaultdict(list)
        for each, count in sorted(shown.items()):
            if count >= FEWEST_SITES:
                by_count[count].append(each)
        if by_count:
            table[signal.name] = {
                "sites": sum(sites[each] for each in speaking),
                "of": sorted(speaking),
                "hashes": {str(count): " ".join(by_count[count]) for count in sorted(by_count)},
            }
    return {
        "about": "MurmurHash3 prefixes of values by the number of sites of the named sets that show them",
        "signals": table,
    }


def rows(corpus: Path, kind: str) -> list[dict[str, Any]]:
    lines = (corpus / kind / "manifest.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def write(file: Path, table: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(table, indent=0, ensure_ascii=False) + "\n", "utf-8")
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
