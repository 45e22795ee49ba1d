"""Is everything told once and nothing lost, whatever happens between two days?"""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from crawler import fingerprint
from crawler.records import Observation, Outcome, Reason, Visit
from monitor import cli, config, cycle, looking
from monitor.store import Role, WatchItem

FRONT = "cloudbluefx.example"  # a name beside that of a reference: worth a look by its name alone
REFERENCE = "cloudbluefox.com"
SHELF = "zzyzx-holdings.example"  # resembles nothing
FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)


def look(domain, kind, at, outcome, reason, payload):
    return Observation(domain, kind, at, outcome, reason, MappingProxyType(payload))


def visit(*looks):
    return Visit(looks[0].domain, looks)


@pytest.fixture
def world(monkeypatch):
    """What the crawl sees: the domains that are registered, each on its day of registration."""
    registered: dict[str, str] = {}

    def crawl(job, problem):
        for domain in job.domains:
            if domain in registered:
                seen = {"created": registered[domain]}
                yield visit(
                    look(domain, "registration", job.now, Outcome.OBSERVED, Reason.NONE, seen),
                    look(domain, "dns", job.now, Outcome.OBSERVED, Reason.NONE, {"NS": ["ns.host.example"]}),
                )
            else:
                yield visit(look(domain, "dns", job.now, Outcome.ABSENT, Reason.NXDOMAIN, {}))

    monkeypatch.setattr(looking, "crawl", crawl)
    return registered


@pytest.fixture
def home(tmp_path, world):
    """A home after a first, silent run in which nobody had the front's name yet."""
    cli.run(["--home", str(tmp_path), "init"])
    made = cycle.open_home(config.load(tmp_path))
    watch(made, FRONT, SHELF)
    world[SHELF] = "2020-01-01T00:00:00Z"
    assert cycle.run_day(made, FIRST).alerts == ()
    return made


def watch(home, *domains, role=Role.CANDIDATE):
    home.store.watchlist.add([WatchItem(domain, FIRST, role) for domain in domains])


def day(number):
    return FIRST + timedelta(days=number - 1)


def told(report):
    return [(alert.domain, alert.counterpart, alert.status) for alert in report.alerts]


class PowerCut(Exception):
    pass


def cut_off(*_):
    raise PowerCut


def test_what_a_run_saw_that_was_cut_off_is_told_by_the_next_days_run(home, world, monkeypatch):
    world[FRONT] = "2026-03-02T20:00:00Z"
    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        patched.setattr(cycle, "stand", cut_off)
        cycle.run_day(home, day(2))
    assert told(cycle.run_day(home, day(3))) == [(FRONT, REFERENCE, "new")]
    assert told(cycle.run_day(home, day(4))) == []


def test_an_alert_whose_report_was_never_written_is_told_by_the_next_days_run(home, world, monkeypatch):
    world[FRONT] = "2026-03-02T20:00:00Z"
    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        patched.setattr(cycle, "publish_day", cut_off)
        cycle.run_day(home, day(2))
    report = cycle.run_day(home, day(3))
    assert told(report) == [(FRONT, REFERENCE, "new")]
    assert report.known == ()
    assert report.alerts[0].changed[-1] == "the name has no address"
    assert told(cycle.run_day(home, day(4))) == []


def test_a_run_cut_off_before_its_report_is_finished_on_the_same_day(home, world, monkeypatch):
    world[FRONT] = "2026-03-02T20:00:00Z"
    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        patched.setattr(cycle, "publish_day", cut_off)
        cycle.run_day(home, day(2))
    report = cycle.run_day(home, day(2) + timedelta(hours=1))
    assert (report.run, told(report)) == ("2026-03-03", [(FRONT, REFERENCE, "new")])


