"""Does whoever has something in common under a signal also meet under it?

The firms are invented.
"""

import pytest

from crawler import fingerprint
from crawler.fingerprint import Signal, Weighing
from crawler.fingerprint._rarity import MOST_KEYS
from tests.contracts._subjects import a_subject

SIGNALS = pytest.mark.parametrize("signal", fingerprint.signals(), ids=lambda each: each.name)
NEAR_NAMES = (
    "ginkgo-harbor",
    "ginkgoharbor",
    "ginkqo-harbor",
    "harbor-ginkgo",
    "ginkgo-harbour",
    "gingko-harbor",
)
MEETING = {
    "contacts": [(("quoted:phone:+12125550100",), ("phone:+12125550100",))],
    "identities": [(("leftover:ginkgo harbor",), ("brand:ginkgo harbor",))],
    "registration": [(("created:2024-02-28",), ("created:2024-03-02",))],
    "screenshot": [((f"dhash:{'1f' * 32}",), (f"dhash:{'1e' * 32}",))],
}
"""Values that are not equal and have something in common."""


def many_values(signal: Signal) -> list[tuple[str, ...]]:
    subjects = [
        a_subject(f"{NEAR_NAMES[seed % len(NEAR_NAMES)]}.example", seed, f"(212) 555-0{seed // 3:03}")
        for seed in range(10, 29)
    ]
    return [signal.extract(each) for each in subjects]


@SIGNALS
def test_who_has_nothing_alike_meets_nobody_and_who_has_meets(signal: Signal) -> None:
    values = many_values(signal)
    pairs = [(ours, theirs) for ours in values for theirs in values] + MEETING.get(signal.name, [])
    for ours, theirs in pairs:
        found = signal.compare(ours, theirs)
        if found is not None and (found.similarity > 0 or found.shared):
            assert set(signal.meets(ours)) & set(signal.meets(theirs)), (ours, theirs, found)


@SIGNALS
def test_whether_a_value_is_indexed_hangs_on_it_alone_where_they_are_few(signal: Signal) -> None:
    if signal.weighing is Weighing.RARITY:
        for values in many_values(signal):
            few = values[:MOST_KEYS]
            assert signal.keys(few) == tuple(each for each in few if signal.keys((each,)))
