"""How common is each piece of markup among templates? Writes the table of dom_template and style_vocabulary.

    python tests/benchmarks/markup_background.py --corpus DIR > crawler/fingerprint/_markup_background.json

Counted over the page set of the development corpus (``pages/manifest.jsonl``): 203 home pages of unrelated
owners, each a template of its own, 27 free templates of one vendor, and the first and last versions and the
real users of 5 templates of another, all pages of one template counted once. Hashes and counts only.
``--without`` leaves out templates whose name begins so, to score them with what was learned from others.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, too

from crawler.fingerprint import _sketch, dom_template, style_vocabulary
from crawler.fingerprint._page import Page
from tests.benchmarks._accuracy_pages import rows_of

FEWEST = 3


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--without", action="append", default=[], metavar="PREFIX")
    asked = parser.parse_args()
    templates: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(asked.corpus):
        name = row.id if row.label == "real-home" else row.template
        if not name.startswith(tuple(asked.without)):
            templates[name] |= pieces(Page("http://invented.example/", row.source, "home"))
    counts = Counter(digest for found in templates.values() for digest in found)
    by_count: dict[str, list[str]] = defaultdict(list)
    for digest, count in sorted(counts.items()):
        if count >= FEWEST:
            by_count[str(count)].append(digest)
    told = {
        "about": "MurmurHash3 prefixes of pieces of markup by the number of templates that have them",
        "templates": len(templates),
        "hashes": {count: " ".join(by_count[count]) for count in sorted(by_count, key=int)},
    }
    json.dump(told, sys.stdout, indent=0)
    print()


def pieces(page: Page) -> set[str]:
    """The hashes of everything in a page that the two signals know."""
    names = map(_sketch.hash_of, map(style_vocabulary.name_value, style_vocabulary.vocabulary(page)))
    forms = map(_sketch.stable_hash, map(" ".join, dom_template.shapes(dom_template._body(page))))
    return {*names, *forms}


if __name__ == "__main__":
    main()
