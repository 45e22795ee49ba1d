"""Does any page, put together from what breaks readers, end its own reading soon and without an error?"""

import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.archive import html_of
from crawler.fingerprint import Page, PageClass, classify
from crawler.spiders import _choice, _onward

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "pages"
SECONDS = 1.0
PARTS = [
    "<div>", "</div>", "<div", "<p>", "<b>", "</i>", "<table>", "<tr>", "<td>", "</table>", "<select>",
    "<option>", "<svg>", "<math>", "<foreignobject>", "<template>", "<noscript>", "</noscript>",
    "<noscript>enable ", "javascript", "<frameset>", "<frame src=", "<iframe src=/a ",
    "<iframe style='display:", "<base href=", "<base href='data:x'>", "<base href='javascript:x'>",
    "<meta http-equiv=refresh content=", "0;url=", "<meta charset=utf-16>", "<title>", "<script>",
    "</script>", "location.href='", "window.top.location=", "<!--", "-->", "<![CDATA[", "]]>", "<?xml ",
    "<a href=", "<a href='//[::1'>contact</a>", "<a href=/contact>", "http://xn--/contact", "contact",
    "about us ", "<link rel=canonical href=", "<link rel=icon href=", "http://a.example:99999/",
    "https://user@a.example/", "\0", "\ufeff", "\ud800", "\u202e", "&#x110000;", "&amp", "'", '"', ">", "/>",
    "=", " ", "\n", "\x0b", "%00", "%ff", "..", "this domain ", "has been seized ", "by the court ", "the ",
    "domain is for sale ", "404 ", "page not found ", "coming soon", "verify you are human ",
    "access denied ", "域名", "网站", "도메인", "сайт ", "сервер ",
]  # fmt: skip
HEADS = sorted(CORPUS.glob("*.html"))[::23] if CORPUS.is_dir() else []
SEEDS = [each.read_text("utf-8", "replace")[:60_000] for each in HEADS] or ["<title>x</title><p>x"]


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Parts in a row, each repeated, in the middle of a real page or alone."""
    parts = draw(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from([1, 2, 30, 1_500])), max_size=12))
    made = "".join(part * times for part, times in parts) * draw(st.sampled_from([1, 1, 40]))
    seed = draw(st.sampled_from(["", *SEEDS]))
    place = draw(st.integers(0, max(len(seed), 1)))
    return (seed[:place] + made + seed[place:])[:300_000]


def read(html: str, url: str = "https://a.example/x/") -> PageClass:
    """Everything the crawl and the reader ask of a page before its signals."""
    page = Page(url, html)
    for ask in (
        _onward.refresh,
        _onward.script,
        _onward.frames,
        _onward.canonical,
        _choice.icon,
        _choice.assets,
    ):
        ask(page)
    _choice.pages(page, 5)
    return classify(page, 200)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(pages())
def test_no_page_stops_its_reader(html: str) -> None:
    begun = time.process_time()
    assert read(html) in PageClass
    assert time.process_time() - begun < SECONDS


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(pages(), st.text(max_size=60), st.sampled_from(["utf-8", "utf-16-le", "cp1252", "gb18030"]))
def test_no_bytes_and_no_label_stop_their_reader(html: str, label: str, written: str) -> None:
    body = html.encode(written, "replace")
    begun = time.process_time()
    read(html_of(body, f"text/html; charset={label}"))
    read(html_of(body, label))
    assert time.process_time() - begun < 2 * SECONDS
