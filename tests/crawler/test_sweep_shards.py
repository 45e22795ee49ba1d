"""Is a list cut the same way each time, and does a shard leave behind what it saw and nothing else?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.crawl import CrawlJob
from crawler.errors import ConfigError
from crawler.records import canonical, iso
from crawler.sweep import Tally, digest, job_of, make_part
from crawler.sweep.parts import name_of, rows_in
from crawler.sweep.shards import CrawlWork, Refused, cut, list_digest, visit_of
from tests.crawler._web import Web, answer, running_web

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
LIST = "site0.example\nSITE1.example\n# ours\n\nwww.site1.example\nsite0.example\nnot a domain\ncom\n"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with running_web(tmp_path_factory.mktemp("web")) as running:
        for number in range(2):
            running.site(f"site{number}.example", home=answer(f"<title>{number}</title>"))
        yield running


def work_of(web: Web | None, folder: Path, text: str = LIST, shards: int = 4) -> tuple[CrawlWork, Path]:
    file = folder / "names.txt"
    file.write_text(text)
    net = {"net": web.net} if web else {}
    job = CrawlJob((), NOW, folder / "unused", delay=0, address_delay=0, request_seconds=5, **net)
    return CrawlWork(list_digest(file), shards, "2026-11-22", canonical(job.to_json()), folder / "out"), file


def test_a_list_is_cut_by_what_one_registers_and_what_is_no_domain_is_told(tmp_path: Path) -> None:
    work, file = work_of(None, tmp_path)
    items, refused = cut(file, work)
    assert [(each.kind, each.where, each.begin, each.end) for each in items] == [
        ("crawl", "names.txt", number, 4) for number in range(4)
    ]
    assert refused.reasons == [
        "'not a domain' is not a bare domain; give it without scheme, path or brackets",
        "'com' has no dot; give a whole domain such as name.example",
    ]
    lists = [set((job_of(work, work.out) / "lists" / f"{n}.txt").read_text().split()) for n in range(4)]
    assert lists == [{"site0.example"}, set(), {"site1.example", "www.site1.example"}, set()]
    assert cut(file, work) == (items, Refused())  # it lies there


def test_another_day_list_number_of_shards_or_setting_is_another_job_and_the_rest_is_not(
    tmp_path: Path,
) -> None:
    work, _ = work_of(None, tmp_path)
    pages = work.settings.replace('"pages":6', '"pages":7')
    assert pages != work.settings
    others = [
        replace(work, day="2026-11-23"),
        replace(work, digest="0"),
        replace(work, shards=5),
        replace(work, settings=pages),
    ]
    assert len({name_of(each) for each in [work, *others]}) == 5
    later = work.settings.replace(iso(NOW), "2026-11-22T09:00:00Z")
    assert later != work.settings
    assert {
        name_of(replace(work, settings=later)),
        name_of(replace(work, at="2026-11-22T09:00:00Z", abreast=9, out=tmp_path)),
    } == {name_of(work)}


@pytest.mark.parametrize("shards", [0, 100_001])
def test_a_number_of_shards_that_helps_nobody_is_refused(tmp_path: Path, shards: int) -> None:
    work, file = work_of(None, tmp_path, shards=shards)
    with pytest.raises(ConfigError, match="cut into 1 to 100,000 shards"):
        cut(file, work)


def test_a_shard_leaves_its_part_and_its_raw_answers_and_nothing_of_who_was_killed(
    web: Web, tmp_path: Path
) -> None:
    work, file = work_of(web, tmp_path, shards=1)
    (item,), _ = cut(file, work)
    folder = job_of(work, work.out)
    dead = folder / f".{item.name}.crawl"
    dead.mkdir()
    (dead / "half.warc.gz").write_bytes(b"half")
    (folder / f"2026-11-22-{item.name}-0123456789abcdef.warc.gz").write_bytes(b"of a part that never was")
    part = make_part(work, item, folder)
    assert (part.rows, part.seen) == (3, 3)
    visits = {visit.domain: visit for visit in map(visit_of, rows_in(folder / f"{item.name}.parquet"))}
    assert sorted(visits) == ["site0.example", "site1.example", "www.site1.example"]
    site = next(each for each in visits["site0.example"].observations if each.kind == "site")
    assert str(site.outcome) == "observed"
    files = {capture.file for visit in visits.values() for capture in visit.captures}
    left = {path.name for path in folder.iterdir()}
    assert left == {"job.json", "lists", f"{item.name}.parquet", *files}
    assert all(name.count(item.name) == 1 and name.endswith(".warc.gz") for name in files)


def test_a_shard_whose_part_was_made_meanwhile_is_not_crawled_again(web: Web, tmp_path: Path) -> None:
    work, file = work_of(web, tmp_path, shards=1)
    (item,), _ = cut(file, work)
    folder = job_of(work, work.out)
    make_part(work, item, folder)
    asked = web.asked.total()
    again = list(work.rows(item, Tally()))
    assert len(again) == 3 and web.asked.total() == asked


def test_two_crawls_of_an_equal_world_are_equal_whenever_they_are_made(web: Web, tmp_path: Path) -> None:
    found = []
    for number, at in enumerate(("2026-11-22T06:00:00Z", "2026-11-22T18:30:00Z")):
        folder = tmp_path / str(number)
        folder.mkdir()
        work, file = work_of(web, folder, shards=2)
        work = replace(work, at=at)
        items, _ = cut(file, work)
        for item in items:
            make_part(work, item, job_of(work, work.out))
        found.append(digest(job_of(work, work.out)))
    assert found[0] == found[1]


def test_of_a_list_of_nothing_but_nonsense_a_few_lines_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    work, file = work_of(None, tmp_path, "no domain\n" * 3_000)
    _, refused = cut(file, work)
    assert (refused.count, len(refused.reasons)) == (3_000, 5)
