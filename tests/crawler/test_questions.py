"""Is a DNS reply read as what it says, and nothing a name server sends taken for more than it is?"""

import struct
import time

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.questions import MAX_VALUES, Answer
from crawler.questions._message import fits, packet, question, read
from crawler.questions._rdata import TYPES
from crawler.records import Reason

SOA = "ns.test. hostmaster.test. 1 2 3 4 5"
AUTHORITATIVE, RECURSIVE = dns.flags.AA, dns.flags.RA


def reply(name: str, rdtype: str, *records: str, rcode: str = "NOERROR", flags: int = RECURSIVE) -> bytes:
    """A reply with these answers; those that begin with ``+`` stand in the authority section."""
    message = dns.message.make_response(dns.message.make_query(name, rdtype, id=7, use_edns=0))
    message.flags |= flags
    message.set_rcode(dns.rcode.from_text(rcode))
    for record in records:
        owner, kind, data = record.removeprefix("+").split(" ", 2)
        section = message.authority if record.startswith("+") else message.answer
        section.append(dns.rrset.from_text(dns.name.from_text(owner), 60, "IN", kind, data))
    return message.to_wire(max_size=65_535)


def said(name: str, rdtype: str, *records: str, rcode: str = "NOERROR", flags: int = RECURSIVE) -> Answer:
    section = question(name, rdtype)
    wire = reply(name, rdtype, *records, rcode=rcode, flags=flags)
    assert section and fits(wire, section)
    return read(wire, section)


