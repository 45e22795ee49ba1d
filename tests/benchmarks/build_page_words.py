"""Which words are so common on unrelated web pages that a name sharing one says little?

Run by hand: ``python tests/benchmarks/build_page_words.py PAGES > crawler/fingerprint/_page_words.txt``.
PAGES is a folder of ``*.html`` with a ``manifest.jsonl``: rows with ``file``, and ``template`` or ``site``.
A word is kept when pages of at least four templates or owners use it in their visible text.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

LEAST_OWNERS = 4
_WORD = re.compile(r"(?<![a-z])[a-z]{4,14}(?![a-z])")


def page_words(folder: Path) -> list[str]:
    """The kept words, in alphabetical order."""
    owners: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "manifest.jsonl").read_text().splitlines():
        row = json.loads(line)
        file = folder / Path(row["file"]).name
        if not file.is_file():
            continue
        owner = row.get("template") or row["site"]
        for word in _words(file.read_text(errors="replace")):
            owners[word].add(owner)
    return sorted(word for word, seen in owners.items() if len(seen) >= LEAST_OWNERS)


def _words(html: str) -> set[str]:
    tree = LexborHTMLParser(html)
    for node in tree.css("script, style, noscript"):
        node.decompose()
    text = tree.body.text(separator=" ") if tree.body else ""
    return set(_WORD.findall(text.lower()))


if __name__ == "__main__":
    sys.stdout.write("\n".join(page_words(Path(sys.argv[1]))) + "\n")
