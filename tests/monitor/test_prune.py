"""Does what is old go by the rules alone, and never what an alert, a judgement or today's look needs?"""

import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.archive import Archive
from crawler.errors import CollectionError
from crawler.fingerprint import Fingerprint
from crawler.records import Observation, Outcome, Raw, Reason, Visit
from crawler.store import citing, forgetting, open_database
from crawler.store.forgetting import NEWEST
from monitor import cli, config
from monitor.config import KeepConfig
from monitor.home import open_home
from monitor.keeping import files
from monitor.keeping.prune import Pruned, prune
from monitor.scene import NAME_ALONE
from monitor.store import Candidate, Event, Stage, Telling, Told
from tests.monitor._history import ELM, FIRST, FOX, FRONT, SECOND, detail, furnished, look

NOISE, TWIN, DRAWN = "noise.example", "twin.example", "drawn.example"
BEGIN = datetime(2026, 1, 1, 6, tzinfo=UTC)
NOW = BEGIN + timedelta(days=400)
DAYS = 30
ALL = KeepConfig(
    observations_days=60,
    archive_days=60,
    candidates_days=60,
    moments_days=60,
    tellings_days=60,
    reports_days=60,
)


def kept(home, **rules):
    return replace(home.config, keep=replace(ALL, **rules) if rules else ALL)


def page(text):
    return Raw(f"https://{NOISE}/{text}", "text/html", text.encode() * 500, 200)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Three sites that say something new every day, one of which was told, and their pages in WARC files."""
    home = furnished(tmp_path_factory.mktemp("made") / "home")
    for number in range(DAYS):
        at = BEGIN + timedelta(days=number)
        with home.archive.writer(f"{at:%Y-%m-%d}", at) as writer:
            seen = {each: writer.keep(page(f"{each}{number}")) for each in (NOISE, FOX)}
        home.observations.add(
            [
                Visit(each, (look(each, "site", at, (raw.hash,), title=f"{each} {number}"),), (raw,))
                for each, raw in seen.items()
            ]
        )
        wrong = Reason.TIMEOUT if number % 2 else Reason.RATE_LIMITED
        home.observations.add([Visit(TWIN, (Observation(TWIN, "dns", at, Outcome.FAILED, wrong),))])
        if number in (3, 4):
            home.observations.add([Visit(TWIN, (look(TWIN, "site", at, title=f"{NOISE} {number}"),))])
    _drawn(home)
    home.store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home.config.home


@pytest.fixture
def home(made, tmp_path):
    shutil.copytree(made, tmp_path / "home")
    return open_home(config.load(tmp_path / "home"))


def _drawn(home):
    """A site whose third look was drawn, once."""
    for number in range(DAYS):
        seen = look(DRAWN, "site", BEGIN + timedelta(days=number), title=f"drawn {number}")
        home.observations.add([Visit(DRAWN, (seen,))])
        if number == 2:
            picture = look(DRAWN, "screenshot", BEGIN + timedelta(days=2), of=seen.value_hash)
            home.observations.add([Visit(DRAWN, (picture,))])


def intervals(home, domain, kind="site"):
    rows = home.store.db.conn.execute(
        "SELECT first_seen FROM observation WHERE domain=? AND kind=? ORDER BY 1", (domain, kind)
    )
    return [(datetime.fromisoformat(first) - BEGIN).days for (first,) in rows]


def broken(home):
    """What a row asks for and is not there, in a store that is whole by SQLite's own word."""
    db = home.store.db.conn
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    gone = db.execute(
        "SELECT domain FROM observation WHERE value NOT IN (SELECT hash FROM payload)"
    ).fetchall()
    for domain, raw in db.execute(
        "SELECT domain, captures FROM observation WHERE domain IN (?,?)", (NOISE, FOX)
    ):
        for name in json.loads(raw):
            capture = home.observations.capture(name)
            try:
                assert capture is not None
                if capture.file != "2026-03-09.warc.gz":  # the invented history has no such file
                    home.archive.read(capture)
            except (AssertionError, CollectionError):
                gone.append((domain, name))
    return gone


def everything(home):
    db = home.store.db.conn
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1")]
    rows = {each: sorted(map(repr, db.execute(f"SELECT * FROM {each}"))) for each in tables}
    return rows, sorted(each.name for each in home.archive.folder.iterdir())


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


def test_a_file_that_a_cut_off_run_left_and_no_row_knows_goes_when_it_is_old(home):
    for name in ("2026-01-05-3.warc.gz", f"{NOW:%Y-%m-%d}.warc.gz", "mine.txt"):
        (home.archive.folder / name).write_bytes(b"half a record")
    list(prune(kept(home), home.store, NOW))
    there = {each.name for each in home.archive.folder.iterdir()}
    assert "2026-01-05-3.warc.gz" not in there
    assert {f"{NOW:%Y-%m-%d}.warc.gz", "mine.txt"} <= there


@pytest.mark.parametrize("part", [0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 0.99])
def test_stopped_at_any_moment_the_home_is_whole_and_the_next_one_ends_the_work(
    home, made, tmp_path, monkeypatch, part
):
    for module in (citing, forgetting):
        monkeypatch.setattr(module, "AT_ONCE", 5)
    shutil.copytree(made, tmp_path / "other")
    other = open_home(config.load(tmp_path / "other"))
    steps, left = [], [10**9]

    def count() -> bool:
        steps.append(1)
        return len(steps) > left[0]

    other.store.db.conn.set_progress_handler(count, 20)
    list(prune(kept(other), other.store, NOW))
    other.store.db.conn.set_progress_handler(None, 0)
    left[0] = int(part * len(steps))
    steps.clear()
    home.store.db.conn.set_progress_handler(count, 20)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        list(prune(kept(home), home.store, NOW))
    home.store.db.conn.set_progress_handler(None, 0)
    assert not home.store.db.conn.in_transaction
    assert broken(home) == []
    list(prune(kept(home), home.store, NOW))
    assert everything(home) == everything(other)


def test_a_file_that_could_not_be_removed_is_removed_the_next_time(home, monkeypatch):
    at = BEGIN - timedelta(days=50)
    with home.archive.writer("forgotten", at) as writer:
        other = writer.keep(page("what nobody asks for"))
    home.observations.add([Visit(NOISE, (), (other,))])

    def stop(folder, names):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(files, "remove_archives", stop)
        list(prune(kept(home), home.store, NOW))
    assert home.observations.capture(other.hash) is None and (home.archive.folder / other.file).exists()
    list(prune(kept(home), home.store, NOW))
    assert not (home.archive.folder / other.file).exists()


@pytest.mark.parametrize("times", [1, 9], ids=["once", "all the time"])
def test_what_somebody_adds_in_between_is_not_taken_from_under_it(home, monkeypatch, times):
    """The other one shows a value again of which the last interval has just gone."""
    really, written = citing.cited, []

    def cited(*given):
        found = really(*given)
        if len(written) < times:
            written.append(1)
            other = open_database(home.config.database)
            seen = look("late.example", "site", NOW + timedelta(days=len(written)), title=f"{NOISE} 7")
            type(home.observations)(other).add([Visit("late.example", (seen,))])
            other.conn.close()
        return found

    monkeypatch.setattr(citing, "cited", cited)
    told = list(prune(kept(home), home.store, NOW))
    assert broken(home) == []
    assert [each.note for each in told if each.note] == (
        ["somebody else was writing all the time: the rest is for the next time"] if times > 3 else []
    )


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
