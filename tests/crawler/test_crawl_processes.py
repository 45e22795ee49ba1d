"""What does a poisonous site, or the death of a process, cost when several crawl side by side?"""

import os
import signal
import time
from asyncio import StreamWriter, sleep
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.crawl import crawl
from crawler.records import Capture, Outcome, Reason
from tests.crawler._web import Web, answer, running_web
from tests.crawler.test_crawl import children_of, job_for, sending, sites

NAMES = tuple(f"firm{number}.example" for number in range(63))
AT_ONCE = {"address_delay": 0.0, "whois_servers": {"example": "firm0.example"}}  # which has no WHOIS
POISON = """
import contextlib, time
from crawler import alarm
real = alarm.Alarm.reading

@contextlib.contextmanager
def reading(self, domain):
    with real(self, domain):
        if domain == "poison.example":
            time.sleep(60)
        yield

alarm.Alarm.reading = reading
"""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with running_web(tmp_path_factory.mktemp("web")) as running:
        for name in NAMES:
            running.site(name, home=slow_by(0.3, f"<title>{name}</title>"))
        running.site("poison.example", home=answer("<title>poison</title>"))
        yield running


def slow_by(seconds: float, page: str) -> Any:
    async def serve(writer: StreamWriter) -> None:
        await sleep(seconds)
        writer.write(answer(page))

    return serve


def outcomes(seen: Any) -> set[tuple[Outcome, Reason]]:
    return {(each.outcome, each.reason) for each in seen}


def test_a_poisonous_page_among_many_costs_its_own_time_and_nobody_elses_look(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(POISON)  # in the child, reading this site never ends
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    domains = (*NAMES[:20], "poison.example", *NAMES[20:])
    job = job_for(web, tmp_path, *domains, at_once=64, processes=2, **AT_ONCE)
    begun = time.monotonic()
    visits = {each.domain: each for each in crawl(job)}
    took = time.monotonic() - begun
    assert visits.keys() == set(domains)
    assert outcomes(visits["poison.example"].observations) == {(Outcome.FAILED, Reason.HOSTILE)}
    unseen = [name for name in NAMES if sites(iter([visits[name]]))[name].outcome is not Outcome.OBSERVED]
    assert unseen == []
    assert (tmp_path / "log").read_text().count("Traceback") == 0
    assert took < 30, "the alarm rings after 5 s, and a child starts in two"


def test_two_processes_share_the_domains_and_each_keeps_an_archive_of_its_own(
    web: Web, tmp_path: Path
) -> None:
    job = job_for(web, tmp_path, *NAMES[:40], at_once=32, processes=2, **AT_ONCE)
    captures: list[Capture] = []
    working = 0
    for visit in crawl(job):
        working = max(working, len(children_of(os.getpid())))
        captures += visit.captures
    assert working == 2
    assert {each.file for each in captures} == {"2026-11-22-crawl.warc.gz", "2026-11-22-crawl-2.warc.gz"}
    for each in captures:
        assert Archive(tmp_path / "archive").read(each)


def test_a_handful_of_domains_starts_one_process(web: Web, tmp_path: Path) -> None:
    seen = {
        len(children_of(os.getpid()))
        for _ in crawl(job_for(web, tmp_path, *NAMES[:8], processes=4, **AT_ONCE))
    }
    assert seen == {1}


@pytest.mark.parametrize("killed", [1, 2])
def test_a_process_that_somebody_kills_costs_no_domain_its_look(
    web: Web, tmp_path: Path, killed: int
) -> None:
    seen = []
    for number, visit in enumerate(crawl(job_for(web, tmp_path, *NAMES, at_once=32, processes=2, **AT_ONCE))):
        if number == 10:
            for pid in children_of(os.getpid())[:killed]:
                os.kill(pid, signal.SIGKILL)
        seen.append(visit)
    assert sorted(each.domain for each in seen) == sorted(NAMES)
    assert {each.outcome for each in sites(iter(seen)).values()} == {Outcome.OBSERVED}


def test_who_kills_without_a_word_is_found_by_halving(web: Web, tmp_path: Path) -> None:
    web.site("killer.example", home=sending(signal.SIGKILL, times=99))
    domains = ("killer.example", *NAMES[:15])
    seen = sites(crawl(job_for(web, tmp_path, *domains, at_once=16, processes=1, **AT_ONCE)))
    assert (seen.pop("killer.example").reason, len(seen)) == (Reason.CRASHED, 15)
    assert {each.outcome for each in seen.values()} == {Outcome.OBSERVED}
    deaths = web.asked["https://killer.example/"]
    assert deaths == 5, "one with 16 in flight, then 8, 4, 2, and alone"
