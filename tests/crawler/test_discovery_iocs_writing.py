"""Are names found however they were made harmless, and nothing that only looks like one?"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.discovery import domains_in
from crawler.discovery._passages import Line, Passages
from crawler.discovery._refang import written
from tests.fuzz._targets import TARGETS
from tests.fuzz._trial import tried


def names(text: str) -> list[str]:
    return [each.domain for each in domains_in(text)]


HARMLESS = """hxxp://grey-heron.com hXXps://grey-heron.com/a?b=c htxp://grey-heron.com h**p://grey-heron.com
meow://grey-heron.com http[:]//grey-heron.com http[://]grey-heron.com https:[//]grey-heron.com
hxxps[:]//user@grey-heron[.]com:8443/x grey-heron[.]com grey-heron[dot]com grey-heron(dot)com grey-heron(.)com
grey-heron{.}com grey-heron<.>com grey-heron\\.com grey-heron[.com grey-heron.]com grey-heron[DOT]com
grey-heron[punkt]com grey-heron[точка]com grey-heron[点]com grey-heron。com grey-heron．com grey-heron｡com
grey-heron․com gr\u200bey-he\u00adron[.]c\u2060om GREY-HERON[.]COM grey-heron[.]com. grey-heron[.]com,
(grey-heron[.]com) "grey-heron[.]com" `grey-heron[.]com` **grey-heron[.]com** _grey-heron[.]com_
www[.]grey-heron[.]com hr[at]grey-heron[.]com hr@grey-heron[.]com hr[@]grey-heron.com hr(at)grey-heron(dot)com
grey-heron[.]com에서 使用grey-heron[.]com获取 -grey-heron[.]com grey-heron[.]com:443
grey-heron[.]com/login.php 「grey-heron[.]com」 grey-heron[.]com.The"""


@pytest.mark.parametrize("word", HARMLESS.split(), ids=ascii)
def test_a_name_made_harmless_is_found_in_every_style(word: str) -> None:
    assert names(f"They used {word} for mail") == ["grey-heron.com"]


@pytest.mark.parametrize(
    "text",
    [
        "We saw grey-heron [.] com today.",
        "We saw grey-heron [dot] com today.",
        "We saw grey-heron dot com today.",
        "We saw grey-heron[.]\ncom today.",
        "We saw grey-\nheron[.]com today.",
        "We saw jobs at grey-heron dot com today.",
        "A red dot grey-heron[.]com today.",
    ],
)
def test_a_name_written_with_blanks_is_found(text: str) -> None:
    assert names(text) == ["grey-heron.com"]


PLAIN = """front.The https://www.justice-of-nothing.gov/a invoice.zip setup.py readme.md payload.exe index.js
report.docx main.rs update.sh lib.so com.example.app org.apache.commons socket.io asp.net node.js
v2.0.ai 1.2.3.4
192[.]0[.]2[.]1 jo@grey-heron.com 9f86d081884c7d659a2feaa0c55ad015 e.g. i.e. U.S. Inc.It os.path console.log
sys.info() wait... ...com C:\\temp\\grey.com /usr/lib/grey.so foo[.]notasuffix co[.]uk setup[.]py
bank@gmail[.]com [.]com evil[.] https://t.co/abc github[.]com"""


@pytest.mark.parametrize("word", PLAIN.split(), ids=ascii)
def test_what_only_looks_like_a_name_is_left_alone_beside_a_harmless_one(word: str) -> None:
    assert names(f"The firm used {word} and then other[.]example too.") == ["other.example"]
    assert names(f"The firm used {word} and then nothing.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The polka dot in the logo is a dot at best.",
        "They wanted the dot com boom and every dot to count.",
        "Functions compose with (.) in this language.",
        "Use a capital letter . It helps.",
    ],
)
def test_dots_that_are_words_make_no_name(text: str) -> None:
    assert names(text) == []


LABELS = st.from_regex(r"[a-z][a-z0-9]{2,10}(?:-[a-z0-9]{1,8}[a-z])?", fullmatch=True)
SUFFIXES = st.sampled_from(
    ["com", "net", "co.uk", "io", "tech", "dev", "ru", "com.cn", "xn--p1ai", "example"]
)
DOTS = st.sampled_from(["[.]", "(.)", "{.}", "[dot]", "(dot)", " [.] ", "\\.", "。", "．", "[.", ".]", "<.>"])
SCHEMES = st.sampled_from(["", "hxxp://", "hxxps[:]//", "https[://]", "http://", "hr[at]", "x@"])


@given(LABELS, LABELS, SUFFIXES, DOTS, SCHEMES)
@example("abc", "abc", "co.uk", "[.", "x@")
@settings(max_examples=300, deadline=None)
def test_any_name_comes_back_from_any_style(sub: str, label: str, suffix: str, dot: str, scheme: str) -> None:
    domain = f"{sub}.{label}.{suffix}"
    text = f"The firm ran {scheme}{domain.replace('.', dot)} until May."
    assert [name.host for name in written(text)] == [domain]
    assert [name.defanged for name in written(text)] == [True]


@given(st.text(st.sampled_from("ab.-_@[]() {}:/\\。\n1例ёdot|#"), max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reading(text: str) -> None:
    for each in domains_in(text):
        assert each.domain == each.domain.lower() and "." in each.domain
        assert 0 < len(each.sentence) <= 500


PIECES = [
    ".",
    "[.]",
    "a.",
    "a[.]",
    "a dot ",
    "(((([",
    "例.com",
    "a-",
    "-",
    "1",
    "@",
    "[at]a.com",
    "://",
    "a:",
    "a。b[.]",
]
PIECES += [
    "a[.]com",
    "a.com\n",
    "Domains:\n",
    "|a.com",
    "fake a.com. ",
    "x@a.com ",
    "- a.com b\n",
    " ",
    "\t",
    "\n",
]


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_no_repetition_keeps_the_reading_from_its_end(piece: str) -> None:
    tried(TARGETS["advisory"], (piece * (60_000 // len(piece))).encode())


def test_a_sentence_is_quoted_whole_and_a_long_one_around_its_name() -> None:
    text = "It began in the U.S. in 2024. Acme Inc. ran grey-heron[.]com, i.e. a front. It ended."
    [found] = domains_in(text)
    assert found.sentence == "Acme Inc. ran grey-heron[.]com, i.e. a front."
    [found] = domains_in("word " * 300 + "grey-heron[.]com " + "word " * 300)
    assert len(found.sentence) <= 500
    assert found.sentence.startswith("…") and found.sentence.endswith("…")
    assert "word grey-heron[.]com word" in found.sentence


def test_a_sentence_goes_over_lines_but_not_over_paragraphs_and_items() -> None:
    lines = [Line(each, "", flows=True) for each in ("One", "two x", "", "- three x", "  four", "- five")]
    passages = Passages(lines)
    text = passages.text
    assert passages.sentence(text.index("x"), text.index("x") + 1) == "One two x"
    assert passages.sentence(text.rindex("x"), text.rindex("x") + 1) == "- three x four"
