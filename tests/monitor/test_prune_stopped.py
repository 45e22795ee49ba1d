"""Is a home whole when pruning is stopped at any moment, or when somebody writes beside it?"""

import shutil
import sqlite3
from datetime import timedelta

import pytest

from crawler.records import Visit
from crawler.store import citing, forgetting, open_database
from monitor import config
from monitor.home import open_home
from monitor.keeping import files
from monitor.keeping.prune import prune
from tests.monitor._history import look
from tests.monitor._long_kept import BEGIN, NOISE, NOW, broken, everything, kept, long_kept, page


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return long_kept(tmp_path_factory.mktemp("made") / "home")


@pytest.fixture
def home(made, tmp_path):
    shutil.copytree(made, tmp_path / "home")
    return open_home(config.load(tmp_path / "home"))


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


def test_a_folder_of_reports_that_was_written_again_goes_though_its_removal_was_stopped(home):
    """The day's folder had been put aside, then 'report --day' wrote it anew."""
    folder = home.config.home / "reports"
    for name in (".2026-01-01.gone", "2026-01-01"):
        (folder / name).mkdir()
        (folder / name / "report.txt").write_text("told")
    (folder / ".mine.gone").write_text("no folder of ours")
    list(prune(kept(home), home.store, NOW))
    assert sorted(each.name for each in folder.iterdir()) == [".mine.gone"]


def test_a_home_without_an_archive_is_pruned_too(home):
    shutil.rmtree(home.archive.folder)
    told = {(each.rule, each.what): each.number for each in prune(kept(home), home.store, NOW)}
    assert told["archive", "WARC files"] == 0
