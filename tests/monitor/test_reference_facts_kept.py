"""Does a reference of which only facts are known have a baseline that candidates are compared with?

All people, mailboxes and hosts are invented; of the reference nothing but the name is public.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from crawler.errors import ConfigError
from crawler.records import Observation, Outcome, Visit
from monitor import config
from monitor.cycle import read_references
from monitor.home import open_home
from monitor.references import baseline_words
from monitor.references.facts import keep
from monitor.scene import weigh_pair
from monitor.store import Baseline, Reference
from tests.monitor.test_reference_facts import EARLY, FOX, LATER, SEIZED, export
from tests.monitor.test_reference_facts_dns import RECORDS, certificate, lines

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
CANDIDATE, DECOY = "vulpine-cloud.example", "honest-works.example"


@pytest.fixture
def home(tmp_path):
    """An empty home."""
    folder = tmp_path / "home"
    folder.mkdir()
    return open_home(config.Config(home=folder))


def kept(home, path, domain=FOX):
    return keep(path, domain, home.store, home.observations, home.archive, NOW)


def watched(home, domain, email, server="ns1.elsewhere.example"):
    """A site that was looked at today and is registered with a mailbox."""
    registration = {
        "created": "2025-01-02T03:04:05Z",
        "registrar": {"name": "Another Registrar", "iana_id": "1234"},
        "registrant": {"email": email},
        "nameservers": [server],
    }
    looks = {"registration": registration, "dns": {"NS": [server], "A": ["198.51.100.7"]}}
    seen = [
        Observation(domain, kind, NOW, Outcome.OBSERVED, payload=MappingProxyType(payload))
        for kind, payload in looks.items()
    ]
    home.observations.add([Visit(domain, tuple(seen))])
    scene = home.scene()
    scene = replace(scene, slices={FOX: scene.slices[FOX]})  # the others' names need no reading here
    with home.reader() as reader:
        assert read_references(scene, reader) == []
        ((_, reading),) = reader.read_many([domain])
        scene.corpus.put(reading.fingerprint, reading.inputs)
    return scene


def shared(scene, domain):
    """What the site shares with the reference, by signal, where it counts."""
    told = weigh_pair(scene, domain, FOX)
    return {
        each.signal: tuple(fact.value for fact in each.facts)
        for each in told.evidence
        if each.bits > 0 and each.signal in ("registration", "dns_records", "certificate")
    }


def test_facts_are_kept_once_as_baselines_of_their_days(home, tmp_path):
    path = export(
        tmp_path, f"# 2015-06-07\n{EARLY}\n# 2019-08-09\n{LATER}\n# 2024-01-01\n{SEIZED}", "fox.txt"
    )
    done = kept(home, path)
    assert [(f"{each.observed_at:%Y-%m-%d}", each.source, each.pages) for each in done.baselines] == [
        ("2015-06-07", "fox.txt", 0),
        ("2019-08-09", "fox.txt", 0),
    ]
    assert done.refused == (
        "the registration of 2024-01-01 shows the name servers of a seizure: a state, never the front's own",
    )
    assert kept(home, path) == done
    assert home.store.baselines() == list(done.baselines)
    seen = home.observations.latest(FOX, at=done.baselines[0].observed_at)["registration"]
    raw = home.archive.read(home.observations.capture(seen.captures[0]))
    assert raw.decode().strip() == EARLY.strip()
    assert baseline_words(done.baselines[1]) == "facts of 2019-08-09"


def test_a_day_with_pages_keeps_them(home, tmp_path):
    day = datetime(2015, 6, 7, tzinfo=UTC)
    home.store.add_baseline(Baseline(FOX, day, "fox.warc.gz", 3))
    kept(home, export(tmp_path, f"# 2015-06-07\n{EARLY}"))
    assert home.store.baselines() == [Baseline(FOX, day, "fox.warc.gz", 3)]


def test_facts_of_what_is_no_reference_or_of_the_future_are_refused(home, tmp_path):
    path = export(tmp_path, f"# 2029-06-07\n{EARLY}")
    with pytest.raises(ConfigError, match="bears a date in the future"):
        kept(home, path, FOX)
    with pytest.raises(ConfigError, match=r"unknown\.example is no reference; add it first"):
        kept(home, path, "unknown.example")
    home.store.add_reference(Reference("unknown.example", "analyst", "Some Report"), NOW)
    path = export(tmp_path, f"# 2015-06-07\n{EARLY}")
    with pytest.raises(ConfigError, match=r"the record at line 1 is of cloudbluefox\.com"):
        kept(home, path, "unknown.example")
    assert home.store.baselines() == []


def test_a_registrant_of_before_privacy_rules_weighs_though_the_newest_record_hides_it(home, tmp_path):
    kept(home, export(tmp_path, f"# 2015-06-07\n{EARLY}\n# 2019-08-09\n{LATER}"))
    scene = watched(home, CANDIDATE, "ivo@fox-works.example")
    assert shared(scene, CANDIDATE)["registration"] == ("registrant_email:ivo@fox-works.example",)
    assert "registration" not in shared(watched(home, DECOY, "owner@honest-works.example"), DECOY)
    assert FOX not in scene.without_baseline
    assert scene.past(FOX).created == datetime(2014, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_without_facts_the_same_site_shares_nothing_with_the_bare_name(home):
    scene = watched(home, CANDIDATE, "ivo@fox-works.example")
    assert shared(scene, CANDIDATE) == {}
    assert FOX in scene.without_baseline


def test_name_servers_of_an_earlier_state_weigh_and_no_date_of_pages_is_claimed(home, tmp_path):
    kept(home, lines(tmp_path / "pdns", *RECORDS))
    scene = watched(home, CANDIDATE, "a@b.example", "ns1.fox-works.example")
    assert shared(scene, CANDIDATE) == {"dns_records": ("ns:ns1.fox-works.example",)}
    assert scene.get(FOX).values["dns_records"].count("a:192.0.2.7") == 1
    assert "a:192.0.2.9" in scene.get(FOX).values["dns_records"]
    assert scene.past(FOX).seen_since is None


def test_the_name_servers_of_an_old_registration_weigh_too(home, tmp_path):
    kept(
        home, export(tmp_path, f"# 2015-06-07\n{EARLY}\n# 2019-08-09\n{LATER.replace('NS2.FOX', 'NS3.FOX')}")
    )
    scene = watched(home, CANDIDATE, "a@b.example", "ns2.fox-works.example")
    assert shared(scene, CANDIDATE) == {"dns_records": ("ns:ns2.fox-works.example",)}


def test_certificates_of_all_days_say_what_they_have(home, tmp_path):
    path = tmp_path / "fox.pem"
    path.write_bytes(
        certificate(FOX, "fox-sister.example") + certificate(FOX, "fox-heir.example", begins="2018-02-03")
    )
    kept(home, path)
    scene = watched(home, CANDIDATE, "a@b.example")
    values = scene.get(FOX).values["certificate"]
    assert {each for each in values if each.startswith("san:")} == {
        f"san:{FOX}",
        "san:fox-heir.example",
        "san:fox-sister.example",
    }


def test_a_newly_imported_fact_of_an_older_day_is_compared_at_the_next_reading(home, tmp_path):
    kept(home, export(tmp_path, f"# 2019-08-09\n{LATER}"))
    assert "registration" not in shared(watched(home, CANDIDATE, "ivo@fox-works.example"), CANDIDATE)
    kept(home, export(tmp_path, json.dumps([{"date": "2015-06-07", "domain": FOX, "rawText": EARLY}])))
    scene = watched(home, CANDIDATE, "ivo@fox-works.example")
    assert "registration" in shared(scene, CANDIDATE)
