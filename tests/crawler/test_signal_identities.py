"""Who do the pages name, and whose brand is left on them? Firms and pages are invented.

The names of published cases and the leftover "ITechArt" are those of the public reports on them.
"""

import json
import unicodedata

import pytest

from crawler.fingerprint import Subject, Values
from crawler.fingerprint._brand import leftover, own_names
from crawler.fingerprint._gazetteer import entries
from crawler.fingerprint._page import Page
from crawler.fingerprint.identities import SIGNAL


def subject(body: str, domain: str = "ginkgosoft.example", head: str = "") -> Subject:
    return Subject(
        domain, {}, (Page(f"https://{domain}/", f"<html><head>{head}</head><body>{body}</body></html>"),)
    )


def of_kind(kind: str, values: Values) -> list[str]:
    return [value.partition(":")[2] for value in values if value.startswith(f"{kind}:")]


def named(text: str) -> list[str]:
    return of_kind("named", SIGNAL.extract(subject(f"<p>{text}</p>")))


def organisation(**fields: object) -> str:
    told = json.dumps({"@context": "https://schema.org", "@type": "Organization", **fields})
    return f'<script type="application/ld+json">{told}</script>'


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Yanbian Silverstar Network Technology Co., Ltd.", "silverstar-network"),
        ("YANBIAN SILVER-STAR", "silverstar-network"),
        ("China Silver Star, software development", "silverstar-network"),
        ("地址：延边银星网络科技有限公司", "silverstar-network"),
        ("延邊銀星網絡科技有限公司", "silverstar-network"),
        ("연변 은성 네트워크", "silverstar-network"),
        ("Яньбянь Иньсин, разработка программ", "silverstar-network"),
        ("Volasys Silver Star, Vladivostok", "volasys-silver-star"),
        ("Our CEO Jong Song Hwa", "jong-song-hwa"),
        ("대표이사 정성화", "jong-song-hwa"),
        ("Генеральный директор Чон Сон Хва", "jong-song-hwa"),
        ("© 2024 Independent Lab LLC", "independent-lab"),
        ("Shenyang Tonywang Technology LTD", "tonywang-technology"),
        ("Tony WKJ LLC", "tony-wkj"),
        ("Welcome to Hopana Tech", "hopanatech"),
        ("北京后帕纳科技有限公司", "hopanatech"),
        ("Shenyang Huguo Technology Ltd", "huguo-technology"),
        ("Tong Yuze, Founder", "tong-yuze"),
    ],
)
def test_a_name_of_the_published_cases_is_found_in_every_script(text: str, entry: str) -> None:
    assert named(text) == [entry]


@pytest.mark.parametrize(
    "text",
    [
        "Yanbian Silver\u200bstar",
        "Yanbi\u00adan Sil\u200fverstar",
        "Yаnbіan Sіlvеrstar",  # Cyrillic а, і, е
        "Ｙａｎｂｉａｎ Ｓｉｌｖｅｒｓｔａｒ",
        "Yánbian Sílverstar",
        "Yan<b>bian</b> Silver<i>star</i>",
    ],
)
def test_a_disguised_name_is_the_same_name(text: str) -> None:
    assert named(text) == ["silverstar-network"]


@pytest.mark.parametrize(
    "text",
    [
        "The Silver Star Hotel, Denver, uses our booking technology",
        "China Silver Star Hotel and its network of restaurants",
        "Dinner at the Blue Fox pub; we build software",
        "Have it tested by an independent lab. LLC owners ask often",
        "Our independent lab tests software",
        "배우 정성화 뮤지컬 공연",
        "Jong Song Hwa sang at the opera",
        "Mayanbian silverstars technology",
        "Huguo Temple Street, Beijing",
        "SoftGlide drawer runners for your kitchen",
        "Tong, Yu and Ze founded the firm",
        "OFAC sanctions Yanbian Silverstar Network Technology and Volasys Silver Star",
        "북한 IT 인력: 연변은성 네트워크",
    ],
)
def test_a_namesake_or_a_report_is_no_finding(text: str) -> None:
    assert named(text) == []


def test_korean_written_in_parts_and_a_name_in_a_comment_are_read() -> None:
    assert named(unicodedata.normalize("NFD", "대표이사 정성화")) == ["jong-song-hwa"]
    assert named("Welcome<!-- HopanaTech home -->") == ["hopanatech"]


def test_every_name_of_the_gazetteer_has_a_source_and_a_kind() -> None:
    assert len({each.id for each in entries()}) == 13
    for each in entries():
        assert each.source and each.names, each.id
        assert each.kind in ("company", "person"), each.id
        assert (each.needs == "form") == bool(each.forms), each.id


