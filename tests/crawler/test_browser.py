"""Is a page drawn by a browser that reaches only what the guard lets through, and is ended when it hangs?"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from crawler import browser
from crawler.archive import Archive
from crawler.browser import DrawJob, draw, find
from crawler.errors import SourceUnavailable
from crawler.net import NetConfig
from crawler.records import Outcome, Reason, Visit
from tests.crawler._web import CLOSED, Web, answer, moved, running_web

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
STRIPES = "".join(
    f'<p style="height:{40 + 9 * n}px;width:{30 + 13 * n % 70}%;background:#{n * 1973 % 4096:03x}">{n}</p>'
    for n in range(12)
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed (Debian's chromium)"),
]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with running_web(tmp_path_factory.mktemp("web")) as web:
        yield web


def drawn(web: Web, tmp_path: Path, *pages: tuple[str, str], seconds: float = 15.0) -> list[Visit]:
    begun = time.monotonic() - 60
    job = DrawJob(NOW, tmp_path, find(), "run", seconds=seconds, net=web.net, begun=begun)
    return list(draw(job, pages))


def test_a_page_becomes_a_picture_a_thumbnail_and_a_document_in_the_archive(web: Web, tmp_path: Path) -> None:
    script = "<script>document.body.append('made by a script')</script>"
    web.site("a.example", home=answer(f"<title>A</title><body>{STRIPES}{script}"))
    (visit,) = drawn(web, tmp_path, ("a.example", "https://a.example/"))
    (seen,) = visit.observations
    assert (seen.kind, seen.outcome, seen.observed_at) == ("screenshot", Outcome.OBSERVED, NOW)
    assert seen.payload["url"] == "https://a.example/"
    assert len(seen.payload["dhash"]) == 64
    kept = {each.hash: Archive(tmp_path).read(each) for each in visit.captures}
    with Image.open(BytesIO(kept[seen.payload["picture"]])) as picture:
        assert (picture.format, picture.size) == ("PNG", (1280, 800))
    with Image.open(BytesIO(kept[seen.payload["thumbnail"]])) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("JPEG", (640, 400))
    assert b"made by a script" in kept[seen.payload["document"]]
    assert {each.what for each in visit.touches} == {"BROWSER CONNECT a.example:443"}
    assert visit.touches[0].address == "127.0.0.1"
    assert visit.touches[0].at >= NOW + timedelta(seconds=60), "a run is under way when its pages are drawn"


def test_the_same_page_has_the_same_hash_and_another_page_has_another(web: Web, tmp_path: Path) -> None:
    web.site("a.example", home=answer(f"<body>{STRIPES}"))
    web.site("twin.example", home=answer(f"<body class=x>{STRIPES}<!-- other words -->"))
    web.site("b.example", home=answer(f"<body style='background:navy;color:#fff'><h1>{'words ' * 200}</h1>"))
    hosts = ("a.example", "twin.example", "b.example")
    visits = drawn(web, tmp_path, *((host, f"https://{host}/") for host in hosts))
    one, twin, other = (int(visit.observations[0].payload["dhash"], 16) for visit in visits)
    assert (one ^ twin).bit_count() <= 4
    assert (one ^ other).bit_count() > 40


def test_a_page_cannot_reach_what_the_guard_refuses(web: Web, tmp_path: Path) -> None:
    inner = (
        "http://inside.example/",
        "http://127.9.9.9/",
        "http://169.254.169.254/",
        "http://[::1]/",
        "http://0x7f.1/",
    )
    parts = "".join(f'<img src="{url}"><iframe src="{url}"></iframe>' for url in inner)
    code = "".join(
        f"fetch('{url}',{{mode:'no-cors'}});new WebSocket('{url}'.replace('http','ws'));" for url in inner
    )
    web.site("evil.example", home=answer(f"<body>{STRIPES}{parts}<script>{code}</script>"))
    web.site("inside.example", CLOSED, home=answer("secret"))
    guarded = replace(web.net, allow=("127.0.0.1/32",))
    job = DrawJob(NOW, tmp_path, find(), "run", seconds=15, net=guarded)
    (visit,) = draw(job, [("evil.example", "https://evil.example/")])
    assert visit.observations[0].outcome is Outcome.OBSERVED
    assert {each.address for each in visit.touches} == {"127.0.0.1"}
    assert not [each for each in web.asked if "inside.example" in each or "127.9" in each]


def test_nothing_is_drawn_of_a_site_that_the_guard_refuses(web: Web, tmp_path: Path) -> None:
    web.site("a.example", home=answer("hello"))
    job = DrawJob(NOW, tmp_path, find(), "run", net=replace(web.net, allow=()))
    (visit,) = draw(job, [("a.example", "https://a.example/")])
    assert (visit.observations[0].outcome, visit.observations[0].reason) == (
        Outcome.FAILED,
        Reason.UNREACHABLE,
    )
    assert visit.touches == ()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "chrome://version", "view-source:https://a.example/"])
def test_only_web_pages_are_drawn(web: Web, tmp_path: Path, url: str) -> None:
    (visit,) = drawn(web, tmp_path, ("a.example", url))
    assert visit.observations[0].outcome is Outcome.FAILED
    assert visit.captures == ()


def test_a_page_that_leads_to_a_file_is_not_drawn(web: Web, tmp_path: Path) -> None:
    web.site("file.example", home=moved("file:///etc/passwd"))
    (visit,) = drawn(web, tmp_path, ("file.example", "https://file.example/"))
    assert visit.observations[0].outcome is Outcome.FAILED


def test_a_page_that_never_ends_costs_its_own_time_and_the_next_is_drawn(web: Web, tmp_path: Path) -> None:
    busy = "<script>for(;;){}</script>"
    popups = "<script>setInterval(()=>{open('/');alert(1);print()},1)</script>"
    save = '<a id=a href="/x.bin" download>x</a><script>a.click()</script>'
    for name, page in {"busy": busy, "popups": popups, "save": save}.items():
        web.site(
            f"{name}.example", home=answer(f"<body>{STRIPES}{page}"), x_bin=answer(b"\0" * 5_000, kind="x/y")
        )
    web.site("a.example", home=answer(f"<body>{STRIPES}"))
    hosts = ("busy.example", "popups.example", "save.example", "a.example")
    visits = drawn(web, tmp_path, *((host, f"https://{host}/") for host in hosts), seconds=6)
    outcomes = {visit.domain: visit.observations[0].reason for visit in visits}
    assert outcomes["busy.example"] == Reason.TIMEOUT
    assert outcomes["a.example"] == Reason.NONE


def test_a_browser_that_is_killed_is_started_again(web: Web, tmp_path: Path) -> None:
    web.site("a.example", home=answer(f"<body>{STRIPES}"))
    web.site("crash.example", home=answer("<script>location='chrome://crash'</script>"))
    hosts = ("a.example", "crash.example", "a.example")
    visits = drawn(web, tmp_path, *((host, f"https://{host}/") for host in hosts))
    assert [visits[0].observations[0].outcome, visits[2].observations[0].outcome] == [Outcome.OBSERVED] * 2


def test_a_missing_browser_is_one_sentence_that_says_what_to_do() -> None:
    with pytest.raises(SourceUnavailable, match="/nowhere/chromium is no program; install Debian's package"):
        find("/nowhere/chromium")


def test_the_default_network_allows_nothing_private() -> None:
    assert browser.DrawJob(NOW, Path(), "", "").net == NetConfig()
