"""To which domains do observed sites point, and are everybody's services left alone?"""

from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.discovery._link_targets import linked
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


def test_links_of_pages_are_read_from_the_archive_when_it_is_named(tmp_path: Path) -> None:
    body = b"""<a href="https://www.sister.example/about">x</a> <a HREF = '//two.example:8080/'>y</a>
    <a href="https://web.archive.org/web/20230615000000/http://three.example/">z</a>
    <a href=https://user@four.example?x=1>4</a> <a href="/own">o</a> <a href="https://front.example/">f</a>
    <a href="https://www.linkedin.com/company/front">in</a> <a href="https://facebook.com/x">fb</a>
    <a href="https://192.0.2.7/">ip</a> <a href="https://fonts.googleapis.com/css">css</a>"""
    observed = store(tmp_path, body)
    assert told(SOURCE, given(references=(FRONT,), observed=observed))[0] == {}
    found, faults, _ = told(SOURCE, given(tmp_path / "archive", references=(FRONT,), observed=observed))
    assert (found, faults) == (
        {f"{name}.example": "is linked from front.example" for name in ("sister", "two", "three", "four")},
        [],
    )


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
        (b"href=//" + b"x" * 2_000_000, 1),
        (b'<a href="//a.example' * 100_000, 1),
        (b"".join(b'<a href="//h%d.example">' % number for number in range(80_000)), 5_000),
    ],
    ids=["no host", "one long host", "open tags", "many"],
)
def test_a_page_made_of_links_ends(body: bytes, hosts: int) -> None:
    assert len(linked(body)) == hosts


@pytest.mark.parametrize(
    ("where", "options"),
    [("/nowhere", {}), ("http://127.0.0.1/", {}), ("", {"servers": "some"}), ("", {"most_sites": "many"})],
)
def test_what_cannot_be_read_is_said(where: str, options: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        batches(SOURCE, given(where, **options))
