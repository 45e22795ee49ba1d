"""Does a person find on the drawn page what is new, why and how sure, on a desk, on a phone and in the dark?

The pictures of the pages lie in ``build/report-*.png`` afterwards, to be looked at.
"""

import base64
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from reports.digest import PictureLine
from reports.formats import named
from reports.period import summarise, week_of
from reports.summary import as_html
from tests.reports._example import RICH, STRONG

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = Path(__file__).parents[2] / "build"
SCREENS = {"desktop": (1200, 800, "light"), "phone": (390, 844, "light"), "dark": (1200, 800, "dark")}


def drawn(colour):
    picture = BytesIO()
    Image.new("RGB", (64, 40), colour).save(picture, "JPEG")
    return base64.b64encode(picture.getvalue()).decode()


def pictured():
    """RICH with the first screens of both sites of its strongest alert."""
    sides = tuple(
        PictureLine(domain, f"https://{domain}/", "2026-11-22T03:04:11Z", drawn(colour), "sha256:00")
        for domain, colour in ((STRONG.domain, "#b5651d"), (STRONG.counterpart, "#9c4a1a"))
    )
    return replace(RICH, alerts=(replace(STRONG, pictures=sides), *RICH.alerts[1:]))


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium to draw the page with")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=SCREENS, scope="module")
def shown(request, browser, tmp_path_factory):
    """The page as it lies on a screen, and that screen's height."""
    width, height, scheme = SCREENS[request.param]
    path = tmp_path_factory.mktemp("look") / "report.html"
    path.write_text(named("html").render(pictured()))
    size = {"width": width, "height": height}
    page = browser.new_page(viewport=size, color_scheme=scheme)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"report-{request.param}.png", full_page=True)
    yield page, height, asked
    page.close()


def top(page, selector):
    return page.eval_on_selector(selector, "each => each.getBoundingClientRect().top + window.scrollY")


def test_nothing_hangs_over_the_edge_of_the_screen(shown):
    page, _, _ = shown
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_is_new_why_and_how_sure_stand_on_the_first_two_screens(shown):
    page, height, _ = shown
    for selector in (".coverage", ".cluster", ".glance li:first-child .sure", ".glance li:first-child .soft"):
        assert top(page, selector) < 2 * height, f"{selector} lies too low"
    assert top(page, ".summary") < height / 2


def test_a_list_of_parts_that_goes_on_fades_at_its_end_and_stands_close_to_the_news(shown):
    page, _, _ = shown
    goes_on, mask, padding = page.eval_on_selector(
        "nav ul",
        "each => [each.scrollWidth > each.clientWidth, getComputedStyle(each).maskImage, "
        "getComputedStyle(each).paddingRight]",
    )
    assert (goes_on, mask != "none", padding != "0px") in ((True, True, True), (False, False, False))
    bottom = page.eval_on_selector("nav", "each => each.getBoundingClientRect().bottom + window.scrollY")
    assert top(page, "#today") - bottom < 24


def test_on_paper_it_is_dark_on_white_whatever_the_screen_is_like(shown):
    page, _, _ = shown
    page.emulate_media(media="print")
    ink, nav = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.querySelector('nav')).display]"
    )
    page.emulate_media(media="screen")
    assert (ink, nav) == ("rgb(31, 35, 40)", "none")


def test_the_page_asks_nobody_for_anything(shown):
    page, _, asked = shown
    assert [each for each in asked if not each.startswith(("file:", "data:"))] == []
    assert page.evaluate("Array.from(document.images).every(each => each.naturalWidth > 0)")


def broken_words(page):
    """What of our own words, and of days, does not stand on one line."""
    return page.evaluate(
        """() => Array.from(document.querySelectorAll(".words, .day")).map(each => each.firstChild)
            .filter(each => each && Array.from(each.data.matchAll(/[^ ]+/g)).some(word => {
                const range = document.createRange();
                range.setStart(each, word.index);
                range.setEnd(each, word.index + word[0].length);
                return range.getClientRects().length > 1;
            })).map(each => each.data)"""
    )


def test_no_word_of_ours_is_broken_in_a_narrow_column(shown):
    page, _, _ = shown
    assert broken_words(page) == []


def test_a_week_can_be_read_on_a_phone(browser, tmp_path):
    file = tmp_path / "week.html"
    file.write_text(as_html(summarise(week_of(date(2026, 11, 16)), [RICH], until=RICH.day)))
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(file.as_uri())
    assert broken_words(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    rows = page.locator("table", has_text="in the order of the days").locator("tbody tr")
    assert rows.count() > 1
    assert max(each.bounding_box()["height"] for each in rows.all()) < 110, "a row is a column of letters"
    page.close()


def test_no_text_lies_over_another_text(shown):
    page, _, _ = shown
    assert (
        page.evaluate(
            """() => Array.from(document.querySelectorAll("main h3, main p, main tr, main figcaption"))
            .filter(each => each.offsetParent && each.scrollWidth > each.clientWidth + 1
                && getComputedStyle(each).display !== "table-row"
                && getComputedStyle(each).display !== "inline")
            .map(each => each.outerHTML.slice(0, 80))"""
        )
        == []
    )


def test_the_keyboard_comes_to_the_news_first(shown):
    page, _, _ = shown
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "today"
