"""What does a scene believe of a site's past? The firms are invented."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
import sqlite_utils

from crawler.records import Observation, Outcome, Visit
from crawler.store import ObservationStore
from monitor.direction import Original
from monitor.evidence import Weights
from monitor.pairs import direction_of
from monitor.scene import Scene, scene
from monitor.store import MonitorStore

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
SINCE = "2001-01-01T00:00:00Z"


def built(looks: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Scene:
    db = sqlite_utils.Database(memory=True)
    observations = ObservationStore(db)
    for domain, kinds in looks.items():
        seen = tuple(
            Observation(domain, kind, NOW, Outcome.OBSERVED, payload=MappingProxyType(dict(payload)))
            for kind, payload in kinds.items()
        )
        observations.add([Visit(domain, seen)])
    return scene(observations, MonitorStore(db), Weights.load(), (), -10.0)


def of_a_certificate(**said: Any) -> Scene:
    firm = {"registration": {"created": "2009-04-01T00:00:00Z"}}
    return built({"harborforge.example": firm, "front.example": {"tls": {"not_before": SINCE, **said}}})


@pytest.mark.parametrize(
    "faults",
    [
        ["self-signed"],
        ["unknown issuer"],
        ["expired", "unknown issuer"],
        ["wrong name"],
        None,
        "expired",
        [[]],
    ],
)
def test_a_date_on_a_certificate_that_nobody_vouches_for_makes_no_original(faults: object) -> None:
    made = of_a_certificate(verdict="self-signed", faults=faults)
    assert made.past("front.example").seen_since is None
    assert direction_of(made, "front.example", "harborforge.example").original is Original.CANNOT_TELL


@pytest.mark.parametrize("faults", [[], ["expired"]])
def test_a_certificate_that_a_public_authority_signed_is_believed(faults: list[str]) -> None:
    made = of_a_certificate(verdict="valid", faults=faults)
    assert made.past("front.example").seen_since == datetime(2001, 1, 1, tzinfo=UTC)
    assert direction_of(made, "front.example", "harborforge.example").original is Original.OURS
