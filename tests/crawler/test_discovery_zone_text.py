"""Is every delegated name of a zone file read, in whatever form it is written, and is a cut zone known?"""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crawler.discovery import _name_lists, _zone_text
from crawler.discovery._name_lists import differing, names_of, sort_to, summed
from crawler.discovery._unpacked import Damaged
from crawler.discovery._zone_text import NoZone, ZoneText, written
from tests.crawler._feed_server import NOON
from tests.crawler._zones import zone_text

SOA = b"example. 900 IN SOA ns.example. mail.example. 2026112001 1800 900 604800 86400\n"
WORDS = [*b'example. $ORIGIN @ IN NS SOA ( ) ; " %b a'.split(), b"\n", b"\0\xff", b"9" * 5_000]
label = some.from_regex(r"[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True)


def read(text: bytes, *, hosts: bool = False) -> tuple[list[str], ZoneText]:
    zone = ZoneText(hosts=hosts)
    found = [name for block in zone.blocks([text]) for name in block]
    return [each.decode(errors="replace") for each in found], zone


def test_the_form_of_registries_is_read() -> None:
    names, zone = read(zone_text(["a", "a-b", "b", "xn--bcher-kva"]))
    assert names == ["a", "a-b", "b", "xn--bcher-kva"]
    assert (zone.zone, zone.serial, zone.whole) == ("example", 2026112001, True)


def test_every_form_of_a_master_file_is_read() -> None:
    text = (
        b"$TTL 86400 ; a day\n"
        b"$ORIGIN Example.\n"
        b"@ IN SOA ns mail (\n  2026112001 ; the serial (of the day)\n 1800 900 604800\n 86400 )\n"
        b"@ NS ns\n"
        b"ns A 192.0.2.1\n"
        b"; decoy.example. 1 in ns commented.example.\n"
        b"RELATIVE NS ns1.host.test.\n"
        b"\tNS ns2.host.test.\n"
        b"with-ttl 1h IN NS ns1.host.test.\n"
        b"class-first IN 3600 NS ns1.host.test.\n"
        b"absolute.example.\t1\tIN\tNS\tns1.host.test.\n"
        b"deep.below.example. 1 IN NS ns1.host.test.\n"
        b"text.example. 1 IN TXT \"a ( in ns b\"\n"
        b"signed IN DS 1 13 2 00\n"
        b"       IN NS (\n ns1.host.test. )\n"
        b"outside.test. 1 IN NS ns1.host.test.\n"
        b"$ORIGIN second.example.\n"
        b"third NS ns1.host.test.\n"
        b"example. IN SOA ns.example. mail.example. 2026112001 1800 900 604800 86400"
    )  # fmt: skip
    names, zone = read(text)
    assert names == [
        "relative",
        "with-ttl",
        "class-first",
        "absolute",
        "deep.below",
        "signed",
        "third.second",
    ]
    assert (zone.zone, zone.whole) == ("example", True)


@settings(max_examples=50, deadline=None)
@given(
    some.lists(
        some.tuples(
            some.one_of(label.map(lambda each: each + ".example."), label, some.just("")),
            some.sampled_from([" ", "\t", "\t\t", " 300 ", "\t300\tin\t", " IN ", " IN 300 "]),
            some.sampled_from(["NS", "ns\t", "DS", "A", "NSEC3", "TXT", "SOA"]),
            some.sampled_from([" ns.host.test.", " host", ' "in ns x"', " ( x\n )", " x ; ns y", ""]),
        )
    )
)
def test_the_fast_way_reads_what_the_slow_way_reads(rows: list[tuple[str, str, str, str]]) -> None:
    text = SOA + b"".join("".join(row).encode() + b"\n" for row in rows) + SOA
    for hosts in (False, True):
        slow, fast = ZoneText(hosts=hosts), ZoneText(hosts=hosts)
        slow._fast = lambda text: None  # type: ignore[assignment,method-assign]
        expected = [name for block in slow.blocks([text]) for name in block]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_zone_text, "BLOCK", 150)  # so that the apex is known before most blocks
            pieces = [text[at : at + 40] for at in range(0, len(text), 40)]
            found = [name for block in fast.blocks(pieces) for name in block]
        assert set(found) == set(expected)
        assert (fast.whole, fast.zone, fast.serial) == (slow.whole, slow.zone, slow.serial)


@settings(max_examples=50, deadline=None)
@given(some.lists(some.sampled_from(WORDS)))
def test_no_text_breaks_the_reading(words: list[bytes]) -> None:
    for begin in (b"", SOA):
        try:
            names, zone = read(begin + b" ".join(words))
        except NoZone:
            continue
        assert zone.apex
        assert all(names)


