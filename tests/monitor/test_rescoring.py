"""Does the past, weighed anew, say what would have been told and when, and is nothing changed by it?"""

import json
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from crawler.records import Observation, Outcome, Reason, Visit
from monitor import cli, config
from monitor.home import open_home
from monitor.rescoring import moments
from monitor.store import Baseline, Event, Reference, Role, WatchItem
from tests.monitor._asked import asking

FRONT, FIRM, LISTED, BLIND = "quillsoft.example", "harbourline.example", "fennmark.example", "unseen.example"
MARCH = [datetime(2026, 3, day, 6, tzinfo=UTC) for day in range(1, 9)]
BEFORE = datetime(2023, 6, 15, tzinfo=UTC)
# Invented registrants.
OWNER = {"name": "Ada Fennimore", "email": "ada@fennmark.example", "phone": "+1 212 555 0143"}
PARTLY = {"name": "Ada Fennimore"}
OTHER = {"name": "Bo Harbour", "email": "bo@harbourline.example", "phone": "+1 415 555 0177"}
HOST = {"A": ["192.0.2.7"], "NS": ["ns1.fennmark.example", "ns2.fennmark.example"]}


def look(domain, kind, at, payload, outcome=Outcome.OBSERVED, reason=Reason.NONE):
    return Observation(domain, kind, at, outcome, reason, MappingProxyType(payload))


def registered(domain, at, owner):
    created = "2020-02-20T00:00:00Z" if domain == LISTED else "2026-02-20T00:00:00Z"
    return look(domain, "registration", at, {"created": created, "registrant": owner})


@pytest.fixture
def home(tmp_path):
    """A front that shows its owner's name since the third of March, everything on the fourth and fifth."""
    cli.run(["--home", str(tmp_path), "init"])
    made = open_home(config.load(tmp_path))
    made.store.watchlist.add(
        [WatchItem(FRONT, MARCH[0]), WatchItem(FIRM, MARCH[0]), WatchItem(BLIND, MARCH[0])]
    )
    looks = [
        registered(FRONT, each, OTHER if each < MARCH[2] or each > MARCH[4] else OWNER) for each in MARCH
    ]
    looks += [registered(FIRM, each, OTHER | {"email": "desk@harbourline.example"}) for each in MARCH]
    looks += [
        look(FRONT, "dns", each, HOST if each >= MARCH[3] else {"A": ["198.51.100.9"]}) for each in MARCH
    ]
    looks.append(look(BLIND, "site", MARCH[0], {}, Outcome.FAILED, Reason.TIMEOUT))
    made.observations.add([Visit(each.domain, (each,)) for each in looks])
    return made


def refer(home):
    """The owner's other domain is documented as a front, with what was archived of it."""
    archived = [registered(LISTED, BEFORE, OWNER), look(LISTED, "dns", BEFORE, HOST)]
    home.observations.add([Visit(LISTED, (each,)) for each in archived])
    home.store.add_reference(Reference(LISTED, "invented", "an invented source"), MARCH[7])
    home.store.add_baseline(Baseline(LISTED, BEFORE, "invented", 1))


@pytest.fixture
def ask(home, capsys):
    return asking(home.config.home, capsys, "rescore")


def rows(out):
    return [json.loads(line) for line in out.splitlines()]


def test_a_reference_added_later_would_have_been_told_of_on_the_day_it_fitted(home, ask):
    assert ask() == (0, "", "0 pairs would have been told; 0 of them never were\n")
    refer(home)
    code, out, err = ask("--json")
    (row,) = rows(out)
    assert (code, row["domain"], row["counterpart"], row["relation"]) == (0, FRONT, LISTED, "resembles")
    assert list(row["reached"]) == ["likely", "strong", "worth a look"]
    assert (row["reached"]["worth a look"], row["reached"]["strong"]) == ("2026-03-03", "2026-03-04")
    assert (row["band"], row["day"], row["alerted"]) == ("strong", "2026-03-04", None)
    assert "ada@fennmark.example" in row["why"]
    assert err == "1 pair would have been told; 1 of them never was\n"


