"""Does looking in passing find what a page and a reference have in common, however it is written?"""

from pathlib import Path

import pytest

from crawler.fingerprint import Fingerprint, Subject
from crawler.lab.world import THREE_DAYS
from crawler.store import open_database
from monitor.corpus import Corpus
from monitor.evidence import Weights
from monitor.store import MonitorStore
from monitor.sweeping._judging import NAME, judge_of
from monitor.sweeping._screen import Screen, Sketch
from monitor.sweeping._words import hash_words, words_of
from tests.monitor._swept import known, pages_of, work

NEED = 7.0


def screen(**values: tuple[str, ...]) -> Screen:
    """One reference without pages that shows these values."""
    corpus = Corpus(MonitorStore(open_database(Path(":memory:"))))
    return Screen([(Fingerprint("front.example", values), Sketch.of(()))], NEED, corpus, Weights.load())


def reaches(page: str, **values: tuple[str, ...]) -> bool:
    return bool(screen(**values).reaching(page.encode(), {}))


@pytest.mark.parametrize(
    "written",
    [
        "+1 212 555 0199",
        "(212) 555-0199",
        "tel:+12125550199",
        "212.555.01&nbsp;99",
        "0012125550199",
        "&#50;12 555 0&#x31;99",
        "２１２ ５５５ ０１９９",
        "٢١٢ ٥٥٥ ٠١٩٩",
        "۲۱۲ ۵۵۵ ۰۱۹۹",
        "tel:%2B1%32125550199",
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(written: str) -> None:
    assert reaches(f"<p>Call {written} now", contacts=("phone:+12125550199",))
    assert not reaches("<p>Call +1 212 555 0198 now", contacts=("phone:+12125550199",))


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("<a href='mailto:Info@Front-Firm.example'>", {"contacts": ("email:info@front-firm.example",)}),
        ("<script>gtag('config','UA-4711123-1')</script>", {"tracker": ("ua:UA-4711123",)}),
        (
            "<p>i&#110;fo&#64;front-f&#x69rm&#0046;ex&#97mple",
            {"contacts": ("email:info@front-firm.example",)},
        ),
        (
            "<a href='mailto:%69nfo%40front%2Dfirm%2eexample'>",
            {"contacts": ("email:info@front-firm.example",)},
        ),
        ("<p>Ｉｎｆｏ＠front-firm.ｅxample", {"contacts": ("email:info@front-firm.example",)}),
        ("<p>&#1052;&#1099; — &#x41A;&#x432;арц Цапля", {"identities": ("company:Кварц Цапля",)}),
        ("<p>© Quartz Heron Ltd", {"identities": ("company:quartz heron ltd",)}),
        ("<p>QuartzHeron, Ltd.", {"identities": ("company:quartz heron ltd",)}),
        ("<p>The Quartz Heron", {"identities": ("company:quartzheron",)}),
        ("<p>Мы — Кварц Цапля", {"identities": ("company:Кварц Цапля",)}),
        ("<p>12 Quay  Street,<br>90210", {"contacts": ("street:12 quay street, 90210",)}),
    ],
)
def test_a_rare_value_is_found_by_its_words(page: str, values: dict[str, tuple[str, ...]]) -> None:
    assert reaches(page, **values)
    assert not reaches("<p>Quartz and street and info are words of anybody", **values)


def test_the_name_of_a_file_is_one_where_its_words_stand_together() -> None:
    values = [f"path:/shots/quartz-heron-{each}.png" for each in ("hall", "quay", "door", "roof")]
    for written in (
        "/shots/quartz-heron-{}.png",
        "..%2Fshots/quartz%2Dheron-{}.png?v=2",
        "/shots/a/Quartz-heron-{}.PNG",
    ):
        page = "".join(f"<img src='{written}'>".format(each) for each in ("hall", "quay", "door", "roof"))
        found = screen(assets=tuple(values))._by_values(words_of(page.encode()))
        assert found[0] > 0.0
        apart = page.replace("heron-", "heron-pictures-")
        assert screen(assets=tuple(values))._by_values(words_of(apart.encode())) == {}


