"""Does every signal keep what ``Signal`` promises? A new signal is tested by lying in its folder.

The firms in the subjects are invented.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from crawler import fingerprint
from crawler.fingerprint import Image, Signal, Subject
from crawler.fingerprint._page import Page
from crawler.isolate import Isolated
from tests.contracts._subjects import a_subject, observed, picture

SECONDS_A_SIGNAL = 5.0
MOST_VALUES = 2_000
LONGEST_VALUE = 1_000


def modules() -> list[ModuleType]:
    found = pkgutil.iter_modules(fingerprint.__path__)
    return [
        importlib.import_module(f"crawler.fingerprint.{each.name}")
        for each in found
        if not each.name.startswith("_")
    ]


EMPTY = Subject("", {})
ONE = a_subject("ginkgo-harbor.example", 11, "(212) 555-0100")
OTHER = a_subject("ginkgo-saddle.example", 13, "(646) 555-0101")
MODULES = pytest.mark.parametrize("module", modules(), ids=lambda each: each.__name__.rpartition(".")[2])
SIGNALS = pytest.mark.parametrize("signal", fingerprint.signals(), ids=lambda each: each.name)


@MODULES
def test_a_signal_is_named_like_its_file(module: ModuleType) -> None:
    assert module.SIGNAL.name == module.__name__.rpartition(".")[2]


@MODULES
def test_its_page_asks_a_question_and_says_what_fools_it(module: ModuleType) -> None:
    page = module.__doc__ or ""
    assert page.split("\n")[0].endswith("?")
    assert "What fools it" in page
    assert module.SIGNAL.question.endswith("?")


@SIGNALS
def test_a_subject_without_anything_has_no_values(signal: Signal) -> None:
    assert signal.extract(EMPTY) == ()


@SIGNALS
def test_the_same_subject_gives_the_same_sorted_distinct_values(signal: Signal) -> None:
    values = signal.extract(ONE)
    assert values, f"the subject of this test says nothing to {signal.name}; give it something"
    assert signal.extract(a_subject("ginkgo-harbor.example", 11, "(212) 555-0100")) == values
    assert values == tuple(sorted(set(values)))


@SIGNALS
def test_every_value_is_a_prefix_and_a_rest(signal: Signal) -> None:
    for value in signal.extract(ONE):
        assert re.fullmatch(r"[a-z][a-z0-9_-]*:.+", value, re.DOTALL), value


@SIGNALS
def test_a_site_resembles_itself_wholly(signal: Signal) -> None:
    values = signal.extract(ONE)
    itself = signal.compare(values, values)
    assert itself is not None
    assert itself.signal == signal.name
    assert itself.similarity == 1.0 or itself.shared == values
    assert itself.sentence


@SIGNALS
def test_a_sentence_is_left_to_be_begun_and_ended_by_who_shows_it(signal: Signal) -> None:
    values = signal.extract(ONE)
    strange = tuple(
        f"{value.partition(':')[0]}:otherwise" for value in values if signal.name != "domain_name"
    )
    for other in (values, strange or ("label:otherwise", "suffix:test")):
        found = signal.compare(values, other)
        assert found is not None
        assert found.sentence[0].islower() or found.sentence[0] in "'0123456789", found.sentence
        assert not found.sentence.endswith("."), found.sentence


@SIGNALS
def test_a_shared_value_is_told_as_the_end_of_a_sentence(signal: Signal) -> None:
    for value in signal.extract(ONE):
        told = signal.tell(value) if not value.startswith("created:") else "are told as a distance"
        assert told.split()[0].islower() and not told.endswith("."), told


@SIGNALS
def test_without_values_there_is_no_evidence(signal: Signal) -> None:
    values = signal.extract(ONE)
    assert signal.compare(values, ()) is None
    assert signal.compare((), values) is None
    assert signal.compare((), ()) is None


@SIGNALS
def test_the_comparison_is_the_same_from_both_sides(signal: Signal) -> None:
    ours, theirs = signal.extract(ONE), signal.extract(OTHER)
    assert ours != theirs
    there, back = signal.compare(ours, theirs), signal.compare(theirs, ours)
    assert there is not None
    assert there == back
    assert 0.0 <= there.similarity <= 1.0
    assert there.shared == tuple(sorted(set(there.shared)))


@SIGNALS
def test_a_site_is_found_again_under_at_most_64_of_its_values(signal: Signal) -> None:
    values = signal.extract(ONE)
    keys = signal.keys(values)
    assert set(keys) <= set(values)
    assert 0 < len(set(keys)) <= 64


@SIGNALS
def test_at_most_ten_readable_quotes_are_given(signal: Signal) -> None:
    values = signal.extract(ONE)
    itself = signal.compare(values, values)
    assert itself is not None
    assert len(signal.quote(ONE, itself.shared)) <= 10


def measured(name: str) -> list[tuple[str, float, int, int, int]]:
    """(signal, seconds, values, keys, longest value) over the hostile subject ``name``."""
    rows = []
    for signal in fingerprint.signals():
        subject = HOSTILE[name]()
        for page in subject.pages:
            _ = page.text
        start = time.monotonic()
        values = signal.extract(subject)
        signal.compare(values, values)
        keys = signal.keys(values)
        seconds = time.monotonic() - start
        rows.append((signal.name, seconds, len(values), len(keys), max(map(len, values), default=0)))
    return rows


def repeated(text: str) -> Callable[[], Subject]:
    html = f"<html><body>{(text * (2_000_000 // len(text) + 1))[:2_000_000]}</body></html>"
    return lambda: Subject("hostile.example", {}, (Page("https://hostile.example/", html),))


def with_payloads(**payloads: dict[str, Any]) -> Callable[[], Subject]:
    kinds = {kind: observed("hostile.example", kind, payload) for kind, payload in payloads.items()}
    return lambda: Subject("hostile.example", kinds)


def with_nothing_known() -> Subject:
    fields = """A AAAA NS MX TXT SOA CAA CNAME DMARC created registrar registrant names verdict subject issuer
    key certificate chain url server assets redirects title favicon"""
    payload = dict.fromkeys(fields.split())
    return with_payloads(dns=payload, registration=payload, tls=payload, site=payload)()


_LONG = "a.b-1 " * 330_000
_MANY = [f"host{number}.hostile.example" for number in range(50_000)]
_PICTURES = tuple(Image("photo", f"/{each}", picture(bytes([each, 255] * 128))) for each in range(200))
HOSTILE: dict[str, Callable[[], Subject]] = {
    "phone numbers": repeated("(212) 555-0100 "),
    "digits": repeated("1"),
    "plus signs and digits": repeated("+1 "),
    "mailboxes": repeated("a@b.example "),
    "at signs": repeated("a@"),
    "dots": repeated("a."),
    "house numbers": repeated("1 A A A A St, "),
    "streets": repeated("路"),
    "sentences": repeated("Aa bb. "),
    "one long word": repeated("x"),
    "mixed scripts": repeated("ул. А市1号 "),
    "paragraphs": repeated("<p class=a>x y</p>"),
    "links": repeated("<a href='tel:+12125550100'>x</a>"),
    "open elements": repeated("<div>"),
    "script": repeated("G-G-UA-1"),
    "icon": lambda: Subject("hostile.example", {}, (), (b"\x89PNG\r\n\x1a\n" + b"\xff" * 2_000_000,)),
    "images": lambda: Subject("hostile.example", {}, (), (), _PICTURES),
    "names of files": repeated(f"<img src='/{'a-1.' * 100}x.png'>"),
    "long name": lambda: Subject("a-1." * 500_000 + "example", {}),
    "many records": with_payloads(
        dns=dict.fromkeys(("A", "NS", "MX", "TXT", "SOA", "CNAME", "DMARC"), _MANY),
        tls={"names": _MANY, "verdict": "valid"},
        site={
            "assets": _MANY,
            "redirects": _MANY,
            "server": {"headers": _MANY},
            "headers": [[each, each] for each in _MANY],
        },
    ),
    "long records": with_payloads(
        dns=dict.fromkeys(("A", "NS", "MX", "SOA", "CNAME"), (_LONG,)) | {"TXT": ["v=spf1 " + _LONG]},
        tls={"names": [_LONG], "subject": _LONG, "issuer": _LONG, "key": _LONG, "verdict": "self-signed"},
        registration={"registrant": dict.fromkeys(["name", "street", "email", "phone", "city"], _LONG)},
        site={"assets": [_LONG], "server": {"server": _LONG}, "headers": [[_LONG, _LONG]], "title": _LONG},
    ),
    "nothing where something was": with_nothing_known,
}


@pytest.fixture(scope="module")
def measure() -> Iterator[Isolated[str, list[tuple[str, float, int, int, int]]]]:
    with Isolated(measured, seconds=60.0, megabytes=2048) as isolated:
        yield isolated


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_costs_bounded_time_and_gives_bounded_values(
    measure: Isolated[str, list[tuple[str, float, int, int, int]]], name: str
) -> None:
    for signal, seconds, values, keys, longest in measure(name):
        assert seconds < SECONDS_A_SIGNAL, f"{signal} took {seconds:.1f} s"
        assert values <= MOST_VALUES, f"{signal} gave {values} values"
        assert keys <= 64, f"{signal} gave {keys} keys"
        assert longest <= LONGEST_VALUE, f"{signal} gave a value of {longest} characters"