def test_a_second_run_of_a_day_tells_the_days_alerts_and_they_are_listed_once(home, world, capsys):
    world[FRONT] = "2026-03-02T20:00:00Z"
    for hours in (0, 6):
        report = cycle.run_day(home, day(2) + timedelta(hours=hours))
        assert told(report) == [(FRONT, REFERENCE, "new")]
    assert report.run == "2026-03-03.2"
    capsys.readouterr()
    assert cli.run(["--home", str(home.config.home), "alerts"]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_a_removed_domain_is_no_longer_told_and_comes_back_with_what_stood(home, world):
    world[FRONT] = "2026-03-02T20:00:00Z"
    cycle.run_day(home, day(2))
    home.store.watchlist.remove([FRONT], day(2))
    assert cycle.run_day(home, day(3)).known == ()
    watch(home, FRONT)
    report = cycle.run_day(home, day(4))
    assert (told(report), [line.domain for line in report.known]) == ([], [FRONT])


def test_a_firm_that_an_analyst_calls_honest_is_told_no_more(home, world):
    world[FRONT] = "2026-03-02T20:00:00Z"
    cycle.run_day(home, day(2))
    watch(home, FRONT, role=Role.KNOWN_GOOD)
    report = cycle.run_day(home, day(3))
    assert (report.alerts, report.known) == ((), ())


def test_a_reference_that_comes_or_goes_is_weighed_against_what_did_not_change(home):
    add = ["--home", str(home.config.home), "reference"]
    assert cli.run([*add, "add", "zzyzx-holding.example", "--source", "Some Report"]) == 0
    assert told(cycle.run_day(home, day(2))) == [(SHELF, "zzyzx-holding.example", "new")]
    assert cli.run([*add, "remove", "zzyzx-holding.example"]) == 0
    report = cycle.run_day(home, day(3))
    assert (report.alerts, report.known) == ((), ())


def test_a_reference_added_while_a_run_is_at_work_is_weighed_by_the_next(home, monkeypatch):
    real = cycle.tell

    def tell_late(*given):
        cut = real(*given)
        add = ["--home", str(home.config.home), "reference", "add", "zzyzx-holding.example"]
        assert cli.run([*add, "--source", "Some Report"]) == 0
        return cut

    with monkeypatch.context() as patched:
        patched.setattr(cycle, "tell", tell_late)
        assert told(cycle.run_day(home, day(2))) == []
    assert told(cycle.run_day(home, day(3))) == [(SHELF, "zzyzx-holding.example", "new")]


def test_a_pair_told_of_a_reference_since_removed_is_still_explained(home, capsys):
    asked = ["--home", str(home.config.home)]
    assert cli.run([*asked, "reference", "add", "zzyzx-holding.example", "--source", "Some Report"]) == 0
    cycle.run_day(home, day(2))
    assert cli.run([*asked, "reference", "remove", "zzyzx-holding.example"]) == 0
    cycle.run_day(home, day(3))
    home.store.index.db.execute("DELETE FROM fingerprint WHERE domain = 'zzyzx-holding.example'")
    capsys.readouterr()
    assert cli.run([*asked, "explain", SHELF]) == 0
    assert "zzyzx-holding[.]example" in capsys.readouterr().out


def test_an_alert_that_waits_for_room_is_told_on_the_next_day(tmp_path, world):
    cli.run(["--home", str(tmp_path), "init"])
    settings = config.parse(tmp_path, "[report]\nalerts_a_day = 1\n")
    made = cycle.open_home(settings)
    fronts = [FRONT, "cloudbluefoxs.example"]
    watch(made, *fronts)
    cycle.run_day(made, FIRST)
    world |= dict.fromkeys(fronts, "2026-02-01T00:00:00Z")
    second = cycle.run_day(made, FIRST + timedelta(days=1))
    third = cycle.run_day(made, FIRST + timedelta(days=2))
    fourth = cycle.run_day(made, FIRST + timedelta(days=3))
    days = [[alert.domain for alert in report.alerts] for report in (second, third, fourth)]
    assert sorted(days[0] + days[1]) == sorted(fronts) and len(days[0]) == 1 and days[2] == []
    assert [line.domain for line in second.below][:1] == days[1]
    assert second.budget.startswith("1 alert a day fits; 2 were found")
    assert third.budget == ""


@pytest.fixture
def waiting(tmp_path, world):
    """A home of one alert a day, the domain that was told on the second day, and the one that waits."""
    cli.run(["--home", str(tmp_path), "init"])
    made = cycle.open_home(config.parse(tmp_path, "[report]\nalerts_a_day = 1\n"))
    fronts = [FRONT, "cloudbluefoxs.example"]
    watch(made, *fronts)
    cycle.run_day(made, FIRST)
    world |= dict.fromkeys(fronts, "2026-02-01T00:00:00Z")
    ((first, _, _),) = told(cycle.run_day(made, day(2)))
    return made, first, *(set(fronts) - {first})


def test_who_waits_and_is_watched_no_more_is_not_told(waiting):
    home, _, second = waiting
    home.store.watchlist.remove([second], day(2))
    report = cycle.run_day(home, day(3))
    assert (report.alerts, report.budget) == ((), "")
    watch(home, second)
    assert [domain for domain, _, _ in told(cycle.run_day(home, day(4)))] == [second], "and waits on"


def test_who_waits_and_is_called_honest_is_not_told(waiting):
    home, _, second = waiting
    watch(home, second, role=Role.KNOWN_GOOD)
    assert [cycle.run_day(home, day(number)).alerts for number in (3, 4)] == [(), ()]


def test_who_waits_is_told_on_a_day_on_which_nobody_could_look(waiting, monkeypatch):
    home, _, second = waiting

    def blind(job, problem):
        for domain in job.domains:
            yield visit(look(domain, "dns", job.now, Outcome.FAILED, Reason.TIMEOUT, {}))

    monkeypatch.setattr(looking, "crawl", blind)
    assert [domain for domain, _, _ in told(cycle.run_day(home, day(3)))] == [second]


def test_who_waits_and_is_called_honest_is_not_told_either_when_nobody_could_look(waiting, monkeypatch):
    home, _, second = waiting

    def blind(job, problem):
        for domain in job.domains:
            yield visit(look(domain, "dns", job.now, Outcome.FAILED, Reason.TIMEOUT, {}))

    monkeypatch.setattr(looking, "crawl", blind)
    watch(home, second, role=Role.KNOWN_GOOD)
    assert cycle.run_day(home, day(3)).alerts == ()


def test_who_is_looked_at_later_is_read_by_new_rules_then(tmp_path, world, monkeypatch):
    cli.run(["--home", str(tmp_path), "init"])
    made = cycle.open_home(config.parse(tmp_path, "[run]\nsites_per_day = 1\n"))
    watch(made, FRONT, SHELF)
    world |= dict.fromkeys((FRONT, SHELF), "2020-01-01T00:00:00Z")
    with monkeypatch.context() as patched:
        patched.setattr(fingerprint, "VERSION", fingerprint.VERSION - 1)
        for number in range(2):
            cycle.run_day(made, FIRST + timedelta(days=number))
    left = [made.store.index.of_earlier(fingerprint.VERSION)]
    for number in (2, 3):
        cycle.run_day(made, FIRST + timedelta(days=number))
        left.append(made.store.index.of_earlier(fingerprint.VERSION))
    assert left == [{FRONT, SHELF}, {SHELF}, set()] or left == [{FRONT, SHELF}, {FRONT}, set()]


def test_what_a_run_that_was_cut_off_left_to_the_index_is_done_by_the_next(home):
    seen = home.store.index.get(SHELF)[0]
    cut_off = cycle.open_home(home.config)
    cut_off.store.index.put(seen, slice="", version=fingerprint.VERSION, inputs="i", keys={7})
    cut_off.store.db.conn.close()
    assert cycle.run_day(home, FIRST + timedelta(days=1)).alerts == ()
    assert home.store.db.execute("SELECT count(*) FROM unposted").fetchone() == (0,)
    assert home.store.index.count(7) == 1
