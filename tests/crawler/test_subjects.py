"""Does a subject hold the owner's pages as they were last seen, home first, and nothing else?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import subjects
from crawler.archive import Archive
from crawler.collect import Context, dns
from crawler.errors import CollectionError
from crawler.fingerprint import PageClass, dns_records
from crawler.lab.dns import Answers, serve
from crawler.lab.trouble import flapping
from crawler.net import NetConfig, Network
from crawler.records import Observation, Outcome, Raw, Reason, Visit, canonical
from crawler.store import ObservationStore, open_database

MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 17, 6, tzinfo=UTC)
Places = tuple[ObservationStore, Archive]
Look = tuple[Observation, list[Raw]]
WORDS = "<p>Silver Ginkgo writes accounting software for harbours, and has done so for eleven years.</p>" * 5
HOME = Raw("https://a.example/", "text/html", f"<title>Silver Ginkgo</title>{WORDS}".encode(), 200)
TEAM = Raw("https://a.example/team", "text/html; charset=gb2312", f"{WORDS}团队".encode("gb2312"), 200)
GONE = Raw("https://a.example/about", "text/html", b"<title>404 Not Found</title><h1>Not Found</h1>", 404)
ICON = Raw("https://a.example/favicon.ico", "image/x-icon", b"\x00\x01icon", 200)
PARKED = Raw(
    "https://a.example/",
    "text/html",
    b"<title>a.example</title><p>This domain is parked.</p>",
    200,
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return ObservationStore(open_database(tmp_path / "facts.db")), Archive(tmp_path / "archive")


def site(
    when: datetime, *pages: tuple[str, Raw], icon: Raw | None = None, **facts: Any
) -> tuple[Observation, list[Raw]]:
    rows = [
        {"url": raw.url, "role": role, "status": raw.status, "body": raw.hash, "media_type": raw.media_type}
        for role, raw in pages
    ]
    favicon = {"url": icon.url, "body": icon.hash} if icon else None
    raws = [raw for _, raw in pages] + ([icon] if icon else [])
    payload: dict[str, Any] = {"url": "https://a.example/", "pages": rows, "favicon": favicon, **facts}
    seen = Observation("a.example", "site", when, Outcome.OBSERVED, payload=payload)
    return seen, raws


def keep(places: Places, *looks: Look) -> None:
    store, archive = places
    for observation, raws in looks:
        with archive.writer("crawl", observation.observed_at) as writer:
            captures = tuple(capture for raw in raws if (capture := writer.keep(raw)))
        store.add([Visit(observation.domain, (observation,), captures)])


def test_the_owners_pages_come_home_first_as_text_with_the_icon(
    places: Places,
) -> None:
    keep(places, site(MONDAY, ("home", HOME), ("team", TEAM), ("about", GONE), icon=ICON))
    subject = subjects.load(*places, "a.example")
    assert [(page.role, page.url) for page in subject.pages] == [
        ("home", "https://a.example/"), ("team", "https://a.example/team")
    ]  # fmt: skip
    assert subject.pages[0].title == "Silver Ginkgo"
    assert subject.pages[1].html.endswith("团队")
    assert subject.icons == (b"\x00\x01icon",)


SHELL = Raw("https://a.example/", "text/html", b'<div id="root"></div><script src="/app.js"></script>', 200)


def drawn(when: datetime, of: str, document: Raw) -> Look:
    payload = {"url": document.url, "of": of, "document": document.hash}
    return Observation("a.example", "screenshot", when, Outcome.OBSERVED, payload=payload), [document]


def test_a_page_made_by_scripts_is_read_as_a_browser_drew_it(places: Places) -> None:
    look = site(MONDAY, ("home", SHELL))
    keep(places, look)
    assert "accounting" not in subjects.load(*places, "a.example").pages[0].text
    keep(places, drawn(MONDAY, look[0].value_hash, HOME))
    assert "accounting software" in subjects.load(*places, "a.example").pages[0].text


def test_a_drawing_of_another_look_or_of_a_page_that_needs_none_is_not_read(places: Places) -> None:
    keep(places, site(MONDAY, ("home", SHELL)), drawn(MONDAY, "another look", HOME))
    assert "accounting" not in subjects.load(*places, "a.example").pages[0].text
    look = site(TUESDAY, ("home", HOME))
    made = Raw("https://a.example/", "text/html", f"{WORDS}<p>By a script.</p>".encode(), 200)
    keep(places, look, drawn(TUESDAY, look[0].value_hash, made))
    assert "By a script" not in subjects.load(*places, "a.example").pages[0].text


def test_a_drawing_that_a_script_led_to_another_domain_is_not_read(places: Places) -> None:
    look = site(MONDAY, ("home", SHELL))
    elsewhere = Raw("https://honest.example/", "text/html", HOME.body, 200)
    keep(places, look, drawn(MONDAY, look[0].value_hash, elsewhere))
    subject = subjects.load(*places, "a.example")
    assert "accounting" not in subject.pages[0].text
    assert "screenshot" not in subject.observations, "the picture is that domain's too"


def test_only_a_picture_of_the_owners_own_pages_is_compared(places: Places) -> None:
    own, parked = site(MONDAY, ("home", HOME)), site(TUESDAY, ("home", PARKED))
    keep(places, own, drawn(MONDAY, own[0].value_hash, HOME))
    assert subjects.load(*places, "a.example").observations["screenshot"].observed_at == MONDAY
    keep(places, parked, drawn(TUESDAY, parked[0].value_hash, PARKED))
    assert "screenshot" not in subjects.load(*places, "a.example").observations
    keep(places, site(TUESDAY + timedelta(days=1), ("home", TEAM)))
    again = subjects.load(*places, "a.example").observations["screenshot"]
    assert again.observed_at == MONDAY, "today's page was not drawn yet"


def test_a_domain_that_leads_to_another_shows_none_of_that_ones_pages(places: Places) -> None:
    elsewhere = Raw("https://www.b.example/", "text/html", HOME.body, 200)
    keep(places, site(MONDAY, ("home", elsewhere), icon=ICON, url="https://www.b.example/"))
    subject = subjects.load(*places, "a.example")
    assert (subject.pages, subject.icons) == ((), ())


def test_the_www_host_of_a_domain_is_the_domain(places: Places) -> None:
    home = Raw("https://www.a.example/", "text/html", HOME.body, 200)
    keep(places, site(MONDAY, ("home", home), url="https://www.a.example/"))
    assert [page.url for page in subjects.load(*places, "a.example").pages] == ["https://www.a.example/"]


def test_a_parked_site_has_no_pages_though_others_of_its_paths_answer(
    places: Places,
) -> None:
    keep(places, site(MONDAY, ("home", PARKED), ("team", TEAM)))
    subject = subjects.load(*places, "a.example")
    assert subject.pages == ()
    page, status = subjects.home_of(*places, subject.observations["site"]) or (None, 0)
    assert page is not None and (page.title, status) == ("a.example", 200)


def test_a_home_page_that_is_no_html_has_no_text(places: Places) -> None:
    keep(places, site(MONDAY, ("home", Raw("https://a.example/", "application/pdf", b"%PDF 1.7 words", 200))))
    assert subjects.load(*places, "a.example").pages == ()


def test_a_failed_look_does_not_hide_what_was_seen_before(places: Places) -> None:
    failed = Observation("a.example", "site", TUESDAY, Outcome.FAILED, Reason.TIMEOUT)
    keep(places, site(MONDAY, ("home", HOME)), (failed, []))
    assert [page.title for page in subjects.load(*places, "a.example").pages] == ["Silver Ginkgo"]


def test_half_a_registration_is_read_where_no_whole_one_was_ever_seen(places: Places) -> None:
    def registration(when: datetime, outcome: Outcome, **payload: Any) -> Look:
        reason = Reason.NONE if outcome is Outcome.OBSERVED else Reason.RATE_LIMITED
        return Observation("a.example", "registration", when, outcome, reason, payload), []

    def known() -> Any:
        seen = subjects.load(*places, "a.example").observations["registration"]
        return dict(seen.payload)

    keep(places, registration(MONDAY, Outcome.FAILED, created="2023-10-14T00:00:00Z"))
    assert known() == {"created": "2023-10-14T00:00:00Z"}
    keep(places, registration(TUESDAY, Outcome.OBSERVED, registrant={"name": "A Name"}))
    keep(places, registration(TUESDAY + timedelta(1), Outcome.FAILED, created="2023-10-14T00:00:00Z"))
    assert known() == {"registrant": {"name": "A Name"}}


def names(when: datetime, errors: dict[str, str] | None = None, **records: Any) -> Look:
    payload = {"A": ["192.0.2.1"], "MX": [], "TXT": [], **records, "errors": errors or {}}
    return Observation("a.example", "dns", when, Outcome.OBSERVED, payload=payload), []


def test_a_record_nobody_would_tell_today_is_as_somebody_last_told_it(places: Places) -> None:
    servfail, silent = "the name servers failed", "no answer in time"
    keep(places, names(MONDAY, MX=["10 mail.example"], TXT=["v=spf1 -all"]))
    keep(places, names(TUESDAY, {"MX": servfail}, TXT=["v=spf1 ~all"]))
    keep(places, names(TUESDAY + timedelta(1), {"MX": silent, "TXT": silent, "CAA": silent}, A=["192.0.2.2"]))
    seen = subjects.believed(places[0], "a.example")["dns"]
    assert dict(seen.payload) == {
        "A": ["192.0.2.2"],
        "MX": ["10 mail.example"],
        "TXT": ["v=spf1 ~all"],
        "errors": {"CAA": silent},
    }
    assert seen.observed_at == TUESDAY + timedelta(1)
    monday = subjects.believed(places[0], "a.example", at=MONDAY)["dns"]
    assert monday.payload["TXT"] == ["v=spf1 -all"]


def test_what_was_known_before_the_domain_was_gone_is_not_given_to_its_next_owner(places: Places) -> None:
    gone = Observation("a.example", "dns", TUESDAY, Outcome.ABSENT, Reason.NXDOMAIN)
    keep(places, names(MONDAY, MX=["10 mail.example"]), (gone, []))
    keep(places, names(TUESDAY + timedelta(1), {"MX": "no answer in time"}))
    assert subjects.believed(places[0], "a.example")["dns"].payload["MX"] == []


def test_a_long_past_is_read_only_so_far(places: Places) -> None:
    keep(places, names(MONDAY, MX=["10 mail.example"]))
    for day in range(1, 60):
        keep(places, names(MONDAY + timedelta(day), {"MX": "no answer in time"}, TXT=[f"day {day}"]))
    looks = list(places[0].before("a.example", "dns"))
    assert [dict(each.payload)["TXT"] for each in looks] == [[f"day {day}"] for day in range(59, 19, -1)]
    assert subjects.believed(places[0], "a.example")["dns"].payload["MX"] == []
    earlier = subjects.believed(places[0], "a.example", at=MONDAY + timedelta(30))["dns"]
    assert (earlier.payload["MX"], earlier.payload["TXT"]) == (["10 mail.example"], ["day 30"])


async def test_a_month_of_answers_that_come_and_go_is_believed_to_be_one_answer(places: Places) -> None:
    records = {
        "a.example": {
            "SOA": ["ns.host.test. root.host.test. 1 2 3 4 5"],
            "NS": ["ns.host.test."],
            "A": ["192.0.2.1"],
            "MX": ["10 mail.example."],
            "TXT": ['"v=spf1 include:mail.example -all"'],
            "CAA": ['0 issue "ca.example"'],
        },
        "_dmarc.a.example": {"TXT": ['"v=DMARC1; rua=mailto:it@a.example"']},
    }
    day = 0
    flap = flapping("a month", lambda: day)
    turns = {"a.example": lambda name, kind: flap(name, kind) if day else "ok"}
    port, datagrams, streams = await serve(Answers(lambda: records, turns), "127.0.0.1")
    config = NetConfig(nameservers=(f"127.0.0.1:{port}",), timeout=0.1)
    outcomes, payloads, fingerprints = set(), set(), set()
    for day in range(30):
        now = MONDAY + timedelta(day)
        seen, _ = await dns.collect("a.example", Network(config), Context(now))
        keep(places, (seen, []))
        believed = subjects.believed(places[0], "a.example", at=now)["dns"]
        outcomes.add((seen.outcome, seen.reason))
        payloads.add(canonical(dict(believed.payload)))
        fingerprints.add(dns_records.SIGNAL.extract(subjects.load(*places, "a.example", at=now)))
    datagrams.close()
    streams.close()
    assert outcomes == {
        (Outcome.OBSERVED, Reason.NONE),
        (Outcome.FAILED, Reason.SERVFAIL),
        (Outcome.FAILED, Reason.TIMEOUT),
    }
    assert len(payloads) == len(fingerprints) == 1
    assert '"errors":{}' in payloads.pop()


def test_a_site_that_is_gone_has_no_pages_today_and_still_has_those_of_yesterday(
    places: Places,
) -> None:
    gone = Observation("a.example", "site", TUESDAY, Outcome.ABSENT, Reason.NXDOMAIN)
    keep(places, site(MONDAY, ("home", HOME), icon=ICON), (gone, []))
    today, yesterday = (subjects.load(*places, "a.example", at=when) for when in (TUESDAY, MONDAY))
    assert (today.pages, today.icons, today.observations["site"].outcome) == ((), (), Outcome.ABSENT)
    assert [page.title for page in yesterday.pages] == ["Silver Ginkgo"]


FAILING = Raw("https://a.example/", "text/html", b"<title>503</title><h1>Service Unavailable</h1>", 503)
WALL = Raw("https://a.example/", "text/html", b"<title>Just a moment...</title>", 403)


@pytest.mark.parametrize("hidden", [FAILING, WALL])
def test_behind_an_error_page_or_a_bot_wall_the_site_is_as_it_last_was(places: Places, hidden: Raw) -> None:
    keep(places, site(MONDAY, ("home", HOME), ("team", TEAM), icon=ICON), site(TUESDAY, ("home", hidden)))
    subject, kind = subjects.load_with_class(*places, "a.example")
    assert [page.role for page in subject.pages] == ["home", "team"]
    assert subject.icons == (b"\x00\x01icon",)
    assert kind in (PageClass.ERROR, PageClass.BOT_WALL), "the state is told of today's page"


def test_what_was_parked_or_gone_before_the_error_page_shows_no_older_pages(places: Places) -> None:
    gone = Observation("a.example", "site", TUESDAY, Outcome.ABSENT, Reason.NXDOMAIN)
    wednesday = TUESDAY + timedelta(days=1)
    keep(places, site(MONDAY, ("home", HOME)), (gone, []), site(wednesday, ("home", FAILING)))
    assert subjects.load(*places, "a.example").pages == ()
    thursday, friday = wednesday + timedelta(days=1), wednesday + timedelta(days=2)
    keep(places, site(thursday, ("home", PARKED)), site(friday, ("home", FAILING)))
    assert subjects.load(*places, "a.example").pages == ()


def test_a_domain_that_was_never_seen_is_an_empty_subject(places: Places) -> None:
    subject = subjects.load(*places, "b.example")
    assert (subject.domain, dict(subject.observations), subject.pages, subject.icons) == (
        "b.example",
        {},
        (),
        (),
    )


def test_bytes_that_are_lost_are_told_in_one_sentence(places: Places) -> None:
    observation, _ = site(MONDAY, ("home", HOME))
    keep(places, (observation, []))
    with pytest.raises(CollectionError, match=r"knows no capture sha256:.*; collect the domain again"):
        subjects.load(*places, "a.example")
