"""Does the lab's loopback internet answer as the real one would?"""

import json
import signal
import socket
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import dns.message
import dns.query
import dns.rcode
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.lab import Lab, world


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def lab(running: Lab) -> Iterator[Lab]:
    running.day = 1
    yield running
    running.day = 1


def ask(lab: Lab, name: str, kind: str = "A", *, tcp: bool = False) -> dns.message.Message:
    address, port = lab.net.nameservers[0].split(":")
    question = dns.message.make_query(name, kind, use_edns=0)
    send = dns.query.tcp if tcp else dns.query.udp
    return send(question, address, timeout=3, port=int(port))


def values(lab: Lab, name: str, kind: str = "A", *, tcp: bool = False) -> list[str]:
    answer = ask(lab, name, kind, tcp=tcp).answer
    return sorted(record.to_text() for record in answer[-1]) if answer else []


def fetch(lab: Lab, host: str, path: str = "/", *, secure: bool = True) -> tuple[int, str, bytes]:
    """Status, head and body; the certificate is checked against the lab's authority."""
    port = lab.net.ports[443 if secure else 80]
    with socket.create_connection((values(lab, host)[0], port), timeout=5) as plain:
        channel = plain
        if secure:
            context = ssl.create_default_context(cafile=lab.net.authorities[0])
            channel = context.wrap_socket(plain, server_hostname=host)
        with channel:
            channel.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            head, _, body = b"".join(iter(lambda: channel.recv(65536), b"")).partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode("latin-1"), body


def whois(lab: Lab, domain: str) -> str:
    address = values(lab, lab.whois_servers["test"])[0]
    with socket.create_connection((address, lab.net.ports[43]), timeout=5) as channel:
        channel.sendall(f"{domain}\r\n".encode())
        return b"".join(iter(lambda: channel.recv(65536), b"")).decode()


def test_udp_and_tcp_give_the_same_answer(lab: Lab) -> None:
    assert values(lab, "quaysidecompute.example") == ["127.20.1.10"]
    assert values(lab, "quaysidecompute.example", tcp=True) == ["127.20.1.10"]
    assert values(lab, "quaysidecompute.example", "MX") == ["10 mx.reefhost.example."]
    assert values(lab, "quaysidecompute.example", "CAA") == ['0 issue "letsencrypt.org"']
    assert '"google-site-verification=qscLab1Tide5Rope"' in values(lab, "quaysidecompute.example", "TXT")


def test_a_missing_name_and_a_missing_type_are_told_apart(lab: Lab) -> None:
    missing = ask(lab, "nobody-has-this.example")
    assert missing.rcode() == dns.rcode.NXDOMAIN
    assert missing.authority[0].name.to_text() == "example."
    without = ask(lab, "quaysidecompute.example", "AAAA")
    assert without.rcode() == dns.rcode.NOERROR
    assert without.answer == []
    assert without.authority[0].name.to_text() == "quaysidecompute.example."


def test_a_cname_is_followed_to_its_address(lab: Lab) -> None:
    answer = ask(lab, "www.skerrywireless.example").answer
    assert [each.to_rdataset().rdtype.name for each in answer] == ["CNAME", "A"]
    assert values(lab, "www.skerrywireless.example") == values(lab, "skerrywireless.example")


def test_the_seized_names_show_the_seizure_servers_and_page(lab: Lab) -> None:
    assert values(lab, "ktsolution.tech", "NS") == ["ns1.fbi.seized.gov.", "ns2.fbi.seized.gov."]
    assert b"THIS WEBSITE HAS BEEN SEIZED" in fetch(lab, "ktsolution.tech")[2]
    assert (
        sum(each.host == "seizure" and each.role == "" for each in world.THREE_DAYS.firms(1).values()) == 17
    )


def test_name_servers_fail_drop_or_truncate_when_told_to(lab: Lab) -> None:
    lab.dns_trouble["ferrowick.example"] = "servfail"
    assert ask(lab, "ferrowick.example").rcode() == dns.rcode.SERVFAIL
    lab.dns_trouble["ferrowick.example"] = "truncate"
    assert ask(lab, "ferrowick.example").flags & dns.flags.TC
    assert values(lab, "ferrowick.example", tcp=True) == ["127.20.4.23"]
    lab.dns_trouble["ferrowick.example"] = "drop"
    address, port = lab.net.nameservers[0].split(":")
    with pytest.raises(dns.exception.Timeout):
        dns.query.udp(dns.message.make_query("ferrowick.example", "A"), address, 0.2, port=int(port))
    del lab.dns_trouble["ferrowick.example"]


