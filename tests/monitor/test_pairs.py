"""Which pair is told as a resemblance, a copy or a finding, and who is linked to a suspect?

The firms are invented.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
import sqlite_utils

from crawler.fingerprint import Fingerprint, Values
from crawler.records import Observation, Outcome, Visit
from crawler.store import ObservationStore
from monitor import pairs
from monitor.direction import Original
from monitor.evidence import Weights
from monitor.scene import Scene, scene
from monitor.score import Band
from monitor.siblings import siblings
from monitor.store import MonitorStore, Reference, Role, WatchItem

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
TEXT = tuple(f"w:{number:016x}" for number in range(200))
STREET = ("building:12 larch row, 97201", "street:12 larch row, 97201 / 400")


def site(domain: str, **values: Iterable[str]) -> Fingerprint:
    return Fingerprint(domain, MappingProxyType({name: tuple(sorted(each)) for name, each in values.items()}))


def built(
    *sites: Fingerprint,
    created: dict[str, str] | None = None,
    references: Iterable[Reference] = (),
    known_good: Iterable[str] = (),
) -> Scene:
    db = sqlite_utils.Database(memory=True)
    store, observations = MonitorStore(db), ObservationStore(db)
    store.watchlist.add(WatchItem(domain, NOW, Role.KNOWN_GOOD) for domain in known_good)
    for domain, day in (created or {}).items():
        seen = MappingProxyType({"created": f"{day}T00:00:00Z"})
        look = Observation(domain, "registration", NOW, Outcome.OBSERVED, payload=seen)
        observations.add([Visit(domain, (look,))])
    made = scene(observations, store, Weights.load(), references, -10.0)
    for each in sites:
        made.corpus.put(each, inputs="invented", slice=made.slices.get(each.domain, ""))
    return made


def found(scene: Scene, domain: str) -> list[tuple[str, str, Band]]:
    pairs_found = pairs.counterparts(scene, domain)
    return [(score.counterpart, relation, score.band) for score, relation, _ in pairs_found]


AGES = {"old.example": "2001-05-01", "copy.example": "2025-11-01", "gone.example": "2025-11-01"}


def test_the_younger_watched_site_with_the_same_values_may_copy_the_older() -> None:
    scene = built(*(site(domain, page_text=TEXT) for domain in AGES), created=AGES)
    watched = {"old.example", "copy.example"}
    assert pairs.copiers(scene, ["old.example"], watched) == {"copy.example"}
    assert pairs.copiers(scene, ["copy.example"], watched) == set()
    assert pairs.copiers(scene, ["never.example"], watched) == set()


def twins(**created: str) -> Scene:
    shared = {"page_text": TEXT, "contacts": ("phone:+15035550142",)}
    dates = {f"{name}.example": day for name, day in created.items()}
    return built(site("firm.example", **shared), site("twin.example", **shared), created=dates)


def test_the_younger_of_two_twins_copies_and_the_older_is_told_of_nothing() -> None:
    scene = twins(firm="2009-04-01", twin="2025-10-14")
    (copy,) = found(scene, "twin.example")
    assert copy[:2] == ("firm.example", "copies") and copy[2] is not Band.NONE
    assert found(scene, "firm.example") == []


def test_a_title_in_common_is_no_copy() -> None:
    line = ("title:reliable software for everybody", "description:we build what you need")
    scene = built(
        site("firm.example", title=line, contacts=("phone:+15035550142",)),
        site("twin.example", title=line, contacts=("phone:+15035550142",)),
        created={"firm.example": "2009-04-01", "twin.example": "2025-10-14"},
    )
    assert found(scene, "twin.example") == []


def test_twins_of_which_none_is_known_to_be_older_are_a_finding_told_once() -> None:
    scene = twins()
    assert found(scene, "firm.example") == [("twin.example", "is alike", Band.NONE)]
    assert found(scene, "twin.example") == []


def second_domain(**changed: Iterable[str]) -> Scene:
    firm = {
        "page_text": TEXT,
        "contacts": ("phone:+15035550142",),
        "identities": ("brand:harborforge", "company:harborforge"),
        "dns_records": ("a:192.0.2.7", "nsset:a.host.example b.host.example"),
        "registration": ("registrant_org:harborforge inc",),
    }
    return built(
        site("harborforge.example", **firm),
        site("harborforge-mills.example", **{**firm, **changed}),
        created={"harborforge.example": "2009-04-01", "harborforge-mills.example": "2019-10-14"},
    )


def test_a_second_domain_of_one_firm_is_a_finding_and_copies_nobody() -> None:
    scene = second_domain()
    told = found(scene, "harborforge-mills.example")
    assert told == [("harborforge.example", "is alike", Band.NONE)]
    ((_, _, which),) = pairs.counterparts(scene, "harborforge-mills.example")
    assert which.reasons[0].sentence == (
        "harborforge-mills.example and harborforge.example go by one name and are reached in one "
        "way: they may be of one owner"
    )
    assert found(scene, "harborforge.example") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"identities": ("brand:tidewright", "company:tidewright")},
        {"contacts": ("phone:+15035550199",)},
        {"dns_records": ("a:198.51.100.9",), "registration": ("registrant_org:somebody else",)},
    ],
)
def test_a_copy_under_another_name_or_contact_or_from_elsewhere_copies(changed: dict[str, Values]) -> None:
    ((counterpart, relation, band),) = found(second_domain(**changed), "harborforge-mills.example")
    assert (counterpart, relation) == ("harborforge.example", "copies") and band is not Band.NONE


def test_a_second_domain_beside_others_of_its_host_lists_no_phone_but_the_firms() -> None:
    only_the_host = {"dns_records": ("nsset:a.host.example b.host.example",), "registration": ()}
    ((_, relation, _),) = found(second_domain(**only_the_host), "harborforge-mills.example")
    assert relation == "is alike"
    another_phone = {"contacts": ("phone:+15035550142", "phone:+15035550199")}
    ((_, relation, _),) = found(second_domain(**only_the_host, **another_phone), "harborforge-mills.example")
    assert relation == "copies"


def front(**more: str) -> Reference:
    return Reference("front.example", "invented", "an invented notice", **more)


def test_the_firm_that_a_reference_copied_is_a_finding_and_no_alert() -> None:
    sites = (site("harborforge.example", page_text=TEXT), site("front.example", page_text=TEXT))
    innocent = built(*sites, references=[front()])
    ((_, relation, band),) = found(innocent, "harborforge.example")
    assert (relation, band) != ("was copied by", Band.NONE), "nobody said who copied"
    scene = built(*sites, references=[front(copied_from="Harborforge (U.S.)")])
    assert found(scene, "harborforge.example") == [("front.example", "was copied by", Band.NONE)]
    which = pairs.direction_of(scene, "harborforge.example", "front.example")
    assert which.original is Original.OURS
    assert which.reasons[0].sentence == (
        "the source of front.example names 'Harborforge (U.S.)' as the firm that was copied"
    )


def test_a_name_like_the_copied_firms_that_was_registered_after_the_front_is_not_the_firm() -> None:
    names = ("harborforge.example", "harborforge.test", "front.example")
    scene = built(
        *(site(each, page_text=TEXT) for each in names),
        created=dict(zip(names, ("2009-04-01", "2025-06-01", "2021-10-14"), strict=True)),
        references=[front(copied_from="Harborforge (U.S.)")],
    )
    named = pairs.direction_of(scene, "harborforge.example", "front.example")
    assert named.original is Original.OURS and named.bits > 20
    assert pairs.direction_of(scene, "harborforge.test", "front.example").original is Original.THEIRS
    assert ("front.example", "was copied by", Band.NONE) not in found(scene, "harborforge.test")


def test_an_older_site_that_hardly_resembles_a_reference_was_not_copied_by_it() -> None:
    few = TEXT[:1] + tuple(f"w:{number:016x}" for number in range(500, 699))
    scene = built(
        site("harborforge.example", page_text=few),
        site("front.example", page_text=TEXT),
        created={"harborforge.example": "2009-04-01", "front.example": "2021-10-14"},
        references=[front()],
    )
    assert pairs.direction_of(scene, "harborforge.example", "front.example").original is Original.OURS
    assert found(scene, "harborforge.example") == [("front.example", "resembles", Band.NONE)]


def test_what_a_copy_cannot_take_along_still_speaks_against_the_older_site() -> None:
    registrant = ("registrant_email:lin.wei@mailhost.example", "registrant_phone:+861086000000")
    shared = {"page_text": TEXT, "registration": registrant}
    scene = built(
        site("harborforge.example", **shared),
        site("front.example", **shared),
        references=[front(copied_from="Harborforge")],
    )
    ((_, relation, band),) = found(scene, "harborforge.example")
    assert relation == "resembles" and band is not Band.NONE


@pytest.mark.parametrize(
    ("domain", "text", "named"),
    [
        ("kitrum.example", "Kitrum (U.S.)", True),
        ("arohatech.example", "ArohaTech IT Services (Noida, India)", True),
        ("arohatechit.example", "ArohaTech IT Services", True),
        ("itechart.example", "pieces of real sites, ITechArt among them", True),
        ("services.example", "ArohaTech IT Services", True),
        ("real.example", "pieces of real sites", False),  # too short to be a name
        ("kitrumlabs.example", "Kitrum (U.S.)", False),
        ("kitrum.example", "", False),
    ],
)
def test_a_firm_is_named_where_its_label_stands_as_words(domain: str, text: str, named: bool) -> None:
    assert pairs.is_named(domain, text) is named


def test_who_shares_rare_facts_of_ownership_is_linked_and_who_shares_a_host_is_not() -> None:
    scene = built(
        site("suspect.example", contacts=STREET, dns_records=("a:192.0.2.7",), page_text=TEXT),
        site("sister.example", contacts=STREET),
        site("neighbour.example", dns_records=("a:192.0.2.7",)),
        site("victim.example", contacts=STREET, page_text=TEXT),
        site("honest.example", contacts=STREET),
        known_good=["honest.example"],
    )
    linked = siblings(scene, "suspect.example", without=["victim.example"])
    assert [each.domain for each in linked] == ["sister.example"]
    assert linked[0].bits >= 4.0
    assert "unit 400" in linked[0].sentences[0] or "12 larch row" in linked[0].sentences[0]


def test_customers_of_one_host_and_registrar_are_not_linked_however_few_of_them_are_seen() -> None:
    provided = {
        "dns_records": ("mx:mx.host.example", "net24:192.0.2.0/24", "nsset:a.host.example b.host.example"),
        "registration": ("registrar:iana 9995", "registrar_day:2025-11-06 iana 9995"),
        "server": ("headers:date server x-odd", "server:odd"),
    }
    own = {**provided, "dns_records": (*provided["dns_records"], "a:192.0.2.7")}
    strangers = [site(f"stranger{number}.example", server=("server:usual",)) for number in range(200)]
    scene = built(
        site("suspect.example", **own),
        site("sister.example", **own),
        site("customer.example", **provided),
        *strangers,
    )
    assert [each.domain for each in siblings(scene, "suspect.example")] == ["sister.example"]


def test_a_reference_is_linked_by_the_facts_of_its_baseline() -> None:
    scene = built(
        site("suspect.example", contacts=STREET),
        site("front.example", contacts=STREET),
        references=[front()],
    )
    assert [each.domain for each in siblings(scene, "suspect.example")] == ["front.example"]
    scene.corpus.put(site("front.example", contacts=STREET), inputs="a watched site, too")
    assert [each.domain for each in siblings(scene, "suspect.example")] == ["front.example"], "once"
