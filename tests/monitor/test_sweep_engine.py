"""What does the command say of a sweep that could not do everything, and how does it end?"""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawler.crawl import CrawlJob
from crawler.records import canonical, parse_time
from crawler.sweep import EngineLost
from crawler.sweep.engines import Settings, _engine, local
from crawler.sweep.shards import CrawlWork
from monitor.commands._sweep_engine import FAILED, line_of, run
from tests.crawler._counting import Counting, invented


def test_one_line_names_who_kills_its_workers_and_the_rest_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = invented(tmp_path / "in", {5: "poison"})
    done = run(Counting(), inputs, tmp_path / "out", "local", Settings(workers=2))
    named = f"left out {inputs[5].where}: its worker died each time it was tried"
    assert capsys.readouterr().err.splitlines() == [named]
    told = json.loads(line_of(done))
    assert (told["parts"], told["of"], told["quarantined"]) == (11, 12, 1)


def test_a_lost_engine_ends_with_one_and_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(task: object, items: object, settings: object) -> Iterator[object]:
        raise EngineLost("the scheduler tcp://127.0.0.1:8786 is gone")
        yield

    monkeypatch.setattr(local, "ENGINE", _engine.Engine("local", "Where?", lost))  # type: ignore[arg-type]
    with pytest.raises(click.ClickException) as failure:
        run(Counting(), invented(tmp_path / "in"), tmp_path / "out", "local", Settings())
    assert failure.value.exit_code == FAILED
    assert failure.value.message == (
        "the scheduler tcp://127.0.0.1:8786 is gone; run it again: what is done is kept"
    )


def test_shards_that_are_crawled_at_one_time_share_the_pace_of_an_address() -> None:
    now = parse_time("2026-11-22T06:00:00Z")
    settings = canonical(CrawlJob((), now, Path("archive"), delay=1.0, address_delay=0.5).to_json())
    work = CrawlWork("0", 8, "2026-11-22", settings, Path("out"), abreast=4)
    job = work.job_for(["site.example"])
    assert (job.delay, job.address_delay) == (1.0, 2.0)
