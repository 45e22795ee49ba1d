"""Do the contacts of a site become values under which its siblings are found? All names here are invented."""

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.contacts import SIGNAL


def values(html: str, domain: str = "silver.example") -> tuple[str, ...]:
    return SIGNAL.extract(Subject(domain, {}, (Page(f"https://{domain}/", f"<body>{html}</body>"),)))


@pytest.mark.parametrize(
    ("html", "phone"),
    [
        ("Call (212) 555-0100 today", "+12125550100"),
        ("Call 212.555.0100", "+12125550100"),
        ("<a href='tel:+1%20212-555-0100'>call</a>", "+12125550100"),
        ("Call +86 139 1234 5670", "+8613912345670"),
        ("<p>联系电话：13912345670</p>", "+8613912345670"),
        ("<p>Телефон: 8 (423) 243-00-10, звоните</p>", "+74232430010"),
    ],
)
def test_a_phone_is_one_value_however_it_is_written(html: str, phone: str) -> None:
    assert values(html) == (f"phone:{phone}",)


@pytest.mark.parametrize(
    "html",
    [
        "Call 123-456-7890",
        "Call 000-000-0000",
        "Call +1 234 567 890",
        "Call +1 234 567 8910",
        "Posted 2014-11-27 12:30, updated 2014-12-05 11:22",
        "35 36 37 38 39 40 41 of 1,234,567,890 items",
        "<script>var id = 2125550100;</script>",
    ],
)
def test_placeholders_dates_and_prices_are_no_phones(html: str) -> None:
    assert values(html) == ()


def test_a_mailbox_elsewhere_also_names_its_host() -> None:
    assert values("<a href='mailto:Jane.Roe@Mail.Other-Firm.example?subject=Hi'>write</a>") == (
        "email:jane.roe@mail.other-firm.example",
        "mailhost:other-firm.example",
    )


def test_a_mailbox_at_a_free_provider_or_at_home_names_no_host() -> None:
    assert values("silverhr88@gmail.com or hr@silver.example") == (
        "email:hr@silver.example",
        "email:silverhr88@gmail.com",
    )


def test_a_mailbox_hidden_from_robots_is_read() -> None:
    assert "email:bob@other-firm.example" in values("bob [at] other-firm [dot] example")


@pytest.mark.parametrize(
    "text",
    ["info@example.com", "you@domain.com", "name@email.com", "your-email@your-domain.com", "logo@2x.png"],
)
def test_sample_mailboxes_and_file_names_are_ignored(text: str) -> None:
    assert values(text) == ()


def test_a_real_mailbox_at_a_host_that_templates_also_use_is_kept() -> None:
    assert values("wkowalski77@mail.com") == ("email:wkowalski77@mail.com",)


@pytest.mark.parametrize(
    ("html", "value"),
    [
        ("<a href='https://t.me/silver_hr'>chat</a>", "telegram:silver_hr"),
        ("<a href='tg://resolve?domain=silver_hr'>chat</a>", "telegram:silver_hr"),
        ("<a href='https://wa.me/12125550100'>chat</a>", "whatsapp:+12125550100"),
        ("<a href='https://api.whatsapp.com/send?text=x&phone=12125550100'>c</a>", "whatsapp:+12125550100"),
        ("<a href='skype:live:silver.hr?chat'>chat</a>", "skype:live:silver.hr"),
        ("<a href='https://line.me/ti/p/~silverhr'>chat</a>", "line:silverhr"),
        ("WeChat: silver_cn", "wechat:silver_cn"),
        ("<p>微信：silver_cn</p>", "wechat:silver_cn"),
    ],
)
def test_messenger_accounts_are_read_from_links_and_words(html: str, value: str) -> None:
    assert values(html) == (value,)


def test_a_button_that_shares_the_page_is_no_account() -> None:
    assert values("<a href='https://t.me/share/url?url=x'>share</a> Skype or WeChat: ask us") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "100 Main St., Suite 200, New York, NY 10001",
            ("building:100 main street, 10001", "street:100 main street, 10001 / 200"),
        ),
        (
            "100 Main Street<br>Ste. 200<br>New York, New York",
            ("building:100 main street, new york ny", "street:100 main street, new york ny / 200"),
        ),
        (
            "350 5th Ave 4th Floor, New York NY",
            ("building:350 5th avenue, new york ny", "street:350 5th avenue, new york ny / floor 4"),
        ),
        (
            "12 King St W, Toronto, ON M5H 1A1",
            ("building:12 king street west, m5h1a1", "street:12 king street west, m5h1a1"),
        ),
        (
            "77 Wexley Mews, Floor 3<br>Las Vegas, NV 89135",
            ("building:77 wexley mews, 89135", "street:77 wexley mews, 89135 / floor 3"),
        ),
        (
            "2 Orchard Parade, Maidstone ME14 1PX",
            ("building:2 orchard parade, me141px", "street:2 orchard parade, me141px"),
        ),
        (
            "地址：辽宁省沈阳市皇姑区银杏街11号A1栋1006-25室",
            ("building:银杏街11号a1栋, 沈阳市", "street:银杏街11号a1栋, 沈阳市 / 1006-25"),
        ),
        (
            "г. Владивосток, ул. Лесная, д. 45, кв. 12",
            ("building:улица лесная 45, владивосток", "street:улица лесная 45, владивосток / 12"),
        ),
    ],
)
def test_an_address_is_written_one_way_with_and_without_its_unit(
    text: str, expected: tuple[str, ...]
) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "100 Main Street",
        "In 2020 we went all the way in IN",
        "5 Lane Drive is a good way to ME",
        "银杏街11号",
    ],
)
def test_a_street_without_a_place_is_no_address(text: str) -> None:
    assert values(text) == ()


def test_adjacent_units_of_one_building_meet() -> None:
    ours = values("No. 1006-25, Building A1, No. 11 Ginkgo Street, Huanggu District, Shenyang 110036")
    theirs = values("Unit 1006-23, Building A1, No. 11 Ginkgo Street, Huanggu District, Shenyang, 110036")
    met = SIGNAL.compare(ours, theirs)
    assert met is not None
    assert met.shared == ("building:11 ginkgo street building a1, 110036",)
    assert met.sentence == "both give an address in '11 ginkgo street building a1, 110036'"


def test_the_sentence_says_what_both_list_and_implied_values_count_once() -> None:
    html = "(212) 555-0100 hr@other-firm.example <a href='https://wa.me/12125550100'>w</a>"
    met = SIGNAL.compare(values(html), values(html + " jobs@third.example", "other.example"))
    assert met is not None
    assert met.shared == ("email:hr@other-firm.example", "phone:+12125550100")
    assert met.sentence == "both list the mailbox hr@other-firm.example and the phone +1 212-555-0100"


def test_sites_with_other_contacts_disagree_and_a_site_without_any_says_nothing() -> None:
    apart = SIGNAL.compare(values("(212) 555-0100"), values("(646) 555-0101"))
    assert apart is not None
    assert (apart.similarity, apart.shared) == (0.0, ())
    assert SIGNAL.compare(values("(212) 555-0100"), values("Write to us by the form")) is None
