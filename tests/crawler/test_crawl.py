"""Does every domain get its visit, whatever happens to the process that makes it?"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from asyncio import StreamWriter, sleep
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.crawl import CrawlJob, _parent, crawl
from crawler.crawl._process import Child
from crawler.errors import ConfigError
from crawler.records import Observation, Outcome, Reason, Visit
from crawler.store import ObservationStore, open_database
from tests.crawler._web import Web, answer, running_web

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with running_web(tmp_path_factory.mktemp("web")) as running:
        for number in range(8):
            running.site(f"site{number}.example", home=answer(f"<title>{number}</title>"))
        yield running


def job_for(web: Web, folder: Path, *domains: str, **changes: Any) -> CrawlJob:
    given = CrawlJob(
        domains,
        NOW,
        folder / "archive",
        web.net,
        delay=0,
        address_delay=0,
        request_seconds=5,
        log=folder / "log",
    )
    return replace(given, **changes)


def sites(visits: Iterator[Visit]) -> dict[str, Observation]:
    return {each.domain: next(o for o in each.observations if o.kind == "site") for each in visits}


def children_of(parent: int) -> list[int]:
    """The crawl processes that ``parent`` has started."""
    found = Path(f"/proc/{parent}/task").glob("*/children")
    pids = [int(pid) for each in found for pid in each.read_text().split()]
    return [pid for pid in pids if b"crawler.crawl" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def sending(number: int, *, times: int) -> Any:
    """A web page that sends a signal to the crawl process that asks for it."""
    left = [times]

    async def serve(writer: StreamWriter) -> None:
        if left[0]:
            left[0] -= 1
            for pid in children_of(os.getpid()):
                os.kill(pid, number)
            await sleep(0.2)
        else:
            writer.write(answer("alive"))

    return serve


def received(child: Child) -> Any:
    """The next line from a child."""
    while True:
        assert select.select([child], [], [], 30)[0]
        if rows := child.take():
            return rows[0]


async def never(writer: StreamWriter) -> None:
    await sleep(60)


def test_a_visit_holds_every_kind_of_look_and_the_bytes_behind_it(web: Web, tmp_path: Path) -> None:
    [visit] = crawl(job_for(web, tmp_path, "site0.example"))
    assert [each.kind for each in visit.observations] == ["dns", "registration", "tls", "site"]
    assert {each.observed_at for each in visit.observations} == {NOW}
    bodies = {Archive(tmp_path / "archive").read(each) for each in visit.captures}
    assert b"<title>0</title>" in bodies
    assert {name for each in visit.observations for name in each.captures} == {c.hash for c in visit.captures}


def test_a_second_crawl_keeps_no_byte_again(web: Web, tmp_path: Path) -> None:
    database = tmp_path / "facts.db"
    store = ObservationStore(open_database(database))
    job = job_for(web, tmp_path, "site0.example", "site1.example", database=database)
    for _ in range(2):
        visits = list(crawl(job))
        store.add(visits)
    assert [visit.captures for visit in visits] == [(), ()]
    assert [each.name for each in (tmp_path / "archive").iterdir()] == ["2026-11-22-crawl.warc.gz"]
    for visit in visits:
        for name in store.latest(visit.domain)["site"].captures:
            assert Archive(tmp_path / "archive").read(store.capture(name))  # type: ignore[arg-type]


def test_a_name_that_does_not_exist_has_no_site_and_is_not_asked_for_one(web: Web, tmp_path: Path) -> None:
    site = sites(crawl(job_for(web, tmp_path, "gone.example")))["gone.example"]
    assert (site.outcome, site.reason, dict(site.payload)) == (Outcome.ABSENT, Reason.NXDOMAIN, {})


def test_a_page_under_a_zone_that_answers_every_name_is_nobodys_site(web: Web, tmp_path: Path) -> None:
    web.site("*.ws", home=answer("buy any name"))
    web.site("nobody.ws", home=answer("buy any name"))
    (visit,) = crawl(job_for(web, tmp_path, "nobody.ws"))
    seen = {each.kind: (each.outcome, each.reason) for each in visit.observations}
    assert seen["dns"] == seen["site"] == (Outcome.ABSENT, Reason.WILDCARD)


def test_a_child_whose_last_visit_is_read_late_ends_by_itself(web: Web, tmp_path: Path) -> None:
    images = "".join(f"<img src=/{number:0470d}.png>" for number in range(290))  # more than a pipe holds
    web.site("wide.example", home=answer(images))
    child = Child(tmp_path / "log")
    try:
        child.send(job_for(web, tmp_path).to_json())
        assert received(child)["ready"]
        child.send("wide.example")
        child._process.stdin.close()  # type: ignore[union-attr]
        time.sleep(2)
        assert Visit.from_json(received(child)).domain == "wide.example"
        assert child._process.wait(10) == 0
    finally:
        child.end()


def test_domains_are_taken_from_an_endless_source_only_as_they_are_needed(web: Web, tmp_path: Path) -> None:
    taken = count()
    endless = (f"site{next(taken) % 8}.example" for _ in iter(int, 1))
    visits = crawl(job_for(web, tmp_path, domains=endless, at_once=2))
    assert len({next(visits).domain for _ in range(4)}) == 4
    assert children_of(os.getpid())
    visits.close()  # type: ignore[attr-defined]
    assert next(taken) <= 7
    assert children_of(os.getpid()) == []


def test_a_domain_that_kills_the_process_costs_only_itself(web: Web, tmp_path: Path) -> None:
    web.site("killer.example", home=sending(signal.SIGKILL, times=9))
    domains = ("killer.example", *(f"site{number}.example" for number in range(4)))
    seen = sites(crawl(job_for(web, tmp_path, *domains, at_once=3)))
    assert (seen["killer.example"].outcome, seen["killer.example"].reason) == (Outcome.FAILED, Reason.CRASHED)
    others = [seen[f"site{number}.example"].outcome for number in range(4)]
    assert others == [Outcome.OBSERVED] * 4


def test_a_parent_that_holds_much_does_not_make_its_children_too_large(web: Web, tmp_path: Path) -> None:
    held = b"x" * (500 << 20)
    found = sites(crawl(job_for(web, tmp_path, "site0.example", megabytes=400)))
    assert found["site0.example"].outcome is Outcome.OBSERVED
    assert len(held) == 500 << 20


def test_a_process_that_holds_too_much_is_ended(web: Web, tmp_path: Path) -> None:
    found = sites(crawl(job_for(web, tmp_path, "site0.example", megabytes=40)))
    assert found["site0.example"].reason is Reason.CRASHED
    assert "Memory usage exceeded 40MiB" in (tmp_path / "log").read_text()


def test_a_process_that_falls_silent_is_ended_and_its_domains_are_tried_again(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_parent, "SILENT_SECONDS", 4.0)
    web.site("freezer.example", home=sending(signal.SIGSTOP, times=1))
    job = job_for(web, tmp_path, "freezer.example", "site1.example", site_seconds=1.0)
    seen = sites(crawl(job))
    assert [(name, seen[name].outcome) for name in sorted(seen)] == [
        ("freezer.example", Outcome.OBSERVED), ("site1.example", Outcome.OBSERVED)
    ]  # fmt: skip


def test_a_site_whose_time_is_up_shows_what_it_has_shown(web: Web, tmp_path: Path) -> None:
    web.site("slow.example", home=never)
    web.site("half.example", home=answer("<title>half</title><a href=/contact>contact</a>"), contact=never)
    seen = sites(crawl(job_for(web, tmp_path, "slow.example", "half.example", site_seconds=1.5)))
    assert (seen["slow.example"].outcome, seen["slow.example"].reason) == (Outcome.FAILED, Reason.TIMEOUT)
    half = seen["half.example"]
    assert half.outcome is Outcome.OBSERVED
    assert [each["role"] for each in half.payload["pages"]] == ["home"]
    assert half.payload["notes"] == ["the site's time was up before all its pages were fetched"]


def test_a_dead_parent_takes_the_process_with_it(web: Web, tmp_path: Path) -> None:
    web.site("endless.example", home=never)
    program = """
