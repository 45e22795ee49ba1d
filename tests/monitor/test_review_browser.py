"""Does an analyst's browser judge, and stay calm before hostile titles, with nothing left for its policy?"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.monitor._review import FRONT, OTHER, SITE, furnished, running
from tests.monitor.test_commands_report import alert, report

pytest.importorskip("datasette", reason="Datasette is not installed: pip install 'brassplate[review]'")
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed (Debian's chromium)"),
]
TITLE = "<script>window['owned']=1</script><img src=x onerror=\"window['owned']=1\">"
EVERY = (
    "/",
    f"/domain/{SITE}",
    f"/domain/{FRONT}",
    f"/domain/{SITE}?kind=dns",
    "/search?q=quill",
    "/judgements",
    "/brassplate",
    "/brassplate?sql=select+why+from+watch",
    "/brassplate/watch",
    "/brassplate/observation",
    "/brassplate/watch/quillsoft~2Eexample",
)


@pytest.fixture
def browser() -> Iterator["sync_api.Browser"]:
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield made
        made.close()


def test_a_judged_alert_is_gone_after_a_reload_and_no_title_acts(
    browser: "sync_api.Browser", tmp_path: Path
) -> None:
    told = report(
        "2026-03-02", replace(alert(SITE, 5.25, "strong"), title=TITLE), alert(OTHER, -1.5, "likely")
    )
    home = furnished(tmp_path / "home", told)
    with sqlite3.connect(home / "brassplate.db") as store:
        store.execute("UPDATE watch SET why=? WHERE domain=?", (TITLE, SITE))
    said: list[str] = []
    with running(home, "--sql") as server:
        page = browser.new_page()
        page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"http://{server.host}/enter?key={server.key}")
        assert page.locator("article").count() == 2
        assert TITLE in page.locator("article").first.inner_text()
        page.get_by_text("Judge or mute").first.click()
        page.get_by_label("Reason").first.fill("a customer's own second site")
        page.get_by_role("button", name="Benign").first.click()
        assert "quillsoft[.]example is judged benign." in page.get_by_role("status").inner_text()
        page.goto(f"http://{server.host}/")
        page.reload()
        assert page.locator("article").count() == 1
        assert "fainter[.]example" in page.locator("article").inner_text()
        assert page.get_by_text("1 hidden by your judgement").count() == 1
        for path in EVERY:
            page.goto(f"http://{server.host}{path}")
            assert not page.evaluate("window.owned") and page.locator("main h1").count() == 1, path
            assert page.locator("main img[src=x], script, [onerror]").count() == 0, path
        (row,) = [each for each in page.context.cookies() if each["name"] == f"brassplate_{server.port}"]
        assert (row["httpOnly"], row["sameSite"]) == (True, "Strict")
        assert page.evaluate("document.cookie").count("brassplate_") == 0
    assert said == []
    assert "benign" in (home / "judgements.toml").read_text()


def test_the_page_is_read_on_a_phone_and_worked_with_the_keyboard(
    browser: "sync_api.Browser", tmp_path: Path
) -> None:
    with running(furnished(tmp_path / "home")) as server:
        phone = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
        page = phone.new_page()
        page.goto(f"http://{server.host}/enter?key={server.key}")
        for path in ("/", f"/domain/{SITE}", "/brassplate", "/brassplate/watch"):
            page.goto(f"http://{server.host}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        page.goto(f"http://{server.host}/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        page.get_by_text("Judge or mute").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("looked at its registration")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?done=*")
        status = page.get_by_role("status").inner_text()
        assert status == "quillsoft[.]example is judged suspected.", "Enter never hides anything"
    assert json.dumps("looked at its registration") in (server.home / "judgements.toml").read_text()
