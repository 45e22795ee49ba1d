"""Does the screen of a block leave out no name that the judge, asked for each one, would tell?"""

import random
import tracemalloc

import pytest

from crawler.sift import Hit, Sift
from crawler.sift._judge import judge
from crawler.sift._name import read
from crawler.sift._punycode import decoded
from crawler.sift._reference import mark
from crawler.sift.cores import in_order
from crawler.sift.feed import BLOCK, blocks
from monitor.references import entries
from tests.benchmarks._sift_seeds import WORDS, seeds

REFERENCES = [each.domain for each in entries()]
SEIZED = [each for each in REFERENCES if each.partition(".")[0] in WORDS]
SIFT = Sift(REFERENCES)


def one_by_one(names: list[str], references: list[str]) -> list[Hit]:
    """The judge's word on each name and each reference: what the screen must not change."""
    marks = [mark(each) for each in references]
    hits = []
    for text in names:
        name = read(text.encode())
        if name is not None and name.registrable not in references:
            told = ((each.domain, judge(name, each)) for each in marks)
            hits += [Hit(name.domain, domain, *found) for domain, found in told if found]
    return hits


def spoilt(name: str, draw: random.Random) -> str:
    """The name with something put in, or in place of a letter, somewhere."""
    at = draw.randrange(len(name))
    put = draw.choice(
        ["", "-", "a", "o", "rn", "vv", "cl", "1", "é", "о", "ɴ", "公", "XN--", "xn--", ".", " ", "\0"]
    )
    return name[:at] + put + name[at + draw.randrange(2) :]


@pytest.mark.slow
def test_lookalikes_spoilt_and_whole_are_told_as_they_are_one_by_one():
    draw = random.Random(5)
    names = [name for _, _, name in seeds(SEIZED, 3, seed=5)]
    names += [spoilt(name, draw) for name in names] + [spoilt(spoilt(name, draw), draw) for name in names]
    names += [f"{order}.com" for each in REFERENCES for order in mark(each).orders]
    names += [ending for each in REFERENCES for ending in mark(each).endings]
    draw.shuffle(names)
    found = SIFT.names(names)
    assert found == one_by_one(names, REFERENCES)
    assert len(found) > len(names) / 2


def test_random_letters_are_told_as_they_are_one_by_one():
    draw = random.Random(6)
    names = ["".join(draw.choices("jinyagfoxvsu-", k=draw.randrange(4, 10))) + ".com" for _ in range(4_000)]
    assert SIFT.names(names) == one_by_one(names, REFERENCES)


@pytest.mark.parametrize(
    "references",
    [["kt.com"], ["a-b.org", "кот.рф"], ["münchner-kontor.de"], ["公司网络.com"], [f"{'ab' * 31}.com"]],
    ids=["two letters", "short and Cyrillic", "accents", "Chinese", "62 letters"],
)
def test_references_of_any_length_and_script_are_found_by_both(references):
    labels = [each.partition(".")[0] for each in references]
    names = [f"{label}.net" for label in labels] + [f"{label}.biz.evil.example" for label in labels]
    names = [*names, *(f"shop{number}.example" for number in range(50))]
    found = Sift(references).names(names)
    assert found == one_by_one(names, [mark(each).domain for each in references])
    assert [hit.kinds for hit in found] == [("tld-swap",)] * len(labels) + [("subdomain",)] * len(labels)


def test_no_reference_tells_of_no_name():
    assert Sift([]).block(b"cloudfoxhub.net\n" * 100) == []


@pytest.mark.slow
def test_of_seeded_lookalikes_hardly_one_is_missed():
    missed: dict[str, list[str]] = {}
    counted: dict[str, int] = {}
    rows = list(seeds(SEIZED, 20, seed=9))
    found = {(hit.name, hit.reference) for hit in SIFT.names([name for _, _, name in rows])}
    for kind, reference, name in rows:
        counted[kind] = counted.get(kind, 0) + 1
        if (name, reference) not in found:
            missed.setdefault(kind, []).append(name)
    assert len(counted) == 13
    for kind, names in missed.items():
        least = 0.9 if kind == "combosquat with a typo" else 0.99
        assert 1 - len(names) / counted[kind] >= least, (kind, names)


@pytest.mark.parametrize("part", ["cloud", "cloudfex\n", "ox.cloud\n", "."])
def test_a_block_of_a_references_letters_and_nothing_else_needs_little_memory(part):
    data = (part * (BLOCK // 2 // len(part))).encode()
    SIFT.block(b"shop.example\n" * 100)
    tracemalloc.start()
    SIFT._screen(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 48 << 20


def test_a_label_is_decoded_as_the_standard_library_does():
    draw = random.Random(7)
    labels = [
        "".join(draw.choices("abcxyz-09éаоαßա", k=draw.randrange(1, 20))).strip("-") for _ in range(3_000)
    ]
    foreign = [label for label in labels if not label.isascii()]
    assert [decoded(label.encode("punycode").decode()) for label in foreign] == foreign


@pytest.mark.parametrize("text", ["", "-", "99999999", "a-99999999zzzz", "fiq", "é", "0" * 59])
def test_what_stands_for_nothing_is_decoded_to_nothing(text):
    assert decoded(text) == ""


def test_blocks_end_where_lines_end_and_say_how_far_they_reach(tmp_path):
    lines = b"".join(b"name%d.example\n" % number for number in range(200_000))
    (tmp_path / "list").write_bytes(lines + b"x" * (3 * BLOCK) + b".com\nlast.example")
    with (tmp_path / "list").open("rb") as file:
        found = list(blocks(file))
    assert all(each.data.endswith(b"\n") for each in found[:-1])
    assert b"".join(each.data for each in found) == lines + b"last.example"
    assert found[-1].end == (tmp_path / "list").stat().st_size
    with (tmp_path / "list").open("rb") as file:
        again = list(blocks(file, found[0].end))
    assert again[0].data.startswith(lines[found[0].end : found[0].end + 100])
    assert again[-1].end == found[-1].end


def slow_square(number: int) -> int:
    return number * number


@pytest.mark.parametrize("processes", [1, 2])
def test_answers_of_several_processes_come_in_the_order_of_the_questions(processes):
    assert list(in_order(slow_square, range(20), processes)) == [number * number for number in range(20)]