@pytest.mark.parametrize(
    ("html", "company"),
    [
        ("© 2019-2024 Ginkgo Harbour Labs, Inc. All rights reserved.", "ginkgo harbour labs"),
        ("Copyright 2024 by Cedar Mill GmbH", "cedar mill"),
        ("Quince Orchard Software Co., Ltd. builds ports", "quince orchard software"),
        ("ООО «Ромашка Софт» работает с 2019 года", "ромашка софт"),
        ("沈阳银杏树软件有限公司成立于2019年", "沈阳银杏树软件"),
        ("주식회사 은행나무", "은행나무"),
    ],
)
def test_a_company_is_named_without_its_legal_form(html: str, company: str) -> None:
    assert of_kind("company", SIGNAL.extract(subject(f"<p>{html}</p>"))) == [company]


@pytest.mark.parametrize(
    ("html", "person"),
    [
        ("<h3>Marla Quillfeather</h3><p>CEO & Founder</p>", "marla quillfeather"),
        ("Our CEO, Marla J. Quillfeather", "marla j quillfeather"),
        ("总经理：王银杏", "王银杏"),
        ("대표이사 김은행", "김은행"),
        ("Генеральный директор: Иван Ромашкин", "иван ромашкин"),
    ],
)
def test_a_person_is_named_beside_an_office(html: str, person: str) -> None:
    assert of_kind("person", SIGNAL.extract(subject(html))) == [person]


@pytest.mark.parametrize("html", ["<h3>Our Team</h3><p>CEO</p>", "Marla Quillfeather wrote this", "CEO blog"])
def test_without_a_name_or_an_office_nobody_is_named(html: str) -> None:
    assert of_kind("person", SIGNAL.extract(subject(html))) == []


def test_json_ld_names_the_company_and_its_people() -> None:
    head = organisation(
        name="GinkgoSoft", legalName="GinkgoSoft Labs LLC", founder={"@type": "Person", "name": "Marla Quill"}
    )
    values = SIGNAL.extract(subject("<p>Hello</p>", head=head))
    assert of_kind("company", values) == ["ginkgosoft", "ginkgosoft labs"]
    assert of_kind("person", values) == ["marla quill"]
    assert of_kind("leftover", values) == []


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<link rel="canonical" href="https://www.itechart.com/services/">', "<p>x</p>"),
        ('<meta property="og:url" content="https://itechart.com/">', "<p>x</p>"),
        (organisation(name="iTechArt Group", url="https://itechart.com"), "<p>x</p>"),
        ("", "<!-- Mirrored from www.itechart.com/ by HTTrack Website Copier/3.x -->"),
        ("", "<!-- saved from url=(0025)https://www.itechart.com/ -->"),
        ("", "<img src='/img/itechart-logo.png'><p>At ITechArt, we build software.</p>"),
        ("", "<img src='/i/head.png' alt='iTechArt logo'><img src='/i/itechart_team.jpg' alt='people'>"),
        ("", "<img src='/uploads/itechart/team.jpg'><p>At ITechArt, we build software.</p>"),
        ("", "<p>Why choose ITechArt?</p><img src='/i/1.jpg' alt='the ITechArt people'>"),
        ("", "<p>Why choose ITechArt?</p><img src='itechart-team.jpg'>"),
        ("", "<a href='mailto:hr@itechart.com'>write</a><!-- iTechArt footer -->"),
        ("", "<a href='mailto:hr@itechart.com'>write</a><p>© 2021 iTechArt Group, Inc.</p>"),
        ("", "<img src='/logo-itechart.svg'><a href='/' title='iTechArt home'>home</a>"),
    ],
)
def test_a_brand_left_in_one_strong_or_two_weak_places_is_left_over(head: str, body: str) -> None:
    copied = subject(body, "hopanatech.com", f"<title>HopanaTech | Software</title>{head}")
    assert leftover(copied) == ("itechart",)
    assert "hopanatech" in own_names(copied)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>At iTechArt, we build software.</p>"),
        ("", "<p>© 2021 iTechArt Group, Inc.</p>"),
        ("", "<img src='/img/itechart-logo.png' alt='iTechArt'>"),
        ("", "<a href='mailto:hr@itechart.com'>write</a>"),
        ("", "<p>At Cedarmill our guests dine well; why choose Denver?</p><img src='/i/hall.jpg'>"),
        ("", "<img src='/logo-itechart.svg'><a href='https://itechart.com' title='iTechArt'>our partner</a>"),
        ("", "<img src='/a-zinnwerk-logo.png' alt='zinnwerk'><img src='/quarzolo-logo.png'>"
             "<img src='/mirabell-logo.png'><!-- zinnwerk, quarzolo, mirabell -->"),
        ("", "<img src='/main-logo-white.png' alt='Company logo'><!-- company logo -->"),
        ("", "<img src='/google-logo.png' alt='Google'><!-- google -->"),
        ('<link rel="canonical" href="https://www.ginkgosoft.test/">', "<p>x</p>"),
        ('<link rel="canonical" href="https://ginkgosoftware.test/">', "<p>x</p>"),
        ('<meta property="og:url" content="https://www.facebook.com/ginkgosoft">', "<p>x</p>"),
        ('<meta property="og:site_name" content="Ginkgo Soft">', "<!-- Ginkgo Soft -->"),
        ("<title>Cedarmill</title>" + organisation(name="Cedarmill", url="https://cedarmill.test"), ""),
    ],
)  # fmt: skip
def test_partners_services_and_the_sites_own_names_are_not_left_over(head: str, body: str) -> None:
    assert leftover(subject(body, head=head)) == ()


