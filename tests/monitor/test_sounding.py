"""Does every source get its turn at the name servers, within the day's budget?"""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.crawl import CrawlJob
from crawler.records import Observation, Outcome, Reason, Visit
from monitor import cli, config
from monitor.discovery import _sounding
from monitor.discovery._sounding import sound
from monitor.home import Home, open_home
from monitor.store import Candidate, Stage, WatchItem

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    cli.run(["--home", str(tmp_path), "init"])
    return open_home(config.load(tmp_path))


@pytest.fixture
def answers(monkeypatch):
    """Who is asked answers, unless named 'dead…' or 'lame…'; all who were asked, in order."""
    asked = list[str]()

    def look(job):
        for domain in job.domains:
            asked.append(domain)
            outcome, reason = Outcome.OBSERVED, Reason.NONE
            if domain.startswith("dead"):
                outcome, reason = Outcome.ABSENT, Reason.NXDOMAIN
            elif domain.startswith("lame"):
                outcome, reason = Outcome.FAILED, Reason.TIMEOUT
            yield Visit(domain, (Observation(domain, "dns", NOW, outcome, reason),))

    monkeypatch.setattr(_sounding, "crawl", look)
    return asked


def _budget(home: Home, **said: int) -> None:
    for name, value in said.items():
        object.__setattr__(home.config.run, name, value)


def _tell(home: Home, *names: str, source="tips", bits=8.0) -> None:
    home.store.candidates.add(Candidate(name, source, "a reason", NOW, bits=bits) for name in names)


def _sound(home: Home, now: datetime = NOW) -> int:
    return sound(home, CrawlJob((), now, home.config.home / "archive"), now)


def _watched(home: Home) -> list[str]:
    return [each.domain for each in home.store.watchlist.items()]


def test_two_runs_of_a_day_share_its_room_for_new_sites(home, answers):
    _budget(home, new_sites_per_day=2)
    _tell(home, "a.example", "b.example", "c.example")
    assert _sound(home) == 2
    _tell(home, "d.example")
    assert _sound(home, NOW + timedelta(hours=6)) == 0, "the day's room is used up"
    assert _watched(home) == ["a.example", "b.example"]
    kept = home.store.candidates.get("d.example")
    assert (kept.stage, kept.note) == (Stage.WAITING, "answers; waits for room")
    assert _sound(home, NOW + timedelta(days=1)) == 2, "tomorrow has room again"
    assert _watched(home) == ["a.example", "b.example", "c.example", "d.example"]


def test_two_runs_of_a_day_share_its_questions(home, answers):
    _budget(home, names_per_day=3)
    _tell(home, "a.example", "b.example")
    _sound(home)
    _tell(home, "c.example", "d.example")
    _sound(home)
    assert answers == ["a.example", "b.example", "c.example"]


def test_a_run_that_starts_a_little_earlier_than_yesterdays_finds_the_same_names_due(home, answers):
    _tell(home, "dead.example")
    _sound(home)
    _sound(home, NOW + timedelta(days=1, seconds=-30))
    assert answers == ["dead.example", "dead.example"]


def test_a_source_of_very_many_names_holds_up_no_other(home, answers):
    _budget(home, names_per_day=120, new_sites_per_day=100)
    _tell(home, *(f"flood-{number:04}.example" for number in range(1_000)))
    _tell(home, "quiet.example", source="other", bits=2.0)
    home.store.candidates.count("2026-03-01", "tips", {"asked": 900, "answered": 900})
    _sound(home)
    assert len(answers) == 120
    assert answers.index("quiet.example") == 50
    assert "quiet.example" in _watched(home)


def test_a_name_that_never_lets_itself_be_asked_is_asked_for_less_and_less_often(home, answers):
    _tell(home, "lame.example")
    for day in range(16):
        _sound(home, NOW + timedelta(days=day))
    assert len(answers) == 5, "on the days 0, 1, 3, 7 and 15"


def test_another_sources_word_wakes_a_name_that_did_not_answer_and_the_stronger_reason_stays(home, answers):
    _tell(home, "dead.example", bits=3.0)
    for day in (0, 1):
        _sound(home, NOW + timedelta(days=day))
    later = NOW + timedelta(days=2)
    assert home.store.candidates.turn(later, 9) == [], "it waits until the fourth day"
    told = Candidate("dead.example", "logs", "a certificate was issued", later, bits=5.0)
    assert home.store.candidates.add([told]) == [], "it is not new"
    (woken,) = home.store.candidates.turn(later, 9)
    assert (woken.source, woken.reason, woken.bits) == ("logs", "a certificate was issued", 5.0)
    weaker = Candidate("dead.example", "third", "a weaker word", later, bits=1.0)
    home.store.candidates.add([weaker])
    assert home.store.candidates.get("dead.example").source == "logs"


def test_what_a_person_said_something_of_is_not_dropped(home):
    _tell(home, "a.example", "b.example")
    for domain, tags in (("a.example", ("invoices",)), ("b.example", ())):
        kept = home.store.candidates.get(domain)
        home.store.candidates.put([Candidate(domain, "tips", kept.reason, NOW, stage=Stage.WATCHED)])
        home.store.watchlist.add([WatchItem(domain, NOW, source="tips", tags=tags)])
    home.store.ledger.add_states(dict.fromkeys(("a.example", "b.example"), ("dark", "gone")), NOW, "run")
    assert [each.domain for each, _, _ in home.store.candidates.dead(NOW)] == ["b.example"]
