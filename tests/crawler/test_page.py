"""Is a page read as a person sees it, and told apart from the notices of hosts, registrars and courts?"""

import json
import time
from pathlib import Path

import pytest

from crawler.fingerprint._classes import PageClass, classify
from crawler.fingerprint._page import Asset, Element, Link, Page

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def page(html: str) -> Page:
    return Page("https://invented.example/", html, "home")


def firm(text: str, title: str = "Invented Bridges Ltd") -> Page:
    return page(
        f"<title>{title}</title><body><nav><a href=/about>About</a></nav><h1>We build</h1><p>{text}</p>"
    )


def test_marks_that_nobody_sees_hide_no_word():
    read = page(
        "<title>Inven\u200bted</title><p>We bui&shy;ld bri&#8288;dges</p><a href=/c>con&zwnj;tact</a>"
    )
    assert (read.title, read.text, read.links[0].text) == ("Invented", "We build bridges\ncontact", "contact")
    assert page("<p>نامه‌ها و پل‌ها</p>").text == page("<p>نامهها و پلها</p>").text, "whoever writes it"


def test_a_page_shows_its_title_text_links_assets_and_meta():
    read = page(
        '<!doctype html><html lang="en-US"><head><title> Invented\n Ltd </title>'
        '<meta name=Author content="A. Nobody"><link rel="shortcut icon" href=/f.ico>'
        "<style>p{}</style><script src=/js/a.js>var hidden</script></head>"
        '<body class="home wide" id=top><p>We <b>bui</b>ld</p><!-- a comment -->'
        '<noscript>Turn it on</noscript><div>Call<br>us <a href="/c">con<i>tact</i></a></div>'
        '<img src=logo.png alt="Old Brand logo"></body></html>'
    )
    assert read.title == "Invented Ltd"
    assert read.blocks == ("We build", "Call", "us contact")
    assert read.text == "We build\nCall\nus contact"
    assert read.links == (Link("/c", "contact"),)
    assert read.assets == (
        Asset("shortcut icon", "/f.ico", ""),
        Asset("script", "/js/a.js", ""),
        Asset("img", "logo.png", "Old Brand logo"),
    )
    assert read.meta == {"author": "A. Nobody"}
    assert Element("body", 1, ("home", "wide"), "top") in read.elements
    assert [each.tag for each in read.elements][:3] == ["html", "head", "title"]


def test_a_link_without_a_target_does_not_borrow_its_neighbours_text():
    read = page("<p><a>plain</a> and <a href=/x>linked</a></p>")
    assert read.links == (Link("/x", "linked"),)


@pytest.mark.parametrize("many", ["<p>x", "<a href=/x>x</a>", "<p><b>x</b>", "<div><p><img src=a></div>"])
def test_of_a_page_of_too_many_elements_the_first_are_read(many):
    read = page("<body><a href=/first>one</a>" + many * 25_000)
    assert len(read.elements) == 20_000
    assert read.links[0] == Link("/first", "one")


def test_a_link_around_too_many_elements_is_still_one():
    assert page("<a href=/all>all" + "<br>" * 25_000).links == (Link("/all", "all"),)


