"""To which domains do observed sites point, and are everybody's services left alone?"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.discovery import _links_here, links
from crawler.discovery._anchors import Anchor, anchors
from crawler.discovery.links import SOURCE
from crawler.errors import ConfigError
from crawler.fingerprint import Fingerprint
from crawler.records import Observation, Outcome, Raw, Visit
from crawler.store import ObservationStore, open_database
from tests.crawler._feeds import NOW, batches, given, told

FRONT, SUSPECT = "front.example", "suspect.example"


def prints(domain: str, **values: tuple[str, ...]) -> dict[str, Fingerprint]:
    return {domain: Fingerprint(domain, MappingProxyType(values))}


def store(tmp_path: Path, body: bytes = b"", **payload: Any) -> ObservationStore:
    """What was seen of FRONT, its one page in the archive."""
    kept = ObservationStore(open_database(tmp_path / "brassplate.db"))
    with Archive(tmp_path / "archive").writer("run", NOW) as writer:
        raw = Raw(f"https://{FRONT}/", "text/html", body or b"<p>nothing</p>", 200)
        capture = writer.keep(raw)
    assert capture is not None
    seen = {
        "url": f"https://{FRONT}/",
        "pages": [{"url": raw.url, "role": "home", "body": raw.hash}],
    } | payload
    look = Observation(FRONT, "site", NOW, Outcome.OBSERVED, payload=seen)
    kept.add([Visit(FRONT, (look,), (capture,))])
    return kept


def test_what_a_sites_payload_and_fingerprint_name_is_told_with_the_way(tmp_path: Path) -> None:
    observed = store(
        tmp_path,
        canonical="https://www.original.example/",
        redirects=["http://front.example/", "https://onward.example/x"],
        assets=["https://victim.example/logo.png", "/own.js", "https://cdn.example/lib.js", "//["],
    )
    known = prints(
        FRONT,
        certificate=("san:front.example", "san:sister.example", "key:sha256:00"),
        contacts=(
            "email:hr@mail-host.example",
            "mailhost:mail-host.example",
            "email:front@gmail.com",
            "phone:+1",
        ),
        dns_records=("mx:mx.posts.example", "ns:ns1.registrar-servers.com", "a:8.8.8.8"),
    )
    found, faults, _ = told(SOURCE, given(references=(FRONT,), observed=observed, fingerprints=known))
    assert faults == []
    assert found == {
        "original.example": "is named as its own address by front.example",
        "onward.example": "is where visitors are led by front.example",
        "sister.example": "is in the certificate of front.example",
        "mail-host.example": "has a mailbox listed by front.example",
        "victim.example": "has a picture shown by front.example",
    }
    found, _, _ = told(SOURCE, given(references=(FRONT,), fingerprints=known, servers="yes"))
    assert found["posts.example"] == "serves mail or names of front.example"
    assert "registrar-servers.com" not in found


def test_what_pages_link_to_is_told_with_the_page_and_its_words_and_everybodys_services_are_not(
    tmp_path: Path,
) -> None:
    body = """<head><link rel=preconnect href="https://cdn-of-someone.example/">
    <link rel="stylesheet" href="//styles.example/a.css"></head>
    <a class="x" href="https://www.sister.example/about"><b>Our</b> sister
      company &amp; friends</a> <a HREF = '//two.example:8080/'><img src=i.png></a>
    <a href="https://web.archive.org/web/20230615000000/http://three.example/">z</a>
    <area href=https://user@four.example?x=1> <a href="/own">o</a> <a href="https://front.example/">f</a>
    <a href="https://www.linkedin.com/company/front">in</a> <a href="https://facebook.com/x">fb</a>
    <a href="https://t.me/x">t</a> <a href="https://themeforest.net/">theme</a> <a href="//gmpg.org/xfn">g</a>
    <a href="https://192.0.2.7/">ip</a> <a href="https://someone.github.io/">gh</a>
    <form action="https://form.example/"></form> <iframe src="https://frame.example/"></iframe>
    <a href="https://five.example">\u202eevil "quoted"\x1b[31m &#8238; {}</a>""".format("word " * 40)
    observed = store(tmp_path, body.encode())
    archive = tmp_path / "archive"
    found, faults, _ = told(SOURCE, given(references=(FRONT,), observed=observed, archive=archive))
    assert (found, faults) == (
        {
            "sister.example": 'is linked from front.example (/: "Our sister company & friends")',
            "two.example": "is linked from front.example (/)",
            "three.example": 'is linked from front.example (/: "z")',
            "four.example": "is linked from front.example (/)",
            "five.example": "is linked from front.example "
            "(/: \"evil 'quoted'[31m word word word word word word word word w…\")",
        },
        [],
    )
    assert told(SOURCE, given(references=(FRONT,), observed=observed))[0] == {}
    assert told(SOURCE, given(archive, references=(FRONT,), observed=observed))[0] == found


def visits(tmp_path: Path, pages: dict[str, bytes], at: datetime) -> ObservationStore:
    """What was seen of several sites, one page of each."""
    kept = ObservationStore(open_database(tmp_path / "brassplate.db"))
    with Archive(tmp_path / "archive").writer(f"run {at:%H}", at) as writer:
        for domain, body in pages.items():
            raw = Raw(f"https://{domain}/partners", "text/html", body, 200)
            capture = writer.keep(raw)
            assert capture is not None
            payload = {"url": raw.url, "pages": [{"url": raw.url, "role": "home", "body": raw.hash}]}
            look = Observation(domain, "site", at, Outcome.OBSERVED, payload=payload)
            kept.add([Visit(domain, (look,), (capture,))])
    return kept


def test_observed_sites_that_link_to_a_reference_are_told_once_and_those_that_only_name_it_are_not(
    tmp_path: Path,
) -> None:
    yesterday = NOW - timedelta(days=1)
    pages = {
        "partner.example": b'<p>us</p><a href="https://www.FRONT.example/">Our parent firm</a>',
        "warns.example": b"<p>front.example is a front; see https://front.example/</p>",
        "like.example": b'<a href="https://front.example.org/">x</a><a href="//myfront.example/">x</a>',
        "style.example": b'<link href="https://front.example/a.css"><a href="/front.example">x</a>',
        FRONT: b'<a href="https://front.example/">home</a>',
    }
    observed = visits(tmp_path, pages, yesterday)
    asked = {"references": (FRONT,), "observed": observed, "archive": tmp_path / "archive"}
    found, faults, cursor = told(SOURCE, given(**asked))
    links = {name: why for name, why in found.items() if why.startswith("links to")}
    assert (links, faults) == (
        {"partner.example": 'links to front.example (/partners: "Our parent firm")'},
        [],
    )
    assert batches(SOURCE, given(cursor=cursor, **asked)) == []
    visits(tmp_path, {"late.example": b'<a href="//front.example">x</a> later'}, NOW)
    assert batches(SOURCE, given(cursor=cursor, **asked)) == []  # today's looks are read tomorrow
    tomorrow = replace(given(cursor=cursor, **asked), now=NOW + timedelta(days=1))
    assert told(SOURCE, tomorrow)[0] == {"late.example": 'links to front.example (/partners: "x")'}


def test_looks_are_read_on_where_the_last_reading_ended(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(_links_here, "MOST_SITES_A_READING", 2)
    monkeypatch.setattr(links, "SITES_A_BATCH", 1)
    pages = {f"site-{n}.example": b'<a href="//front.example/">%d</a>' % n for n in range(5)}
    observed = visits(tmp_path, pages, NOW - timedelta(days=2))
    cursor, seen = "", []
    for _ in range(4):
        asked = given(cursor=cursor, references=(FRONT,), observed=observed, archive=tmp_path / "archive")
        for batch in batches(SOURCE, asked):
            seen += [name for name, _ in batch.names]
            cursor = batch.cursor
    assert seen == [f"site-{n}.example" for n in range(5)]


def test_a_page_that_is_not_in_the_archive_is_named(tmp_path: Path) -> None:
    observed = store(tmp_path, canonical="https://original.example/")
    (tmp_path / "empty").mkdir()
    found, faults, _ = told(SOURCE, given(tmp_path / "empty", references=(FRONT,), observed=observed))
    assert list(found) == ["original.example"]
    assert len(faults) == 1
    assert faults[0].startswith("reading the capture of https://front.example/ from ")


def test_a_target_of_many_sites_a_directory_and_a_crowded_certificate_tell_nothing(tmp_path: Path) -> None:
    many = {}
    for number in range(6):
        many |= prints(f"site-{number}.example", contacts=("mailhost:agency.example",))
    assert told(SOURCE, given(fingerprints=many))[0] == {}
    assert list(told(SOURCE, given(fingerprints=many, most_sites="6"))[0]) == ["agency.example"]
    crowded = prints(FRONT, certificate=tuple(f"san:customer-{number}.example" for number in range(40)))
    assert told(SOURCE, given(fingerprints=crowded))[0] == {}
    page = b"".join(b'<a href="https://listed-%d.example/">' % number for number in range(100))
    observed = store(tmp_path, page)
    assert told(SOURCE, given(tmp_path / "archive", references=(FRONT,), observed=observed))[0] == {}


def test_sites_that_are_known_already_are_no_targets() -> None:
    known = prints(FRONT, certificate=("san:suspect.example",)) | prints(
        SUSPECT, certificate=("san:new.example",)
    )
    found, _, _ = told(SOURCE, given(references=(FRONT,), fingerprints=known))
    assert found == {"new.example": "is in the certificate of suspect.example"}


def test_a_target_is_told_once() -> None:
    known = prints(FRONT, certificate=("san:sister.example",))
    _, _, cursor = told(SOURCE, given(fingerprints=known))
    assert batches(SOURCE, given(cursor=cursor, fingerprints=known)) == []
    more = prints(FRONT, certificate=("san:sister.example", "san:third.example"))
    assert list(told(SOURCE, given(cursor=cursor, fingerprints=more))[0]) == ["third.example"]


@pytest.mark.parametrize("strange", [7, None, "x", {"a": 1}, [7, None, {"body": 7}, ["x"]]])
def test_a_strange_payload_breaks_nothing(tmp_path: Path, strange: Any) -> None:
    payload = dict.fromkeys(("url", "canonical", "redirects", "assets", "pages"), strange)
    observed = store(tmp_path, **payload)
    assert told(SOURCE, given(tmp_path / "archive", references=(FRONT,), observed=observed))[0] == {}


@pytest.mark.parametrize(
    ("body", "hosts"),
    [
        (b"href=" * 400_000, 0),
        (b"<a href=//" + b"x" * 2_000_000, 1),
        (b'<a href="//a.example' * 100_000, 1),
        (b' href="//a.example"' * 100_000, 0),
        (b"".join(b'<a href="//h%d.example">' % number for number in range(80_000)), 5_000),
        (b"<a href=//a.example>" + b"<" * 1_900_000, 1),
    ],
    ids=["no host", "one long host", "open tags", "no tags", "many", "all begins"],
)
def test_a_page_made_of_links_ends(body: bytes, hosts: int) -> None:
    assert len(anchors(body)) == hosts


def test_the_words_of_a_link_end_with_it() -> None:
    page = (
        b'<a href="//one.example"\n>One<br>firm</A> and <a title=">" href=//two.example>T</a><abbr>no</abbr>'
    )
    assert anchors(page) == [Anchor("one.example", "One firm"), Anchor("two.example", "T")]


@pytest.mark.parametrize(
    ("where", "options"),
    [("/nowhere", {}), ("http://127.0.0.1/", {}), ("", {"servers": "some"}), ("", {"most_sites": "many"})],
)
def test_what_cannot_be_read_is_said(where: str, options: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        batches(SOURCE, given(where, **options))
