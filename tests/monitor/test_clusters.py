"""Do sites that share rare facts hang together, under a name that lasts?"""

from collections.abc import Collection
from datetime import UTC, datetime

import sqlite_utils

from monitor.clusters import Group, groups, keep, ties
from monitor.store import Clusters, MonitorStore, Run, Standing

PHONE, STREET, SERVER = "contacts phone:+1", "contacts street:1 a road", "dns_records ip:192.0.2.1"
DAY = datetime(2026, 3, 1, 6, tzinfo=UTC)


def stands(domain: str, *linked: tuple[str, tuple[str, ...]], band: str = "likely") -> Standing:
    """A suspect, and the sites that it shares facts with."""
    siblings = [{"domain": other, "bits": 6.0, "sentences": (), "facts": facts} for other, facts in linked]
    return Standing(domain, "front.example", band, 1.0, DAY, "run", {"siblings": siblings})


def members(*standings: Standing, references: Collection[str] = ()) -> list[list[str]]:
    return [sorted(each.members) for each in groups(ties(standings, references))]


def store() -> Clusters:
    return MonitorStore(sqlite_utils.Database(memory=True)).clusters


def group(*domains: str, facts: tuple[str, ...] = (PHONE,)) -> Group:
    return Group(dict.fromkeys(domains, facts))


def on(number: int) -> Run:
    day = f"2026-03-{number:02}"
    return Run(day, day, DAY, baseline=False)


def shown(clusters: Clusters) -> dict[str, list[str]]:
    return {each.name: sorted(each.members) for each in clusters.all()}


def test_two_suspects_with_one_phone_are_a_cluster_whoever_of_them_was_weighed_last() -> None:
    found = groups(ties([stands("a.example", ("b.example", (PHONE,))), stands("b.example")], ()))
    assert found == [Group({"a.example": (PHONE,), "b.example": (PHONE,)})]


def test_a_chain_is_one_cluster_and_each_site_keeps_the_facts_that_tie_it() -> None:
    links = stands("b.example", ("a.example", (PHONE,)), ("front.example", (STREET,)))
    (found,) = groups(ties([stands("a.example"), links], {"front.example"}))
    assert found.members == {
        "a.example": (PHONE,),
        "b.example": (PHONE, STREET),
        "front.example": (STREET,),
    }


def test_a_site_that_resembles_nobody_is_no_member() -> None:
    assert members(stands("a.example", ("honest.example", (PHONE,)))) == []
    assert members(stands("a.example", ("b.example", (PHONE,))), stands("b.example", band="none")) == []


def test_sites_that_share_no_named_fact_are_no_cluster() -> None:
    assert members(stands("a.example", ("b.example", ())), stands("b.example")) == []


def test_sites_without_a_tie_between_them_are_two_clusters() -> None:
    assert members(
        stands("a.example", ("b.example", (PHONE,))),
        stands("b.example"),
        stands("c.example", ("front.example", (SERVER,))),
        references={"front.example"},
    ) == [["a.example", "b.example"], ["c.example", "front.example"]]


def test_a_cluster_that_grows_keeps_its_name_and_says_who_joined_when() -> None:
    clusters = store()
    keep(clusters, [group("a.example", "b.example")], (), on(1))
    keep(clusters, [group("a.example", "b.example", "c.example")], (), on(2))
    (only,) = clusters.all()
    assert (only.name, only.since) == ("C1", "2026-03-01")
    assert {name: each.joined for name, each in only.members.items()} == {
        "a.example": "2026-03-01",
        "b.example": "2026-03-01",
        "c.example": "2026-03-02",
    }


def test_of_two_clusters_that_become_one_the_older_keeps_its_name() -> None:
    clusters = store()
    keep(clusters, [group("a.example", "b.example"), group("x.example", "y.example", "z.example")], (), on(1))
    assert shown(clusters) == {
        "C1": ["a.example", "b.example"],
        "C2": ["x.example", "y.example", "z.example"],
    }
    keep(clusters, [group("a.example", "b.example", "x.example", "y.example", "z.example")], (), on(2))
    assert shown(clusters) == {"C1": ["a.example", "b.example", "x.example", "y.example", "z.example"]}


def test_of_a_cluster_that_falls_apart_the_larger_part_keeps_the_name() -> None:
    clusters = store()
    keep(clusters, [group("a.example", "b.example", "c.example", "d.example", "e.example")], (), on(1))
    keep(clusters, [group("a.example", "b.example"), group("c.example", "d.example", "e.example")], (), on(2))
    assert shown(clusters) == {
        "C1": ["c.example", "d.example", "e.example"],
        "C2": ["a.example", "b.example"],
    }


def test_who_went_dark_stays_and_who_was_cleared_leaves() -> None:
    clusters = store()
    keep(clusters, [group("a.example", "b.example", "c.example", "d.example")], (), on(1))
    keep(clusters, [group("a.example", "b.example")], {"c.example"}, on(2))
    assert shown(clusters) == {"C1": ["a.example", "b.example", "c.example"]}
    keep(clusters, [], {"c.example"}, on(3))
    assert shown(clusters) == {"C1": ["c.example"]}


def test_a_documented_front_stays_with_the_facts_that_tie_it_to_one_that_was_seized() -> None:
    clusters = store()
    seized = Group({"front.example": (PHONE, SERVER), "a.example": (PHONE,), "b.example": (SERVER,)})
    keep(clusters, [seized], (), on(1), {"front.example"})
    for _ in range(2):
        keep(clusters, [group("front.example", "a.example")], {"b.example"}, on(2), {"front.example"})
        (only,) = clusters.all()
        assert {name: each.facts for name, each in only.members.items()} == {
            "front.example": (PHONE, SERVER),
            "a.example": (PHONE,),
            "b.example": (SERVER,),
        }
    keep(clusters, [], {"b.example"}, on(3), {"front.example"})
    (only,) = clusters.all()
    assert {name: each.facts for name, each in only.members.items()} == {
        "front.example": (PHONE, SERVER),
        "b.example": (SERVER,),
    }
    keep(clusters, [], (), on(4), {"front.example"})
    assert clusters.all() == []


def test_the_same_day_written_twice_changes_nothing() -> None:
    clusters, found = store(), [group("a.example", "b.example"), group("x.example", "y.example")]
    keep(clusters, found, (), on(1))
    before = clusters.all()
    keep(clusters, found, (), on(1))
    assert clusters.all() == before
