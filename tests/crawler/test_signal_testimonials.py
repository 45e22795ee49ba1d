"""Is a customer's statement found again on another firm's page? All firms and people are invented."""

import time

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.testimonials import SIGNAL

PRAISE = "Zetanova rebuilt our catalogue in nine weeks and never once lost its patience with us."
WORK = "For the harbour museum we moved forty thousand index cards into one searchable catalogue."


def site(body: str, domain: str = "invented.example") -> Subject:
    return Subject(domain, {}, (Page(f"https://{domain}/", f"<html><body>{body}</body></html>"),))


def kinds(body: str) -> list[str]:
    return [each.partition(":")[0] for each in SIGNAL.extract(site(body))]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<blockquote><p>{}</p></blockquote>", "testimonial"),
        ("<section id='Testimonials'><div><p>{}</p></div></section>", "testimonial"),
        ("<div class='card client-review'><span>“</span><p>{}</p></div>", "testimonial"),
        ("<div class='col case-study-3'><p>{}</p></div>", "portfolio"),
        ("<section id=portfolio><article><p>{}</p></article></section>", "portfolio"),
    ],
)
def test_statements_and_works_are_known_by_their_elements(body, kind):
    assert kinds(body.format(WORK)) == [kind]


@pytest.mark.parametrize(
    "body",
    [
        "<p>{}</p>",
        "<div class='preview'><p>{}</p></div>",
        "<div class='review'><p>Short praise.</p></div><p>{}</p>",
        "<nav class=portfolio-menu><p>{}</p></nav>",
        "<blockquote><p>Very good, thank you.</p></blockquote>",
    ],
)
def test_other_text_and_short_praise_is_none(body):
    assert kinds(body.format(WORK)) == []


def test_a_whole_page_named_after_testimonials_is_not_one():
    html = f"<html><body class='page-testimonials'><p>{WORK}</p></body></html>"
    assert SIGNAL.extract(Subject("invented.example", {}, (Page("https://invented.example/", html),))) == ()


def test_the_same_statement_about_another_firm_is_the_same():
    ours = site(f"<blockquote>{PRAISE}</blockquote><p>Jane Roe</p>", "zetanova.example")
    theirs = site(
        f"<div class=testimonial><p>{PRAISE.replace('Zetanova', 'Hillfox')}</p><i>John Doe</i></div>",
        "hillfox.example",
    )
    found = SIGNAL.compare(SIGNAL.extract(ours), SIGNAL.extract(theirs))
    assert found is not None and len(found.shared) == 1
    assert found.sentence == "both quote a customer in the same words"
    assert SIGNAL.quote(theirs, found.shared) == (PRAISE.replace("Zetanova", "Hillfox"),)


def test_several_statements_are_counted_in_words():
    praise = f"<blockquote>{PRAISE}</blockquote><blockquote>{WORK}</blockquote>"
    body = f"{praise}<div class=portfolio>{WORK[4:]}</div>"
    values = SIGNAL.extract(site(body))
    found = SIGNAL.compare(values, values)
    assert found is not None
    assert (
        found.sentence
        == "both have the same 2 sentences of customers' statements and 1 sentence on works of theirs"
    )


def test_what_is_praised_inside_a_portfolio_is_a_statement():
    assert kinds(f"<div class=portfolio><blockquote>{PRAISE}</blockquote></div>") == ["testimonial"]


def test_different_statements_have_nothing_in_common():
    ours, theirs = (SIGNAL.extract(site(f"<blockquote>{each}</blockquote>")) for each in (PRAISE, WORK))
    found = SIGNAL.compare(ours, theirs)
    assert found is not None and (found.similarity, found.shared) == (0.0, ())


def test_nested_and_countless_elements_cost_bounded_time():
    deep = "<div class=review>" * 900 + PRAISE + "</div>" * 900
    many = "".join(f"<blockquote>{PRAISE} {'q' * (n % 90)}</blockquote>" for n in range(15_000))
    started = time.process_time()
    assert len(SIGNAL.extract(site(deep))) == 1
    assert len(SIGNAL.extract(site(many))) <= 120
    assert time.process_time() - started < 10, "a second or so; unbounded work takes minutes"