import dataclasses, json, sys
from crawler.crawl import CrawlJob, crawl
job = CrawlJob.from_json(json.loads(sys.argv[1]))
list(crawl(dataclasses.replace(job, domains=["endless.example"])))
"""
    given = json.dumps(job_for(web, tmp_path, site_seconds=60).to_json())
    root = Path(__file__).parents[2]
    parent = subprocess.Popen([sys.executable, "-c", program, given], cwd=root)
    pids = _when(lambda: web.asked["https://endless.example/"] and children_of(parent.pid))
    parent.kill()
    parent.wait()
    assert _when(lambda: not any(_runs(pid) for pid in pids))


def _runs(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def _when(condition: Any) -> Any:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    pytest.fail("it did not happen within 10 s")


def test_an_archive_that_cannot_be_written_stops_the_crawl_with_a_sentence(web: Web, tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file, not a folder")
    with pytest.raises(ConfigError, match=r"^the crawl was stopped: keeping a visit failed: .*archive"):
        list(crawl(job_for(web, tmp_path, "site0.example")))


def test_a_crawl_that_cannot_start_says_where_to_look(web: Web, tmp_path: Path) -> None:
    job = job_for(web, tmp_path, "site0.example", net=replace(web.net, nameservers=("not-an-address",)))
    with pytest.raises(ConfigError, match=r"^starting the crawl failed: .*log$"):
        list(crawl(job))
    assert children_of(os.getpid()) == []


def test_a_list_of_rdap_servers_that_cannot_be_read_is_told_and_the_crawl_goes_on(
    web: Web, tmp_path: Path
) -> None:
    job = job_for(web, tmp_path, "site0.example", rdap_bootstrap=str(tmp_path / "none.json"))
    told: list[str] = []
    assert list(sites(crawl(job, told.append))) == ["site0.example"]
    assert [each[:30] for each in told] == ["The list of RDAP servers at /t"]
