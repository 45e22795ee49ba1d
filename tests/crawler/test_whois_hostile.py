"""Do any bytes on port 43 become a bounded registration or a reason, and soon? All texts are invented."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crawler.collect._registration import MAX_LIST, MAX_TEXT, Registration
from crawler.collect._whois_text import (
    MAX_LINE,
    MAX_READ,
    classify,
    decode,
    read,
    read_views,
    registrar_server,
)
from crawler.collect._whois_time import when
from crawler.records import Reason

ANSWERS = sorted((Path(__file__).parent / "whois_answers").glob("*.txt"))
LINES = sorted({line for path in ANSWERS for line in path.read_text("utf-8").splitlines()})
PIECES = [
    ":",
    ": ",
    "....: ",
    "[",
    "]",
    "\t",
    "   ",
    "** ",
    "% ",
    "- ",
    "\x00",
    "\ud800",
    "İ",
    "\u2028",
    "(",
    "@",
    " AT ",
]
LONG = [
    "a" * 400,
    "a@" * 200,
    "Registrar: " + " " * 380,
    "Creation Date: " + "1 " * 190,
    "Creation Date: " + "jan " * 95,
    "Name Server: " + "a." * 190,
    "nserver: " + "a-" * 190,
    "status: " + "a," * 190,
    "Registrant Email: " + "a@b." * 95,
    "e-mail: " + "x AT " * 75,
    "record " * 57,
    "Registrar (" * 36 + ": x",
    "a  " * 130,
    "." * 390 + ": x",
    "İ" * 200,
    "Registrant:\n" + "   x@y" + ".z" * 190,
]
texts = some.lists(
    some.sampled_from(LINES) | some.sampled_from(PIECES) | some.text(max_size=40), max_size=60
).flatmap(lambda words: some.sampled_from(["\n", "", "\r\n", "\n\n"]).map(lambda gap: gap.join(words)))


def bounded(found: Registration) -> bool:
    words = [*found.statuses, *found.nameservers, *found.redacted, *found.registrant.values()]
    times = [found.created, found.updated, found.expires]
    lists = (found.statuses, found.nameservers, found.redacted)
    return (
        all(len(each or "") <= MAX_TEXT for each in (*words, *times, found.registrar, found.iana_id))
        and all(len(each) <= MAX_LIST for each in lists)
        and all(each is None or each.endswith("Z") for each in times)
    )


def holds(body: bytes) -> None:
    answer = decode(body)
    registry, registrar = read_views("front.test", answer)
    assert classify(answer, registry) in Reason
    registrar_server(answer)
    for found in (registry, registrar or Registration(), read("front.test", answer)):
        assert bounded(found)
        json.dumps(found.payload("whois", "x.test"), ensure_ascii=False).encode("utf-8")


@given(texts)
@settings(max_examples=150, deadline=None)
def test_registries_lines_in_any_order_make_a_bounded_registration(text):
    holds(text.encode("utf-8", "surrogatepass"))


@given(some.binary(max_size=3_000))
@settings(max_examples=100, deadline=None)
def test_any_bytes_make_a_registration_or_a_reason(body):
    holds(body)


@given(some.sampled_from(ANSWERS), some.integers(0, 2_000), some.integers(0, 2_000), some.binary(max_size=20))
@settings(max_examples=150, deadline=None)
def test_an_answer_cut_or_changed_anywhere_is_still_read(path, start, end, middle):
    body = path.read_bytes()
    holds(body[:start] + middle + body[end:])


@given(some.text(alphabet="0123456789-/.: ,#+ZTabcdefjmnorstu", max_size=60) | some.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_in_place_of_a_date_raises(text):
    for american in (False, True):
        found = when(text, american)
        assert found is None or found.endswith("Z")


@pytest.mark.parametrize("line", LONG, ids=lambda line: line[:14])
def test_lines_made_to_hang_a_reader_cost_less_than_the_patience_of_a_crawl(line):
    read("front.test", "warm")  # python-whois takes its time to be imported
    body = "\n".join([line] * 800).encode()
    begun = time.process_time()
    holds(body)
    assert time.process_time() - begun < 0.4  # three readings; one takes about 20 ms


def test_a_flood_is_read_up_to_its_bound_and_a_letter_cut_in_two_spoils_nothing():
    answer = decode("Registrar: Søren ".encode() + b"x" * 300 + b"\n" + "ø".encode() * MAX_READ)
    assert answer.startswith("Registrar: Søren")
    assert max(len(line) for line in answer.splitlines()) <= MAX_LINE
    assert len(answer.encode()) <= MAX_READ


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2023-10-14T02:00:00+02:00", "2023-10-14T00:00:00Z"),
        ("2023-10-14 00:00:00+02", "2023-10-13T22:00:00Z"),
        ("2023-10-14T08:39:04-0700", "2023-10-14T15:39:04Z"),
        ("2010-07-04 04:34:46 +03:00", "2010-07-04T01:34:46Z"),
        ("2023/10/14 09:00:00 (JST)", "2023-10-14T00:00:00Z"),
        ("20231014 17:57:27", "2023-10-14T17:57:27Z"),
        ("20231014 #162310", "2023-10-14T16:23:10Z"),
        ("14.10.2023 04:04:23", "2023-10-14T04:04:23Z"),
        ("2023. 10. 14.", "2023-10-14T00:00:00Z"),
        ("2023-Oct-14.", "2023-10-14T00:00:00Z"),
        ("14-oct-2023", "2023-10-14T00:00:00Z"),
        ("21-March-2021", "2021-03-21T00:00:00Z"),
        ("September  6 2016", "2016-09-06T00:00:00Z"),
        ("Tue Dec 12 2000", "2000-12-12T00:00:00Z"),
        ("Sat Mar 28 23:59:00 2026", "2026-03-28T23:59:00Z"),
        ("Sat Mar 28 23:59:00 GMT 2026", "2026-03-28T23:59:00Z"),
        ("Mon, 14 Oct 2023 10:00:00 GMT", "2023-10-14T10:00:00Z"),
        ("30th April 2003 at 00:04:00.000", "2003-04-30T00:04:00Z"),
        ("before Aug-1996", "1996-08-01T00:00:00Z"),
        ("05-Oct-1997 04:00:00 UTC", "1997-10-05T04:00:00Z"),
        ("2019-11-09 (YYYY-MM-DD)", "2019-11-09T00:00:00Z"),
        ("31-02-2020", None),
        ("2020-13-45", None),
        ("soon", None),
        ("0001-01-01T00:00:00Z", None),
        ("see at www.registry.test", None),
    ],
)
def test_a_date_is_read_in_every_spelling_that_registries_use(written, meant):
    assert when(written) == meant


def test_twelve_eleven_is_december_only_where_another_date_cannot_be_read_otherwise():
    both = "Domain registered: 09/17/2014\nRecord will expire on: 12/11/2021\n"
    assert read("front.test", both).expires == "2021-12-11T00:00:00Z"
    assert read("front.test", "Record will expire on: 12/11/2021\n").expires == "2021-11-12T00:00:00Z"
