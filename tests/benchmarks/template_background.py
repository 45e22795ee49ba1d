"""How common is each template feature among unrelated home pages? Writes the table that dom_template ships.

python tests/benchmarks/template_background.py --corpus DIR > crawler/fingerprint/_template_background.json
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from crawler.fingerprint import _sketch, dom_template
from crawler.fingerprint._page import Page

FEWEST_PAGES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    folder = parser.parse_args().corpus
    counts: Counter[str] = Counter()
    pages = 0
    for line in (folder / "pages" / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["label"] != "real-home":
            continue
        page = Page("http://invented.example/", (folder / row["file"]).read_text("utf-8", "replace"), "home")
        names = set(map(_sketch.hash_of, map(dom_template._name_value, dom_template._vocabulary(page))))
        counts.update(names | set(map(_sketch.stable_hash, dom_template._shapes(dom_template._body(page)))))
        pages += 1
    by_count: dict[str, list[str]] = defaultdict(list)
    for each, count in sorted(counts.items()):
        if count >= FEWEST_PAGES:
            by_count[str(count)].append(each[:10])
    hashes = {count: " ".join(by_count[count]) for count in sorted(by_count, key=int)}
    about = (
        "BLAKE2b prefixes of markup features by the number of unrelated home pages (mid-2010s) that have them"
    )
    json.dump({"about": about, "pages": pages, "hashes": hashes}, sys.stdout, indent=0)
    print()


if __name__ == "__main__":
    main()
