"""Which input breaks a reader? ``python -m tests.fuzz dns --minutes 2`` looks for one.

With Atheris (Apache-2.0; ``pip install atheris``, wheels for x86-64 Linux only, so no part of the extras)
the search is guided by the code that an input reaches; without it, or with ``--plain``, inputs
are mangled blindly.
Each new way of breaking is written to a file, to be put under ``tests/fuzz/regressions`` once it is mended.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tests.fuzz._mutate import mutated

if TYPE_CHECKING:
    from tests.fuzz._trial import Target

READERS = ["crawler", "monitor", "warcio", "whois", "w3lib", "dns.rdata", "dns.rdtypes", "dns.name"]


class Hunt:
    """Tries inputs, keeps each new way of breaking once, and knows the slowest input."""

    def __init__(self, target: "Target", folder: Path) -> None:
        self.target, self.folder = target, folder
        self.tries, self.slowest = 0, 0.0
        self._known: set[str] = set()

    def tried(self, data: bytes) -> None:
        from tests.fuzz._trial import Finding, tried

        data = data[: self.target.longest]
        self.tries += 1
        try:
            took = tried(self.target, data)
        except Finding as finding:
            self._keep(finding, data)
            return
        if took > max(1.2 * self.slowest, 0.005):
            self.slowest = took
            (self.folder / f"{self.target.name}-slowest.bin").write_bytes(data)
            print(f"slowest so far: {took:.3f} s, {len(data)} bytes (try {self.tries})", flush=True)

    def _keep(self, finding: Exception, data: bytes) -> None:
        where = traceback.extract_tb((finding.__cause__ or finding).__traceback__)[-1]
        way = f"{str(finding)[:40]} {where.filename}:{where.lineno}"
        if way in self._known:
            return
        self._known.add(way)
        path = self.folder / f"{self.target.name}-{len(self._known)}.bin"
        path.write_bytes(data)
        print(f"FOUND {finding}\n  at {where.filename}:{where.lineno}\n  in {path}", flush=True)


def main() -> int:
    given = _arguments()
    guide = None if given.plain else _guide()
    if guide is None:
        from tests.fuzz._targets import TARGETS
    else:
        with guide.instrument_imports(include=READERS, enable_loader_override=False):
            from tests.fuzz._targets import TARGETS
    if given.target not in TARGETS:
        print(f"there is no reader {given.target!r}; name one of: {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    target = TARGETS[given.target]
    given.found.mkdir(parents=True, exist_ok=True)
    hunt = Hunt(target, given.found)
    for each in given.files:
        hunt.tried(each.read_bytes())
    if given.files:
        return 0
    seeds = [*target.seeds(), *target.corpus()]
    if guide is None:
        _blindly(hunt, seeds, given.minutes * 60, Random(given.seed))
        print(f"{target.name}: {hunt.tries} inputs, the slowest took {hunt.slowest:.3f} s")
    else:
        _guided(guide, hunt, seeds, given.minutes * 60, given.seed)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", help="the reader to break")
    parser.add_argument("files", nargs="*", type=Path, help="try these inputs only")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="mangle blindly although Atheris is installed")
    parser.add_argument("--found", type=Path, default=Path("build/fuzz"), help="where findings are written")
    return parser.parse_args()


def _guide() -> Any:
    try:
        import atheris
    except ImportError:
        return None
    return atheris


def _blindly(hunt: Hunt, seeds: Sequence[bytes], seconds: float, random: Random) -> None:
    for each in seeds:
        hunt.tried(each)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        hunt.tried(mutated(random, seeds, hunt.target.tokens, hunt.target.longest))


def _guided(guide: Any, hunt: Hunt, seeds: Sequence[bytes], seconds: float, seed: int) -> None:
    """libFuzzer keeps the inputs that reach new code and ends this process when its time is up."""
    target = hunt.target
    corpus = hunt.folder / f"{target.name}-corpus"
    corpus.mkdir(exist_ok=True)
    for number, each in enumerate(seeds):
        (corpus / f"seed{number}").write_bytes(each[: target.longest])

    def change(data: bytes, most: int, number: int) -> bytes:
        if number % 2:
            return bytes(guide.Mutate(data, most))
        return mutated(Random(number), [data, *seeds[:50]], target.tokens, most)

    options = [
        f"-max_total_time={int(seconds)}", f"-max_len={target.longest}", f"-seed={seed}", "-timeout=60",
        "-rss_limit_mb=3000", f"-artifact_prefix={hunt.folder}/{target.name}-", "-print_final_stats=1",
    ]  # fmt: skip
    guide.Setup([sys.argv[0], *options, str(corpus)], hunt.tried, custom_mutator=change)
    guide.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
