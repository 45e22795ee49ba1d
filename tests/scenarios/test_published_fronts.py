"""Are five invented fronts, made after those documented in November 2024, found for the published reasons?

Nobody has told the program which of the firms are honest: the copied ones are watched as candidates like all
others. What is published (a shared address, neighbouring rooms, a registrar, a leftover brand, two years
without content) is in ``published_fronts/``; every name and page is made up.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.lab import Lab
from crawler.lab.world import THREE_DAYS, Firm, Written
from monitor import cycle
from monitor.commands._home import load
from monitor.commands._laboratory import seed, write_config
from monitor.commands.init import begin
from monitor.references.archives import Keeping, import_files
from monitor.store import Reference
from reports.digest import AlertLine, DailyReport, SiblingLine

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).with_name("published_fronts")
DAYS = (1, 2, 3, 11)
"""Firms as they were; three fronts; five fronts; a week later, when all pages are looked at again."""
BEGINS = datetime(2026, 5, 4, 6, tzinfo=UTC)

OPALINDE, TONGLIN, WENDING = "opalindelab.example", "tonglinwave.example", "wendingkj.example"
HOPALI, HUGOLIN = "hopalisoft.example", "hugolintech.example"
COPIED_FROM = {
    OPALINDE: "kestrelworks.example",
    TONGLIN: "lowenbrook.example",
    WENDING: "arvitek.example",
    HOPALI: "tarncraft.example",
    HUGOLIN: "satvara.example",
}
LIVE_FROM = {OPALINDE: 2, TONGLIN: 2, HUGOLIN: 2, WENDING: 3, HOPALI: 3}
STATUS = {OPALINDE: "went live", WENDING: "went live", TONGLIN: "new", HOPALI: "new", HUGOLIN: "new"}
ONE_ADDRESS = {OPALINDE, TONGLIN, WENDING}
ONE_FLOOR = {TONGLIN, HUGOLIN}


class Fronts(Written):
    """The fronts, the firms that they copied, the decoys, and around them the lab's own honest firms."""

    def firms(self, day: int) -> Mapping[str, Firm]:
        told = {each.domain for on in THREE_DAYS.days for each in THREE_DAYS.expected(on)}
        honest = sorted(
            domain
            for domain, firm in THREE_DAYS.firms(1).items()
            if firm.state == "live" and domain not in told
        )
        lab = {domain: THREE_DAYS.firms(1)[domain] for domain in honest}
        around = {
            domain: replace(
                firm,
                role="candidate",
                listed=1,
                registrar="thriftname" if number % 2 else firm.registrar,
            )
            for number, (domain, firm) in enumerate(lab.items())
        }
        return around | dict(super().firms(day))


WORLD = Fronts(FOLDER, DAYS, BEGINS)


@dataclass(frozen=True)
class Played:
    home: cycle.Home
    reports: dict[int, DailyReport]

    def alert(self, domain: str) -> AlertLine:
        """The alert of the day on which the front is live."""
        (found,) = (each for each in self.reports[LIVE_FROM[domain]].alerts if each.domain == domain)
        return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    root = tmp_path_factory.mktemp("fronts")
    with Lab(root / "lab", world=WORLD) as lab:
        home = patient_home(root / "home", lab)
        yield Played(home, {day: looked_at(home, lab, day) for day in DAYS})


def patient_home(place: Path, lab: Lab) -> cycle.Home:
    """A home without archives, whose looks do not fail on a busy machine."""
    write_config(place, lab)
    begin(place)
    config = load(place)
    run, net = replace(config.run, site_seconds=60.0), replace(config.net, timeout=10.0)
    return cycle.open_home(replace(config, run=run, net=net))


def looked_at(home: cycle.Home, lab: Lab, day: int) -> DailyReport:
    lab.day = day
    seed(home, lab, day)
    return cycle.run_day(home, lab.now(day))


def sentences(sibling: SiblingLine) -> str:
    return "; ".join(sibling.sentences)


def claims(line: AlertLine) -> str:
    return "; ".join(each.sentence for each in line.evidence if each.family == "claims")


def honest() -> set[str]:
    return set(WORLD.firms(1)) - set(COPIED_FROM)


def test_the_honest_are_many_and_share_the_registrar_and_the_hosts_of_the_fronts() -> None:
    firms = WORLD.firms(11)
    fronts = [firms[domain] for domain in COPIED_FROM]
    assert len(honest()) >= 40
    assert {firm.registrar for firm in fronts} == {"thriftname"}
    assert sum(firms[domain].registrar == "thriftname" for domain in honest()) >= 20
    for host in {firm.host for firm in fronts}:
        assert sum(firms[domain].host == host for domain in honest()) >= 3, host


@pytest.mark.parametrize("front", COPIED_FROM)
def test_a_front_is_a_strong_alert_on_the_day_it_is_live(played: Played, front: str) -> None:
    alert = played.alert(front)
    assert (alert.status, alert.band, alert.relation) == (STATUS[front], "strong", "copies")
    assert alert.captures and alert.title


@pytest.mark.parametrize("front", COPIED_FROM)
def test_its_alert_names_the_firm_that_it_copied_as_the_original(played: Played, front: str) -> None:
    alert, firm = played.alert(front), COPIED_FROM[front]
    assert alert.counterpart == alert.original == firm
    then, now = (WORLD.firms(1)[domain].created for domain in (firm, front))
    assert f"{firm} was registered {then}, {front} {now}" in alert.direction
    assert alert.passages
    assert all(each.ours and each.theirs and each.same for each in alert.passages[:3])


