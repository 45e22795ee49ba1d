"""Does claims read what a firm says of itself, and leave alone what it says of others?

All firms are invented.
"""

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.claims import SIGNAL

DOMAIN = "quillmarsh-soft.example"


def page(body: str, head: str = "<title>Quillmarsh Soft</title>", path: str = "") -> Page:
    return Page(f"https://{DOMAIN}/{path}", f"<html><head>{head}</head><body>{body}</body></html>")


def said(kind: str, *bodies: str, head: str = "<title>Quillmarsh Soft</title>") -> list[str]:
    """What the values of ``kind`` say of a site with these pages."""
    subject = Subject(DOMAIN, {}, tuple(page(body, head, str(n)) for n, body in enumerate(bodies)))
    return [each[len(kind) + 1 :] for each in SIGNAL.extract(subject) if each.startswith(kind + ":")]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Since 2009", "2009"),
        ("Trusted since 1998.", "1998"),
        ("We have been building software since March 2011.", "2011"),
        ("Since 2012, we deliver careful software.", "2012"),
        ("Founded in 2010, Quillmarsh Soft serves mills.", "2010"),
        ("Quillmarsh was established in the year 2007.", "2007"),
        ("Our company was founded in 2013 by two friends.", "2013"),
        ("EST. 2006", "2006"),
        ("公司成立于2009年，专注软件开发。", "2009"),
        ("延河软件 2015年成立", "2015"),
        ("Компания основана в 2011 году.", "2011"),
        ("Мы работаем с 2014 года.", "2014"),
        ("2016년에 설립된 회사입니다.", "2016"),
    ],
)
def test_the_year_in_which_a_firm_says_to_have_begun_is_read(text: str, year: str) -> None:
    assert said("founded", f"<p>{text}</p>") == [year]


def test_structured_data_tell_the_founding_year() -> None:
    data = '{"@type":"Organization","name":"Quillmarsh","foundingDate":"2008-05-01"}'
    assert said("founded", f"<script type='application/ld+json'>{data}</script>") == ["2008"]


@pytest.mark.parametrize(
    "text",
    [
        "Since 1945 the world has changed more than ever before.",
        "Unemployment is at its lowest since 2008.",
        "Our client, founded in 1990, asked for a new shop.",
        "She studied at the university, established in 1851.",
        "We have delivered since 2009 projects of every size.",
        "I have been using Quillmarsh since 2015.",
        "Our firm is supporting the Marsh Foundation since 2013.",
        "The best of 2009",
        "Interest rates since 2010-2012 explained.",
    ],
)
def test_a_year_of_somebody_or_something_else_is_no_founding_year(text: str) -> None:
    assert said("founded", f"<p>{text}</p>") == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("We have over 15 years of experience.", ["15"]),
        ("With 12+ years in business, our company knows mills.", ["12"]),
        ("More than 20 years of experience", ["20"]),
        ("We bring over 20 years of combined experience.", []),
        ("Our engineers have 10 years of experience.", []),
        ("You must have at least 5 years of experience.", []),
        ("Our founder has 25 years of experience.", []),
        ("A warranty of 10 years comes with our doors.", []),
    ],
)
def test_experience_counts_when_it_is_the_firms_own(text: str, years: list[str]) -> None:
    assert said("experience", f"<p>{text}</p>") == years


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("&copy; 2011-2024 Quillmarsh Soft LLC. All rights reserved.", ["2011"]),
        ("Copyright © 2014", ["2014"]),
        ("Copyright (c) Quillmarsh Soft, 2016 – present", ["2016"]),
        ("© 2015 YourCompany", []),
        ("© 2015 Company Name. All rights reserved.", []),
        ("© 2013 Startled Heron Themes", []),
        ("Map data © 2012 Google", []),
        ("In 2015 we moved.", []),
    ],
)
def test_the_first_year_of_the_owners_copyright_line_is_read(line: str, year: list[str]) -> None:
    assert said("copyright", f"<p>Careful software.</p><footer><p>{line}</p></footer>") == year


def test_of_several_pages_the_earliest_copyright_counts() -> None:
    assert said("copyright", "<p>© 2024 Quillmarsh</p>", "<p>© 2009–2024 Quillmarsh</p>") == ["2009"]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("We are a U.S.-based software company.", ["US"]),
        ("Quillmarsh is headquartered in Austin, Texas.", ["US"]),
        ("Our head office is located in London, United Kingdom.", ["GB"]),
        ("We are based in Dover, DE and love rivers.", ["US"]),
        ("Based in Kyiv, Ukraine, we write careful code.", ["UA"]),
        ("A UK-based agency for mills", ["GB"]),
        ("公司总部位于美国。", ["US"]),
        ("Наша штаб-квартира находится в США", ["US"]),
        ("We work with US-based startups and brands.", []),
        ("Our clients are based in Canada and Germany.", []),
        ("A cloud-based ledger", []),
        ("Her sister firm is based in Spain.", []),
    ],
)
def test_the_country_that_a_firm_names_as_its_seat_is_read(text: str, countries: list[str]) -> None:
    assert said("country", f"<p>{text}</p>") == countries