def test_words_are_the_same_in_any_markup_and_case() -> None:
    expected = set(hash_words("some plain words").tolist())
    for page in (
        "<p>Some PLAIN words</p>",
        "some—plain…words",
        "some\u00a0plain\u3000words",
        "a='some-plain_words'",
    ):
        assert expected <= set(words_of(page.encode()).words.tolist())
    assert len(words_of("漢字かな".encode()).words) == 4


def test_what_an_entity_hides_is_text_and_never_markup() -> None:
    plain = words_of(b"<p>one two three four five")
    hidden = words_of(
        "<p>{} two three four five".format("".join(f"&#{ord(each)};" for each in "one")).encode()
    )
    assert plain.text.tolist() == hidden.text.tolist()
    shown = words_of(b"<p>one &#60;b class=%22x%22&#x3e; two &#xFFFFFF; &#55555; &#7; &#x; % %zz")
    assert shown.tags.tolist() == words_of(b"<p>one b two").tags.tolist()


def test_rows_of_text_leave_out_tags_scripts_and_styles() -> None:
    plain = words_of(b"one two three four five")
    dressed = words_of(
        b"<p class='x y'>one <b>two</b><script>var a = '<p>nine ten';</script>"
        b" three<style>p{}</style> four five"
    )
    assert set(plain.text.tolist()) == set(dressed.text.tolist())
    assert len(plain.text) == 2
    written = words_of(
        b"<p>one two<SCRIPT>document.write('<script src=x>nine</scr' + 'ipt>ten<\\/script>')</SCRIPT >"
        b" three four five"
    )
    assert written.text.tolist() == plain.text.tolist()


@pytest.mark.parametrize("end", ["", "</style>", "</scr", "< /script>"])
def test_a_script_that_is_not_ended_goes_on_to_the_end(end: str) -> None:
    assert len(words_of(f"<p>one two three four<script>{end} five six".encode()).text) == 1


@pytest.mark.parametrize(
    "page", [b"", b"<", b">" * 9, b"\0" * 999, b"<script", b"\xe2\x80", b"\xc2", b"\xff" * 50, b"<s", b"7"]
)
def test_no_bytes_are_too_odd(page: bytes) -> None:
    words_of(page)
    assert screen(contacts=("phone:+12125550199",)).reaching(page, {}) == {}


def test_a_sketch_comes_back_from_json_as_it_was() -> None:
    sketch = Sketch.of([html for _, html in pages_of(THREE_DAYS.archived()["ktsolution.tech"])])
    again = Sketch.from_json(sketch.to_json())
    assert len(sketch.tags) > 20
    assert (again.text.tolist(), again.tags.tolist()) == (sketch.text.tolist(), sketch.tags.tolist())


def test_names_that_are_passed_over_resemble_nobody(tmp_path: Path) -> None:
    given = work(tmp_path)
    judge = judge_of(given.references, given.digest, given.prior, given.cut)
    signal, curve = judge._corpus.signals[NAME], Weights.load().curve(NAME)
    slips = [
        f"{each}.example"
        for each in (
            "cloudbluefux",
            "cloudbluef0x",
            "cloudblue-fox",
            "fox-blue-cloud",
            "clodblufox",
            "ktsolutions",
            "myktsolution",
            "foxysunstudi0",
            "sunnyfoxstudio",
            "q",
        )
    ]
    resembling = 0
    for domain in [*slips, *THREE_DAYS.firms(3)]:
        ours = signal.extract(Subject(domain, {}))
        expected = {}
        for number, each in enumerate(known()):
            told = signal.compare(ours, each.fingerprint.values[NAME])
            if told is not None and curve.bits(told.similarity) > 0:
                expected[number] = curve.bits(told.similarity)
        assert judge._named(domain) == expected
        resembling += bool(expected)
    assert resembling >= 8
