"""Are the lines with which a site presents itself read, and everybody's left out? The firms are invented."""

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.title import SIGNAL


def site(head: str = "", body: str = "", domain: str = "invented.example") -> Subject:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return Subject(domain, {}, (Page(f"https://{domain}/", html),))


def read(head: str = "", body: str = "", domain: str = "invented.example") -> tuple[str, ...]:
    return SIGNAL.extract(site(head, body, domain))


def test_an_exact_title_is_a_value_that_can_be_searched_for():
    assert read("<title>LanternCheck</title>") == ("title:lanterncheck",)
    assert read("<title> Lantern\n Check </title>") == ("title:lantern check",)


def test_a_title_is_also_read_without_the_own_name():
    assert read(
        "<title>Hillfox Soft – Patient software for museums</title>", domain="hillfox-soft.example"
    ) == (
        "title:hillfox soft – patient software for museums",
        "title_rest:patient software for museums",
    )


def test_two_firms_of_other_names_share_the_rest_of_their_titles():
    ours = read("<title>Zetanova | Patient software for museums</title>", domain="zetanova.example")
    theirs = read("<title>Patient software for museums - Hillfox</title>", domain="hillfox.example")
    found = SIGNAL.compare(ours, theirs)
    assert found is not None
    assert found.shared == ("title_rest:patient software for museums",)
    assert found.sentence == "both have the title 'patient software for museums' beside their own name"


def test_one_title_counts_once_though_it_is_read_twice():
    title = read("<title>Zetanova | Patient software for museums</title>", domain="zetanova.example")
    found = SIGNAL.compare(title, title)
    assert found is not None and found.similarity == 1.0
    assert found.shared == ("title:zetanova | patient software for museums",)


@pytest.mark.parametrize(
    "title",
    """Home|Welcome!|Index of /|Untitled Document|Coming soon|Just another WordPress site|React App|Solutions
Главная|首页|홈|Free Bootstrap Template|Business HTML5 theme|Your company name|About us|- | .
Lorem ipsum dolor|Apache2 Default Page: It works""".replace("\n", "|").split("|"),
)  # fmt: skip
def test_titles_that_everybody_has_are_none(title):
    assert read(f"<title>{title}</title>") == ()


def test_the_rest_of_a_title_is_none_when_every_firm_has_it():
    assert read("<title>Hillfox | Home page</title>", domain="hillfox.example") == (
        "title:hillfox | home page",
    )


def test_description_and_headlines_are_read_without_the_own_name():
    values = read(
        "<meta name=description content='Hillfox builds patient software for museums.'>"
        "<meta property='og:description' content='Software that waits: the museum people of Hillfox.'>",
        "<h1>Software<br>that waits for <b>you</b></h1><p>Not this line.</p><h1>Short one</h1>",
        domain="hillfox.example",
    )
    assert values == (
        "description:builds patient software for museums",
        "description:software that waits: the museum people of",
        "headline:software that waits for you",
    )


def test_slogans_claims_and_footer_lines_are_boilerplate():
    values = read(
        body="<p class='site-tagline'>Patience is our only method</p>"
        "<p>Trusted by 200+ clients in 12 countries</p>"
        "<p>A line of prose that nobody repeats.</p><footer><p>Made slowly in the northern hills</p>"
        "<p>© 2024 Hillfox LLC. Every lantern is lit by hand.</p></footer>",
        domain="hillfox.example",
    )
    assert values == (
        "boilerplate:llc. every lantern is lit by hand",
        "boilerplate:made slowly in the northern hills",
        "boilerplate:patience is our only method",
        "boilerplate:trusted by 200+ clients in 12 countries",
    )


@pytest.mark.parametrize(
    "line",
    [
        "© 2024 Hillfox LLC. All rights reserved.",
        "Copyright 2019–2026 by Hillfox, all rights reserved",
        "Read our privacy policy and the rest of it",
        "Call us today: (212) 555-0100 from anywhere",
        "Write to hello@hillfox.example about anything you like",
        "Subscribe to the newsletter of our small firm",
        "Contact",
    ],
)
def test_a_footer_line_of_everybody_is_none(line):
    assert read(body=f"<footer><p>{line}</p></footer>", domain="hillfox.example") == ()


def test_chinese_lines_are_read_and_their_names_left_out():
    values = read("<title>银星灯笼-博物馆耐心软件开发</title>", "<p>银星灯笼</p><p>银星灯笼</p>")
    assert values == ("title:银星灯笼-博物馆耐心软件开发", "title_rest:博物馆耐心软件开发")


def test_values_are_short_and_few_however_long_the_page():
    many = "".join(
        f"<h1>{'long ' * 400}{n}</h1><p class=slogan>we keep {'q' * (n % 99)} lanterns lit</p>"
        for n in range(2_000)
    )
    values = SIGNAL.extract(site(f"<title>{'very ' * 1_000}</title>", many))
    assert 1 < len(values) <= 60
    assert max(map(len, values)) < 300


def test_quotes_are_the_lines_themselves():
    ours = site("<title>LanternCheck</title>")
    assert SIGNAL.quote(ours, ("title:lanterncheck",)) == ("lanterncheck",)