def test_https_is_vouched_for_by_the_labs_authority(lab: Lab) -> None:
    status, head, body = fetch(lab, "quaysidecompute.example")
    assert status == 200
    assert "Server: nginx/1.24.0" in head
    assert b'<meta name="lab" content="invented">' in body
    assert fetch(lab, "quaysidecompute.example", secure=False)[0] == 301
    assert fetch(lab, "quaysidecompute.example", "/nothing-here")[0] == 404


def test_rdap_knows_the_registered_and_only_them(lab: Lab) -> None:
    status, _, body = fetch(lab, "rdap.lab.example", "/domain/quaysidecompute.example")
    assert status == 200
    assert json.loads(body)["events"][0] == {
        "eventAction": "registration",
        "eventDate": "2017-02-14T00:00:00Z",
    }
    assert fetch(lab, "rdap.lab.example", "/domain/harrowgatedigital.example")[0] == 404
    assert fetch(lab, "rdap.lab.example", "/domain/ktsolution.tech")[0] == 200
    services = json.loads(Path(lab.rdap_bootstrap).read_text())["services"]
    assert services[0][1] == ["https://rdap.lab.example/"]
    assert "test" not in services[0][0]


def test_whois_speaks_for_test(lab: Lab) -> None:
    lab.day = 2
    assert "Creation Date: 2026-02-26T00:00:00Z" in whois(lab, "nordbridgesystems.test")
    assert 'No match for domain "NOBODY.TEST".' in whois(lab, "nobody.test")


def test_another_day_is_another_world_at_once(lab: Lab) -> None:
    front = "harrowgatedigital.example"
    assert ask(lab, front).rcode() == dns.rcode.NXDOMAIN
    lab.day = 2
    assert fetch(lab, front)[0] == 200
    lab.day = 3
    assert values(lab, front, "NS") == ["ns1.fbi.seized.gov.", "ns2.fbi.seized.gov."]
    assert b"HAS BEEN SEIZED" in fetch(lab, front)[2]


def test_a_dormant_name_has_servers_and_no_address_until_it_goes_live(lab: Lab) -> None:
    assert values(lab, "verdantacore.example", "NS") != []
    assert values(lab, "verdantacore.example") == []
    lab.day = 2
    assert b"bottling" not in fetch(lab, "verdantacore.example")[2]
    assert b"one very stubborn weighbridge" in fetch(lab, "verdantacore.example")[2]


def test_every_expected_site_exists_on_its_day(lab: Lab) -> None:
    for day in world.DAYS:
        lab.day = day
        for each in lab.expected(day):
            assert ask(lab, each.domain).rcode() == dns.rcode.NOERROR, each
            assert fetch(lab, each.domain)[0] == 200, each
    assert [len(lab.expected(day)) for day in world.DAYS] == [0, 4, 3]


def test_everyone_on_the_list_is_in_the_world(lab: Lab) -> None:
    listed = [domain for day in world.DAYS for domain, _, _ in lab.watchlist(day)]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(world.THREE_DAYS.firms(1))


def test_archives_say_that_they_are_invented(lab: Lab) -> None:
    paths = lab.archives()
    assert sorted(paths) == ["cloudbluefox.com", "foxysunstudio.com", "ktsolution.tech"]
    for domain, path in paths.items():
        with path.open("rb") as stream:
            records = [
                (each.rec_type, each.rec_headers.get_header("WARC-Target-URI"), each.content_stream().read())
                for each in ArchiveIterator(stream)
            ]
        assert records[0][0] == "warcinfo"
        assert b"Invented content" in records[0][2]
        assert f"https://{domain}/" in [url for _, url, _ in records]
        assert f"urn:rdap:{domain}" in [url for _, url, _ in records]
        held = json.loads(next(body for _, url, body in records if url == f"urn:dns:{domain}"))
        assert {"A", "MX", "NS", "SOA", "TXT"} <= set(held)
        assert len(held["SOA"][0].split()) == 2
    before = {domain: path.read_bytes() for domain, path in paths.items()}
    assert {domain: path.read_bytes() for domain, path in lab.archives().items()} == before


