"""Does a crawl in eight shards see what one crawl sees, also when a worker is killed in the middle?"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psutil
import pytest
from click.testing import CliRunner, Result

from crawler.errors import ConfigError
from crawler.lab import Lab
from crawler.records import iso
from crawler.sweep import digest
from crawler.sweep.shards import shard_of
from monitor import cycle
from monitor.commands._home import load
from monitor.commands._laboratory import furnish
from monitor.commands._sweep_crawl import crawl, merge
from monitor.looking import catch_up, collect
from monitor.store import WatchItem
from tests.crawler._counting import is_gone, until
from tests.scenarios._cluster import Cluster

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow
SLOW = ("slowspigot.example", "silentservers.example", "brokenservers.example")  # they only cost time


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def names(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("list") / "names.txt"
    file.write_text("\n".join(name for name, _, _ in lab.watchlist(1) if name not in SLOW))
    return file


def home_of(lab: Lab, path: Path) -> Path:
    furnish(path, lab)
    file = path / "brassplate.toml"  # a busy machine must see what an idle one sees
    file.write_text(file.read_text().replace("site_seconds = 10.0", "site_seconds = 60.0"))
    return path


def crawled(lab: Lab, home: Path, names: Path, out: Path, *options: str) -> Result:
    given = ["--home", str(home), str(names), "--shards", "8", "--out", str(out), "--at", iso(lab.now(1))]
    result = CliRunner().invoke(crawl, [*given, *options], catch_exceptions=False)
    assert json.loads(result.stdout) | {"parts": 8, "quarantined": 0} == json.loads(result.stdout), (
        result.output
    )
    return result


@pytest.fixture(scope="module")
def whole(lab: Lab, names: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The job folder of the same crawl by one worker, one shard after the other."""
    root = tmp_path_factory.mktemp("whole")
    crawled(lab, home_of(lab, root / "home"), names, root / "out", "--workers", "1")
    return next((root / "out").iterdir())


def kill_one_who_crawls(cluster: Cluster, out: Path, killed: list[int]) -> None:
    """SIGKILL for the first worker that is seen in the middle of a shard when two shards are done."""
    until(lambda: len(list(out.glob("*/part-*.parquet"))) >= 2)
    found = list[psutil.Process]()
    until(lambda: found.extend(crawlers(cluster)) or found)
    worker = found[0].parent()
    assert worker is not None
    worker.kill()
    until(lambda: is_gone(found[0].pid))
    killed += [worker.pid, found[0].pid]


def crawlers(cluster: Cluster) -> Iterator[psutil.Process]:
    for process in cluster.processes:
        for child in psutil.Process(process.pid).children(recursive=True):
            try:
                if "crawler.crawl" in child.cmdline():
                    yield child
            except psutil.Error:
                continue  # it has just ended


def test_a_crawl_on_a_cluster_sees_the_same_though_a_worker_is_killed(
    lab: Lab, names: Path, whole: Path, tmp_path: Path
) -> None:
    home, out, killed = home_of(lab, tmp_path / "home"), tmp_path / "out", list[int]()
    with Cluster(tmp_path / "cluster") as cluster:
        killer = Thread(target=kill_one_who_crawls, args=[cluster, out, killed], daemon=True)
        killer.start()
        crawled(lab, home, names, out, "--engine", "dask", "--scheduler", cluster.address, "--workers", "2")
        killer.join()
    assert len(killed) == 2
    folder = out / whole.name
    assert digest(folder) == digest(whole)
    assert not list(folder.glob(".*.crawl"))


def test_all_hosts_of_a_site_are_in_one_shard() -> None:
    shards = {shard_of(name, 8) for name in ("firm.example", "www.firm.example", "a.b.firm.example")}
    assert len(shards) == 1
    assert {shard_of(f"firm{number}.example", 8) for number in range(100)} == set(range(8))


Seen = dict[tuple[str, str], tuple[str, ...]]


def looks(home: Path) -> tuple[Seen, Seen]:
    """Per domain and kind how often it was seen, the end, the reason and the hash; registrations apart."""
    with sqlite3.connect(home / "brassplate.db") as db:
        rows = db.execute(
            "SELECT domain, kind, looks, outcome, reason, value FROM observation "
            "WHERE domain IN (SELECT domain FROM watch) ORDER BY outcome = 'could not look' DESC"
        ).fetchall()
    found = {(domain, kind): tuple(rest) for domain, kind, *rest in rows}
    registrations = {key: value for key, value in found.items() if key[1] == "registration"}
    return {key: value for key, value in found.items() if key not in registrations}, registrations


def merged(home: Path, folder: Path, at: str) -> Result:
    return CliRunner().invoke(merge, ["--home", str(home), str(folder), "--watch", "--at", at])


def test_what_is_merged_is_what_a_run_keeps(lab: Lab, names: Path, whole: Path, tmp_path: Path) -> None:
    ours, usual, now = home_of(lab, tmp_path / "ours"), home_of(lab, tmp_path / "usual"), lab.now(1)
    first = merged(ours, whole, iso(now))
    assert first.stdout == f"{whole.name}: 8 parts, 45 domains, 8 new files of raw answers\n"
    once = looks(ours)
    assert merged(ours, whole, iso(now)).stdout.endswith(" 0 new files of raw answers\n")
    assert looks(ours) == once

    opened = cycle.open_home(load(usual))
    opened.store.watchlist.add([WatchItem(name, now) for name in names.read_text().split()])
    collect(opened, cycle.begin(opened, now), now, lambda step, done, of: None)
    sites, registrations = looks(usual)
    assert len(sites) == 3 * 45
    assert once[0] == sites
    postponed = {(outcome, reason) for _, outcome, reason, _ in once[1].values()}
    assert postponed == {("could not look", "our own limit for the day is used up")}

    opened = cycle.open_home(load(ours))
    capture = opened.observations.capture(opened.observations.latest("cloudfox.example")["site"].captures[0])
    assert capture is not None and whole.joinpath(capture.file).exists()
    assert b"<html" in opened.archive.read(capture).lower()

    # The day's run goes on from there: it asks the registries, and no site again.
    catch_up(opened, cycle.run_day(opened, now))
    assert looks(ours)[0] == sites
    assert len(registrations) == 45
    assert answered(looks(ours)[1]) == answered(registrations)


def answered(registrations: Seen) -> dict[str, str]:
    """By domain what the registry said; an answer takes the place of a look that was postponed."""
    return {domain: value for (domain, _), (_, _, _, value) in registrations.items()}


def test_a_merge_on_a_later_day_is_history_and_a_folder_without_a_crawl_is_none(
    lab: Lab, whole: Path, tmp_path: Path
) -> None:
    home = home_of(lab, tmp_path / "home")
    said = merged(home, whole, iso(lab.now(2)))
    assert "kept as history: the next run looks at these domains itself" in said.stderr
    assert cycle.open_home(load(home)).store.runs() == []

    with pytest.raises(ConfigError, match="holds no crawl; name the folder that 'sweep crawl' was given"):
        CliRunner().invoke(merge, ["--home", str(home), str(tmp_path)], catch_exceptions=False)