def test_a_leftover_meets_the_brand_of_its_original() -> None:
    original = SIGNAL.extract(subject("<p>Hi</p>", "itechart.com", "<title>iTechArt</title>"))
    copy = SIGNAL.extract(
        subject("<p>Hi</p>", "hopanatech.com", '<link rel="canonical" href="https://www.itechart.com/">')
    )
    assert original == ("brand:itechart", "carries:itechart", "company:itechart")
    assert copy == ("brand:hopanatech", "carries:hopanatech", "carries:itechart", "leftover:itechart")
    met = SIGNAL.compare(original, copy)
    assert met is not None
    assert met == SIGNAL.compare(copy, original)
    assert met.shared == ("carries:itechart",)
    assert met.sentence == "both carry the brand 'itechart', the own name of only one of them"
    assert set(SIGNAL.keys(original)) & set(SIGNAL.keys(copy)) == {"carries:itechart"}


def test_a_documented_name_is_told_with_its_source() -> None:
    assert SIGNAL.tell("named:tony-wkj") == (
        "name 'Tony WKJ' (SentinelLabs, 'DPRK IT Workers | A Network of Active Front Companies and Their "
        "Links to China', 2024-11-21)"
    )


def test_two_copies_of_one_firm_share_its_leftover() -> None:
    head = '<link rel="canonical" href="https://itechart.com/">'
    ours = SIGNAL.extract(subject("", "copperlark.example", head))
    theirs = SIGNAL.extract(subject("", "saddlemoor.example", head))
    met = SIGNAL.compare(ours, theirs)
    assert met is not None
    assert met.shared == ("leftover:itechart",)
    assert met.sentence == "both carry the brand 'itechart', which is not their own"


def test_sites_that_name_others_have_nobody_in_common() -> None:
    apart = SIGNAL.compare(
        SIGNAL.extract(subject("© 2024 Cedar Mill Ltd")), SIGNAL.extract(subject("", "x.example"))
    )
    assert apart is None
    apart = SIGNAL.compare(
        SIGNAL.extract(subject("© 2024 Cedar Mill Ltd")), SIGNAL.extract(subject("", "copperlark.example"))
    )
    assert apart is not None
    assert (apart.shared, apart.sentence) == ((), "they name nobody in common")


_COMPANY = "".join(
    f"<p>Firm Number{chr(97 + n % 26)}{n} LLC, CEO Marla Quill{chr(97 + n % 26)}</p>" for n in range(10_000)
)
_DEEP = '{"@graph":[' * 1_000 + "1" + "]}" * 1_000
_LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", _COMPANY),
        (_LD.format(_DEEP), ""),
        (_LD.format("[" * 200_000), ""),
        (_LD.format('{"@type":"Organization","name":"' + "x" * 5_000_000 + '"}'), ""),
        (_LD.format(json.dumps([{"@type": "Organization", "name": f"Firm {n}"} for n in range(3_000)])), ""),
        ("<script type='application/ld+json'>" * 5_000, ""),
        ("", "© " + "Word " * 10_000 + "LLC"),
        ("", "Аa한中" * 20_000),
        ("", "\u202e\u200b" * 20_000 + "x"),
        ("", "e" + "\u0301" * 20_000),
        ("", "".join(f"<img src='/{n}x-logo.png' alt='firm{n} logo'>" for n in range(2_000))),
        ("", "<!-- saved from url=(1)" * 5_000),
        ("<title>" + "A|" * 20_000 + "</title>", ""),
    ],
    ids=range(13),
)  # fmt: skip
def test_a_flood_gives_few_short_values(head: str, body: str) -> None:
    values = SIGNAL.extract(subject(body, head=head))
    assert len(values) <= 96
    assert max(map(len, values)) <= 330
    assert values == tuple(sorted(set(values)))


@pytest.mark.parametrize("value", [None, 1, True, [], {}, [[]], {"@value": 3}, "", ["", None, {"a": 1}]])
def test_json_ld_of_strange_types_says_nothing(value: object) -> None:
    head = organisation(name=value, url=value, legalName=value, founder=value)
    assert SIGNAL.extract(subject("", head=head)) == ("brand:ginkgosoft", "carries:ginkgosoft")


def test_whom_a_page_warns_of_is_nobody_of_its_own() -> None:
    names = "Tidewise Labs LLC and its director Anna Berg"
    plain = SIGNAL.extract(subject(f"<p>We work with {names}.</p>"))
    assert of_kind("company", plain) == ["tidewise labs"]
    assert of_kind("company", SIGNAL.extract(subject(f"<p>Beware: {names} pretend to be us.</p>"))) == []
