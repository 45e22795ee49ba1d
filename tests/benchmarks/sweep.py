"""How many megabytes of pages does a core sweep in a second, beside a loop that only parses them?

    python -m tests.benchmarks.sweep [--corpus DIR] [--megabytes 180] [--json]

WARC files are built of the home pages in DIR/pages (``manifest.jsonl``), else of the lab's invented firms,
over and over under other names, and compared with 17 pages made of public templates as references (without
DIR with the lab's archived fronts). Figures are megabytes of HTML a second of CPU: as users run it, and with
the full fingerprint of every page. The plain loop reads with fastwarc and parses with lexbor; a second one
also hashes the words of the text in rows of four. How two processes scale needs a machine at rest.
"""

import argparse
import json
import tempfile
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--megabytes", type=float, default=180.0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    from tests.benchmarks.sweep_figures import measure  # each worker reads this file again: it stays light

    with tempfile.TemporaryDirectory() as folder:
        told = measure(Path(folder), asked.corpus, asked.megabytes)
    print(json.dumps(told) if asked.json else "\n".join(f"{name:24} {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()