def test_an_empty_page_has_nothing_and_breaks_nothing():
    read = page("")
    assert (read.title, read.text, read.links, dict(read.meta)) == ("", "", (), {})


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 200_000, id="nesting"),
        pytest.param("<div " + " ".join(f"a{k}=1" for k in range(100_000)) + ">", id="attributes"),
        pytest.param(
            "<p " + " ".join(f'a{k}=">"' for k in range(100_000)) + ">", id="attributes that hold >"
        ),
        pytest.param("<div><!--</div>-->" * 50_000, id="closed only in comments"),
        pytest.param('<div title="</div>">' * 50_000, id="closed only in attributes"),
        pytest.param(
            "<p>" + "".join(f"<b id={k}>" for k in range(900)) + "<p>x" * 50_000, id="formatting made anew"
        ),
    ],
)
def test_a_page_built_to_exhaust_its_reader_is_never_parsed(html):
    started = time.process_time()
    read = page(html)
    assert (read.hostile, read.text, read.elements, read.links) == (True, "", (), ())
    assert classify(read, 200) is PageClass.HOSTILE
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<ul>" + "<li>item" * 3_000 + "</ul>", id="list items left open"),
        pytest.param("<div>" * 300 + "deep" + "</div>" * 300, id="a page builder's nesting"),
        pytest.param("<p>a</p><br><img src=x>" * 5_000, id="long and flat"),
        pytest.param(f'<img src="data:image/png;base64,{"A" * 300_000}">text', id="an image in the page"),
        pytest.param(f"<script>var s = '{'<div>' * 5_000}'</script>text", id="markup in a script"),
    ],
)
def test_a_large_honest_page_is_not_hostile(html):
    assert not page(html).hostile


@pytest.mark.parametrize("html", ["<!--" * 250_000, "<a '" * 200_000, "<script>" * 100_000, "<" * 500_000])
def test_broken_markup_is_checked_in_linear_time(html):
    started = time.process_time()
    _ = page(html).hostile
    assert time.process_time() - started < 1.0


NOTICES = [
    (
        PageClass.SEIZED,
        "<title>This domain has been seized</title><img src=banner.jpg>",
    ),
    (
        PageClass.SEIZED,
        "<title>-</title><h1>THIS WEBSITE HAS BEEN SEIZED</h1><p>The domain for this site was seized by the "
        "Federal Bureau of Investigation in accordance with a seizure warrant issued by a court.",
    ),
    (
        PageClass.SEIZED,
        "<body><p>Europol and the National Crime Agency announce: these domains have been seized.</p>",
    ),
    (PageClass.SEIZED, '<html><body><img src="/images/website_seized_banner.png" width=100%></body></html>'),
    (
        PageClass.PARKED,
        "<title>invented.example</title><script src=https://www.sedoparking.com/js/main.js></script>ads",
    ),
    (PageClass.PARKED, "<h1>invented.example is for sale</h1><p>Get a price in 24 hours</p>"),
    (PageClass.PARKED, "<p>The domain invented.example is for sale. Make an offer.</p>"),
    (PageClass.PARKED, '<script>window.onload=function(){window.location.href="/lander"}</script>'),
    (
        PageClass.PARKED,
        "<p>This webpage was generated by the domain owner using Sedo Domain Parking.</p>",
    ),
    (
        PageClass.REGISTRAR_DEFAULT,
        "<p>invented.example</p><p>This domain was recently registered at Namecheap. Check back later!</p>",
    ),
    (
        PageClass.PARKED,
        "<p>This domain is parked. The domain a.example may be for sale. Buy this domain.</p>",
    ),
    (PageClass.REGISTRAR_DEFAULT, "<p>This Web page is parked FREE, courtesy of GoDaddy</p>"),
    (PageClass.REGISTRAR_DEFAULT, "<h1>Future home of something quite cool.</h1>"),
    (PageClass.SERVER_DEFAULT, "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>"),
    (PageClass.SERVER_DEFAULT, "<title>Apache2 Ubuntu Default Page: It works</title><p>It works!</p>"),
    (PageClass.SERVER_DEFAULT, "<html><body><h1>It works!</h1></body></html>"),
    (PageClass.SERVER_DEFAULT, "<title>IIS Windows Server</title><img src=iisstart.png>"),
    (PageClass.DIRECTORY_LISTING, "<title>Index of /</title>" + "<a href=x>file</a>" * 200),
    (PageClass.BOT_WALL, "<title>Just a moment...</title><p>Verifying you are human.</p>"),
    (PageClass.BOT_WALL, "<title>Attention Required! | Cloudflare</title><h1>You have been blocked</h1>"),
    (PageClass.SUSPENDED, "<title>Account Suspended</title><p>Contact your hosting provider</p>"),
    (PageClass.SUSPENDED, "<h1>Oops</h1><p>This Account has been suspended.</p>"),
    (PageClass.SOFT_404, "<title>404 Not Found</title><h1>Not Found</h1>"),
    (PageClass.ERROR, "<title>503 Service Unavailable</title><h1>Service Unavailable</h1>"),
    (PageClass.SCRIPT_SHELL, "<div id=root></div><script src=/static/app.js></script>"),
    (PageClass.UNDER_CONSTRUCTION, "<title>Invented Ltd - Coming Soon</title><p>We are working hard.</p>"),
    (PageClass.UNDER_CONSTRUCTION, "<h1>Our website is under construction.</h1>"),
    (PageClass.UNDER_CONSTRUCTION, "<title>网站建设中</title>"),
    (PageClass.EMPTY, "<html><body></body></html>"),
]


