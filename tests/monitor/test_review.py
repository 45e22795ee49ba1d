"""Does the review page let in only who may, show what a stranger wrote as text, and keep what is judged?"""

import json
import re
import sqlite3
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("datasette", reason="Datasette is not installed: pip install 'brassplate[review]'")

from crawler.errors import ConfigError
from monitor.review import Doors, token_of
from reports.digest import DailyReport
from tests.contracts._hostile import HOSTILE, told_by
from tests.monitor._review import FRONT, MAIN, OTHER, PHONE, SITE, TOKEN, furnished, running
from tests.monitor.test_commands_report import report

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
PAGES = (
    "/",
    "/?part=known",
    "/?part=hidden&page=99999",
    f"/domain/{SITE}",
    f"/domain/{SITE}?kind=dns",
    "/domain/nobody.example",
    "/search?q=quillsoft",
    f"/value?signal=contacts&value={PHONE.replace('+', '%2B')}",
    "/judgements",
    "/brassplate",
    "/brassplate/watch",
    "/brassplate/alert",
    "/brassplate/watch/quillsoft~2Eexample",
    "/brassplate/nothing",
    "/nothing",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(furnished(tmp_path_factory.mktemp("review") / "home")) as found:
        yield found


@pytest.fixture(scope="module")
def inside(server):
    return server.entered()


def test_without_the_cookie_every_page_says_how_to_get_in(server):
    for path in ("/", f"/domain/{SITE}", "/brassplate", "/brassplate/watch"):
        for cookie in (None, f"brassplate_{server.port}=", f"brassplate_{server.port}={TOKEN}"):
            answer = server.ask(path, Cookie=cookie)
            assert answer.status == 403
            assert "the address that 'brassplate serve' printed" in answer.text.replace("&#39;", "'")
            assert "serve.token" in answer.text
            assert SITE.split(".")[0] not in answer.text
    assert server.ask("/judge", {"domain": SITE, "verdict": "benign", "reason": "x"}).status == 403
    assert server.ask("/enter", {"token": "another-token-of-nobody"}).status == 403


def test_the_printed_key_opens_once_and_gives_a_cookie_that_no_script_and_no_other_site_has(server):
    assert server.ask("/enter?key=wrong").status == 403
    first = server.ask(f"/enter?key={server.key}")
    assert (first.status, first.headers["location"]) == (303, "/")
    name, _, kept = first.headers["set-cookie"].partition("=")
    assert name == f"brassplate_{server.port}"
    assert kept.partition("; ")[2] == "Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"
    assert TOKEN not in kept and server.key not in kept
    assert server.ask("/", Cookie=first.headers["set-cookie"].partition(";")[0]).status == 200
    assert server.ask(f"/enter?key={server.key}").status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "127.0.0.1.evil.example:{port}", ""]
)
def test_another_host_is_refused_before_the_cookie_is_looked_at(inside, host):
    answer = inside.ask("/", Host=host.format(port=inside.port) or None)
    assert answer.status in (400, 421)
    assert SITE.split(".")[0] not in answer.text


def test_localhost_is_the_same_machine(inside):
    assert inside.ask("/", Host=f"localhost:{inside.port}").status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None, "http://127.0.0.1:1"])
def test_a_form_of_another_origin_is_refused(inside, origin):
    answer = inside.ask("/judge", {"domain": SITE, "verdict": "benign", "reason": "x"}, Origin=origin)
    assert answer.status == 403
    assert "another site" in answer.text


def test_a_browser_that_sends_no_referrer_says_itself_whose_form_it_is(inside):
    more = {"Origin": "null", "Sec_Fetch_Site": "same-origin"}
    unsigned = inside.ask("/judge", {"domain": SITE}, **more)
    assert (unsigned.status, "csrf" in unsigned.text.lower() or "cookie" in unsigned.text) == (403, True)
    assert inside.ask("/enter", {"token": TOKEN}, **more).status == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_asks_for_is_refused(inside, site):
    assert inside.ask("/", Sec_Fetch_Site=site).status == 403
    assert inside.ask("/judge", {"domain": SITE}, Sec_Fetch_Site=site).status == 403
    assert inside.ask("/", Sec_Fetch_Site="none").status == 200


