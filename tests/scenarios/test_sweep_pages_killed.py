"""Does a sweep of pages end with the same rows on a cluster, though its command and a worker are killed?"""

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from crawler.lab.world import THREE_DAYS
from crawler.sweep import digest, rows_of
from tests.crawler._counting import until
from tests.crawler._warcs import packed, put, record
from tests.monitor._swept import pages_of
from tests.scenarios._cluster import ROOT, Cluster

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


def corpus(folder: Path) -> list[str]:
    """Some forty WARC files: for each live firm of the lab one with its pages."""
    folder.mkdir()
    live = [firm for firm in THREE_DAYS.firms(3).values() if firm.state == "live"]
    for firm in live:
        pages = [record(url, html.encode()) for url, html in pages_of(firm)]
        put(folder / f"{firm.domain}.warc.gz", packed(*pages))
    return sorted(str(path) for path in folder.iterdir())


def start(inputs: list[str], out: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "monitor.cli", "--home", str(out / "no-home"), "sweep", "pages", "--all"]
    return subprocess.Popen(
        [*command, *inputs, "--out", str(out), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(sweep: subprocess.Popen[str], code: int = 0) -> tuple[dict[str, int], str]:
    stdout, stderr = sweep.communicate(timeout=120)
    assert sweep.returncode == code, stderr
    return json.loads(stdout.splitlines()[-1]), stderr


def parts(out: Path) -> list[Path]:
    return list(out.glob("*/part-*.parquet"))


def test_pages_are_told_once_and_all_though_a_worker_and_the_command_are_killed(tmp_path: Path) -> None:
    inputs = corpus(tmp_path / "in")
    told, _ = ended(start(inputs, tmp_path / "one", "--workers", "1"))
    assert (told["parts"], told["quarantined"]) == (len(inputs), 0)
    whole = parts(tmp_path / "one")[0].parent
    with Cluster(tmp_path / "cluster") as cluster:
        there = ["--engine", "dask", "--scheduler", cluster.address]
        killed = start(inputs, tmp_path / "out", *there)
        until(lambda: parts(tmp_path / "out"))
        nanny = psutil.Process(cluster.processes[1].pid)
        for worker in nanny.children(recursive=True):
            if "multiprocessing.spawn" in " ".join(worker.cmdline()):
                worker.kill()
        killed.kill()
        killed.communicate()
        again, _ = ended(start(inputs, tmp_path / "out", *there))
    assert 1 <= again["kept"] < len(inputs)
    assert (again["parts"], again["quarantined"]) == (len(inputs), 0)
    folder = tmp_path / "out" / whole.name
    assert digest(folder) == digest(whole)
    assert len({row["url"] for row in rows_of(folder)}) == told["seen"]


def test_a_lost_scheduler_ends_the_command_with_what_to_do(tmp_path: Path) -> None:
    inputs = corpus(tmp_path / "in")
    with Cluster(tmp_path / "cluster") as cluster:
        sweep = start(inputs, tmp_path / "out", "--engine", "dask", "--scheduler", cluster.address)
        until(lambda: parts(tmp_path / "out"))
        cluster.kill_scheduler()
        _, stderr = sweep.communicate(timeout=120)
    assert sweep.returncode == 1
    assert "is gone" in stderr and stderr.rstrip().endswith("; run it again: what is done is kept")
    again, _ = ended(start(inputs, tmp_path / "out"))
    assert 1 <= again["kept"] < len(inputs)
    assert again["parts"] == len(inputs)
