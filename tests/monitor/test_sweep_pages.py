"""Does a sweep tell of exactly the pages that a comparison of each would tell of?"""

import json
import pickle
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from crawler import fingerprint
from crawler.fingerprint import Fingerprint, Page, Subject
from crawler.lab.pages import page_html
from crawler.lab.world import THREE_DAYS
from crawler.records import canonical
from crawler.store import open_database
from crawler.sweep import Row, Tally, digest, make_part, rows_of, sweep
from crawler.sweep.engines import Settings, engine
from crawler.sweep.inputs import Document, Options, cut
from monitor.corpus import Corpus
from monitor.evidence import Weights
from monitor.score import score
from monitor.store import MonitorStore
from monitor.sweeping._judging import Judge, Looked
from monitor.sweeping.references import read, shipped, write
from tests.crawler._warcs import packed, put, record
from tests.monitor._swept import CUT, PRIOR, corpus, known, swept, work

COPY = "https://verdantacore.example/"
HONEST = (
    "quaysidecompute.example",
    "tallowmere.example",
    "ferrowick.example",
    "pebblestack.example",
    "ostlerandvale.example",
    "lumenroot.example",
    "hexhamledger.example",
    "cindergate.example",
)


def told(rows: list[Row]) -> set[tuple[str, str, float]]:
    return {(row["url"], row["reference"], row["bits"]) for row in rows}


@pytest.mark.parametrize("least", [CUT, 3.3, -6.0])
def test_looking_in_passing_tells_of_the_same_pages_as_looking_in_full(tmp_path: Path, least: float) -> None:
    quick, seen = swept(tmp_path, work(tmp_path, least))
    full, seen_in_full = swept(tmp_path, work(tmp_path, least, screened=False))
    assert canonical(quick) == canonical(full)
    assert (seen.seen, seen.unread) == (seen_in_full.seen, 0)
    assert seen.seen == 120
    assert 5 < len(quick) < 80


def test_the_planted_copies_are_told(tmp_path: Path) -> None:
    rows, _ = swept(tmp_path, work(tmp_path))
    pairs = {(row["domain"], row["reference"]) for row in rows}
    assert ("verdantacore.example", "ktsolution.tech") in pairs
    assert ("nordbridgesystems.test", "ktsolution.tech") in pairs
    honest = {each.domain for each in THREE_DAYS.firms(3).values() if each.domain in HONEST}
    assert honest == set(HONEST)
    assert honest.isdisjoint(domain for domain, _ in pairs)


def test_a_row_says_what_a_comparison_of_the_two_says(tmp_path: Path) -> None:
    rows, _ = swept(tmp_path, work(tmp_path))
    row = next(each for each in rows if each["url"] == COPY)
    page = Page(COPY, page_html(THREE_DAYS.firms(3)[row["domain"]], "home"))
    ours = fingerprint.take(Subject(row["domain"], {}, (page,)))
    theirs = next(each.fingerprint for each in known() if each.fingerprint.domain == row["reference"])
    aside = frozenset(each.fingerprint.domain for each in known())
    alone = score(
        ours,
        theirs,
        Corpus(MonitorStore(open_database(Path(":memory:")))),
        Weights.load(),
        aside,
        prior=PRIOR,
    )
    assert row["bits"] == alone.bits
    evidence = json.loads(row["evidence"])
    weighed = [each.bits for each in (*alone.evidence, *alone.against) if each.bits]
    assert [each["bits"] for each in evidence] == weighed
    assert all(each["sentence"] for each in evidence)
    assert (row["page_class"], row["captured_at"]) == ("content", "2026-01-02T03:04:05Z")


def test_every_page_can_be_told_with_its_fingerprint(tmp_path: Path) -> None:
    given = replace(work(tmp_path, every=True), fingerprints=True)
    rows, tally = swept(tmp_path, given)
    assert len(rows) == tally.seen
    row = next(each for each in rows if each["url"] == COPY)
    page = Page(COPY, page_html(THREE_DAYS.firms(3)[row["domain"]], "home"))
    whole = fingerprint.take(Subject(row["domain"], {}, (page,)))
    assert json.loads(row["fingerprint"]) == whole.to_json()["values"]
    assert told([each for each in rows if each["bits"] is not None and each["bits"] >= CUT]) == told(
        swept(tmp_path, work(tmp_path))[0]
    )


def copy(body: bytes, url: str = "https://copy.example/", **more: str) -> bytes:
    return packed(record(url, body, **more))


FRONT = page_html(THREE_DAYS.archived()["cloudbluefox.com"], "home")


def best(folder: Path, data: bytes, screened: bool = True) -> list[tuple[str, str]]:
    rows, _ = swept(folder, work(folder, screened=screened), data)
    return [(row["domain"], row["reference"] or row["page_class"]) for row in rows]


def test_a_front_is_never_compared_with_itself_and_its_copies_are(tmp_path: Path) -> None:
    assert best(tmp_path, copy(FRONT.encode(), "https://www.cloudbluefox.com/x")) == []
    assert best(tmp_path, copy(FRONT.encode())) == [("copy.example", "cloudbluefox.com")]


@pytest.mark.parametrize("label", ["utf-16", "windows-1252", "utf-8"])
def test_a_copy_is_found_in_any_encoding_and_with_nuls(tmp_path: Path, label: str) -> None:
    body = FRONT.encode(label, "replace") + b"\0\0"
    assert best(tmp_path, copy(body, media_type=f"text/html; charset={label}")) == [
        ("copy.example", "cloudbluefox.com")
    ]


def test_a_page_without_an_address_has_no_name_and_is_found(tmp_path: Path) -> None:
    for url in ("", "http://127.0.0.1/", "not an address", "https://[::1"):
        assert best(tmp_path, copy(FRONT.encode(), url)) == [("", "cloudbluefox.com")]