def test_who_copied_pieces_of_two_firms_is_told_with_both(played: Played) -> None:
    alert = played.alert(HOPALI)
    assert (alert.counterpart, alert.also) == ("tarncraft.example", ("pellworth.example",))


def test_what_was_left_behind_tells_who_was_copied(played: Played) -> None:
    assert f"the pages of {HOPALI} still name 'tarncraft'" in played.alert(HOPALI).direction
    assert f"the pages of {WENDING} list a mailbox at arvitek.example" in played.alert(WENDING).direction
    brand = [each.sentence for each in played.alert(HOPALI).evidence if each.signal == "identities"]
    assert brand and "both carry the brand 'tarncraft', the own name of only one of them" in brand[0]


def test_the_copied_logo_is_evidence(played: Played) -> None:
    pictures = [each.sentence for each in played.alert(HUGOLIN).evidence if each.signal == "images"]
    assert pictures and pictures[0].startswith("both show the same logo")


@pytest.mark.parametrize("front", sorted(ONE_ADDRESS))
def test_fronts_on_one_address_are_linked_by_it(played: Played, front: str) -> None:
    linked = {each.domain: sentences(each) for each in played.alert(front).siblings}
    for other in ONE_ADDRESS - {front}:
        assert "served from 127.30.1.198" in linked[other], other


@pytest.mark.parametrize("front", sorted(ONE_FLOOR))
def test_fronts_in_neighbouring_rooms_are_linked_though_they_write_them_otherwise(
    played: Played, front: str
) -> None:
    (other,) = ONE_FLOOR - {front}
    linked = {each.domain: sentences(each) for each in played.alert(front).siblings}
    assert "in the rooms 1006 of '11 linmu street building a1, 110036'" in linked[other]
    assert played.alert(front).siblings[0].domain == other, "the rooms weigh most"


def test_no_honest_firm_is_linked_to_a_front_on_any_day(played: Played) -> None:
    for report in played.reports.values():
        for line in (*report.alerts, *report.known):
            assert {each.domain for each in line.siblings} <= set(COPIED_FROM), line.domain


def test_a_registrar_and_a_host_in_common_link_nobody(played: Played) -> None:
    assert played.alert(HOPALI).siblings == (), "it shares no more than these with anybody"


def test_no_honest_firm_is_alerted_or_known_on_any_day(played: Played) -> None:
    for day, report in played.reports.items():
        named = {each.domain for each in (*report.alerts, *report.known)}
        assert named & honest() == set(), day
    assert played.reports[1].alerts == played.reports[1].known == ()


def test_two_domains_of_one_firm_are_a_finding_and_no_alert(played: Played) -> None:
    (told,) = (each for each in played.reports[1].findings if each.domain == "calderbyte-looms.example")
    assert (told.kind, told.counterpart) == ("is alike", "calderbyte.example")
    assert "they may be of one owner" in told.sentences[0]


def test_a_front_is_told_once_and_then_only_when_it_gives_another_phone(played: Played) -> None:
    told = [(each.domain, day) for day, report in played.reports.items() for each in report.alerts]
    assert sorted(told) == sorted([*LIVE_FROM.items(), (HUGOLIN, 11)])
    (again,) = played.reports[11].alerts
    assert again.status == "changed"
    assert "phone: +862486200588, now +862486200731" in again.changed
    assert {each.domain for each in played.reports[11].known} == set(COPIED_FROM) - {HUGOLIN}


def test_what_a_front_claims_is_set_against_its_other_facts(played: Played) -> None:
    assert "it says to exist since 2009; the domain was registered on 2025-10-12" in claims(
        played.alert(HUGOLIN)
    )
    for front in (WENDING, HOPALI):
        assert "it says to sit in US; its phones are of CN" in claims(played.alert(front)), front


def test_a_phone_that_gave_way_to_another_is_kept_beside_the_front(played: Played) -> None:
    (line,) = (each for each in played.reports[11].alerts if each.domain == HUGOLIN)
    assert "the phone +862486200588 gave way to the phone +862486200731, seen on 2026-05-14" in claims(line)


def test_one_archived_front_is_enough_to_find_its_neighbours(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab", world=WORLD) as lab:
        home = patient_home(tmp_path / "home", lab)
        source = "An invented notice, 2026-04-30"
        home.store.add_reference(Reference(TONGLIN, "analyst", source), lab.now(1))
        keeping = Keeping(home.store, home.observations, home.archive, lab.now(1))
        import_files([lab.archives()[TONGLIN]], TONGLIN, keeping)
        reports = {day: looked_at(home, lab, day) for day in DAYS[:3]}
    neighbour = next(each for each in reports[2].alerts if each.domain == HUGOLIN)
    assert TONGLIN in (neighbour.counterpart, *neighbour.also)
    for day, front in ((2, HUGOLIN), (2, OPALINDE), (3, WENDING)):
        (alert,) = (each for each in reports[day].alerts if each.domain == front)
        assert [each.domain for each in alert.siblings].count(TONGLIN) == 1, front
    for day, report in reports.items():
        named = {each.domain for each in (*report.alerts, *report.known)}
        assert named & honest() == set(), day
        copied = [each.domain for each in report.findings if each.kind == "was copied by"]
        assert copied == ["lowenbrook.example"], day


def test_a_saved_report_is_the_report(played: Played) -> None:
    for report in played.reports.values():
        assert DailyReport.from_json(json.loads(report.dumps())) == report