def test_starting_takes_less_than_two_seconds_and_stopping_frees_everything(tmp_path: Path) -> None:
    began = time.process_time()
    with Lab(tmp_path) as second:
        assert fetch(second, "quaysidecompute.example")[0] == 200
        assert second.requests["quaysidecompute.example"] == 1
        address, port = values(second, "quaysidecompute.example")[0], second.net.ports[80]
    assert time.process_time() - began < 2
    with pytest.raises(OSError):
        socket.create_connection((address, port), timeout=1)


def test_a_removed_site_is_gone_from_names_registry_and_web(tmp_path: Path) -> None:
    with Lab(tmp_path, day=2) as lab:
        lab.remove("harrowgatedigital.example")
        assert ask(lab, "harrowgatedigital.example").rcode() == dns.rcode.NXDOMAIN
        assert fetch(lab, "rdap.lab.example", "/domain/harrowgatedigital.example")[0] == 404
        assert fetch(lab, "quaysidecompute.example")[0] == 200


@pytest.mark.parametrize(
    ("host", "status", "shown"),
    [
        ("roundandround.example", 302, b"Location: /round/1"),
        ("backstairs.example", 302, b"Location: http://169.254.169.254/latest/meta-data/"),
        ("deepwellarchive.example", 200, b"<div>" * 200_000),
        ("cafekernel.example", 200, b"Server: Caf\xe9/1.0"),
        ("bobbyfield.example", 200, b"<title><script>alert(1)</script> =cmd|' /C calc'!A0 \x1b[31m"),
    ],
)
def test_a_hostile_site_sends_what_it_is_there_for(lab: Lab, host: str, status: int, shown: bytes) -> None:
    got, head, body = fetch(lab, host)
    assert got == status
    assert shown in head.encode("latin-1") + body


def test_the_gzip_bomb_is_small_on_the_wire_and_two_hundred_megabytes_unpacked(lab: Lab) -> None:
    _, head, body = fetch(lab, "ledgerloft.example")
    assert "Content-Encoding: gzip" in head
    assert len(body) < 2_000_000
    unpack, size = zlib.decompressobj(31), 0
    while body:
        size += len(unpack.decompress(body, 1_000_000))
        body = unpack.unconsumed_tail
    assert size > 200_000_000


def test_robots_names_without_address_and_private_addresses_are_there(lab: Lab) -> None:
    assert fetch(lab, "privatequay.example", "/robots.txt")[2] == b"User-agent: *\nDisallow: /\n"
    assert values(lab, "innerharbour.example") == ["10.0.0.1"]
    assert ask(lab, "brokenservers.example").rcode() == dns.rcode.SERVFAIL


@pytest.mark.parametrize(
    ("host", "complaint"),
    [
        ("wrongdoor.example", "Hostname mismatch"),
        ("ownseal.example", "self-signed certificate"),
        ("staleseal.example", "certificate has expired"),
    ],
)
def test_bad_certificates_are_bad_in_one_way_each(lab: Lab, host: str, complaint: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=complaint):
        fetch(lab, host)


def test_every_name_under_the_catch_all_answers(lab: Lab) -> None:
    assert values(lab, "anything-at-all.catchall.example") == values(lab, "catchall.example")
    assert fetch(lab, "anything-at-all.catchall.example")[0] == 200


def test_a_firm_may_go_dark_for_a_day(lab: Lab) -> None:
    assert fetch(lab, "brackenpoint.example")[0] == 200
    lab.day = 2
    with pytest.raises(ConnectionRefusedError):
        fetch(lab, "brackenpoint.example")
    lab.day = 3
    assert fetch(lab, "brackenpoint.example")[0] == 200


def test_the_lab_stops_at_once_while_a_body_drips(tmp_path: Path) -> None:
    with Lab(tmp_path) as lab:
        port = lab.net.ports[80]
        dripping = socket.create_connection((values(lab, "slowspigot.example")[0], port), timeout=5)
        dripping.sendall(b"GET / HTTP/1.1\r\nHost: slowspigot.example\r\n\r\n")
        assert dripping.recv(100).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
    assert time.monotonic() - began < 5
    dripping.close()


def test_serve_says_when_it_is_ready_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, crawler.lab\n"
        "say = lambda lab: print(lab.net.nameservers[0], flush=True)\n"
        "crawler.lab.serve(pathlib.Path(sys.argv[1]), 2, say)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline().startswith("127.20.0.1:")
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == 0
        assert child.stderr.read() == ""