@pytest.mark.parametrize(
    ("rdtype", "data", "value"),
    [
        ("A", "203.0.113.9", "203.0.113.9"),
        ("AAAA", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("AAAA", "::ffff:127.0.0.1", "::ffff:127.0.0.1"),
        ("NS", "NS1.Host.Test.", "ns1.host.test"),
        ("MX", "10 Mail.front.test.", "10 mail.front.test"),
        ("MX", "0 .", "0 ."),
        ("SOA", "ns.host.test. host\\.master.host.test. 77 1 2 3 4", "ns.host.test host\\.master.host.test"),
        ("TXT", '"v=spf1 " "-all"', "v=spf1 -all"),
        ("TXT", '"caf\\195\\169 \\255"', "café \\xff"),
        ("CAA", '0 issue "ca.test; a=\\"b\\""', '0 issue "ca.test; a=\\"b\\""'),
        ("CNAME", "a\\032b\\(c.test.", "a\\032b\\(c.test"),
    ],
)
def test_a_record_is_written_as_text_that_stays_equal(rdtype, data, value):
    assert said("front.test", rdtype, f"front.test. {rdtype} {data}").values == (value,)


def test_an_alias_is_followed_to_the_records_whatever_their_order():
    chain = (
        "b.test. A 203.0.113.9",
        "a.test. CNAME b.test.",
        "front.test. CNAME a.test.",
        "x.test. A 8.8.8.8",
    )
    answer = said("front.test", "A", *chain)
    assert (answer.status, answer.values, answer.alias) == (Reason.NONE, ("203.0.113.9",), "a.test")


def test_an_alias_to_nowhere_says_where_it_leads():
    answer = said("front.test", "A", "front.test. CNAME gone.test.", rcode="NXDOMAIN")
    assert (answer.status, answer.values, answer.alias) == (Reason.NXDOMAIN, (), "gone.test")


@pytest.mark.parametrize(
    ("status", "records", "rcode", "flags"),
    [
        (Reason.NXDOMAIN, (f"+test. SOA {SOA}",), "NXDOMAIN", RECURSIVE),
        (Reason.NXDOMAIN, (), "NXDOMAIN", AUTHORITATIVE),
        (Reason.NONE, (f"+front.test. SOA {SOA}",), "NOERROR", AUTHORITATIVE),
        (Reason.NONE, (), "NOERROR", RECURSIVE),
        (Reason.SERVFAIL, (), "SERVFAIL", RECURSIVE),
        (Reason.REFUSED, (), "REFUSED", 0),
        (Reason.LAME, (), "NOERROR", 0),
        (Reason.LAME, (), "NXDOMAIN", 0),
        (Reason.LAME, (), "NOTAUTH", 0),
        (Reason.LAME, ("+. NS a.root.test.",), "NOERROR", 0),
        (Reason.LAME, ("+test. NS ns.test.",), "NOERROR", RECURSIVE),
        (Reason.TRUNCATED, (), "NOERROR", RECURSIVE | dns.flags.TC),
        (Reason.BAD_ANSWER, ("other.test. A 203.0.113.9",), "NOERROR", RECURSIVE),
        (Reason.BAD_ANSWER, (f"+elsewhere.test. SOA {SOA}",), "NXDOMAIN", RECURSIVE),
        (Reason.BAD_ANSWER, ("front.test. CNAME a.test.", "a.test. CNAME front.test."), "NOERROR", RECURSIVE),
        (Reason.BAD_ANSWER, (), "FORMERR", RECURSIVE),
    ],
)
def test_reasons_why_there_is_nothing_are_told_apart(status, records, rcode, flags):
    answer = said("front.test", "A", *records, rcode=rcode, flags=flags)
    assert (answer.status, answer.values) == (status, ())


def test_a_reply_to_another_question_is_none_and_letters_may_change_their_case():
    section = question("front.test", "A")
    assert section is not None
    assert fits(reply("FRONT.test", "A"), section)
    assert not fits(reply("other.test", "A"), section)
    assert not fits(reply("front.test", "AAAA"), section)
    assert not fits(packet(7, section), section)
    assert not fits(b"\0\7\x81\x83" + bytes(8), section)
    assert fits(b"\0\7\x81\x82" + bytes(8), section)


@pytest.mark.parametrize(
    "name", ["", ".", "a..b", ".a", "x" * 64 + ".test", "a." * 126 + "abcd", "a\ud800.test"]
)
def test_what_cannot_be_written_in_dns_is_no_question(name):
    assert question(name, "A") is None


def test_a_question_is_what_others_write():
    for name in ("front.test", "_dmarc.front.test", "a." * 126 + "b", "bücher.test"):
        wire = packet(7, question(name, "TXT") or b"")
        assert wire == dns.message.make_query(name, "TXT", id=7, use_edns=0, payload=1232).to_wire()


def test_of_many_values_the_first_hundred_by_order_are_kept():
    records = [f"front.test. A 203.0.{number // 250}.{number % 250}" for number in range(300)]
    answer = said("front.test", "A", *reversed(records))
    assert len(answer.values) == MAX_VALUES
    assert answer.values[:2] == ("203.0.0.0", "203.0.0.1")


def header(answers: int) -> bytes:
    return struct.pack(">HHHHHH", 7, 0x8180, 1, answers, 0, 0)


def record(owner: bytes, rdtype: str, data: bytes) -> bytes:
    return owner + struct.pack(">HHIH", TYPES[rdtype], 1, 60, len(data)) + data


def chain_of_pointers(section: bytes) -> bytes:
    first = 12 + len(section) + 12
    pointers = b"\0" + b"".join((0xC000 | at).to_bytes(2) for at in [first, *range(first + 1, 16_300, 2)])
    last = (0xC000 | (first + len(pointers) - 2)).to_bytes(2)
    names = record(b"\xc0\x0c", "NS", last) * 900
    return header(901) + section + record(b"\xc0\x0c", "TXT", pointers) + names


HOSTILE = {
    "pointers to pointers": chain_of_pointers,
    "a pointer to itself": lambda section: header(1) + section + record(b"\xc0\x0c", "NS", b"\xc0\x2a"),
    "empty strings": lambda section: header(1) + section + record(b"\xc0\x0c", "TXT", bytes(65_000)),
    "odd letters": lambda section: (
        header(240) + section + record((b"\x3f" + b"\xff" * 63) * 3 + b"\0", "A", b"\1\2\3\4") * 240
    ),
    "one letter labels": lambda section: (
        header(240) + section + record(b"\1a" * 126 + b"\0", "A", bytes(4)) * 240
    ),
    "an endless count": lambda section: header(65_535) + section,
    "escapes": lambda section: (
        header(900) + section + record(b"\xc0\x0c", "CAA", b"\0\5issue" + b"\xff" * 50) * 900
    ),
    "nothing after the question": lambda section: header(1) + section,
    "a short address": lambda section: header(1) + section + record(b"\xc0\x0c", "A", b"\1\2"),
}


@pytest.mark.parametrize("build", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("rdtype", TYPES)
def test_no_reply_takes_its_reader_long(build, rdtype):
    section = question("front.test", rdtype)
    assert section is not None
    wire = build(section)
    started = time.process_time()
    answer = read(wire[:65_535], section)
    assert time.process_time() - started < 0.05  # some 5 ms on an idle machine
    assert isinstance(answer, Answer)


REAL = reply("front.test", "MX", "front.test. MX 10 mail.front.test.", "front.test. MX 20 b.mail.front.test.")


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wire=st.binary(max_size=600), rdtype=st.sampled_from(sorted(TYPES)))
@example(wire=b"", rdtype="A")
def test_any_bytes_give_an_answer(wire, rdtype):
    section = question("front.test", rdtype)
    assert section is not None
    fits(wire, section)
    assert isinstance(read(header(2) + section + wire, section), Answer)
    assert isinstance(read(wire[:12].ljust(12, b"\0") + section + wire, section), Answer)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(REAL) - 1), st.integers(0, 255)), max_size=8), st.integers(12, 200)
)
def test_a_reply_with_some_bytes_changed_gives_an_answer(changes, length):
    wire = bytearray(REAL)
    for at, byte in changes:
        wire[at] = byte
    section = question("front.test", "MX")
    assert section is not None
    answer = read(bytes(wire[:length]), section)
    assert isinstance(answer, Answer) and len(answer.values) <= 2