def test_a_form_without_its_token_is_refused_whatever_else_it_brings(inside):
    form = {"domain": SITE, "verdict": "benign", "reason": "x"}
    assert inside.ask("/judge", form).status == 403
    assert inside.ask("/judge", {**form, "csrftoken": "guessed"}).status == 403
    assert inside.ask("/judge", form, Authorization="Bearer x").status == 403
    assert inside.ask("/judge", form, Content_Type="text/plain").status == 415
    assert inside.ask("/judge", form, Content_Type="multipart/form-data").status == 415
    assert inside.ask("/judge", {**form, "reason": "x" * 70_000}).status == 413


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_forbids_scripts_frames_and_caches(inside, path):
    answer = inside.ask(path)
    assert answer.status in (200, 404)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:|https?://", answer.text)
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize(
    "path",
    [
        "/brassplate.db",
        "/brassplate.json",
        "/brassplate/watch.csv",
        "/brassplate/watch?_format=csv",
        "/brassplate/watch?%5Fformat=json",
        "/-/metadata",
        "/-/settings.json",
        "/-/static/app.css",
        "/_internal",
        "/-/allow-debug",
    ],
)
def test_of_datasette_only_the_tables_are_there(inside, path):
    assert inside.ask(path).status == 404


def test_sql_is_off_unless_asked_for_and_never_writes(inside, tmp_path):
    assert inside.ask("/brassplate?sql=select+7*6").status == 403
    assert inside.ask("/brassplate/watch?_where=1%3D1").status in (400, 403)
    with running(furnished(tmp_path / "home"), "--sql", "--host-name", "Review.example") as asked:
        typed = asked.entered()
        assert re.search(r"<td[^>]*>\s*42\s*</td>", typed.ask("/brassplate?sql=select+7*6").text)
        assert typed.ask("/brassplate?sql=delete+from+watch").status == 400
        assert typed.ask("/", Host="review.example").status == 200
        assert "quillsoft" in typed.ask("/brassplate/watch").text


def test_a_domain_has_everything_and_any_two_looks_are_compared(inside):
    page = inside.ask(f"/domain/{SITE}?kind=dns").text
    for told in ("quillsoft[.]example", "Watched since 2026-03-02", "wrote to us", "+5.2", "new, strong"):
        assert told in page
    assert f'<code class="raw">{SITE}</code>' in page
    (changed,) = re.findall(r'href="(/diff\?[^"]+)"', page)
    diff = inside.ask(changed.replace("&amp;", "&")).text
    assert re.search(r"192\[\.\]0\[\.\]2\[\.\]1</bdi></td><td><bdi>192\[\.\]0\[\.\]2\[\.\]2", diff)
    assert "mail" not in re.sub(r"mailbox", "", diff.partition("<main")[2])
    assert inside.ask("/diff?domain=x&kind=dns&a=1&b=2").status == 400


def test_a_value_names_the_sites_and_a_search_finds_it_defanged_or_not(inside):
    page = inside.ask(f"/value?signal=contacts&value={PHONE.replace('+', '%2B')}").text
    assert "1 of 1 observed sites has it" in page and "quillsoft[.]example" in page
    for word in ("quillsoft[.]example", "hxxps://quillsoft.example/about", "QUILLSOFT"):
        assert f'href="/domain/{SITE}"' in inside.ask(f"/search?q={word}").text
    assert "/value?signal=contacts" in inside.ask("/search?q=2125550143").text
    assert "/value?signal=title" in inside.ask("/search?q=quillsoft+helps").text