def test_a_registrys_form_needs_the_slow_way_only_at_its_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_zone_text, "BLOCK", 4_000)
    slow = list[int]()
    read_slowly = ZoneText._slow
    monkeypatch.setattr(ZoneText, "_slow", lambda self, text: slow.append(1) or read_slowly(self, text))
    for hosts in (False, True):
        slow.clear()
        zone, text = ZoneText(hosts=hosts), zone_text(f"n{each:04}" for each in range(2_000))
        pieces = [text[at : at + 1_000] for at in range(0, len(text), 1_000)]
        assert len({name.split()[0] for block in zone.blocks(pieces) for name in block}) == 2_000
        assert len(slow) == 2


@pytest.mark.parametrize("cut", [1, 80, 200, 3_000])
def test_a_zone_that_is_cut_is_not_whole(cut: int) -> None:
    text = zone_text(f"n{each:03}" for each in range(100))
    assert not read(text[: -cut - 70])[1].whole
    assert read(text)[1].whole


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"a.example\nb.example\n", "it has no SOA record"),
        (b"", "it has no SOA record"),
        (b"x\n" * 400_000, "it does not begin with the SOA record of a zone"),
        (b"../x. IN SOA a. b. 1 2 3 4 5\n", "it begins with an SOA record of no name"),
        (b". IN SOA a. b. 1 2 3 4 5\n", "it begins with an SOA record of no name"),
        (SOA + b"a " + b"x" * 1_000_000, "it has a line that does not end"),
        (SOA + b"a TXT (" + b"x\n" * 200_000, "it has a record in brackets that does not end"),
    ],
)
def test_what_is_no_zone_is_refused_with_the_reason(text: bytes, why: str) -> None:
    with pytest.raises(NoZone, match=why):
        pieces = (text[at : at + 65_536] for at in range(0, len(text), 65_536))
        list(ZoneText().blocks(pieces))


@pytest.mark.parametrize(
    ("serial", "day"),
    [(2026112103, "2026-11-21"), (1795262400, "2026-11-21"), (17, None), (2039112103, None)],
)
def test_a_serial_says_when_a_zone_was_written(serial: int, day: str | None) -> None:
    found = written(serial, NOON)
    assert (found.date().isoformat() if found else None) == day


@settings(max_examples=50, deadline=None)
@given(some.lists(some.lists(label.map(str.encode), max_size=30), max_size=12), some.integers(1, 20))
def test_names_come_out_sorted_and_once_however_they_come_in(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[list[bytes]], at_once: int
) -> None:
    target = tmp_path_factory.mktemp("sorted") / "names"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_name_lists, "MOST_SORTED", at_once)
        patch.setattr(_name_lists, "MOST_SIDE_BY_SIDE", 3)
        patch.setattr(_name_lists, "SMALL_PIECE", 8)
        count = sort_to([list(each) for each in blocks], target)
    found = [name for block in names_of(target) for name in block]
    expected = sorted({name for block in blocks for name in block})
    assert (found, count) == (expected, len(expected))
    assert [each.name for each in target.parent.iterdir()] == ["names"]


@settings(max_examples=50, deadline=None)
@given(some.sets(label), some.sets(label), some.integers(1, 5))
def test_two_days_differ_in_what_was_added(
    tmp_path_factory: pytest.TempPathFactory, before: set[str], after: set[str], at_once: int
) -> None:
    folder = tmp_path_factory.mktemp("days")
    for name, names in (("old", before), ("new", after)):
        sort_to([sorted(each.encode() for each in names)], folder / name)
    steps = differing(folder / "old", folder / "new", at_once * 4)
    found = [name.decode() for added, _ in steps for name in added]
    assert found == sorted(after - before)


def test_a_name_whose_servers_changed_is_told_from_a_new_one(tmp_path: Path) -> None:
    for day, lines in (
        ("old", [b"kept ns1", b"kept ns2", b"moved ns1", b"gone ns1"]),
        ("new", [b"kept ns2", b"kept ns1", b"moved ns9", b"fresh ns1"]),
    ):
        sort_to([lines], tmp_path / "all")
        sort_to(summed(names_of(tmp_path / "all")), tmp_path / day)
    ((added, changed),) = differing(tmp_path / "old", tmp_path / "new")
    assert [each.split()[0] for each in added] == [b"fresh"]
    assert [each.split()[0] for each in changed] == [b"moved"]


def test_a_list_that_was_damaged_is_known(tmp_path: Path) -> None:
    sort_to([[b"%06d" % each for each in range(50_000)]], tmp_path / "names")
    content = (tmp_path / "names").read_bytes()
    spoiled = bytearray(content)
    spoiled[random.Random(3).randrange(1_000, len(content))] ^= 255
    for broken in (content[:-5], bytes(spoiled)):
        (tmp_path / "names").write_bytes(broken)
        with pytest.raises(Damaged):
            list(names_of(tmp_path / "names"))


def test_the_time_of_a_serial_is_aware() -> None:
    assert written(2026112103, NOON) == datetime(2026, 11, 21, tzinfo=UTC)
