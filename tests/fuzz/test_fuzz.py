"""Does every reader of strangers' bytes end soon and without an error, whatever is done to its input?"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import _seeds
from tests.fuzz._mutate import mutated
from tests.fuzz._targets import TARGETS
from tests.fuzz._trial import Finding, Target, tried

REGRESSIONS = sorted((Path(__file__).parent / "regressions").glob("*.bin"))
CI_CORPUS = 60


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_no_mangled_invented_input_breaks_its_reader(target: Target) -> None:
    _mangle(target, target.seeds(), target.tries)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_no_mangled_real_input_breaks_its_reader(target: Target) -> None:
    seeds = target.corpus()
    if not seeds:
        pytest.skip("the development corpus has nothing for this reader, or is not on this machine")
    _mangle(target, seeds, min(target.tries, CI_CORPUS))


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
def test_what_once_broke_a_reader_does_so_no_more(path: Path) -> None:
    tried(TARGETS[path.stem.partition("-")[0]], path.read_bytes())


def test_a_reader_that_breaks_is_found() -> None:
    def broken(data: bytes) -> str:
        return data.decode("ascii")

    with pytest.raises(Finding, match="broken raised UnicodeDecodeError"):
        tried(Target("broken", broken, list, list, []), b"\xff")
    with pytest.raises(Finding, match="broken gave 12 bytes"):
        tried(Target("broken", broken, list, list, [], most=11), b"0123456789")
    with pytest.raises(Finding, match="broken gave what cannot be stored"):
        tried(Target("broken", lambda data: "\ud800", list, list, []), b"")


def test_a_reader_that_does_not_end_is_found() -> None:
    def endless(data: bytes) -> None:
        while True:
            pass

    with pytest.raises(Finding, match=r"endless was stopped after 0\.1 s"):
        tried(Target("endless", endless, list, list, [], seconds=0.05), b"")


def test_the_same_seed_of_randomness_makes_the_same_input() -> None:
    made = [mutated(Random(str(7)), _seeds.dns_replies(), [b"x"], 1_000) for _ in range(2)]
    assert made[0] == made[1]


def _mangle(target: Target, seeds: Sequence[bytes], times: int) -> None:
    random = Random(target.name)
    tried(replace(target, seconds=20.0), seeds[0])  # the first call loads modules and tables
    for number in range(times):
        data = mutated(random, seeds, target.tokens, target.longest)
        try:
            tried(target, data)
        except Finding as finding:
            pytest.fail(f"{finding}; mutation {number}: {data[:300]!r}")