def test_the_table_says_the_same_with_names_that_nobody_can_click(home, ask):
    refer(home)
    header, line = ask()[1].splitlines()
    assert header.split("  ")[0] == "worth a look"
    first, _, strong = line.partition("  +")[0].split()
    assert (first, strong) == ("2026-03-03", "2026-03-04")
    assert " bits  2026-03-04  never  " in line
    assert line.endswith("never  quillsoft[.]example resembles fennmark[.]example")


def test_what_was_so_before_the_first_day_has_that_day(home, ask):
    refer(home)
    (row,) = rows(ask("--since", "2026-03-05", "--json")[1])
    assert set(row["reached"].values()) == {"2026-03-05"}
    assert ask("--since", "2026-03-07", "--json")[1] == "", "by then it showed another owner again"


def test_the_day_on_which_it_was_told_stands_beside_it(home, ask):
    refer(home)
    told = [
        Event("1", "r", "2026-03-06", FRONT, "else.example", "new", "likely", 1.0, {"also": [LISTED]}),
        Event("2", "r", "2026-03-07", FRONT, LISTED, "escalated", "strong", 4.0, {}),
        Event("3", "r", "2026-03-01", FIRM, LISTED, "new", "likely", 1.0, {}),
    ]
    home.store.ledger.add_events(told)
    assert rows(ask("--json")[1])[0]["alerted"] == "2026-03-06"


def test_an_honest_firm_is_not_judged_by_its_past(home, ask):
    refer(home)
    home.store.watchlist.add([WatchItem(FRONT, MARCH[0], Role.KNOWN_GOOD)])
    assert ask("--json")[:2] == (0, "")


def test_nothing_is_changed_by_it(home, ask):
    refer(home)
    before = list(home.store.db.conn.iterdump())
    assert rows(ask("--json")[1])
    assert list(home.store.db.conn.iterdump()) == before


def test_a_body_that_cannot_be_read_is_named_and_the_rest_is_told(home, ask):
    refer(home)
    page = {
        "url": f"https://{FIRM}/",
        "role": "home",
        "status": 200,
        "body": "sha256:gone",
        "media_type": "x",
    }
    lost = look(FIRM, "site", MARCH[1], {"url": f"https://{FIRM}/", "pages": [page]})
    home.observations.add([Visit(FIRM, (lost,))])
    code, out, err = ask("--json")
    assert (code, [row["domain"] for row in rows(out)]) == (1, [FRONT])
    assert f"{FIRM} of 2026-03-02 could not be read: " in err
    assert err.endswith(
        "brassplate: one state of the past could not be read, and may have been told as well\n"
    )


def test_only_times_at_which_something_else_was_seen_are_weighed(home):
    def at(domain, since=None):
        return [each.day for each in moments(home.observations, domain, since)]

    assert at(FRONT) == [1, 3, 4, 6]
    assert at(FRONT, MARCH[4]) == [5, 6]
    assert at(FRONT, datetime(2026, 1, 1, tzinfo=UTC)) == [1, 3, 4, 6]
    assert at(FRONT, datetime(2027, 1, 1, tzinfo=UTC)) == [1]
    assert (at(FIRM), at(BLIND), at("never.example")) == ([1], [], [])


def test_a_name_is_told_from_the_day_on_which_somebody_has_it(home, ask):
    refer(home)
    near = "fennrnark.example"
    home.store.watchlist.add([WatchItem(near, MARCH[0])])
    nobody = look(near, "dns", MARCH[0], {}, Outcome.ABSENT, Reason.NXDOMAIN)
    taken = look(near, "registration", MARCH[5], {"created": "2026-03-05T00:00:00Z"})
    home.observations.add([Visit(near, (nobody,)), Visit(near, (taken,))])
    days = {row["domain"]: row["reached"]["worth a look"] for row in rows(ask("--json")[1])}
    assert days == {FRONT: "2026-03-03", near: "2026-03-06"}
