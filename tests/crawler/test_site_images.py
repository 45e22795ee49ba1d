"""Which pictures of a site are fetched, at what cost, and what becomes of those that are none?"""

from asyncio import StreamWriter, sleep
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from crawler import subjects
from crawler.archive import Archive, body_hash
from crawler.crawl import CrawlJob, crawl
from crawler.records import Observation
from crawler.store import ObservationStore, open_database
from tests.crawler._web import Web, answer, moved, running_web

DAY = datetime(2026, 11, 22, 6, tzinfo=UTC)


def picture(colour: str, side: int = 64) -> bytes:
    held = BytesIO()
    Image.new("RGB", (side, side), colour).save(held, "PNG")
    return held.getvalue()


LOGO, TEAM, OFFICE, HERO = map(picture, ("navy", "green", "olive", "teal"))
HOME = """<title>Invented Ltd</title><nav><img src=/mark.png class=site-logo alt=Invented></nav>
<img src=/hero.jpg width=1200><img src=/pixel.png width=1 height=1><img src=/visa-badge.png>
<img src=data:image/png;base64,AA><a href=/about>About</a><a href=/team>Team</a>"""


def png(body: bytes) -> bytes:
    return answer(body, kind="image/png")


def build(web: Web) -> None:
    web.site("good.example", home=answer(HOME))
    paths = {"mark.png": LOGO, "hero.jpg": HERO, "office.jpg": OFFICE, "ann.jpg": TEAM, "ben.jpg": TEAM[:-4]}
    web.answers |= {("good.example", f"/{path}"): png(body) for path, body in paths.items()}
    web.site("good.example", about=answer("<title>About</title><img src=office.jpg>"))
    web.site(
        "good.example",
        team=answer("<title>Team</title><img src=/ann.jpg alt='Ann, CEO'><img src=/ben.jpg>"),
    )
    odd = "".join(f"<img src='{each}'>" for each in (
        "/html-logo.png", "/away/team-1.jpg", "/metadata/team-2.jpg", "/large/team-3.jpg", "http://honest.example/a.jpg",
    ))  # fmt: skip
    web.site("odd.example", home=answer(f"<title>odd</title>{odd}"))
    web.answers["odd.example", "/html-logo.png"] = png(b"<!DOCTYPE html><html>none here</html>")
    web.answers["odd.example", "/away/team-1.jpg"] = moved("https://honest.example/a.jpg")
    web.answers["odd.example", "/metadata/team-2.jpg"] = moved("http://169.254.169.254/latest/meta-data/")
    web.answers["odd.example", "/large/team-3.jpg"] = png(LOGO + b"\0" * 600_000)
    web.site("honest.example", home=answer("<title>honest</title>"))
    web.answers["honest.example", "/a.jpg"] = png(OFFICE)
    web.site("private.example", home=answer("<title>p</title><img src=/private/logo.png><img src=/team.jpg>"))
    web.site("private.example", robots_txt=answer("User-agent: *\nDisallow: /private", kind="text/plain"))
    web.answers["private.example", "/team.jpg"] = png(TEAM)
    web.site("cdn-user.example", home=answer("<title>c</title><img src=//cdn.cdn-user.example/logo.png>"))
    web.site("cdn.cdn-user.example")
    web.answers["cdn.cdn-user.example", "/logo.png"] = png(LOGO)


class Runs:
    def __init__(self, web: Web, folder: Path) -> None:
        self.web, self.folder = web, folder
        self.store = ObservationStore(open_database(folder / "a.db"))

    def look(
        self, *domains: str, day: int = 0, images: int = 4, seconds: float = 15.0
    ) -> dict[str, Observation]:
        job = CrawlJob(
            domains, DAY + timedelta(day), self.folder / "archive", self.web.net, run=f"day{day}{images}",
            database=self.folder / "a.db", log=self.folder / "log", delay=0, address_delay=0, images=images,
            processes=1, request_seconds=seconds,
        )  # fmt: skip
        visits = list(crawl(job))
        self.store.add(visits)
        looks = [each for visit in visits for each in visit.observations if each.kind == "site"]
        return {each.domain: each for each in looks}

    def asked(self, domain: str) -> list[str]:
        """The paths that were asked for, robots.txt apart."""
        asked = [url.partition(domain)[2] for url in self.web.asked.elements() if f"//{domain}/" in url]
        return [each for each in asked if each != "/robots.txt"]


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with running_web(tmp_path) as web:
        build(web)
        yield Runs(web, tmp_path)