def test_states_and_pages_built_to_exhaust_a_parser_are_never_compared(tmp_path: Path) -> None:
    parked = "<title>x.example is parked</title><h1>This domain is parked free</h1>"
    deep = "<div>" * 100_000 + FRONT
    for body in (parked, deep, "", "\x00" * 1_000_000, "<" * 1_000_000, "a" * 2_000_000):
        for screened in (True, False):
            assert best(tmp_path, copy(body.encode()), screened) == []


def test_a_page_too_large_is_a_row_with_its_place(tmp_path: Path) -> None:
    rows, tally = swept(tmp_path, work(tmp_path), copy(b" " * 2_000_001))
    (row,) = rows
    assert (row["page_class"], row["fault"], row["offset"]) == (
        "unread",
        "it is larger than 2,000,000 bytes",
        0,
    )
    assert tally.unread == 1


def test_text_drawn_out_of_a_page_is_compared_by_its_words_alone(tmp_path: Path) -> None:
    shown = Page("https://cloudbluefox.com/", FRONT).text
    path = put(
        tmp_path / "a.wet.gz", packed(record("https://copy.example/", shown.encode(), kind="conversion"))
    )
    (item,) = cut(str(path), None, Options(), "pages")
    (row,) = work(tmp_path).rows(item, Tally())
    assert row["reference"] == "cloudbluefox.com"
    signals = {each["signal"] for each in json.loads(row["evidence"])}
    assert "page_text" in signals
    assert not signals & {"dom_template", "style_vocabulary", "assets"}


def test_a_worker_needs_but_the_pickled_work_and_the_file(tmp_path: Path) -> None:
    given = work(tmp_path)
    (item,) = cut(str(put(tmp_path / "c.warc.gz", corpus())), "warc", Options(), "pages")
    here, there = tmp_path / "here", tmp_path / "there"
    for folder, each in ((here, given), (there, pickle.loads(pickle.dumps(given)))):
        folder.mkdir()
        part = partial(make_part, each, folder=folder)(item)
        assert part.rows > 5
    assert digest(here) == digest(there)
    assert len(pickle.dumps(given)) < 2_000


@pytest.mark.slow
def test_a_page_that_takes_too_long_is_an_unread_row_and_the_part_goes_on(tmp_path: Path) -> None:
    endless = FRONT.encode() + b"<p>Endless words of a page.</p>" * 60_000
    data = packed(
        record("https://endless.example/", endless),
        *(record(f"https://other{number}.example/", b"<p>Nothing.") for number in range(3)),
    )
    given = replace(work(tmp_path), seconds=0.2)
    items = list(cut(str(put(tmp_path / "c.warc.gz", data)), "warc", Options(), "pages"))
    settings = Settings(workers=1)
    done = sweep(given, items, tmp_path, lambda task, left: engine("local").run(task, left, settings))
    assert done.quarantined == ()
    assert (done.seen, done.unread) == (4, 1)
    (row,) = rows_of(done.folder)
    assert (row["url"], row["page_class"]) == ("https://endless.example/", "unread")
    assert row["fault"] == "reading it takes more than 0.2 s or ends its reader"


def test_references_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    path, _ = write(known(), tmp_path)
    again = read(path)
    assert [each.to_json() for each in again] == [each.to_json() for each in known()]


def test_without_a_home_the_shipped_names_are_the_references(tmp_path: Path) -> None:
    found = shipped().known
    assert "cloudbluefox.com" in {each.fingerprint.domain for each in found}
    assert all(isinstance(each.fingerprint, Fingerprint) and not len(each.sketch.text) for each in found)


def test_a_page_whose_reading_fails_is_an_unread_row_and_the_part_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Judge.look

    def fails(self: Judge, document: Document, *, in_full: bool) -> Looked | None:
        if document.url == "https://b.example/":
            raise RecursionError("so deep")
        return look(self, document, in_full=in_full)

    monkeypatch.setattr(Judge, "look", fails)
    pages = packed(*(record(f"https://{each}.example/", FRONT.encode()) for each in "abc"))
    rows, tally = swept(tmp_path, work(tmp_path), pages)
    assert [(row["url"], row["page_class"], row["fault"]) for row in rows] == [
        ("https://a.example/", "content", None),
        ("https://b.example/", "unread", "reading it failed: RecursionError"),
        ("https://c.example/", "content", None),
    ]
    assert tally.unread == 1


CONTACTS = "<title>Firm</title><p>Apples every day.</p><p>Call us: {} or write: {}</p>"


@pytest.mark.parametrize("written", ["&#{};", "&#x{:x};", "{:c}"])
def test_contacts_that_a_page_writes_as_numbers_are_found_in_passing(tmp_path: Path, written: str) -> None:
    mailbox, phone = "contact@ktsolution.tech", "+1 213 555 0117"
    hidden = ["".join(written.format(ord(each)) for each in value) for value in (phone, mailbox)]
    body = CONTACTS.format(*hidden).encode()
    found = [best(tmp_path, copy(body), screened) for screened in (True, False)]
    assert found[0] == found[1]
    assert len(found[0]) == 1


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u00ad", "&shy;", "&zwnj;", "&#8288;", "&ZeroWidthSpace;", "\ufeff"]
)
def test_contacts_between_whose_letters_stand_marks_that_nobody_sees_are_found(
    tmp_path: Path, unseen: str
) -> None:
    hidden = [unseen.join(value) for value in ("+1 213 555 0117", "contact@ktsolution.tech")]
    body = CONTACTS.format(*hidden).encode()
    found = [best(tmp_path, copy(body), screened) for screened in (True, False)]
    assert found[0] == found[1]
    assert len(found[0]) == 1
