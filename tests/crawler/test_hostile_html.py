"""Is a page that is built to exhaust the parser told from an honest one before it is parsed?

The crawl reads pages in its event loop: one that is parsed for seconds stops every site in flight.
"""

import pytest

from crawler.fingerprint import Page

MANY = 200_000


def numbered(form: str, count: int = 100_000) -> str:
    return "".join(form.format(number) for number in range(count))


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div></x>" * MANY, id="end tags that close nothing"),
        pytest.param("<div><object></div></object>" * 60_000, id="end tags that stop at a wall"),
        pytest.param("<span><div></span></div>" * 60_000, id="end tags that stop at a block"),
        pytest.param("<!-->" + "<div>" * MANY, id="a comment that ends at once"),
        pytest.param("<!--->" + "<div>" * MANY, id="a comment that ends almost at once"),
        pytest.param("<script-x>" + "<div>" * MANY, id="a name that begins like a script"),
        pytest.param("<rt>" * MANY, id="ruby text outside ruby"),
        pytest.param("<optgroup>" * MANY, id="groups outside a list"),
        pytest.param("<select>" + "<option>" * MANY, id="options"),
        pytest.param("<tr\x0bx>" * MANY, id="a space that is none"),
        pytest.param(numbered("<b a{}></i>"), id="formatting that is never closed"),
        pytest.param(numbered("<p><b a{}></i></p>", 60_000), id="formatting in closed paragraphs"),
        pytest.param("<q><div>" + "<y>" * 900 + "</q>" * 100_000, id="end tags that look far"),
        pytest.param("<table>" + "<b></b>" * 120_000, id="more tags than anybody writes"),
    ],
)
def test_what_exhausts_the_parser_is_seen_before(html: str) -> None:
    page = Page("https://a.example/", html)
    assert page.hostile
    assert (page.title, page.elements, page.links) == ("", (), ())


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<select>" + "<option>x" * 300 + "</select>", id="a list of countries"),
        pytest.param("<div><h1>x</h2></div>" * 800, id="a heading closed by another"),
        pytest.param("<div><span><p>x</p></div>" * 3_000, id="a span that its block closes"),
        pytest.param("<table><tr><td><b>x</table>" * 300, id="cells without end tags"),
        pytest.param("<ruby>a<rt>b</ruby>" * 2_000, id="ruby"),
        pytest.param("<!-- <div> -->" * 5_000 + "<!--->" * 10, id="comments"),
    ],
)
def test_sloppy_honest_pages_are_read(html: str) -> None:
    assert not Page("https://a.example/", html).hostile
