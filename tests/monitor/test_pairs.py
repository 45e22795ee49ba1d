"""Which watched site may copy which?"""

from datetime import UTC, datetime
from types import MappingProxyType

import sqlite_utils

from crawler.fingerprint import Fingerprint
from crawler.records import Observation, Outcome, Visit
from crawler.store import ObservationStore
from monitor import pairs
from monitor.evidence import Weights
from monitor.store import MonitorStore

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
SHARED = MappingProxyType({"page_text": tuple(f"p:{number:032x}" for number in range(40))})
CREATED = {"old.example": "2001-05-01", "copy.example": "2025-11-01", "gone.example": "2025-11-01"}


def test_the_younger_watched_site_with_the_same_values_may_copy_the_older() -> None:
    db = sqlite_utils.Database(memory=True)
    store, observations = MonitorStore(db), ObservationStore(db)
    for domain, created in CREATED.items():
        seen = MappingProxyType({"created": f"{created}T00:00:00Z"})
        look = Observation(domain, "registration", NOW, Outcome.OBSERVED, payload=seen)
        observations.add([Visit(domain, (look,))])
    scene = pairs.scene(observations, store, Weights.load(), (), -10.0)
    for domain in CREATED:
        scene.corpus.put(Fingerprint(domain, SHARED), inputs="invented")
    watched = {"old.example", "copy.example"}
    assert pairs.copiers(scene, ["old.example"], watched) == {"copy.example"}
    assert pairs.copiers(scene, ["copy.example"], watched) == set()
    assert pairs.copiers(scene, ["never.example"], watched) == set()
