"""Does what is old go by the rules alone, and never what an alert, a judgement or today's look needs?"""

import random
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.archive import Archive
from crawler.fingerprint import Fingerprint
from crawler.records import Observation, Outcome, Reason, Visit
from crawler.store.forgetting import NEWEST
from crawler.subjects import believed
from monitor import cli, config
from monitor.config import KeepConfig
from monitor.home import open_home
from monitor.keeping.prune import Pruned, prune
from monitor.scene import NAME_ALONE
from monitor.store import Candidate, Event, Stage, Telling, Told
from tests.monitor._history import ELM, FIRST, FOX, FRONT, SECOND, detail, dns, look
from tests.monitor._long_kept import (
    BEGIN,
    DAYS,
    DRAWN,
    NOISE,
    NOW,
    TWIN,
    broken,
    everything,
    intervals,
    kept,
    long_kept,
    page,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return long_kept(tmp_path_factory.mktemp("made") / "home")


@pytest.fixture
def home(made, tmp_path):
    shutil.copytree(made, tmp_path / "home")
    return open_home(config.load(tmp_path / "home"))


def test_without_a_rule_nothing_goes(home, capsys):
    before = everything(home)
    assert cli.run(["--home", str(home.config.home), "prune"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "nothing is to be pruned: [keep] in brassplate.toml names no rule"
    assert everything(home) == before


def test_of_who_was_never_told_the_first_and_the_newest_intervals_stay(home):
    list(prune(kept(home), home.store, NOW))
    assert intervals(home, NOISE) == [0, *range(DAYS - NEWEST, DAYS)]
    assert intervals(home, TWIN, "dns") == [DAYS - 1], "of failed looks only the last one is ever asked for"
    assert broken(home) == []


def test_who_was_told_judged_or_documented_keeps_the_whole_history(home):
    list(prune(kept(home), home.store, NOW))
    days = [*range(DAYS), (FIRST - BEGIN).days, (SECOND - BEGIN).days]
    assert intervals(home, FOX) == days
    assert home.observations.latest(ELM)["dns"].payload["A"] == ["192.0.2.9"]


def test_a_look_that_was_drawn_stays_with_its_picture(home):
    list(prune(kept(home), home.store, NOW))
    assert intervals(home, DRAWN) == [0, 2, *range(DAYS - NEWEST, DAYS)]


def test_what_is_younger_than_the_rule_stays(home):
    list(prune(kept(home), home.store, BEGIN + timedelta(days=70)))
    assert intervals(home, NOISE) == [0, *range(10, DAYS)]


def test_a_payload_goes_when_nobody_shows_it_and_stays_for_another_who_does(home):
    list(prune(kept(home), home.store, NOW))
    titles = {
        title
        for (title,) in home.store.db.conn.execute("SELECT json_extract(body, '$.title') FROM payload")
        if title and title.startswith(NOISE)
    }
    assert titles == {f"{NOISE} {number}" for number in (0, 3, 4, *range(DAYS - NEWEST, DAYS))}


def test_a_dry_run_takes_nothing_and_says_what_the_real_one_takes(home):
    before = everything(home)
    would = list(prune(kept(home), home.store, NOW, dry=True))
    assert everything(home) == before
    assert list(prune(kept(home), home.store, NOW)) == would
    told = {(each.rule, each.what): each.number for each in would}
    of_noise, of_drawn, of_twin = DAYS - NEWEST - 1, DAYS - NEWEST - 2, DAYS - 1
    assert told == {
        ("observations", "intervals"): of_noise + of_drawn + of_twin,
        ("observations", "payloads"): of_noise - 2 + of_drawn,
        ("archive", "WARC files"): 0,
        ("candidates", "dropped candidates"): 0,
        ("moments", "scores by day"): 0,
        ("tellings", "tellings"): 0,
        ("reports", "folders"): 0,
    }
    again = list(prune(kept(home), home.store, NOW))
    assert {each.number for each in again} == {0}


def test_a_file_of_which_something_is_cited_stays_whole(home):
    """FOX was told, and a page of it lies in every file."""
    names = sorted(each.name for each in home.archive.folder.iterdir())
    list(prune(kept(home), home.store, NOW))
    assert sorted(each.name for each in home.archive.folder.iterdir()) == names


def test_an_alert_of_long_ago_can_still_be_explained_and_its_page_be_read(home, capsys):
    alone = BEGIN - timedelta(days=50)
    with home.archive.writer("told", alone) as writer:
        cited = writer.keep(page("what the alert saw"))
    with home.archive.writer("forgotten", alone) as writer:
        other = writer.keep(page("what nobody asks for"))
    home.observations.add([Visit(NOISE, (), (cited, other))])
    found = detail() | {
        "captures": [{"hash": cited.hash, "url": cited.url, "file": cited.file, "offset": cited.offset}]
    }
    home.store.ledger.add_events(
        [Event("e9", "2026-01-01", "2026-01-01", FOX, FRONT, "new", "likely", 0.5, found)]
    )
    (files_gone,) = [each for each in prune(kept(home), home.store, NOW) if each.what == "WARC files"]
    assert files_gone.number == 1 and files_gone.size > 0
    assert not (home.archive.folder / other.file).exists()
    assert home.observations.capture(other.hash) is None
    assert (
        Archive(home.archive.folder).read(home.observations.capture(cited.hash))
        == b"what the alert saw" * 500
    )
    values = {"contacts": ("phone:+12125550100",)}
    home.store.index.put(Fingerprint(FRONT, values), slice=NAME_ALONE, version=1, inputs="i", keys={1})
    capsys.readouterr()
    assert cli.run(["--home", str(home.config.home), "explain", FOX, FRONT]) == 0
    assert "both list the phone +1 212-555-0100" in capsys.readouterr().out


def test_rows_of_their_own_go_by_their_own_rules(home):
    life, day = home.store.life, "2026-01-{:02}".format
    for number in (1, 2, 3):
        life.add_moments(day(number), {FOX: 1.0 * number})
    life.add_moments("2027-01-30", {FOX: 4.0})
    states = (Told.TOLD, Told.FAILED, Told.COVERED)
    home.store.tellings.put([Telling("2026-01-01", str(each), each, BEGIN) for each in states])
    home.store.candidates.put(
        [
            Candidate("gone.example", "logs", "a name", BEGIN, stage=Stage.DROPPED),
            Candidate("late.example", "logs", "a name", NOW, stage=Stage.DROPPED),
            Candidate("waits.example", "logs", "a name", BEGIN),
        ]
    )
    rules = KeepConfig(candidates_days=60, moments_days=60, tellings_days=60)
    told = list(prune(replace(home.config, keep=rules), home.store, NOW))
    assert told == [
        Pruned("candidates", "dropped candidates", 1),
        Pruned("moments", "scores by day", 2),
        Pruned("tellings", "tellings", 2),
    ]
    assert life.moments(FOX) == {"2026-01-01": 1.0, "2027-01-30": 4.0}, "the first says since when"
    assert [each.state for each in home.store.tellings.in_state(*Told)] == [Told.FAILED]
    left = {name for (name,) in home.store.db.conn.execute("SELECT domain FROM candidate")}
    assert "gone.example" not in left and {"late.example", "waits.example"} <= left


def test_old_folders_of_reports_go_only_when_asked(home):
    folder = home.config.home / "reports"
    for name in ("2026-01-01", f"{NOW:%Y-%m-%d}", "mine"):
        (folder / name).mkdir()
        (folder / name / "report.txt").write_text("told")
    list(prune(kept(home, reports_days=0), home.store, NOW))
    assert (folder / "2026-01-01").exists()
    (told,) = [each for each in prune(kept(home), home.store, NOW) if each.rule == "reports"]
    assert told == Pruned("reports", "folders", 1, 4)
    assert sorted(each.name for each in folder.iterdir()) == [f"{NOW:%Y-%m-%d}", "mine"]


def history(choice, domain):
    """Looks of 60 days at one invented site, with all that can happen to a look."""
    lost, often = choice.choice(((0.7, 0.15), (0.97, 0.01)))
    for number in range(60):
        at = BEGIN + timedelta(days=number)
        for kind in ("dns", "site", "registration"):
            fate = choice.random()
            if fate < often:
                yield Observation(domain, kind, at, Outcome.FAILED, choice.choice(FAULTS))
            elif fate < 2 * often:
                yield Observation(domain, kind, at, Outcome.ABSENT)
            elif kind == "dns":
                known = (
                    {"errors": {"MX": "no answer"}} if choice.random() < lost else {"MX": [f"{number} mail"]}
                )
                yield dns(domain, at, f"192.0.2.{choice.randrange(5)}", **known)
            elif choice.random() < 0.7:
                yield look(domain, kind, at, shown=choice.randrange(40))


FAULTS = (Reason.TIMEOUT, Reason.RATE_LIMITED, Reason.TOO_BIG)


def test_a_domain_is_believed_as_before_whatever_was_seen_of_it(home):
    choice = random.Random(20261122)
    domains = [f"random-{number}.example" for number in range(25)]
    for domain in domains:
        home.observations.add([Visit(domain, tuple(history(choice, domain)))])

    def believe():
        store = home.observations
        return [
            (
                believed(store, name),
                store.latest(name, failed=True),
                store.unconfirmed(name),
                store.first_seen(name),
            )
            for name in domains
        ]

    before = believe()
    (intervals_gone, *_) = prune(kept(home), home.store, NOW)
    assert intervals_gone.number > 500
    assert believe() == before