@pytest.mark.parametrize(("kind", "html"), NOTICES)
def test_a_notice_is_told_from_content(kind, html):
    assert classify(page(html), 200) is kind


@pytest.mark.parametrize(
    "read",
    [
        firm("Our customs brokers help when the goods were seized by customs at the border."),
        firm("The police seized three cars last week, a court ruled."),
        firm("We have seized every chance.", title="Seized Chances Consulting"),
        firm("We register your domain, host your website and keep it. Every domain matters."),
        firm("Parked cars in our garage are safe. This space is for sale or for rent."),
        firm("Everything is for sale in our shop. Buy now."),
        firm("Our engineers configure nginx and Apache; it works!", title="Nginx and Apache services"),
        firm(
            "Our bridge is under construction and will open soon.", title="Bridges under construction in Oslo"
        ),
        firm("Coming soon: our new office in the north. Meanwhile visit the old one."),
        firm("Flats to let.", title="404 Main Street Realty"),
        firm("This page is provided by our team of writers."),
        firm("We protect sites with Cloudflare and check browsers for bots."),
        firm("Suspended ceilings for every room.", title="Suspended Ceilings Ltd"),
    ],
    ids=lambda read: read.title,
)
def test_a_firm_that_only_mentions_such_words_stays_content(read):
    assert classify(read, 200) is PageClass.CONTENT


def test_a_long_article_about_a_seizure_stays_content():
    article = (
        "This domain has been seized by the FBI, the court said. " + "Analysts describe what followed. " * 90
    )
    assert classify(firm(article), 200) is PageClass.CONTENT


def test_an_error_status_makes_a_page_an_error_unless_it_is_a_known_notice():
    assert classify(firm("We build bridges."), 500) is PageClass.ERROR
    assert classify(page("<title>Just a moment...</title>"), 403) is PageClass.BOT_WALL


@pytest.mark.skipif(not CORPUS.exists(), reason="the development corpus is not on this machine")
def test_every_real_page_is_content_and_a_designed_coming_soon_page_is_one_too():
    others = {}
    for line in (CORPUS / "pages" / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        kind = classify(page((CORPUS / row["file"]).read_text("utf-8", "replace")), 200)
        if kind is not PageClass.CONTENT:
            others[row["id"]] = kind
    assert others == {}


def test_images_are_read_with_what_says_whether_they_are_the_sites_mark() -> None:
    page = Page(
        "https://a.example/",
        "<div class='site-header x'><img src='/l.png' alt='Invented  Ltd' class='brand main' id=top></div>"
        "<img src='data:image/gif;base64,R0' data-src='/team.jpg' width=640 height='480px'>"
        "<img alt='nothing'><noscript><img src='/count.gif' width=1></noscript>",
    )
    assert page.images == (
        ("/l.png", "Invented Ltd", "brand main top", 0, 0, True),
        ("/team.jpg", "", "", 640, 480, False),
    )


def test_what_a_page_says_of_the_integrity_of_its_files_is_read() -> None:
    page = Page(
        "https://a.example/", "<script src=/a.js integrity=' sha384-AAAA '></script><script src=b.js>"
    )
    assert page.integrity == ("sha384-AAAA",)
