"""Can what a registry, a certificate or a name server says stop a run, or hide a fact?"""

import asyncio
import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from crawler.archive import Archive, text_of
from crawler.collect import rdap, tls
from crawler.collect._bootstrap import RdapBootstrap
from crawler.collect._certificate import identity_of, names_of
from crawler.collect._collector import Context
from crawler.collect._registration import Registration
from crawler.collect._whois_text import classify, decode, read
from crawler.net import Network
from crawler.pipelines import MOST_PAYLOAD, bounded
from crawler.questions import MAX_ANSWER
from crawler.questions import bounded as bounded_values
from crawler.records import Observation, Outcome, Raw, Reason, Visit, canonical
from crawler.store import ObservationStore, open_database
from tests.crawler._servers import NOW, Authority, Canary, Zone, http, listening, name_server, web

BOOTSTRAP = RdapBootstrap.from_json(json.dumps({"services": [[["test"], ["https://rdap.registry.test/"]]]}))
FOUND = {"objectClassName": "domain", "ldhName": "front.test", "status": ["active"]}
PATH = "/domain/front.test"


async def look(folder: Path, *answers: bytes) -> tuple[Observation, tuple[Raw, ...]]:
    """What is seen of front.test when its registry answers so."""
    authority = Authority(folder)
    records: dict[tuple[str, str], list[str] | str] = {("rdap.registry.test", "A"): ["127.0.0.1"]}
    secure = authority.server("rdap.registry.test", start=-400, end=3000)
    async with (
        listening(web({PATH: answers[0], "/elsewhere": answers[-1]}), secure) as port,
        name_server(Zone(records)) as config,
    ):
        network = Network(replace(config, ports={443: port}, authorities=(authority.file,)))
        seen, raws = await rdap.collect("front.test", network, Context(NOW, BOOTSTRAP, seconds=5))
    return seen, raws


def linked(href: str) -> bytes:
    link = {"rel": "related", "type": "application/rdap+json", "href": href}
    return http(200, json.dumps({**FOUND, "links": [link]}).encode())


async def test_links_and_redirects_of_a_registry_reach_no_other_port(tmp_path: Path) -> None:
    canary = Canary()
    async with listening(canary) as port:
        seen, _ = await look(tmp_path, linked(f"https://rdap.registry.test:{port}{PATH}"))
        assert seen.outcome is Outcome.OBSERVED
        away = http(302, b"", Location=f"https://rdap.registry.test:{port}/x")
        (tmp_path / "again").mkdir()  # trust is kept by the authority's file
        seen, _ = await look(tmp_path / "again", away)
        assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.BAD_ANSWER)
    assert canary.visits == 0


@pytest.mark.parametrize(
    "href",
    ["https://[::1/domain/front.test", "https://\ud800.test/domain/front.test", "https:///domain/front.test",
     "https://rdap.test:99999/domain/front.test", "https://rdap..test/domain/front.test"],
)  # fmt: skip
async def test_a_broken_link_costs_the_registrars_view_and_nothing_else(tmp_path: Path, href: str) -> None:
    seen, _ = await look(tmp_path, linked(href))
    assert (seen.outcome, seen.payload["statuses"]) == (Outcome.OBSERVED, ["active"])


@pytest.mark.parametrize(
    "kind", ["application/\udcff", "text/\udce9; x=\udcff", "application/http; msgtype=response"]
)
async def test_an_odd_media_type_of_a_registry_is_kept_without_harm(tmp_path: Path, kind: str) -> None:
    body = json.dumps(FOUND).encode()
    raw = http(200, body, "KIND").replace(b"KIND", kind.encode("utf-8", "surrogateescape"))
    seen, raws = await look(tmp_path, raw)
    assert [each.body for each in raws] == [body]
    keep_and_read(tmp_path, seen, *raws)


def keep_and_read(folder: Path, seen: Observation, *raws: Raw) -> None:
    archive = Archive(folder / "archive")
    with archive.writer("run", NOW) as writer:
        captures = tuple(each for raw in raws if (each := writer.keep(raw)))
    store = ObservationStore(open_database(folder / "a.db"))
    store.add([Visit(seen.domain, (seen,), captures)])
    assert [archive.read(each) for each in captures] == [raw.body for raw in raws]
    assert store.latest(seen.domain, failed=True)[seen.kind].outcome is seen.outcome


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"objectClassName":"domain","status":' + b"[" * 100_000, id="deep inside"),
        pytest.param(b'{"objectClassName":"domain","x":' + b"9" * 500_000 + b"}", id="a huge number"),
        pytest.param(b'{"objectClassName":"domain","ldhName":"x","ldhName":"other.test"}', id="said twice"),
        pytest.param(b"\xff\xfe{}", id="another encoding"),
        pytest.param(b"", id="nothing"),
    ],
)
async def test_an_object_that_cannot_be_read_is_a_failed_look(tmp_path: Path, body: bytes) -> None:
    seen, _ = await look(tmp_path, http(200, body))
    assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.BAD_ANSWER)