def test_a_judged_alert_leaves_the_page_and_comes_back_when_it_is_withdrawn(tmp_path):
    with running(furnished(tmp_path / "home")) as found:
        site = found.entered()
        assert site.ask("/").text.count("<article") == 2
        refused = site.post("/judge", domain=SITE, verdict="confirmed", reason="seen")
        assert (refused.status, "who confirmed it elsewhere" in refused.text.lower()) == (400, True)
        done = site.post("/judge", domain=SITE, verdict="benign", reason="a <b>customer</b>", back="//evil")
        assert (done.status, done.headers["location"].partition("?")[0]) == (303, "/")
        page = site.ask("/").text
        assert page.count("<article") == 1 and "1 hidden by your judgement" in page
        assert "a &lt;b&gt;customer&lt;/b&gt;" in site.ask("/?part=hidden").text
        (kept,) = tomllib.loads((site.home / "judgements.toml").read_text())["judgement"]
        assert (kept["domain"], kept["verdict"], kept["author"]) == (SITE, "benign", "ana")
        assert site.post("/withdraw", domain=SITE).status == 303
        assert site.ask("/").text.count("<article") == 2
        assert "judgement" not in tomllib.loads((site.home / "judgements.toml").read_text())


def test_a_site_is_watched_and_unwatched_beside_a_run_that_is_writing(tmp_path):
    with running(furnished(tmp_path / "home")) as found:
        site = found.entered()
        run = sqlite3.connect(site.home / "brassplate.db", isolation_level=None)
        run.execute("BEGIN IMMEDIATE")
        assert site.ask("/").status == 200
        run.execute("COMMIT")
        assert site.post("/watch", domain="new-firm.example", why="a =cmd", priority="high").status == 303
        assert site.post("/unwatch", domain=OTHER).status == 303
        rows = run.execute("SELECT domain, why, priority FROM watch WHERE removed_at IS NULL ORDER BY domain")
        assert rows.fetchall() == [("new-firm.example", "a =cmd", "high"), (SITE, "wrote to us", "normal")]
        assert site.post("/watch", domain="http://x.example").status == 400
        run.close()


def hostile_row(text):
    """A report with ``text`` everywhere; half a character is kept by no database, so it is left out."""
    kept = text.encode("utf-8", "ignore").decode()
    return DailyReport.from_json(json.loads(json.dumps(told_by(kept).to_json())))


def test_hostile_words_stay_words_on_every_part_of_the_day(tmp_path):
    home = furnished(tmp_path / "home", report("2026-03-02"))
    with running(home) as found:
        site = found.entered()
        shapes = {}
        for text in ("calm", *HOSTILE):
            row = json.dumps({**hostile_row(text).to_json(), "day": "2026-03-02"})
            with sqlite3.connect(home / "brassplate.db") as store:
                store.execute("UPDATE run SET report=?, finished_at=?", (row, f"2026-03-02 {len(shapes):03}"))
            page = "".join(site.ask(f"/?part={part}").text for part in ("today", "known", "below"))
            page = re.sub('<input type="hidden"[^>]*>', "<input>", page)  # sent back as it is, seen by nobody
            assert not re.search(r"https?://|[\x00-\x08\x0b\x1b\x7f-\x9f\u200b-\u200f\u202a-\u202e]", page)
            shapes[text] = re.findall(r"<(/?\w+)", page)
        strange = [text for text, shape in shapes.items() if shape != shapes["calm"]]
        assert strange == []


def test_the_token_is_its_owners_alone_and_stays(tmp_path, monkeypatch):
    monkeypatch.delenv("BRASSPLATE_SERVE_TOKEN", raising=False)
    made = token_of(tmp_path)
    assert len(made) >= 40 and token_of(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "serve.token").stat().st_mode) == 0o600
    assert Doors(made, 1).cookie == Doors(made, 1).cookie != Doors(made, 2).cookie
    (tmp_path / "serve.token").chmod(0o644)
    with pytest.raises(ConfigError, match="others can read"):
        token_of(tmp_path)
    monkeypatch.setenv("BRASSPLATE_SERVE_TOKEN", "short")
    with pytest.raises(ConfigError, match="16 or more"):
        token_of(tmp_path)


def test_the_front_is_a_reference_with_its_source(inside):
    assert "A reference" in inside.ask(f"/domain/{FRONT}").text


def test_without_datasette_one_sentence_says_what_to_install(server):
    without = f"import sys; sys.modules['datasette'] = None; {MAIN}"
    command = [sys.executable, "-c", without, "serve", "--home", str(server.home)]
    told = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert told.returncode == 2
    install = "pip install 'brassplate[review]' (in a checkout '.[review]')"
    assert told.stderr.count("\n") == 1 and install in told.stderr
