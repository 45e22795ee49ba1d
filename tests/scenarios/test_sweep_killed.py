"""Does a sweep on a cluster end with the same rows as in one process, whoever is killed meanwhile?"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from crawler.sweep import EngineLost, digest, sweep
from crawler.sweep.engines import Settings, dask
from tests.crawler._counting import Counting, alone, invented, kill_who_holds, run, until
from tests.scenarios._cluster import ROOT, Cluster

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


def on(cluster: Cluster) -> Settings:
    return Settings(scheduler=cluster.address, window=4)


def held_by(file: Path) -> Path:
    held = file.with_suffix(".held")
    until(lambda: held.exists() and held.read_text())
    return held


def test_a_killed_worker_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    inputs = invented(tmp_path / "in", {3: "hold"})
    killer = Thread(target=kill_who_holds, args=[tmp_path / "in" / "03.txt"], daemon=True)
    killer.start()
    done = sweep(Counting(), inputs, tmp_path / "out", run("dask", on(cluster)))
    killer.join()
    assert (done.parts, done.quarantined) == (12, ())
    assert digest(done.folder) == alone(tmp_path / "in", tmp_path / "one")


def test_who_kills_each_worker_is_named_and_all_others_are_done(cluster: Cluster, tmp_path: Path) -> None:
    inputs = invented(tmp_path / "in", {5: "poison", 7: "broken"})
    # All are handed out at once, so the scheduler accuses those too that wait beside the poison.
    settings = Settings(scheduler=cluster.address, window=12)
    done = sweep(Counting(), inputs, tmp_path / "out", run("dask", settings))
    assert done.parts == 10
    assert sorted(((each.item, each.fault) for each in done.quarantined), key=lambda each: each[0].where) == [
        (inputs[5], "its worker died each time it was tried"),
        (inputs[7], "ValueError: this file is broken"),
    ]
    assert digest(done.folder) == alone(tmp_path / "in", tmp_path / "one")


def test_a_killed_driver_loses_nothing_and_the_next_one_goes_on(cluster: Cluster, tmp_path: Path) -> None:
    invented(tmp_path / "in", {9: "hold"})
    command = [sys.executable, "-m", "tests.crawler._counting", "dask", cluster.address]
    command += [str(tmp_path / "in"), str(tmp_path / "out")]
    driver = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    held_by(tmp_path / "in" / "09.txt")
    assert driver.stdout is not None
    while json.loads(driver.stdout.readline())["parts"] < 8:
        pass
    driver.kill()
    driver.communicate()
    (tmp_path / "in" / "gate").touch()
    again = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    last = json.loads(again.stdout.splitlines()[-1])
    assert last["kept"] >= 8
    assert last["digest"] == alone(tmp_path / "in", tmp_path / "one")


def kill_scheduler(cluster: Cluster, file: Path) -> None:
    held_by(file)
    cluster.kill_scheduler()


def test_a_lost_scheduler_ends_the_sweep_as_such_and_the_next_one_goes_on(
    cluster: Cluster, tmp_path: Path
) -> None:
    inputs = invented(tmp_path / "in", {6: "hold"})
    done = list[int]()
    with Cluster(tmp_path / "cluster") as lost:
        killer = Thread(target=kill_scheduler, args=[lost, tmp_path / "in" / "06.txt"], daemon=True)
        killer.start()
        with pytest.raises(EngineLost, match="is gone"):
            sweep(
                Counting(),
                inputs,
                tmp_path / "out",
                run("dask", on(lost)),
                progress=lambda each: done.append(each.parts),
            )
        killer.join()
    (tmp_path / "in" / "gate").touch()
    again = sweep(Counting(), inputs, tmp_path / "out", run("dask", on(cluster)))
    assert (again.parts, again.quarantined) == (12, ())
    assert again.kept >= max(done, default=0)
    assert digest(again.folder) == alone(tmp_path / "in", tmp_path / "one")


def certificates(folder: Path) -> dict[str, Path]:
    """Made by the commands that the documentation gives."""
    text = (ROOT / "docs" / "sweep-cluster.md").read_text()
    commands = re.search(r"```sh\n(openssl req .*?)```", text, re.DOTALL)
    assert commands is not None
    folder.mkdir()
    subprocess.run(["sh", "-e", "-c", commands[1]], cwd=folder, check=True, capture_output=True)
    return {"tls_ca": folder / "ca.pem", "tls_cert": folder / "cert.pem", "tls_key": folder / "key.pem"}


@pytest.mark.skipif(not shutil.which("openssl"), reason="the commands need openssl")
def test_with_tls_only_who_has_a_certificate_of_the_same_authority_is_let_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "SECONDS", 3)
    ours, others = certificates(tmp_path / "ours"), certificates(tmp_path / "others")
    inputs = invented(tmp_path / "in")
    with Cluster(tmp_path / "cluster", tls=ours) as cluster:
        assert cluster.address.startswith("tls://127.0.0.1:")
        done = sweep(
            Counting(), inputs, tmp_path / "out", run("dask", Settings(scheduler=cluster.address, **ours))
        )
        assert (done.parts, done.quarantined) == (12, ())
        with pytest.raises(EngineLost, match="is gone or has no worker"):
            sweep(
                Counting(),
                inputs,
                tmp_path / "two",
                run("dask", Settings(scheduler=cluster.address, **others)),
            )
