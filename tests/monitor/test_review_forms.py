"""Does a refused form lose nothing that was typed, and is a site watched as 'watch add' watches it?"""

import pytest
from selectolax.lexbor import LexborHTMLParser

pytest.importorskip("datasette", reason="Datasette is not installed: pip install 'brassplate[review]'")

from crawler.store import open_database
from monitor import cli
from monitor.review._deeds import Deeds
from monitor.store import MonitorStore, WatchItem
from tests.contracts._hostile import HOSTILE
from tests.monitor._review import DAY, OTHER, SITE, furnished, running


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    with running(furnished(tmp_path_factory.mktemp("forms") / "home")) as found:
        yield found.entered()


def fields(page):
    """What the fields of a page's forms hold, by name."""
    found = LexborHTMLParser(page).css("main input, main option[selected]")
    return {
        each.attributes.get("name") or "priority": each.text()
        if each.tag == "option"
        else each.attributes["value"]
        for each in found
    }


TYPED = ("seen at a fair; ask ana", *HOSTILE)


@pytest.mark.parametrize("text", TYPED, ids=range(len(TYPED)))
def test_a_refused_form_says_why_and_comes_back_as_it_was_filled_in(inside, text):
    text = text.encode("utf-8", "replace").decode().replace("\x00", "")
    form = {
        "domain": SITE,
        "verdict": "confirmed",
        "reason": text,
        "until": "2031-02-03",
        "back": "/?part=known",
    }
    told = inside.post("/judge", **form)
    page = LexborHTMLParser(told.text)
    assert (told.status, page.css_first("h1").text()) == (400, "Nothing was kept")
    assert page.css_first(".summary").text().startswith("Who confirmed it elsewhere? Name the outside source")
    assert "“confirmed” was chosen" in page.css_first("main").text()
    again = fields(told.text)
    assert (again["domain"], again["until"], again["back"]) == (SITE, "2031-02-03", "/?part=known")
    assert again["reason"].split() == text.split()
    calm = LexborHTMLParser(inside.post("/judge", **(form | {"reason": "calm"})).text)
    assert [node.tag for node in page.css("*")] == [node.tag for node in calm.css("*")]


def test_a_name_that_is_none_is_told_with_the_form_and_nobody_is_sent_elsewhere(inside):
    hostile = '"><script>alert(1)</script>'
    told = inside.post(
        "/watch", domain=hostile, why=hostile, priority="high", tags="a b", back="//evil.example"
    )
    assert told.status == 400 and "<script" not in told.text and "Nothing was kept" in told.text
    again = fields(told.text)
    assert (again["domain"], again["why"], again["priority"], again["tags"]) == (
        hostile,
        hostile,
        "high",
        "a b",
    )
    assert LexborHTMLParser(told.text).css("main a")[-1].attributes["href"] == "/"
    for deed in ("withdraw", "unwatch"):
        assert "Send it again" in inside.post(f"/{deed}", domain=hostile).text


def test_what_a_source_had_brought_is_the_analysts_with_the_sources_reason_as_with_watch_add(tmp_path):
    home = furnished(tmp_path / "home")
    deeds = Deeds(home, "ana")
    db = open_database(home / "brassplate.db")
    watched = MonitorStore(db).watchlist
    watched.add(
        [WatchItem(each, DAY, why="line 2", source="newly") for each in (SITE, OTHER, "third.example")]
    )
    form = {"why": "line 2", "priority": "high"}
    said = deeds.watch({"domain": SITE, **form})
    assert said == f"{SITE} is watched as said now; newly had brought it, it is yours now."
    assert deeds.watch({"domain": SITE, **form, "why": "newly: line 2"}) == f"{SITE} is watched as said now."
    deeds.watch({"domain": OTHER, **form, "why": "wrote to us"})
    cli.run(["--home", str(home), "watch", "add", "third.example", "--priority", "high"])
    rows = [watched.get(each) for each in (SITE, OTHER, "third.example")]
    assert [(each.source, each.why, each.priority) for each in rows] == [
        ("analyst", "newly: line 2", "high"),
        ("analyst", "wrote to us", "high"),
        ("analyst", "newly: line 2", "high"),
    ]
    db.conn.close()