@pytest.mark.parametrize(
    "data",
    [
        '{"address":{"@type":"PostalAddress","addressCountry":"US"}}',
        '{"addressCountry": {"@type": "Country", "name": "United States"}}',
    ],
)
def test_structured_data_name_the_seat(data: str) -> None:
    assert said("country", f"<script type='application/ld+json'>{data}</script>") == ["US"]


def test_phones_lie_in_their_countries() -> None:
    body = "<p>(212) 555-0143</p><p>+86 24 2386 5512</p><a href='tel:+74232300417'>call</a>"
    assert said("phone_country", body) == ["CN", "RU", "US"]


def test_numbers_that_are_no_phones_lie_nowhere() -> None:
    assert said("phone_country", "<p>ISBN 978-3-16-148410-0</p><p>+1 of 3</p><p>2009-2024 1234</p>") == []


@pytest.mark.parametrize(
    ("line", "countries"),
    [
        ("500 Alder Street, Suite 4, Springfield, IL 62701", ["US"]),
        ("Springfield, Illinois 62701", ["US"]),
        ("12 Wexley Mews, Leeds, LS1 4DY", ["GB"]),
        ("No. 1006, Building A1, 11 Linden Street, Shenyang 110036, China", ["CN"]),
        ("4th Floor, 22 Lotus Road, Pune 411001, India", ["IN"]),
        ("沈阳市皇姑区柳树街11号", ["CN"]),
        ("690001, г. Владивосток, ул. Светлая, д. 5", ["RU"]),
        ("050000, г. Алматы, ул. Светлая, д. 5", []),
        ("On 3 May, 2015, we met in Lyon, France", []),
        ("We served 40 mills, 12 ports, and farms in India", []),
    ],
)
def test_addresses_lie_in_the_country_they_end_with(line: str, countries: list[str]) -> None:
    assert said("address_country", f"<p>{line}</p>") == countries


def test_a_foreign_contacts_country_that_the_firm_names_among_its_offices_is_an_office() -> None:
    home = "<p>A US-based company with a development center in Kharkiv, Ukraine.</p>"
    contact = "<p>+380 57 700 1234</p>"
    assert said("office", home, contact) == ["UA"]


def test_a_foreign_address_alone_names_no_office() -> None:
    home = "<p>A US-based company.</p><p>11 Linden Street, Shenyang 110036, China</p>"
    assert said("office", home) == []


def test_a_chinese_page_is_chinese_and_holds_no_leftover() -> None:
    text = "我们为工厂和港口编写细致的软件，欢迎联系我们了解更多。" * 20
    assert said("language", f"<p>{text}</p>") == ["zh"]
    assert said("leftover", f"<!-- 页面头部 --><p>{text}</p>") == []


def test_a_belarusian_page_with_russian_comments_holds_no_leftover() -> None:
    body = "<!-- главное меню -->" + "<p>Мы пішам акуратныя праграмы для млыноў і партоў.</p>" * 9
    assert (said("language", body), said("leftover", body)) == (["be"], [])


ENGLISH = "<p>We write careful software for mills and ports, and we answer letters.</p>" * 12


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("<!-- 页面头部 -->" + ENGLISH, ["zh"]),
        (ENGLISH + "<p>联系我们</p>", ["zh"]),
        ("<style>p { font-family: Arial, 'Microsoft YaHei' }</style>" + ENGLISH, ["zh"]),
        ("<!-- главное меню -->" + ENGLISH, ["ru"]),
        ("<!-- 메뉴 시작 -->" + ENGLISH, ["ko"]),
        (ENGLISH + "<ul><li>English</li><li>简体中文</li><li>Русский</li><li>한국어</li></ul>", []),
        ("<!-- header -->" + ENGLISH, []),
    ],
)
def test_scripts_that_visitors_do_not_read_are_leftovers(body: str, left: list[str]) -> None:
    assert said("leftover", body) == left


def test_a_language_that_is_declared_and_not_written_is_a_leftover() -> None:
    html = f"<!doctype html><html class=a lang='zh-CN'><body>{ENGLISH}</body></html>"
    values = SIGNAL.extract(Subject(DOMAIN, {}, (Page(f"https://{DOMAIN}/", html),)))
    assert values == ("leftover:zh",)


def test_offsets_of_dates_are_read_and_utc_says_nothing() -> None:
    head = (
        "<meta property='article:published_time' content='2024-03-05T10:20:30+08:00'>"
        "<meta property='article:modified_time' content='2024-03-06T10:20:30+00:00'>"
        "<!-- built Tue, 05 Mar 2024 18:00:01 -0500 --><style>a:10-20{}</style>"
    )
    assert said("timezone", "<p>Careful software.</p>", head=head) == ["+0800", "-0500"]


def test_a_page_without_claims_says_nothing() -> None:
    assert SIGNAL.extract(Subject(DOMAIN, {}, (page("<p>Soft rivers, wide marshes.</p>"),))) == ()


def test_what_both_say_is_told_and_a_different_claim_is_not() -> None:
    ours, theirs = ("country:US", "founded:2009"), ("country:US", "founded:2012")
    found = SIGNAL.compare(ours, theirs)
    assert found is not None
    assert (found.shared, found.sentence) == (("country:US",), "both say to sit in US")