def rows(site: Observation) -> list[tuple[str, str, str]]:
    found: list[dict[str, Any]] = site.payload["images"]
    return [(each["role"], each["url"].split("/", 3)[3], each["body"]) for each in found]


def test_the_logo_comes_first_then_people_and_offices_and_an_unchanged_site_still_costs_one_request(
    runs: Runs,
) -> None:
    first = runs.look("good.example")["good.example"]
    assert rows(first) == [
        ("logo", "mark.png", body_hash(LOGO)),
        ("photo", "ann.jpg", body_hash(TEAM)),
        ("photo", "ben.jpg", body_hash(TEAM[:-4])),
        ("photo", "office.jpg", body_hash(OFFICE)),
    ]
    assert {body for _, _, body in rows(first)} <= set(first.captures)
    images = subjects.load(runs.store, Archive(runs.folder / "archive"), "good.example").images
    assert [(each.role, each.body) for each in images][:2] == [("logo", LOGO), ("photo", TEAM)]
    asked = ["/", "/about", "/ann.jpg", "/ben.jpg", "/favicon.ico", "/mark.png", "/office.jpg", "/team"]
    assert sorted(runs.asked("good.example")) == asked
    assert runs.look("good.example", day=1)["good.example"].payload == first.payload
    assert sorted(runs.asked("good.example")) == ["/", *asked]


def test_as_many_pictures_are_asked_for_as_the_operator_allows(runs: Runs) -> None:
    one = runs.look("good.example", images=1)["good.example"]
    assert [role for role, _, _ in rows(one)] == ["logo"]
    none = runs.look("good.example", images=0, day=9)["good.example"]
    assert rows(none) == []
    assert [each for each in runs.asked("good.example") if "." in each] == [
        "/favicon.ico", "/favicon.ico", "/mark.png"
    ]  # fmt: skip


def test_what_is_no_picture_of_the_site_is_left_out_and_told(runs: Runs) -> None:
    site = runs.look("odd.example")["odd.example"]
    assert rows(site) == []
    assert [each.removeprefix("the ") for each in site.payload["notes"]] == [
        "photo https://odd.example/away/team-1.jpg leads to another domain: honest.example",
        "photo https://odd.example/metadata/team-2.jpg: the address is not public",
        "photo https://odd.example/large/team-3.jpg: the answer was larger than we take",
    ]
    assert runs.asked("honest.example").count("/a.jpg") == 1, "only where the site itself led"


def test_robots_are_kept_to_and_the_hosts_of_one_domain_are_one_site(runs: Runs) -> None:
    looks = runs.look("private.example", "cdn-user.example")
    assert rows(looks["private.example"]) == [("photo", "team.jpg", body_hash(TEAM))]
    assert "/private/logo.png" not in runs.asked("private.example")
    assert rows(looks["cdn-user.example"]) == [("logo", "logo.png", body_hash(LOGO))]


def test_a_picture_that_never_comes_ends_the_pictures_and_costs_no_other_whole_look(runs: Runs) -> None:
    async def never(writer: StreamWriter) -> None:
        await sleep(60)

    runs.web.answers["good.example", "/mark.png"] = never
    first = runs.look("good.example", seconds=1.5)["good.example"]
    assert rows(first) == []
    assert first.payload["notes"] == ["the logo https://good.example/mark.png: no answer in time"]
    asked = runs.asked("good.example")
    assert "/ann.jpg" not in asked
    runs.look("good.example", day=1)
    assert runs.asked("good.example")[1:].count("/team") == 1, "the pages were seen"
