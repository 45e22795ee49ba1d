"""Do our bits and probabilities equal those of Splink, where all parameters are known?"""

from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType
from typing import Any

import pytest

from crawler.fingerprint import Comparison, Family, Fingerprint, Signal, Values, Weighing
from monitor.corpus import Corpus
from monitor.evidence import (
    Curve,
    ValueWeight,
    Weights,
    agreement,
    disagreement,
    exactly,
    prior_bits,
    probability,
)
from monitor.score import posterior_bits
from monitor.store import MonitorStore
from tests.monitor._invented import fill, signal, site

splink = pytest.importorskip("splink", reason="Splink is not installed; it is a development dependency")
pyarrow = pytest.importorskip("pyarrow", reason="Splink's pyarrow is not installed")
sqlite_utils = pytest.importorskip("sqlite_utils")

EQUAL = 1e-9
AS_GOOD_AS_ENDLESS = 1e30


@dataclass(frozen=True)
class Known:
    """One setting: the prior, (m, u) of each exact agreement, and those of the three levels of a name."""

    prior: float
    phone: tuple[float, float]  # adjusted by how often the value occurs
    account: tuple[float, float]  # not adjusted
    name: tuple[tuple[float, float], ...]  # the same, nearly, otherwise


SETTINGS = (
    Known(0.5, (0.9, 0.2), (0.7, 0.05), ((0.6, 0.001), (0.3, 0.02), (0.1, 0.979))),
    Known(1 / 1025, (0.95, 0.01), (0.5, 0.15), ((0.5, 1e-5), (0.45, 0.1), (0.05, 0.89999))),
    Known(1e-6, (0.9, 1e-6), (0.999, 1e-9), ((0.9, 1e-12), (0.05, 0.3), (0.05, 0.7))),
    Known(0.97, (0.61, 0.6), (0.2, 0.1), ((0.34, 0.33), (0.33, 0.32), (0.33, 0.35))),
)
ROWS: tuple[tuple[str | None, str | None, str | None], ...] = (
    ("p1", "a1", "silver harbor"),
    ("p1", "a2", "silver harbor"),
    ("p2", "a1", "silver harbour"),
    ("p1", None, "blue meadow"),
    (None, "a1", "silver harbor"),
    ("p2", "a3", None),
    ("p3", "a2", "blue meadows"),
    (None, None, None),
    ("p3", "a1", "north gate"),
    ("p4", "a4", "blue meadow"),
)
COLUMNS = ("phone", "account", "name")


def near(ours: str, theirs: str) -> bool:
    return abs(len(ours) - len(theirs)) <= 1 and ours[:9] == theirs[:9]


def their_scores(known: Known) -> dict[tuple[int, int], tuple[float, float]]:
    """Splink's (match weight, match probability) of every two rows."""
    settings = {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": known.prior,
        "blocking_rules_to_generate_predictions": ["1=1"],
        "comparisons": [
            compared("phone", [("phone_l = phone_r", *known.phone)], adjusted=True),
            compared("account", [("account_l = account_r", *known.account)]),
            compared(
                "name",
                [
                    ("name_l = name_r", *known.name[0]),
                    (
                        "abs(length(name_l) - length(name_r)) <= 1 and left(name_l, 9) = left(name_r, 9)",
                        *known.name[1],
                    ),
                ],
                otherwise=known.name[2],
            ),
        ],
    }
    rows = [{"unique_id": place, **dict(zip(COLUMNS, row, strict=True))} for place, row in enumerate(ROWS)]
    database = splink.DuckDBAPI()
    linker = splink.Linker(database.register(pyarrow.Table.from_pylist(rows)), settings)
    found = linker.inference.predict().as_record_list()
    return {
        (row["unique_id_l"], row["unique_id_r"]): (row["match_weight"], row["match_probability"])
        for row in found
    }


def compared(
    column: str,
    levels: list[tuple[str, float, float]],
    adjusted: bool = False,
    otherwise: tuple[float, float] | None = None,
) -> dict[str, Any]:
    rest = otherwise or (1 - levels[0][1], 1 - levels[0][2])
    null: dict[str, Any] = {
        "sql_condition": f"{column}_l IS NULL OR {column}_r IS NULL",
        "is_null_level": True,
    }
    rows = [
        {"sql_condition": condition, "m_probability": m, "u_probability": u} for condition, m, u in levels
    ]
    if adjusted:
        rows[0] |= {"tf_adjustment_column": column, "tf_adjustment_weight": 1.0}
    rows.append({"sql_condition": "ELSE", "m_probability": rest[0], "u_probability": rest[1]})
    return {"output_column_name": column, "comparison_levels": [null, *rows]}


