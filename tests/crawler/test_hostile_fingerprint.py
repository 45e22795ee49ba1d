"""Can a page stop its own fingerprint, crowd out a fact of its owner, or say something else each time?"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from crawler.fingerprint import Page, Subject, classify, signals, take
from crawler.fingerprint._rarity import tidy
from crawler.records import Observation, Outcome, Reason, Visit
from crawler.store import ObservationStore, open_database

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def subject(*pages: str, **looks: object) -> Subject:
    seen = {
        kind: Observation("front.test", kind, NOW, Outcome.OBSERVED, payload=payload)  # type: ignore[arg-type]
        for kind, payload in looks.items()
    }
    made = tuple(Page(f"https://front.test/{number}", html) for number, html in enumerate(pages))
    return Subject("front.test", MappingProxyType(seen), made)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>a" + "\u0315\u0327" * 199_000, id="accents"),
        pytest.param("<p>" + "\ufdfa " * 100_000, id="letters that are sentences"),
        pytest.param("<title>" + "x " * 990_000 + "</title>", id="title"),
        pytest.param("<p>" + "1 A St" + "," * 39_000, id="streets"),
        pytest.param("<p>" + "1 (" * 13_000, id="digits"),
        pytest.param("<p>" + "a@a." * 9_000, id="mailboxes"),
        pytest.param("<i class='" + " ".join(map(str, range(280_000))) + "'>" + "<p>x" * 50, id="classes"),
        pytest.param("<script>fbq(" + " " * 990_000 + "</script>", id="tracker"),
        pytest.param("".join(f"<a href='/{each}'>contact</a>" for each in range(60_000)), id="links"),
        pytest.param("<table>" + "x<tr>" * 300_000, id="text beside a table"),
    ],
)
def test_no_page_takes_its_reader_long(html: str) -> None:
    begun = time.process_time()
    page = subject(html)
    classify(page.pages[0], 200)
    assert all(len(each) <= 600 for each in take(page).values.values())
    assert time.process_time() - begun < 6


def test_a_flood_of_one_kind_of_contact_hides_no_other() -> None:
    def streets(page: int) -> Iterable[str]:
        return (
            f"<p>{page}{each} Main Street, Springfield, Ohio 4{page:02}{each:02}</p>" for each in range(40)
        )

    pages = ["".join(streets(number)) for number in range(10)]
    values = take(subject(*pages, "<a href='mailto:boss@plate-office.test'>x</a>")).values["contacts"]
    assert len(values) == 256
    assert "email:boss@plate-office.test" in values


def test_a_flood_of_accounts_hides_no_other() -> None:
    flood = "".join(f"pub-{10**15 + 7 * each}\n" for each in range(50_000))
    values = take(subject(f"<script>{flood} GTM-ABCD123</script>")).values["tracker"]
    assert len(values) == 64
    assert "gtm:GTM-ABCD123" in values


def test_values_are_left_out_only_where_there_are_too_many() -> None:
    assert tidy(["b:2", "a:1", "b:2", "c:"]) == ("a:1", "b:2")
    assert tidy([f"{kind}:{each}" for kind in "abc" for each in range(9)], 4) == ("a:0", "a:1", "b:0", "c:0")


def test_no_site_is_posted_under_more_than_64_keys_of_a_signal() -> None:
    many = [f"host{each}.test" for each in range(5_000)]
    page = "".join(
        f"<p class='c{each}'>mail{each}@office.test GTM-AB{each:05} sentence number {each} of a list.</p>"
        for each in range(3_000)
    )
    looks = {
        "dns": {
            "A": [f"192.0.{a}.{b}" for a in range(20) for b in range(200)],
            "NS": many,
            "MX": many,
            "TXT": many,
        },
        "tls": {"names": many, "verdict": "valid"},
    }
    values = take(subject(page, **looks)).values
    assert {each.name for each in signals() if len(each.keys(values.get(each.name, ()))) > 64} == set()


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    script = (
        "import sys; from types import MappingProxyType as M; from crawler.fingerprint import *; "
        "html = '<ul>' + ''.join(f\"<li class='a{n} b{n}' id=i{n}><a href='tel:+1212555{n:04}'>x{n}</a> "
        'm{n}@o{n}.test pub-{10**15+n} some words that differ {n} and stay</li>" for n in range(2000)); '
        "page = Page('https://a.test/', html); "
        "import json; print(json.dumps(take(Subject('a.test', M({}), (page,))).to_json()))"
    )
    root = Path(__file__).parents[2]
    told = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1
    assert all(signal in next(iter(told)) for signal in ("contacts", "tracker", "dom_template"))


def test_a_long_history_does_not_make_the_latest_look_slow(tmp_path: Path) -> None:
    store = ObservationStore(open_database(tmp_path / "a.db"))
    store.add(
        Visit("front.test", (Observation("front.test", "dns", NOW + timedelta(each), Outcome.OBSERVED,
                                         payload={"TXT": [f"{each}" + "x" * 30_000]}),))
        for each in range(400)
    )  # fmt: skip
    failed = Observation("front.test", "dns", NOW + timedelta(999), Outcome.FAILED, Reason.TIMEOUT)
    store.add([Visit("front.test", (failed,))])
    begun = time.process_time()
    for _ in range(20):
        assert store.latest("front.test")["dns"].payload["TXT"][0].startswith("399x")
    assert time.process_time() - begun < 0.2
    assert store.latest("front.test", failed=True)["dns"].reason is Reason.TIMEOUT
    assert store.latest("front.test", at=NOW + timedelta(7))["dns"].payload["TXT"][0].startswith("7x")
