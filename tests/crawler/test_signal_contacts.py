"""Do the contacts of a site become values under which its siblings are found? All names here are invented."""

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.contacts import MOST_MAILBOXES, SIGNAL


def values(html: str, domain: str = "silver.example", without: str = "phone_block:") -> tuple[str, ...]:
    found = SIGNAL.extract(Subject(domain, {}, (Page(f"https://{domain}/", f"<body>{html}</body>"),)))
    return tuple(value for value in found if not value.startswith(without))


def shared(one: str, other: str) -> tuple[str, ...]:
    sites = (
        Subject(f"{name}.example", {}, (Page("https://x/", html),))
        for name, html in (("a", one), ("b", other))
    )
    met = SIGNAL.compare(*map(SIGNAL.extract, sites))
    return met.shared if met else ()


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
        "mailuser:jane.roe",
    )


def test_a_mailbox_at_a_free_provider_or_at_home_names_no_host() -> None:
    assert values("silverhr88@gmail.com or hr@silver.example") == (
        "email:hr@silver.example",
        "email:silverhr88@gmail.com",
        "mailuser:silverhr88",
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
    assert values("wkowalski77@mail.com") == ("email:wkowalski77@mail.com", "mailuser:wkowalski77")


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


def test_neighbours_on_one_corridor_meet_however_their_address_is_written() -> None:
    ours = values("No. 1006-25, Building A1, No. 11 Ginkgo Street, Huanggu District, Shenyang 110036")
    theirs = values("Unit 1006-23, A1 Bldg, 11 Ginkgo St, Shenyang, Liaoning, China")
    met = SIGNAL.compare(ours, theirs)
    assert met is not None
    assert met.shared == ("rooms:11 ginkgo street building a1, shenyang / 1006",)
    assert (
        met.sentence == "both give an address in the rooms 1006 of '11 ginkgo street building a1, shenyang'"
    )


def test_a_phone_beside_another_is_weak_and_implied_by_the_phone_itself() -> None:
    assert shared("(212) 555-2417", "(212) 555-2442") == ("phone_block:+121255524xx",)
    assert shared("(212) 555-2417", "(212) 555-2417") == ("phone:+12125552417",)
    assert shared("(212) 555-2417", "(212) 555-2517") == ()


def test_the_block_that_is_set_aside_for_films_is_nobodys() -> None:
    assert shared("(212) 555-0117", "(212) 555-0142") == ()


def test_toll_free_numbers_stand_among_strangers() -> None:
    assert values("(800) 555-0117", without="none") == ("phone:+18005550117",)


def test_one_persons_mailboxes_at_two_firms_meet_by_their_name() -> None:
    assert shared("zhang.wei88@one-firm.example", "zhang.wei88@other-firm.example") == (
        "mailuser:zhang.wei88",
    )


@pytest.mark.parametrize(
    "user",
    [
        "info",
        "contact",
        "sales",
        "customer.service",
        "hr-china",
        "sales2",
        "no-reply",
        "office24",
        "anna",
        "x1",
    ],
)
def test_offices_and_short_names_are_nobodys(user: str) -> None:
    assert shared(f"{user}@one-firm.example", f"{user}@other-firm.example") == ()


def test_mailboxes_in_great_number_hide_neither_the_phone_nor_its_place_in_the_index() -> None:
    decoys = " ".join(f"a.man{number}@decoy{number}.example" for number in range(5_000))
    found = values(f"{decoys} <p>Call (212) 555-0100</p>")
    assert "phone:+12125550100" in found and "phone:+12125550100" in SIGNAL.keys(found)
    assert len(found) <= 256 and len(SIGNAL.keys(found)) == 64


def test_no_more_mailboxes_of_links_are_read_than_a_page_has_use_for() -> None:
    links = "".join(
        f'<a href="mailto:{",".join(f"x{row}y{each}@h{row}.example" for each in range(10))}">x</a>'
        for row in range(200)
    )
    assert sum(value.startswith("email:") for value in values(links)) <= 2 * MOST_MAILBOXES


WARNING = (
    "<p>Call (212) 555-0100</p><p>Beware: another site pretends to be us. It lists (503) 555-0177 and "
    "<a href='mailto:anna.berg@tidewise.example'>anna.berg@tidewise.example</a>.</p>"
)


def test_what_a_firm_quotes_of_its_copy_in_a_warning_is_not_its_own() -> None:
    assert values(WARNING) == (
        "phone:+12125550100",
        "quoted:email:anna.berg@tidewise.example",
        "quoted:phone:+15035550177",
    )
    own = WARNING + "<p>" + "x " * 300 + "</p><p>Our office: (503) 555-0177</p>"
    assert "phone:+15035550177" in values(own), "what stands elsewhere too is its own"


def test_what_one_side_quotes_and_the_other_lists_is_told_as_that() -> None:
    copy = "<p>(503) 555-0177 anna.berg@tidewise.example</p>"
    assert shared(WARNING, copy) == ("quoted:email:anna.berg@tidewise.example", "quoted:phone:+15035550177")
    assert shared(copy, WARNING) == shared(WARNING, copy)
    sites = (
        SIGNAL.extract(Subject("a.example", {}, (Page("https://x/", each),))) for each in (WARNING, copy)
    )
    met = SIGNAL.compare(*sites)
    assert met is not None and met.sentence == (
        "both show, in a warning or a report, the mailbox anna.berg@tidewise.example and "
        "in a warning or a report, the phone +1 503-555-0177"
    )
