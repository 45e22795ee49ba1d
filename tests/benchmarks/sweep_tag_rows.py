"""Which rows of tags are usual on pages in general: prints monitor/sweeping/tag_rows.json, hashes and counts.

    python -m tests.benchmarks.sweep_tag_rows --corpus DIR > monitor/sweeping/tag_rows.json

DIR/pages has a ``manifest.jsonl``; counted are the home pages of unrelated owners, each row once a page.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from monitor.sweeping._words import words_of

FEWEST = 2


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    corpus = parser.parse_args().corpus
    rows = map(json.loads, (corpus / "pages" / "manifest.jsonl").read_text("utf-8").splitlines())
    real = [corpus / row["file"] for row in rows if row["label"] == "real-home"]
    counts = Counter(tag for path in real for tag in set(_tags(path)))
    kept = {f"{tag:016x}": count for tag, count in sorted(counts.items()) if count >= FEWEST}
    print(json.dumps({"pages": len(real), "rows": kept}, indent=0))


def _tags(path: Path) -> list[int]:
    found: list[int] = words_of(path.read_text("utf-8", "replace").encode()).tags.tolist()
    return found


if __name__ == "__main__":
    main()