async def test_odd_values_of_an_object_reach_the_store_as_plain_text(tmp_path: Path) -> None:
    body = json.dumps(FOUND)[:-1] + (
        ',"status":["act\\ud800ive\\u0000", NaN, Infinity, {}, [[]]],"port43":1e999,"events":[{"eventAction":'
        '"registration","eventDate":NaN}],"nameservers":[{"ldhName":"\\ud800.test"},{"ldhName":7}],"entities":'
        '[{"roles":["registrar"],"publicIds":[{"type":"IANA","identifier":' + "9" * 4_000 + "}]}]}"
    )
    seen, raws = await look(tmp_path, http(200, body.encode()))
    assert seen.outcome is Outcome.OBSERVED
    assert seen.payload["statuses"] == ["active"]
    keep_and_read(tmp_path, seen, *raws)


def test_no_text_of_a_whois_server_stops_the_clock() -> None:
    begun = time.process_time()
    for body in (
        (b"%" * 80 + b"\n") * 800,
        b"\n" * 65_536,
        (b"-" * 399 + b" \n") * 160,
        b"status:" + b"\n " * 700,
        b"error: " + b" " * 60_000,
    ):
        answer = decode(body)
        assert classify(answer, Registration()) in (Reason.BAD_ANSWER, Reason.EMPTY)
        read("front.test", answer)
    assert time.process_time() - begun < 2


async def test_a_certificate_with_a_name_of_another_kind_hides_nothing_else() -> None:
    leaf = certificate(x509.SubjectAlternativeName([x509.DNSName("front.test")]))
    place = leaf.index(b"\x82\x0afront.test")
    odd = leaf[:place] + b"\xa3" + leaf[place + 1 :]  # an X.400 address
    facts = names_of(odd) | dict(identity_of(odd))
    assert (facts["names"], facts["serial"]) == ([], "beef")
    assert facts["key"].startswith("sha256:")


def certificate(extension: x509.ExtensionType) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "front.test")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(0xBEEF).not_valid_before(NOW - timedelta(1)).not_valid_after(NOW + timedelta(9))
    signed = made.add_extension(extension, critical=False).sign(key, hashes.SHA256())
    return signed.public_bytes(Encoding.DER)


def test_the_values_of_one_dns_answer_are_bounded_together() -> None:
    values = [f"{number:03}" + "x" * 4_000 for number in range(90)]
    kept = bounded_values(values)
    assert (len(kept), kept) == (MAX_ANSWER // 4_003, tuple(values[: len(kept)]))
    assert bounded_values(["10 mx.front.test"] * 3) == ("10 mx.front.test",) * 3


def test_an_observation_too_large_for_the_store_is_a_failed_look() -> None:
    small = Observation("front.test", "dns", NOW, Outcome.OBSERVED, payload={"TXT": ["x"]})
    large = replace(small, payload={"TXT": ["x" * MOST_PAYLOAD]})
    assert bounded(small) == small
    assert (bounded(large).outcome, bounded(large).reason) == (Outcome.FAILED, Reason.TOO_BIG)
    assert dict(bounded(large).payload) == {}


def test_half_a_character_reaches_neither_file_nor_database(tmp_path: Path) -> None:
    seen = Observation("front.test", "site", NOW, Outcome.OBSERVED, payload={"title": "a\ud800\0\udfffb"})
    canonical(dict(seen.payload)).encode("utf-8")
    odd = Raw("https://front.test/\ud800\r\nX: y", "text/\udcff\r\n\r\n", b"odd")
    headers = (("", ": x"), ("A\udcff\r\nB", "\x85c\r\n\r\nd"), ("content-encoding\r\n", "gzip"))
    page = Raw(
        "https://front.test/", "text/html", b"page", 200, (*headers, ("Transfer-Encoding ", "chunked"))
    )
    keep_and_read(tmp_path, seen, odd, page)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b'<meta charset="utf-16"><p>Plain Street</p>', "text/html"),
        (b'<meta charset="utf-16be"><p>Plain Street</p>', ""),
        (b'<meta charset="utf-32"><p>Plain Street</p>', ""),
        (b'<meta charset="utf-7"><p>Plain Street</p>', ""),
        (b"<p>Plain Street</p>", "text/html; charset=utf-32"),
        (b"<p>Plain Street</p>", "text/html; charset=hz"),
        (b"<p>Plain Street</p>", "text/html; charset=rot13"),
        (b"\x00<p>Plain Street</p>\x81\xff", "text/html; charset=unicode_escape"),
        ("<p>Plain Street</p>".encode("utf-16-le"), "text/html; charset=utf-16"),
        ("\ufeff<p>Plain Street</p>".encode("utf-16"), "text/html; charset=cp1252"),
    ],
)
def test_a_charset_that_browsers_do_not_take_hides_no_text(body: bytes, media_type: str) -> None:
    assert "Plain Street" in text_of(body, media_type)


async def test_a_handshake_that_never_ends_and_one_of_garbage_are_failed_looks() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"\x16\x03\x03\xff\xff" + b"\x02" * 65_535)
            await writer.drain()

    for talk, reason in ((silent, Reason.TIMEOUT), (garbage, Reason.TLS_FAILED)):
        async with listening(talk) as port, name_server(Zone({("front.test", "A"): ["127.0.0.1"]})) as config:
            network = Network(replace(config, ports={443: port}, timeout=0.5))
            seen, _ = await tls.collect("front.test", network, Context(NOW, seconds=3))
        assert (seen.outcome, seen.reason) == (Outcome.FAILED, reason)