def our_signals() -> tuple[Signal, ...]:
    def compare(ours: Values, theirs: Values) -> Comparison | None:
        left, right = ours[0].partition(":")[2], theirs[0].partition(":")[2]
        alike = 1.0 if left == right else 0.5 if near(left, right) else 0.0
        return Comparison("name", alike, (), "invented")

    name = replace(signal("name", Family.NAME, Weighing.SIMILARITY), compare=compare)
    return signal("phone", Family.IDENTITY), signal("account", Family.REGISTRATION), name


def our_weights(known: Known) -> Weights:
    """Agreements by the counts alone (phone) or by the background alone (account); nothing capped."""
    levels = [agreement(m, u) for m, u in known.name]
    points = tuple(zip((0.0, 0.5, 1.0), reversed(levels), strict=True))
    values = {
        "phone": ValueWeight(*known.phone, weight=0.0, most=1000.0, against=True),
        "account": ValueWeight(*known.account, weight=AS_GOOD_AS_ENDLESS, most=1000.0, against=True),
    }
    return replace(
        Weights.load(),
        caps=MappingProxyType(dict.fromkeys(Family, 1000.0)),
        values=values,
        curves={"default": Curve(0.9, points, 50.0, local=False)},
        crowd=AS_GOOD_AS_ENDLESS,
        against=-1000.0,
    )


def our_scores(known: Known) -> dict[tuple[int, int], tuple[float, float]]:
    """(bits, probability) of every two rows, before any rounding."""
    corpus = Corpus(MonitorStore(sqlite_utils.Database(memory=True)), our_signals())
    sites = [shown(f"row{place}.example", row) for place, row in enumerate(ROWS)]
    # The two sites compared are never counted, so the frequencies are those of others of the same kind:
    # Splink divides by the rows that have a value, so only those are among them.
    fill(corpus, [shown(f"other{place}.example", row) for place, row in enumerate(ROWS) if row[0]])
    weights = our_weights(known)
    scores = {}
    for left, right in combinations(range(len(ROWS)), 2):
        ours, theirs = sites[left], sites[right]
        found = [
            exactly(
                comparison, corpus, weights, frozenset(), theirs.values[each.name], ours.values[each.name]
            )
            for each in corpus.signals.values()
            if each.name in ours.values and each.name in theirs.values
            for comparison in [each.compare(ours.values[each.name], theirs.values[each.name])]
            if comparison is not None
        ]
        bits = posterior_bits(found, weights, prior_bits(known.prior))
        scores[left, right] = bits, probability(bits)
    return scores


def shown(domain: str, row: tuple[str | None, ...]) -> Fingerprint:
    filled = {name: [f"{name}:{text}"] for name, text in zip(COLUMNS, row, strict=True) if text}
    return site(domain, **filled)


@pytest.mark.parametrize("known", SETTINGS, ids=lambda known: f"prior {known.prior:.3g}")
def test_every_pair_has_the_weight_and_the_probability_that_splink_gives(known: Known) -> None:
    theirs, ours = their_scores(known), our_scores(known)
    assert len(theirs) == len(ours) == 45
    for pair, (weight, likely) in theirs.items():
        assert ours[pair] == (
            pytest.approx(weight, rel=0, abs=EQUAL),
            pytest.approx(likely, rel=0, abs=EQUAL),
        ), f"rows {pair}"


def test_the_settings_reach_agreements_near_misses_disagreements_and_rows_that_say_nothing() -> None:
    scores = our_scores(SETTINGS[0])
    assert scores[0, 7] == (0.0, 0.5), "a row without values changes no prior"
    assert scores[0, 1][0] > 0 > scores[2, 9][0]
    assert len({round(bits, 6) for bits, _ in scores.values()}) >= 20


def test_the_arithmetic_behind_one_pair_can_be_followed_by_hand() -> None:
    known = SETTINGS[0]
    bits = [agreement(0.9, 3 / 8), disagreement(0.7, 0.05), agreement(0.6, 0.001)]
    assert our_scores(known)[0, 1][0] == pytest.approx(sum(bits), abs=EQUAL)
    assert bits == pytest.approx([1.2630344, -1.6629650, 9.2288187], abs=1e-6)
